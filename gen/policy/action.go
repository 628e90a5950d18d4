package policy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// rowAction is what a row does with a syscall. An errno by name differs between
// architectures.
type rowAction struct {
	value uint32
	errno string
}

// on returns the value that a program for a returns. It is false if the
// action is an error that the architecture lacks.
func (x rowAction) on(a *arch.Arch) (value uint32, ok bool) {
	if x.errno == "" {
		return x.value, true
	}
	n, ok := constants.Errno(x.errno, a)
	return bpf.RetErrno | n, ok
}

// words is the actions without data; none is allow.
var words = map[string]uint32{
	"":            bpf.RetAllow,
	"kill":        bpf.RetKillProcess,
	"kill-thread": bpf.RetKillThread,
	"trap":        bpf.RetTrap,
	"log":         bpf.RetLog,
	"notify":      bpf.RetNotify,
}

const (
	wantAction = "want errno:EPERM, kill, kill-thread, trap, trace:N, log or notify, or an empty cell to allow"
	wantErrno  = "want errno:NAME, or errno:N with N from 1 to 4094"
)

// parseAction reads an action. If it is none, want is what was expected.
func (r *reader) parseAction(cell string) (x rowAction, want string) {
	if value, ok := words[cell]; ok {
		return rowAction{value: value}, ""
	}
	word, data, _ := strings.Cut(cell, ":")
	switch word {
	case "errno":
		return r.parseErrno(data)
	case "trace":
		n, err := strconv.ParseUint(data, 10, 16)
		if err != nil {
			return rowAction{}, "want trace:N with N from 0 to 65535"
		}
		return rowAction{value: bpf.RetTrace | uint32(n)}, ""
	}
	return rowAction{}, wantAction
}

// maxErrno is the highest that arrives: Go takes 4095 for a result.
const maxErrno = 4094

func (r *reader) parseErrno(data string) (x rowAction, want string) {
	if n, err := strconv.ParseUint(data, 10, 32); err == nil {
		if n < 1 || n > maxErrno {
			return rowAction{}, wantErrno
		}
		return rowAction{value: bpf.RetErrno | uint32(n)}, ""
	}
	if constants.IsErrno(data) {
		return rowAction{errno: data}, ""
	}
	if meant, ok := r.hints.name("errno", data, errnos); ok {
		return rowAction{}, "did you mean errno:" + meant + "?"
	}
	return rowAction{}, wantErrno
}

// errnos returns the names of all errors.
func errnos() []string {
	return slices.DeleteFunc(constants.Names(), func(name string) bool { return !constants.IsErrno(name) })
}
