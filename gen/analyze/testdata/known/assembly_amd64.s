#include "textflag.h"

#define NR_IOPL 172
#define TRAP SYSCALL
#define SAVE(number) MOVL $number, AX

// func either(first bool)
TEXT ·either(SB), NOSPLIT, $8-1
	MOVB first+0(FP), CX
	SAVE(NR_IOPL) // makes iopl
	TESTB CX, CX
	JNE call
#ifdef GOARCH_amd64
	MOVL $(240+6), AX // makes kexec_load
#else
	MOVL $216, AX // never remap_file_pages
#endif
call:
	TRAP
	RET

// func raw(trap uintptr)
TEXT ·raw(SB), NOSPLIT, $16-8
	MOVQ trap+0(FP), R9
	MOVQ R9, AX
	SYSCALL
	RET

// func tail(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err syscall.Errno)
TEXT ·tail(SB), NOSPLIT, $0-56
	JMP syscall·Syscall(SB)

// unused is in no program.
TEXT ·unused2(SB), NOSPLIT, $0
	MOVL $167, AX // never nfsservctl
	SYSCALL
	RET
