package emit_test

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

var compatCall = regexp.MustCompile(`\{Call: tables\.SYS_(\w+), Number: (\d+)\}`)

// TestCompatCalls compares the listed numbers of each syscall with the oracle's. With one
// missing, a filter would not block the syscall in the companion ABI.
func TestCompatCalls(t *testing.T) {
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range arch.All {
		if a.Companion == nil {
			continue
		}
		listed := make(map[string][]uint32)
		text := policyFiles(t, "profile,syscall,action,when,why\np,read,,,\n", true, a.GOARCH)["zprofiles_linux_"+a.GOARCH+".go"]
		for _, m := range compatCall.FindAllStringSubmatch(text, -1) {
			n, err := strconv.ParseUint(m[2], 10, 32)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.ToLower(m[1])
			listed[name] = append(listed[name], uint32(n))
		}
		for _, name := range o.Names() {
			blocked := o.Verdicts(oracle.Filter{GOARCH: a.Companion.GOARCH, Profile: "allow-all", Block: []string{name}})
			maps.DeleteFunc(blocked, func(_ uint32, verdict string) bool { return verdict != oracle.Denied })
			want := slices.Sorted(maps.Keys(blocked))
			if got := slices.Sorted(slices.Values(listed[name])); !slices.Equal(got, want) {
				t.Errorf("%s of %s programs beside %s: %v, want %v", name, a.Companion.GOARCH, a.GOARCH, got, want)
			}
		}
	}
}
