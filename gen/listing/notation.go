package listing

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// otherMnemonics holds the notation of seccomp's other opcodes, as bpf_asm writes them. An
// operand X is written x.
var otherMnemonics = map[uint16]string{
	bpf.LoadImm:   "ld  #%#x",
	bpf.LoadMem:   "ld  M[%d]",
	bpf.LoadLen:   "ld  #len",
	bpf.LoadXImm:  "ldx #%#x",
	bpf.LoadXMem:  "ldx M[%d]",
	bpf.LoadXLen:  "ldx #len",
	bpf.StoreA:    "st  M[%d]",
	bpf.StoreX:    "stx M[%d]",
	bpf.CopyAToX:  "tax",
	bpf.CopyXToA:  "txa",
	bpf.ReturnA:   "ret a",
	bpf.Negate:    "neg",
	bpf.Add:       "add #%#x",
	bpf.Subtract:  "sub #%#x",
	bpf.Multiply:  "mul #%#x",
	bpf.Divide:    "div #%#x",
	bpf.Or:        "or  #%#x",
	bpf.Left:      "lsh #%d",
	bpf.Right:     "rsh #%d",
	bpf.JumpAbove: "jgt #%#x",
}

// notation writes an instruction without a comment.
func notation(i bpf.Instruction) string {
	code, withX := i.Operation()
	text := mnemonics[code] + otherMnemonics[code]
	if withX {
		text, _, _ = strings.Cut(text, "#")
		text += "x"
	}
	if strings.Contains(text, "%") {
		text = fmt.Sprintf(text, i.K)
	}
	if i.Kind() == bpf.Test {
		text += fmt.Sprintf(", +%d, +%d", i.JT, i.JF)
	}
	return text
}
