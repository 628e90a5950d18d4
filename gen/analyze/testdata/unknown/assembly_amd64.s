// error: assembly uses inTable

#include "textflag.h"

// func loaded()
TEXT ·loaded(SB), NOSPLIT, $0 // error: assembly uses variable global
	MOVL ·global(SB), AX
	SYSCALL // error: the number is loaded
	CALL ·hidden(SB)
	SYSCALL // error: CALL changes AX
	RET

// func hidden()
TEXT ·hidden(SB), NOSPLIT, $0
	MOVL $39, AX
	BYTE $0x0f; BYTE $0x05 // error: a syscall instruction without mnemonic
	RET

// func calls()
TEXT ·calls(SB), NOSPLIT, $64 // error: assembly uses Syscall
	MOVQ $39, 0(SP)
	CALL syscall·Syscall(SB)
	RET

// func caller(nr uintptr)
TEXT ·caller(SB), NOSPLIT, $0-8
	SYSCALL // error: AX is set by the caller
	RET

// func shifted(trap, other uintptr)
TEXT ·shifted(SB), NOSPLIT, $0-16
	MOVQ trap+8(FP), AX
	SYSCALL // error: no parameter trap at this offset
	RET

// func inTable(trap uintptr)
TEXT ·inTable(SB), NOSPLIT, $0-8
	MOVQ trap+0(FP), AX
	SYSCALL
	RET

DATA ·table+0(SB)/8, $·inTable(SB)
GLOBL ·table(SB), NOPTR, $8
