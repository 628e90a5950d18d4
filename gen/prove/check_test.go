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

// sound allows 5; numbers from 472 on are unknown.
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

// TestCheck changes a sound program and checks the error.
func TestCheck(t *testing.T) {
	want := decision.Uniform(decision.Denied)
	want = want.Set(interval.Interval{First: 472, Last: interval.Whole.Last}, decision.Unknown)
	want = want.Set(interval.Interval{First: 5, Last: 5}, decision.Allowed)
	a := arch.ByGOARCH("amd64")
	if err := prove.Check(sound(), a, decision.Plain(want, bpf.Actions(a))); err != nil {
		t.Fatalf("a sound program: %v", err)
	}
	if err := prove.Check(sound(), a, decision.Plain(want[1:], bpf.Actions(a))); err == nil {
		t.Error("a partition without its first run is proved")
	}
	for message, change := range map[string]func(p *bpf.Program){
		"number 5 is denied, want allowed":   func(p *bpf.Program) { p.Instructions[4].K = 6 },
		"number 472 is denied, want unknown": func(p *bpf.Program) { p.Instructions[5].K = 473 },
		"number 473 is denied, want unknown": func(p *bpf.Program) {
			p.Instructions[5] = bpf.Instruction{Code: 0x15, JF: 2, K: 472}
		},
		"returns 0x50027, not the action of": func(p *bpf.Program) { p.Instructions[6].K++ },
		"architectures 0x0..0xc000003d":      func(p *bpf.Program) { p.Instructions[2].K = 0x7fff0000 },
		"share an outcome":                   func(p *bpf.Program) { p.Instructions[1].Code = 0x35 },
		"instruction 9: unreachable":         func(p *bpf.Program) { p.Instructions = append(p.Instructions, ins(0x06, 0)) },
		"denied numbers are instructions":    func(p *bpf.Program) { p.Denied = []int{1, 8} },
		// An unlisted kill is final.
		"number 0 is foreign, want denied":  func(p *bpf.Program) { p.Denied = nil },
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

// two allows number 5 on amd64 and number 3 on 386.
func two() bpf.Program {
	return bpf.Program{
		Instructions: []bpf.Instruction{
			ins(0x20, 4), {Code: 0x15, JT: 3, K: amd64}, {Code: 0x15, JF: 1, K: 0x40000003}, ins(0x05, 5), ins(0x06, 0x80000000),
			ins(0x20, 0), {Code: 0x15, JF: 1, K: 5}, ins(0x06, 0x7fff0000), ins(0x06, 0x80000000),
			ins(0x20, 0), {Code: 0x15, JF: 1, K: 3}, ins(0x06, 0x7fff0000), ins(0x06, 0x80000000),
		},
		Body: 6, Compat: 9, Denied: []int{8, 12},
	}
}

// allowing returns a spec with one allowed number.
func allowing(goarch string, nr uint32) prove.Spec {
	a := arch.ByGOARCH(goarch)
	return prove.Spec{Arch: a, Want: decision.Plain(decision.Uniform(decision.Denied).Set(interval.Interval{First: nr, Last: nr}, decision.Allowed), bpf.Actions(a))}
}

// TestCheckCallers changes a sound program for two architectures.
func TestCheckCallers(t *testing.T) {
	native, compat := allowing("amd64", 5), allowing("386", 3)
	if err := prove.CheckSpecs(two(), native, compat); err != nil {
		t.Fatalf("a sound program: %v", err)
	}
	if err := prove.Check(two(), native.Arch, native.Want); err == nil || !strings.Contains(err.Error(), "for 1 architectures") {
		t.Errorf("a second body for one architecture: %v", err)
	}
	for message, change := range map[string]func(p *bpf.Program){
		"load is at 0 of 13":                            func(p *bpf.Program) { p.Compat = 0 },
		"load is at 6 of 13":                            func(p *bpf.Program) { p.Compat = 6 },
		"load is at 12 of 13":                           func(p *bpf.Program) { p.Compat = 12 },
		"instruction 8 before the body does not load":   func(p *bpf.Program) { p.Compat, p.Instructions[3].K = 8, 4 },
		"instruction 9 before the body does not load":   func(p *bpf.Program) { p.Instructions[9].K = 4 },
		"instruction 3 jumps into the body":             func(p *bpf.Program) { p.Instructions[3].K++ },
		"instruction 1 jumps into the body":             func(p *bpf.Program) { p.Instructions[1].JT++ },
		"number 4 is allowed, want denied":              func(p *bpf.Program) { p.Instructions[6].K = 4 },
		"number 3 is denied, want allowed":              func(p *bpf.Program) { p.Instructions[10].K = 5 },
		"architectures 0x0..0x40000002: returns":        func(p *bpf.Program) { p.Instructions[4].K = 0x7fff0000 },
		"architectures 0xc000003f..0xffffffff: returns": func(p *bpf.Program) { p.Instructions[2].Code = 0x35 },
		"number 0 is foreign, want denied":              func(p *bpf.Program) { p.Denied = []int{8} },
		"[8 12], listed as [8 11 12]":                   func(p *bpf.Program) { p.Denied = []int{8, 11, 12} },
		// The first body must not use the second: a filter can insert rules before it.
		"instruction 6 jumps into the body": func(p *bpf.Program) { p.Instructions[6].JF = 5 },
		"6 jumps into the body":             func(p *bpf.Program) { p.Instructions[6].JF = 2 },
	} {
		p := two()
		change(&p)
		if err := prove.CheckSpecs(p, native, compat); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%v, want %s", err, message)
		}
	}
}

// TestLists changes the lists of a sound program with one action for several verdicts: a
// policy's own kill for 5, unknown for 6, and denied.
func TestLists(t *testing.T) {
	const own = decision.FirstPolicyVerdict
	program := []bpf.Instruction{
		ins(0x20, 4), {Code: 0x15, JT: 1, K: amd64}, ins(0x06, 0x80000000), ins(0x20, 0),
		{Code: 0x15, JF: 1, K: 5}, ins(0x06, 0x80000000), {Code: 0x15, JF: 1, K: 6}, ins(0x06, 0x80000000), ins(0x06, 0x80000000),
	}
	want := decision.Plain(decision.Partition{
		{Interval: interval.Interval{First: 0, Last: 4}, Verdict: decision.Denied},
		{Interval: interval.Interval{First: 5, Last: 5}, Verdict: own},
		{Interval: interval.Interval{First: 6, Last: 6}, Verdict: decision.Unknown},
		{Interval: interval.Interval{First: 7, Last: 1<<32 - 1}, Verdict: decision.Denied},
	}, []uint32{decision.Denied: 0x80000000, decision.Allowed: 0x7fff0000, decision.Unknown: 0x80000000, decision.Foreign: 0x80000000, own: 0x80000000})
	for _, test := range []struct {
		denied, unknown []int
		sound           bool
	}{
		{[]int{8}, []int{7}, true},
		{[]int{7}, []int{8}, false},
		{[]int{5, 8}, []int{7}, false},
		{[]int{8}, []int{5, 7}, false},
		{[]int{5}, []int{7}, false},
		{[]int{7, 8}, nil, false},
		{[]int{8}, nil, false},
		{nil, []int{7}, false},
	} {
		p := bpf.Program{Instructions: program, Body: 4, Denied: test.denied, Unknown: test.unknown}
		if err := prove.Check(p, arch.ByGOARCH("amd64"), want); (err == nil) != test.sound {
			t.Errorf("denied %v, unknown %v: %v", test.denied, test.unknown, err)
		}
	}
}

const kill = 0x80000000

// TestForeign changes the lists of a sound program. It kills number 5, foreign, and 6, by
// a policy's own row, as it kills violations. 5 and 6 may share a return, but not with
// violations, whose action a filter replaces.
func TestForeign(t *testing.T) {
	const own = decision.FirstPolicyVerdict
	want := decision.Plain(decision.Partition{
		{Interval: interval.Interval{First: 0, Last: 4}, Verdict: decision.Denied},
		{Interval: interval.Interval{First: 5, Last: 5}, Verdict: decision.Foreign},
		{Interval: interval.Interval{First: 6, Last: 6}, Verdict: own},
		{Interval: interval.Interval{First: 7, Last: 1<<32 - 1}, Verdict: decision.Denied},
	}, []uint32{decision.Denied: kill, decision.Allowed: 0x7fff0000, decision.Unknown: 0x50026, decision.Foreign: kill, own: kill})
	// In apart number 5 returns at 6, number 6 at 7, the rest at 8; in shared 5 and 6 share one.
	apart := []bpf.Instruction{{Code: 0x15, JT: 1, K: 5}, {Code: 0x15, JT: 1, JF: 2, K: 6}, ins(0x06, kill), ins(0x06, kill), ins(0x06, kill)}
	shared := []bpf.Instruction{{Code: 0x15, JT: 1, K: 5}, {Code: 0x15, JT: 0, JF: 1, K: 6}, ins(0x06, kill), ins(0x06, kill)}
	// A foreign number shares the return of violations.
	merged := []bpf.Instruction{{Code: 0x15, JT: 2, K: 5}, {Code: 0x15, JT: 0, JF: 1, K: 6}, ins(0x06, kill), ins(0x06, kill)}
	for _, test := range []struct {
		body   []bpf.Instruction
		denied []int
		sound  bool
	}{
		{apart, []int{8}, true},
		{apart, []int{6, 8}, false},
		{apart, []int{7, 8}, false},
		{apart, nil, false},
		{shared, []int{7}, true},
		{shared, []int{6, 7}, false},
		{merged, []int{7}, false},
		{merged, nil, false},
	} {
		prologue := sound().Instructions[:4:4]
		p := bpf.Program{Instructions: append(prologue, test.body...), Body: 4, Denied: test.denied}
		if err := prove.Check(p, arch.ByGOARCH("amd64"), want); (err == nil) != test.sound {
			t.Errorf("%d instructions, denied %v: %v", len(p.Instructions), test.denied, err)
		}
	}
}
