package prove_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// sound allows 5 and does not know numbers from 472 on.
func sound() bpf.Program {
	return bpf.Program{
		Instructions: []bpf.Instruction{
			ins(0x20, 4), {Code: 0x15, JT: 1, K: amd64}, ins(0x06, 0x80000000), ins(0x20, 0),
			{Code: 0x15, JT: 2, K: 5}, {Code: 0x35, JF: 2, K: 472},
			ins(0x06, 0x50026), ins(0x06, 0x7fff0000), ins(0x06, 0x80000000),
		},
		Body: 4, Denied: []int{8}, Unknown: []int{6},
	}
}

// TestCheck changes a sound program and expects the proof to say what is wrong.
func TestCheck(t *testing.T) {
	want := interval.Uniform(interval.Denied)
	want = want.Set(interval.Interval{First: 472, Last: interval.Whole.Last}, interval.Unknown)
	want = want.Set(interval.Interval{First: 5, Last: 5}, interval.Allowed)
	a := arch.All[arch.Index("amd64")]
	if err := prove.Check(sound(), a, decision.Plain(want, bpf.Actions(a))); err != nil {
		t.Fatalf("a sound program: %v", err)
	}
	if err := prove.Check(sound(), a, decision.Plain(want[1:], bpf.Actions(a))); err == nil {
		t.Error("a partition without a begin is proved")
	}
	for message, change := range map[string]func(p *bpf.Program){
		"number 5 is denied, expected allowed":   func(p *bpf.Program) { p.Instructions[4].K = 6 },
		"number 472 is denied, expected unknown": func(p *bpf.Program) { p.Instructions[5].K = 473 },
		"number 473 is denied, expected unknown": func(p *bpf.Program) {
			p.Instructions[5] = bpf.Instruction{Code: 0x15, JF: 2, K: 472}
		},
		"returns 0x50027, no verdict":       func(p *bpf.Program) { p.Instructions[6].K++ },
		"architectures 0x0..0xc000003d":     func(p *bpf.Program) { p.Instructions[2].K = 0x7fff0000 },
		"are not told apart":                func(p *bpf.Program) { p.Instructions[1].Code = 0x35 },
		"instruction 9: no input":           func(p *bpf.Program) { p.Instructions = append(p.Instructions, ins(0x06, 0)) },
		"denied numbers are instructions":   func(p *bpf.Program) { p.Denied = []int{1, 8} },
		"[8], listed as []":                 func(p *bpf.Program) { p.Denied = nil },
		"unknown numbers are instructions":  func(p *bpf.Program) { p.Unknown = []int{8} },
		"the body begins at 0":              func(p *bpf.Program) { p.Body = 0 },
		"the body begins at 9":              func(p *bpf.Program) { p.Body = 9 },
		"does not load the number":          func(p *bpf.Program) { p.Body = 3 },
		"instruction 4 before":              func(p *bpf.Program) { p.Body = 5 },
		"instruction 1 jumps into the body": func(p *bpf.Program) { p.Instructions[1].JF = 6 },
		// It would arrive with the arch loaded.
		"1 jumps into the body": func(p *bpf.Program) { p.Instructions[1].JT = 2 },
	} {
		p := sound()
		change(&p)
		if err := prove.Check(p, a, decision.Plain(want, bpf.Actions(a))); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%v, want %s", err, message)
		}
	}
}
