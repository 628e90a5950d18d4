package policy_test

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// orders lists all orders of a condition on socket, the other sockets, and socketcall.
func orders() [][]string {
	const limit, rest, multiplexer = "p,socket,errno:EINVAL,family == AF_NETLINK && protocol == NETLINK_AUDIT,", "p,socket,,,", "p,socketcall,,,"
	return [][]string{
		{limit, rest, multiplexer}, {limit, multiplexer, rest}, {rest, limit, multiplexer},
		{rest, multiplexer, limit}, {multiplexer, limit, rest}, {multiplexer, rest, limit},
	}
}

// The ways out of an error, as its hint names them.
var (
	removal = regexp.MustCompile(`^add "(\S+)" after the last row`)
	refusal = regexp.MustCompile(`write "(\S+)"( before this row)? instead of line ([0-9]+)$`)
	earlier = regexp.MustCompile(`^unreachable: line ([0-9]+) `)
)

// TestEveryOrder follows the hints of the messages, the first or the last one named. From
// each order of the rows they lead to a valid policy.
func TestEveryOrder(t *testing.T) {
	c := shippedCatalog(t)
	for _, rows := range orders() {
		for _, last := range []bool{false, true} {
			lines := slices.Concat([]string{"profile,syscall,action,when,why"}, rows)
			for step := 0; ; step++ {
				out := decide(c, strings.Join(lines, "\n"), arch.Targets)
				var errs csvfile.Errors
				if !errors.As(out.err, &errs) {
					break
				}
				if step == 3 {
					t.Errorf("%q: after three hints, last %v:\n%v\n%s", rows, last, out.err, strings.Join(lines, "\n"))
					break
				}
				lines = followed(t, lines, errs[len(errs)-1], last)
			}
		}
	}
}

// followed returns the lines after the first or the last way out of an error.
func followed(t *testing.T, lines []string, e csvfile.Error, last bool) []string {
	t.Helper()
	at := e.Line - 1
	row := lines[at]
	if m := earlier.FindStringSubmatch(e.What); m != nil {
		return slices.Insert(slices.Delete(lines, at, at+1), number1(m[1]), row)
	}
	if m := removal.FindStringSubmatch(e.Hint); m != nil && !last {
		return append(lines, "p,"+m[1]+",,,")
	}
	m := refusal.FindStringSubmatch(e.Hint)
	if m == nil {
		t.Fatalf("no way out in %v", e)
	}
	instead := number1(m[3])
	if m[2] == "" {
		lines[instead] = "p," + m[1] + ",,"
		return lines
	}
	return slices.Insert(slices.Delete(lines, instead, instead+1), at, "p,"+m[1]+",,")
}

// number1 returns the index of the line with a number.
func number1(line string) int {
	n, err := strconv.Atoi(line)
	if err != nil {
		panic(err)
	}
	return n - 1
}
