package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/constant"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
)

const (
	// beyond is the first number that all kernels lack.
	beyond = 480
	// x32 is the bit in the numbers of x32.
	x32 = 1 << 30
)

// exempt lists uretprobe and uprobe of amd64: newer kernels make them for themselves, and call
// no filter.
var exempt = []uint32{335, 336}

// attempt is a marked syscall and its verdict.
type attempt struct {
	goarch string
	number uint32
	args   [6]uint64
	// action is the SECCOMP_RET_* value of the oracle.
	action uint32
}

// String returns the line of tries.
func (a attempt) String() string {
	return fmt.Sprintf("%s %x ", a.goarch, a.number) + strings.Trim(fmt.Sprintf("%x", a.args), "[]")
}

// enforced is a profile to run tries under.
type enforced struct {
	// name is that of the policy or built-in profile, flags those of export.
	name, flags string
	// rows is the policy with the profile, for the oracle.
	rows string
	// by lists the sandboxes to try.
	by []sandbox
}

// byName returns a built-in profile. No document has an action for violations and another
// one for numbers without a syscall: with -approximate the latter fail with ENOSYS.
func byName(name string, by ...sandbox) enforced {
	return enforced{name, "-approximate -profile " + name, "profile,syscall,action,when,why\nserver,@" + name + ",,,\n", by}
}

// TestContainers compares what sandboxes do with the oracle: under a tier, a hardened profile
// and a policy with conditions, for every number and at the bounds of the conditions, by the
// instructions of amd64 and 386.
func TestContainers(t *testing.T) {
	needSandboxes(t)
	b := newBox(t)
	const file = "testdata/container/policy.csv"
	o, err := oracle.Read(shipped)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []enforced{
		byName("network", byRunc, byBwrap),
		byName("hardened-network", byCrun, byAnnotation),
		{"conditions", "-policy " + file + " -profile server", contents(t, file), sandboxes},
	} {
		b := b.export(t, e.flags)
		attempts := e.attempts(t, o)
		for _, s := range e.by {
			t.Run(e.name+" by "+s.name, func(t *testing.T) {
				attempts := attempts
				if s.raw {
					attempts = fewOf386(attempts)
				}
				want := make([]string, len(attempts))
				for i, a := range attempts {
					want[i] = s.want(a)
				}
				if !s.raw {
					b.unnamed(t, o, attempts, want, s.name == byRunc.name)
				}
				compareResults(t, attempts, tried(t, s.command(b, t), attempts), want)
			})
		}
	}
}

// attempts returns each number without arguments, and numbers and arguments at the bounds of
// the conditions.
func (e enforced) attempts(t *testing.T, o *oracle.Oracle) []attempt {
	t.Helper()
	rows, err := o.Policy([]byte(e.rows))
	if err != nil {
		t.Fatal(err)
	}
	value := func(name, goarch string) (constant.Value, bool) { return constants.Value(name, arch.ByGOARCH(goarch)) }
	rows.Constants = value
	g := &random.Generator{Oracle: o, Constants: value}
	var list []attempt
	for _, goarch := range []string{"amd64", "386"} {
		for number := range uint32(beyond) {
			list = append(list, attempt{goarch: goarch, number: number})
		}
		calls, err := g.Calls([]byte(e.rows), goarch)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(15, 4))
		for range 200 {
			if number, args := calls.Next(r); number < beyond {
				list = append(list, attempt{goarch: goarch, number: number, args: args})
			}
		}
	}
	list = append(list, attempt{goarch: "amd64", number: x32 | unix.SYS_GETPID})
	list = slices.DeleteFunc(list, func(a attempt) bool {
		return a.goarch == "amd64" && slices.Contains(exempt, a.number)
	})
	for i := range list {
		a := &list[i]
		a.args[3] = marked
		if a.action, err = rows.Decide("server", a.goarch, a.number, a.args); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// fewOf386 removes most attempts of 386: a raw program kills them all.
func fewOf386(attempts []attempt) []attempt {
	return slices.DeleteFunc(slices.Clone(attempts), func(a attempt) bool { return a.goarch == "386" && a.number%16 > 0 })
}

// want returns the result of tries under the profile. The probe has a stricter action than log
// and trace. A raw program kills all processes of 386.
func (s sandbox) want(a attempt) string {
	if s.raw && a.goarch == "386" {
		return "signal 31"
	}
	switch a.action & unix.SECCOMP_RET_ACTION_FULL {
	case unix.SECCOMP_RET_ALLOW, unix.SECCOMP_RET_LOG, unix.SECCOMP_RET_TRACE:
		return strconv.Itoa(reached)
	case unix.SECCOMP_RET_ERRNO:
		return strconv.FormatUint(uint64(a.action&unix.SECCOMP_RET_DATA), 10)
	}
	return "signal 31"
}

// unnamed sets the results of numbers without a syscall: those of an approximate document,
// and those of runc after the last number in the document.
func (b box) unnamed(t *testing.T, o *oracle.Oracle, attempts []attempt, want []string, stub bool) {
	t.Helper()
	var document struct {
		DefaultErrnoRet int
		Syscalls        []struct{ Names []string }
	}
	if err := json.Unmarshal([]byte(contents(t, b.document)), &document); err != nil {
		t.Fatal(err)
	}
	last := make(map[string]uint32)
	for _, entry := range document.Syscalls {
		for _, name := range entry.Names {
			for _, goarch := range []string{"amd64", "386"} {
				last[goarch] = max(last[goarch], o.Numbers(goarch)[name])
			}
		}
	}
	for i, a := range attempts {
		if a.number >= x32 {
			continue
		}
		if _, ok := o.NameOf(a.goarch, a.number); !ok {
			want[i] = strconv.Itoa(document.DefaultErrnoRet)
		}
		if stub && a.number > last[a.goarch] {
			want[i] = strconv.Itoa(int(unix.ENOSYS))
		}
	}
}

// compareResults compares results of tries.
func compareResults(t *testing.T, attempts []attempt, got, want []string) {
	t.Helper()
	wrong := 0
	for i, a := range attempts {
		if got[i] == want[i] {
			continue
		}
		if wrong++; wrong < 20 {
			t.Errorf("%v: %s, want %s", a, got[i], want[i])
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d syscalls are wrong", wrong, len(attempts))
	}
}

// tried runs tries in a sandbox under the probe, and returns the result of each attempt.
func tried(t *testing.T, sandbox *exec.Cmd, attempts []attempt) []string {
	t.Helper()
	var input, stderr strings.Builder
	for _, a := range attempts {
		fmt.Fprintln(&input, a)
	}
	cmd := exec.Command(os.Args[0], sandbox.Args...)
	cmd.Env = append(os.Environ(), underProbe+"=1")
	cmd.ExtraFiles = sandbox.ExtraFiles
	cmd.Stdin, cmd.Stderr = strings.NewReader(input.String()), &stderr
	out, err := cmd.Output()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(lines) != 1+len(attempts) {
		t.Fatalf("%v: %v: %d results for %d syscalls\n%s", cmd, err, len(lines)-1, len(attempts), &stderr)
	}
	return lines[1:]
}

// TestContainerProcess makes syscalls in sandboxes without the probe, and compares the filter
// of the running process with the one given.
func TestContainerProcess(t *testing.T) {
	needSandboxes(t)
	b := newBox(t).export(t, "-policy testdata/container/policy.csv -profile server")
	calls := []struct {
		number, arg0, arg1 uint64
		want               string
	}{
		{unix.SYS_GETPID, 0, 0, "0"},
		{unix.SYS_DUP, 1, 0, "0"},
		{unix.SYS_SCHED_YIELD, 0, 0, "0"},
		{unix.SYS_SOCKET, unix.AF_INET, unix.SOCK_STREAM, "0"},
		{unix.SYS_SOCKET, unix.AF_NETLINK, unix.SOCK_RAW, "97"},
		{unix.SYS_KILL, 0, 0, "0"},
		{unix.SYS_KILL, 1<<64 - 1, 0, "3"},
		{unix.SYS_CLONE, unix.CLONE_NEWNS, 0, "1"},
		{unix.SYS_QUOTACTL, 0, 0, "38"},
		{unix.SYS_SWAPON, 0, 0, "signal 31"},
		{unix.SYS_ACCT, 0, 0, "signal 31"},
		{unix.SYS_PTRACE, unix.PTRACE_TRACEME, 0, "signal 31"},
	}
	for _, s := range sandboxes {
		t.Run(s.name, func(t *testing.T) {
			p := b.start(t, s)
			for _, c := range calls {
				line := fmt.Sprintf("amd64 %x %x %x 0 0 0 0", c.number, c.arg0, c.arg1)
				if got := p.try(t, line); got != c.want {
					t.Errorf("%s: %s, want %s", line, got, c.want)
				}
			}
			if code, out, stderr := command("diff", b.given(s), "pid:"+p.id); out != s.added || code == 2 {
				t.Errorf("diff: exit %d, %s, and prints\n%swant\n%s", code, stderr, out, s.added)
			}
		})
	}
}

// sandboxed is a running process of tries.
type sandboxed struct {
	id     string
	input  io.Writer
	output *bufio.Reader
}

// start starts tries in a sandbox. The end of the test ends it.
func (b box) start(t *testing.T, s sandbox) sandboxed {
	t.Helper()
	cmd := s.command(b, t)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := sandboxed{"", input, bufio.NewReader(output)}
	t.Cleanup(func() {
		input.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v", cmd, err)
		}
	})
	p.id = p.line(t)
	return p
}

// line reads a line of tries.
func (p sandboxed) line(t *testing.T) string {
	t.Helper()
	line, err := p.output.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// try returns the result of a line.
func (p sandboxed) try(t *testing.T, line string) string {
	t.Helper()
	if _, err := fmt.Fprintln(p.input, line); err != nil {
		t.Fatal(err)
	}
	return p.line(t)
}

// TestContainerPrivileges runs containers without no-new-privileges. The runtimes need the rows
// of the guide then.
func TestContainerPrivileges(t *testing.T) {
	needSandboxes(t)
	b := newBox(t)
	rows := "profile,syscall,action,when,why\nweb,violation,errno:ENOSYS,,\nweb,@minimal,,,\n"
	for _, c := range []struct {
		rows       string
		privileges bool
		starts     bool
	}{
		{rows, false, true},
		{rows, true, false},
		{rows + guideBlock(t, "web,capset,"), true, true},
	} {
		writeFile(t, filepath.Join(b.dir, "policy.csv"), c.rows)
		b := b.export(t, "-profile web -policy "+filepath.Join(b.dir, "policy.csv"))
		b.privileges = c.privileges
		for _, s := range []sandbox{byRunc, byCrun} {
			if out, err := s.command(b, t).CombinedOutput(); (err == nil) != c.starts {
				t.Errorf("%s with privileges %t and\n%s%v\n%s", s.name, c.privileges, c.rows, err, out)
			}
		}
	}
}

// TestContainerGuide types the guide's lines for bubblewrap. The filter is installed, refuses a
// namespace, and lets a program install its own filter with the guide's row.
func TestContainerGuide(t *testing.T) {
	needSandboxes(t)
	t.Chdir(t.TempDir())
	if err := os.Mkdir("policy", 0o755); err != nil {
		t.Fatal(err)
	}
	web := guideBlock(t, "# profile web:")
	before, after, ok := strings.Cut(web, "web,@hardened-network,")
	if !ok {
		t.Fatalf("the policy includes no hardened profile:\n%s", web)
	}
	for _, c := range []struct{ rows, program, want string }{
		{web, "grep Seccomp: /proc/self/status", "Seccomp:\t2\n"},
		{web, "unshare --user true", "unshare: unshare failed: Function not implemented\n"},
		{web, underFilter + "=1 " + os.Args[0], "panic: "},
		{before + guideBlock(t, "web,seccomp,") + "web,@hardened-network," + after, underFilter + "=1 " + os.Args[0], "ready\n"},
	} {
		writeFile(t, "policy/web.csv", c.rows)
		if got := typed(t, "Bubblewrap", "env "+c.program); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s prints\n%swant\n%s", c.program, got, c.want)
		}
	}
}

// typed types a section of the guide with a program, and returns what the last line prints.
func typed(t *testing.T, section, program string) (output string) {
	t.Helper()
	for line := range strings.Lines(strings.Join(guideSection(t, section), "")) {
		if command, ok := strings.CutPrefix(line, "go tool seccompgen "); ok {
			expect(t, 0, strings.Fields(command)...)
			continue
		}
		out, err := exec.Command("sh", "-c", strings.Replace(line, "PROGRAM", program, 1)).CombinedOutput()
		if output = string(out); output == "" {
			t.Fatalf("%s%v", line, err)
		}
	}
	return output
}
