package event_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// made returns an event with some first arguments of a syscall.
func made(t *testing.T, goarch, syscall string, args ...uint64) event.Event {
	t.Helper()
	a := arch.ByGOARCH(goarch)
	n, ok := event.Number(syscall, a)
	if !ok {
		t.Fatalf("%s has no %s", goarch, syscall)
	}
	e := event.Event{Arch: a, Number: n, Known: 1<<len(args) - 1}
	copy(e.Args[:], args)
	return e
}

// minus100 is AT_FDCWD in a register of 64 bits.
const minus100 = 1<<64 - 100

// described is an event with its text and the rule to allow it, after the profile.
type described struct {
	event      event.Event
	text, rule string
}

// examples returns events of all kinds.
func examples(t *testing.T) []described {
	return []described{
		{made(t, "amd64", "socket", 38, 5, 0), "socket(family=AF_ALG, type=SOCK_SEQPACKET, protocol=0)", "amd64/socket,,family == AF_ALG,"},
		{made(t, "amd64", "socket", 2, 0x80801, 6), "socket(family=AF_INET, type=SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, protocol=IPPROTO_TCP)", "amd64/socket,,family == AF_INET,"},
		{made(t, "mips64", "socket", 1, 1, 0), "socket(family=AF_UNIX, type=SOCK_DGRAM, protocol=0)", "mips64/socket,,family == AF_UNIX,"},
		{made(t, "amd64", "socket"), "socket", "socket,,,"},
		{made(t, "386", "socketcall", 1, 0xffd0), "socketcall(call=1 socket, args=0xffd0)", "socket,,,"},
		{made(t, "386", "socketcall"), "socketcall", "386/socketcall,,,"},
		{made(t, "386", "socketcall", 99, 1), "socketcall(call=99, args=0x1)", "386/socketcall,,,"},
		{made(t, "s390x", "ipc", 0x10017, 7), "ipc(call=65559 shmget, first=7, second=?, third=?, ptr=?)", "shmget,,,"},
		{made(t, "amd64", "openat", minus100, 0x7f00, 0x80000, 0), "openat(dfd=AT_FDCWD, filename=0x7f00, flags=O_RDONLY|O_CLOEXEC, mode=0)", "openat,,,"},
		{made(t, "arm64", "openat", minus100, 1, 0x41, 0o644), "openat(dfd=AT_FDCWD, filename=0x1, flags=O_WRONLY|O_CREAT, mode=0o644)", "openat,,,"},
		{made(t, "mips", "open", 1, 0x4101, 0o644), "open(filename=0x1, flags=O_WRONLY|O_CREAT|0x4000, mode=0o644)", "open,,,"},
		{made(t, "386", "mmap2", 0, 4096, 5, 0x22, 0xffffffff, 0), "mmap2(addr=0, len=4096, prot=PROT_READ|PROT_EXEC, flags=MAP_PRIVATE|MAP_ANONYMOUS, fd=-1, pgoff=0)", "mmap,,,"},
		{made(t, "amd64", "mprotect", 0x1000, 4096, 3), "mprotect(start=4096, len=4096, prot=PROT_READ|PROT_WRITE)", "mprotect,,prot &^ (PROT_READ|PROT_WRITE) == 0,"},
		{made(t, "amd64", "mprotect", 0x1000, 4096, 0), "mprotect(start=4096, len=4096, prot=PROT_NONE)", "mprotect,,prot == PROT_NONE,"},
		{made(t, "amd64", "clone", 0x01200011, 0), "clone(clone_flags=SIGCHLD|CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID, newsp=0, parent_tidptr=?, child_tidptr=?, tls=?)", "clone,,clone_flags &^ (SIGCHLD|CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID) == 0,"},
		{made(t, "s390x", "clone", 0, 0x10000000), "clone(newsp=0, clone_flags=CLONE_NEWUSER, parent_tidptr=?, child_tidptr=?, tls=?)", "clone,,clone_flags &^ CLONE_NEWUSER == 0,"},
		{made(t, "amd64", "ioctl", 0, 0x5412, 1), "ioctl(fd=0, cmd=TIOCSTI, arg=1)", "ioctl,,cmd == TIOCSTI,"},
		{made(t, "mips", "ioctl", 0, 0x5472, 1), "ioctl(fd=0, cmd=TIOCSTI, arg=1)", "ioctl,,cmd == TIOCSTI,"},
		{made(t, "amd64", "ioctl", 0, 0xdead, 1), "ioctl(fd=0, cmd=57005, arg=1)", "ioctl,,cmd == 0xdead,"},
		{made(t, "amd64", "fcntl", 3, 4, 0x800), "fcntl(fd=3, cmd=F_SETFL, arg=O_RDONLY|O_NONBLOCK)", "fcntl,,cmd == F_SETFL,"},
		{made(t, "arm", "fcntl64", 3, 2, 1), "fcntl64(fd=3, cmd=F_SETFD, arg=FD_CLOEXEC)", "fcntl,,cmd == F_SETFD,"},
		{made(t, "amd64", "prctl", 38, 1, 0, 0, 0), "prctl(option=PR_SET_NO_NEW_PRIVS, arg1=1, arg2=0, arg3=0, arg4=0)", "prctl,,option == PR_SET_NO_NEW_PRIVS,"},
		{made(t, "amd64", "setsockopt", 3, 1, 2, 0x100, 4), "setsockopt(fd=3, level=SOL_SOCKET, optname=SO_REUSEADDR, optval=0x100, optlen=4)", "amd64/setsockopt,,level == SOL_SOCKET && optname == SO_REUSEADDR,"},
		{made(t, "amd64", "kill", 1<<64-1, 9), "kill(pid=-1, sig=SIGKILL)", "kill,,,"},
		{made(t, "amd64", "futex", 1, 0x81, 1), "futex(uaddr=0x1, op=FUTEX_WAKE|FUTEX_PRIVATE_FLAG, val=1, utime=?, uaddr2=?, val3=?)", "futex,,,"},
		{made(t, "amd64", "arch_prctl", 0x1002, 7), "arch_prctl(option=ARCH_SET_FS, arg1=7)", "arch_prctl,,option == ARCH_SET_FS,"},
		{made(t, "amd64", "ptrace", 0x4206, 7), "ptrace(request=PTRACE_SEIZE, pid=7, addr=?, data=?)", "ptrace,,request == PTRACE_SEIZE,"},
		{made(t, "amd64", "getpid", 1), "getpid()", "getpid,,,"},
		{made(t, "386", "oldfstat", 3), "oldfstat(fd=3, statbuf=?)", "fstat,,,"},
		{made(t, "ppc", "mount", 0, 0, 0, 0x1000, 0), "mount(dev_name=0, dir_name=0, type=0, flags=MS_BIND, data=0)", "mount,,,"},
	}
}

// TestDescribe compares the texts and the rules of the examples.
func TestDescribe(t *testing.T) {
	for _, c := range examples(t) {
		if got := c.event.String(); got != c.text {
			t.Errorf("%s: %s\nwant %s", c.event.Arch.GOARCH, got, c.text)
		}
		if got := c.event.Row("p"); got != "p,"+c.rule {
			t.Errorf("%s: rule %s\nwant p,%s", c.text, got, c.rule)
		}
	}
}

// TestRulesAllow resolves the rules of the examples as profiles of one policy, on every
// architecture of Go: they are valid, and allow the examples.
func TestRulesAllow(t *testing.T) {
	profiles, events := "", examples(t)
	for i, x := range events {
		profiles += x.event.Row(fmt.Sprintf("p%d", i)) + "\n"
	}
	p, decisions := decide(t, profiles)
	for i, x := range events {
		if !allowed(decisions.Of[p.Profiles[i]], x.event) {
			t.Errorf("%s: row %s does not allow it", x.text, x.rule)
		}
	}
}

// TestRuleOfEverySyscall resolves the rules for each syscall of each architecture, with
// some values for all arguments, and without arguments.
func TestRuleOfEverySyscall(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	events := make(map[string][]event.Event)
	for _, a := range arch.All {
		for number := range c.Names(a) {
			without := event.Event{Arch: a, Number: number}
			if row := without.Row("p"); strings.Count(row, ",") != 4 || !strings.HasSuffix(row, ",,,") {
				t.Errorf("%s %v: row %s", a.GOARCH, without, row)
			}
			for _, v := range []uint64{0, 1, 0x80000001} {
				e := event.Event{Arch: a, Number: number, Args: [6]uint64{v, v, v, v, v, v}, Known: event.AllArguments}
				events[e.Row("p")] = append(events[e.Row("p")], e)
			}
		}
	}
	rows, of := apart(slices.Sorted(maps.Keys(events)))
	p, decisions := decide(t, rows)
	for row, list := range events {
		for _, e := range list {
			if !allowed(decisions.Of[p.ByName(of[row])], e) {
				t.Errorf("%s: row %s does not allow %v", e.Arch.GOARCH, row, e)
			}
		}
	}
}

// apart returns rows in several profiles, and the profile of each: a profile has one row
// for a syscall, and rows with and without an architecture are apart.
func apart(list []string) (rows string, of map[string]string) {
	of = make(map[string]string)
	profiles, count := make(map[string][]string), make(map[string]int)
	for _, row := range list {
		cell := strings.Split(row, ",")[1]
		kind := "all"
		if strings.Contains(cell, "/") {
			kind = "one"
		}
		of[row] = fmt.Sprintf("%s%d", kind, count[cell])
		count[cell]++
		profiles[of[row]] = append(profiles[of[row]], of[row]+strings.TrimPrefix(row, "p"))
	}
	for _, name := range slices.Sorted(maps.Keys(profiles)) {
		rows += strings.Join(profiles[name], "\n") + "\n"
	}
	return rows, of
}

// decide returns a policy with some rows, and its decisions.
func decide(t *testing.T, rows string) (*policy.Policy, policy.Decisions) {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load("p.csv", []byte(event.Columns+"\n"+rows), c)
	if err != nil {
		t.Fatal(err)
	}
	decisions, _, err := p.Decide(argset.NewSpace(), arch.Targets)
	if err != nil {
		t.Fatal(err)
	}
	return p, decisions
}

// allowed reports whether the decision of an event's architecture allows it.
func allowed(of []decision.Decision, e event.Event) bool {
	return of[e.Arch.Index].Of(e.Number, e.Args) == decision.Allowed
}

// TestNoName lists numbers that no rule can name.
func TestNoName(t *testing.T) {
	for _, c := range []struct {
		goarch string
		number uint32
		name   string
	}{
		{"amd64", 600, "syscall 600"},
		{"amd64", 1<<32 - 1, "syscall -1"},
		{"amd64", 1<<30 | 257, "x32 openat"},
		{"amd64", 1<<30 | 520, "x32 execve"},
		{"amd64", 547, "x32 pwritev2"},
		{"amd64", 1<<30 | 600, "x32 syscall 600"},
		{"mips64le", 4001, "o32 exit"},
		{"mips64le", 6001, "n32 syscall 6001"},
		{"mips", 5000, "n64 read"},
	} {
		e := event.Event{Arch: arch.ByGOARCH(c.goarch), Number: c.number, Args: [6]uint64{7}, Known: 1}
		if e.Name() != c.name || e.String() != c.name+"(arg0=0x7)" || e.Row("p") != "" {
			t.Errorf("%s %d: %s, %s, row %q; want %s, (arg0=0x7) and no row", c.goarch, c.number, e.Name(), e, e.Row("p"), c.name)
		}
	}
}

// TestTally counts events into rules with weights and proposals. An event with unknown
// arguments leaves no proposal.
func TestTally(t *testing.T) {
	var tally event.Tally
	add := func(n uint64, e event.Event) {
		if !tally.Add(e, n) {
			t.Errorf("%v is not counted", e)
		}
	}
	add(1, made(t, "amd64", "ioctl", 0, 0x5413))
	add(3, made(t, "arm64", "ioctl", 1, 0x5401))
	add(1, made(t, "arm64", "ioctl", 1, 0x5413))
	add(5, made(t, "amd64", "mprotect", 0, 0, 0))
	add(2, made(t, "amd64", "mprotect", 0, 0, 1))
	add(2, made(t, "amd64", "mprotect", 0, 0, 3))
	add(1, made(t, "amd64", "socket", 1, 1, 0))
	add(1, made(t, "arm64", "socket", 2, 1, 0))
	add(1, made(t, "386", "socketcall", 2))
	add(4, made(t, "386", "socketcall"))
	add(1, made(t, "amd64", "fcntl"))
	add(1, made(t, "amd64", "fcntl", 0, 1))
	for i := range uint64(event.MaxValues + 1) {
		add(1, made(t, "amd64", "prlimit64", 0, i))
	}
	if tally.Add(event.Event{Arch: arch.ByGOARCH("amd64"), Number: 999}, 1) {
		t.Error("a number without a syscall is counted")
	}
	var b strings.Builder
	if err := event.WriteRules(&b, "p", tally.Rules()); err != nil {
		t.Fatal(err)
	}
	const want = `# weight 1
p,bind,,,
# weight 2
p,fcntl,,,
# weight 5
p,ioctl,,,
# p,ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ,all that was seen
# weight 9
p,mprotect,,,
# p,mprotect,,prot &^ (PROT_READ|PROT_WRITE) == 0,all that was seen
# weight 25
p,prlimit64,,,
# weight 2
p,socket,,,
# p,amd64/socket,,family == AF_UNIX,all that was seen
# p,arm64/socket,,family == AF_INET,all that was seen
# weight 4
p,386/socketcall,,,
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
}
