package oracle_test

import (
	"go/constant"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// The return values of filters.
const (
	allow      = 0x7fff0000
	kill       = 0x80000000
	killThread = 0x00000000
	trap       = 0x00030000
	errno      = 0x00050000
	trace      = 0x7ff00000
	log        = 0x7ffc0000
	notify     = 0x7fc00000
)

// constants has a few values of golang.org/x/sys/unix: of amd64, and of mips if different.
func constants(name, goarch string) (constant.Value, bool) {
	values := map[string]map[string]uint64{
		"EPERM":         {"": 1},
		"EDEADLK":       {"": 35, "mips": 45},
		"O_NONBLOCK":    {"": 0x800, "mips": 0x80},
		"TIOCGWINSZ":    {"": 0x5413, "mips": 0x40087468},
		"RLIM_INFINITY": {"": 1<<64 - 1},
	}
	v, ok := values[name][goarch]
	if !ok {
		v, ok = values[name][""]
	}
	return constant.MakeUint64(v), ok
}

// read reads a policy of rows without header and reasons.
func read(t *testing.T, rows ...string) (*oracle.Oracle, *oracle.Policy) {
	t.Helper()
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.Policy([]byte("profile,syscall,action,when,why\n# a comment\n" + strings.Join(rows, ",\n") + ",\n"))
	if err != nil {
		t.Fatal(err)
	}
	p.Constants = constants
	return o, p
}

// call is a syscall, by name or by number, and the wanted decision.
type call struct {
	goarch, name string
	nr           uint32
	args         [6]uint64
	want         uint32
}

// check compares the decisions of profile p with those wanted.
func check(t *testing.T, rows []string, calls []call) {
	t.Helper()
	o, p := read(t, rows...)
	for _, c := range calls {
		if c.name != "" {
			n, ok := o.Numbers(c.goarch)[c.name]
			if !ok {
				t.Fatalf("no %s on %s", c.name, c.goarch)
			}
			c.nr = n
		}
		got, err := p.Decide("p", c.goarch, c.nr, c.args)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if got != c.want {
			t.Errorf("%+v: got %#x", c, got)
		}
	}
}

// arg0 returns arguments with v as the first and 0 as the others.
func arg0(v uint64) [6]uint64 { return [6]uint64{v} }

// TestRows has a policy for each kind of row.
func TestRows(t *testing.T) {
	tests := []struct {
		name  string
		rows  []string
		calls []call
	}{
		{"a name", []string{"p,kill,,"}, []call{
			{"amd64", "kill", 0, arg0(9), allow}, {"s390x", "kill", 0, arg0(9), allow}, {"amd64", "read", 0, arg0(0), kill},
		}},
		{"variants of an operation", []string{"p,fcntl,,"}, []call{
			{"386", "fcntl", 0, arg0(0), allow}, {"386", "fcntl64", 0, arg0(0), allow}, {"amd64", "fcntl", 0, arg0(0), allow},
		}},
		{"a variant alone", []string{"p,fcntl64,,arg0 == 1"}, []call{
			{"386", "fcntl64", 0, arg0(1), allow}, {"386", "fcntl64", 0, arg0(2), kill}, {"arm", "fcntl64", 0, arg0(1), allow},
			{"386", "fcntl", 0, arg0(1), kill}, {"amd64", "fcntl", 0, arg0(1), kill},
		}},
		{"a variant before its operation", []string{"p,oldfstat,log,", "p,@io-heavy,,"}, []call{
			{"386", "oldfstat", 0, arg0(0), log}, {"386", "fstat", 0, arg0(0), allow}, {"386", "fstat64", 0, arg0(0), allow}, {"amd64", "fstat", 0, arg0(0), allow},
		}},
		{"a group", []string{"p,mount,log,", "p,@mount,trap,", "p,@network-io,,", "p,-accept,,", "p,@sysv-ipc,,", "p,-@ipc,,"}, []call{
			{"amd64", "mount", 0, arg0(0), log}, {"amd64", "fsopen", 0, arg0(0), trap}, {"386", "umount", 0, arg0(0), trap}, {"amd64", "read", 0, arg0(0), kill},
			{"386", "socketcall", 0, arg0(1), allow}, {"386", "socketcall", 0, arg0(5), kill}, {"amd64", "socket", 0, arg0(0), allow},
			{"386", "ipc", 0, arg0(23), kill}, {"amd64", "shmget", 0, arg0(0), kill},
		}},
		{"a missing operation", []string{"p,newfstatat,,"}, []call{
			{"386", "fstatat64", 0, arg0(0), allow}, {"amd64", "newfstatat", 0, arg0(0), allow},
		}},
		{"a refused multiplexer", []string{"p,socket,log,arg0 == 1", "p,socketcall,trap,", "p,@allow-all,,"}, []call{
			{"386", "socketcall", 0, arg0(1), trap}, {"386", "socketcall", 0, arg0(2), trap}, {"386", "socket", 0, arg0(1), log}, {"386", "socket", 0, arg0(2), allow},
		}},
		{"a multiplexer refused before", []string{"p,socketcall,trap,", "p,socket,log,arg0 == 1"}, []call{
			{"386", "socketcall", 0, arg0(1), trap}, {"386", "socket", 0, arg0(1), log},
		}},
		{"the first that holds", []string{"p,kill,log,arg0 < 5", "p,kill,trap,arg0 < 9", "p,kill,,"}, []call{
			{"amd64", "kill", 0, arg0(4), log}, {"amd64", "kill", 0, arg0(8), trap}, {"amd64", "kill", 0, arg0(9), allow},
		}},
		{"one architecture", []string{"p,386/fcntl64,log,", "p,fcntl,,"}, []call{
			{"386", "fcntl64", 0, arg0(0), log}, {"386", "fcntl", 0, arg0(0), allow}, {"arm", "fcntl64", 0, arg0(0), allow},
		}},
		{"a removal", []string{"p,fcntl,log,", "p,-fcntl,,", "p,fcntl,,arg1 == 1"}, []call{
			{"386", "fcntl64", 0, [6]uint64{0, 1}, allow}, {"386", "fcntl", 0, arg0(0), kill},
		}},
		{"a removal of a variant", []string{"p,fcntl,log,", "p,-fcntl64,,"}, []call{
			{"386", "fcntl64", 0, arg0(0), kill}, {"386", "fcntl", 0, arg0(0), log}, {"amd64", "fcntl", 0, arg0(0), log},
		}},
		{"a removal on one architecture", []string{"p,fcntl,log,", "p,-386/fcntl64,,"}, []call{
			{"386", "fcntl64", 0, arg0(0), kill}, {"386", "fcntl", 0, arg0(0), log}, {"arm", "fcntl64", 0, arg0(0), log},
		}},
		{"another profile", []string{"q,kill,log,", "p,read,,", "q,read,log,"}, []call{
			{"amd64", "kill", 0, arg0(0), kill}, {"amd64", "read", 0, arg0(0), allow},
		}},
		{"a tier", []string{"p,@minimal,,", "p,-kill,,", "p,mount,log,"}, []call{
			{"amd64", "read", 0, arg0(0), allow}, {"amd64", "dup", 0, arg0(0), allow}, {"386", "fcntl64", 0, arg0(0), allow},
			{"amd64", "kill", 0, arg0(0), kill}, {"amd64", "mount", 0, arg0(0), log}, {"amd64", "mkdir", 0, arg0(0), kill},
		}},
		{"a rule before a tier", []string{"p,read,log,arg0 == 0", "p,@essential,,"}, []call{
			{"amd64", "read", 0, arg0(0), log}, {"amd64", "read", 0, arg0(1), allow},
		}},
		{"an earlier profile", []string{
			"q,violation,log,", "q,unknown,log,", "q,read,,arg0 == 1", "q,write,,", "q,-write,,", "p,write,trap,", "p,@q,,", "p,read,trap,",
		}, []call{
			{"amd64", "read", 0, arg0(1), allow}, {"amd64", "read", 0, arg0(0), trap}, {"amd64", "write", 0, arg0(0), trap},
			{"amd64", "", 1000, arg0(0), errno | 38}, {"amd64", "kill", 0, arg0(0), kill},
		}},
		{"violation", []string{"p,read,,arg0 == 1", "p,violation,errno:EDEADLK,"}, []call{
			{"amd64", "read", 0, arg0(0), errno | 35}, {"mips", "read", 0, arg0(0), errno | 45},
			{"amd64", "", 1<<32 - 1, arg0(0), errno | 35}, {"arm64", "", 300, arg0(0), errno | 35},
		}},
		{"unknown by default", []string{"p,read,,"}, []call{
			{"amd64", "", 1000, arg0(0), errno | 38}, {"mips64le", "", 5900, arg0(0), errno | 89}, {"s390x", "", 0, arg0(0), errno | 38},
			{"amd64", "", 1<<30 - 1, arg0(0), errno | 38}, {"amd64", "", 1 << 30, arg0(0), kill}, {"mips", "", 0, arg0(0), kill},
		}},
		{"unknown", []string{"p,unknown,notify,", "p,read,,"}, []call{
			{"amd64", "", 1000, arg0(0), notify}, {"s390x", "", 0, arg0(0), notify}, {"amd64", "", 1 << 30, arg0(0), kill},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.rows, tt.calls) })
	}
}

// TestFiles reads rows of several files, and constants of the policy.
func TestFiles(t *testing.T) {
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	const header = "profile,syscall,action,when,why\n"
	p, err := o.Files("policy.csv", map[string][]byte{
		"policy.csv":   []byte(header + "include,parts/a.csv,,,\nconst,TWICE,,ONE*2|O_NONBLOCK,\np,@q,,,\np,kill,,arg0 == TWICE,\n"),
		"parts/a.csv":  []byte(header + "include,../b.csv,,,\nconst,mips/ONE,,2,\nq,kill,log,arg0 == ONE,\n"),
		"b.csv":        []byte(header + "const,ONE,,1,\n"),
		"unrelated.go": nil,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Constants = constants
	for _, c := range []call{
		{"amd64", "kill", 0, arg0(1), log}, {"amd64", "kill", 0, arg0(2), kill}, {"amd64", "kill", 0, arg0(0x802), allow},
		{"mips", "kill", 0, arg0(1), kill}, {"mips", "kill", 0, arg0(2), log}, {"mips", "kill", 0, arg0(0x84), allow},
	} {
		got, err := p.Decide("p", c.goarch, o.Numbers(c.goarch)[c.name], c.args)
		if err != nil || got != c.want {
			t.Errorf("%+v: got %#x %v", c, got, err)
		}
	}
	for _, files := range []map[string][]byte{
		{"policy.csv": []byte(header + "include,b.csv,,,\n")},
		{"policy.csv": []byte(header + "include,b.csv,,,\n"), "b.csv": []byte("p,kill,,,\n")},
	} {
		if _, err := o.Files("policy.csv", files); err == nil {
			t.Errorf("no error for %q", files)
		}
	}
}

// TestForeign checks that every policy kills foreign numbers, but not their neighbours
// and -1.
func TestForeign(t *testing.T) {
	foreign := map[string][]uint32{
		"amd64": {512, 547, 1 << 30, 1<<30 | 59, 1 << 31, 1<<32 - 2},
		"mips":  {5000, 5999, 6000, 6999}, "mipsle": {5000, 6999},
		"mips64": {4000, 4999, 6000, 6999}, "mips64le": {4000, 6999},
	}
	near := map[string][]uint32{
		"amd64": {511, 548, 1<<30 - 1, 1<<32 - 1}, "mips": {3999, 4999, 7000}, "mips64": {3999, 5999, 7000},
		"386": {512, 1<<30 | 59}, "arm64": {512, 1<<30 | 59}, "ppc": {5000},
	}
	for _, last := range []string{"p,read,,", "p,@minimal,,", "p,@allow-all,,"} {
		rows := []string{"p,violation,log,", "p,unknown,log,", last}
		if last == "p,@allow-all,," {
			rows = append([]string{"p,execve,errno:EPERM,"}, rows...)
		}
		for goarch, numbers := range foreign {
			for _, n := range numbers {
				check(t, rows, []call{{goarch, "", n, arg0(0), kill}})
			}
		}
		_, p := read(t, rows...)
		for goarch, numbers := range near {
			for _, n := range numbers {
				if got, err := p.Decide("p", goarch, n, arg0(0)); err != nil || got == kill {
					t.Errorf("%s, number %d of %s: %#x %v", last, n, goarch, got, err)
				}
			}
		}
	}
}

// TestActions checks the return value of each action.
func TestActions(t *testing.T) {
	for action, want := range map[string]uint32{
		"": allow, "kill": kill, "kill-thread": killThread, "trap": trap, "log": log, "notify": notify,
		"errno:13": errno | 13, "errno:4094": errno | 4094, "errno:EPERM": errno | 1,
		"trace:0": trace, "trace:65535": trace | 65535,
	} {
		check(t, []string{"p,read," + action + ","}, []call{{"riscv64", "read", 0, arg0(0), want}})
	}
}

// TestAllowAll includes allow-all and decides numbers in and outside syscalls.csv.
func TestAllowAll(t *testing.T) {
	tests := []struct {
		name  string
		rows  []string
		calls []call
	}{
		{"alone", []string{"p,@allow-all,,"}, []call{
			{"amd64", "mount", 0, arg0(0), allow}, {"amd64", "", 1000, arg0(0), allow}, {"arm64", "", 1 << 30, arg0(0), allow},
			{"amd64", "", 1 << 30, arg0(0), kill}, {"amd64", "", 512, arg0(0), kill}, {"mips", "", 5000, arg0(0), kill},
			{"s390x", "", 0, arg0(0), allow}, {"386", "socketcall", 0, arg0(99), allow},
		}},
		{"without a syscall", []string{"p,@allow-all,,", "p,-bind,,", "p,violation,log,"}, []call{
			{"amd64", "bind", 0, arg0(0), log}, {"386", "bind", 0, arg0(0), log}, {"386", "socketcall", 0, arg0(2), log},
			{"386", "socketcall", 0, arg0(1), allow}, {"386", "socketcall", 0, arg0(99), log}, {"amd64", "", 512, arg0(0), kill},
			{"amd64", "", 1000, arg0(0), allow},
		}},
		{"with an unknown row", []string{"p,@allow-all,,", "p,unknown,errno:EPERM,"}, []call{
			{"amd64", "mount", 0, arg0(0), allow}, {"amd64", "", 1000, arg0(0), errno | 1}, {"arm64", "", 1 << 30, arg0(0), allow},
			{"arm64", "", 300, arg0(0), allow}, {"amd64", "", 1 << 30, arg0(0), kill}, {"amd64", "", 512, arg0(0), kill},
			{"s390x", "", 0, arg0(0), errno | 1},
		}},
		{"through another profile", []string{"q,@allow-all,,", "q,unknown,log,", "p,@q,,"}, []call{
			{"amd64", "mount", 0, arg0(0), allow}, {"amd64", "", 1000, arg0(0), allow},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.rows, tt.calls) })
	}
}

// TestMultiplexers checks the effect of rows on socketcall and ipc.
func TestMultiplexers(t *testing.T) {
	tests := []struct {
		name  string
		rows  []string
		calls []call
	}{
		{"an operation of it", []string{"p,sendto,,"}, []call{
			{"386", "socketcall", 0, arg0(9), allow}, {"386", "socketcall", 0, arg0(11), allow}, {"386", "socketcall", 0, arg0(10), kill},
			{"386", "socketcall", 0, arg0(1<<32 | 9), allow}, {"s390x", "socketcall", 0, arg0(1<<32 | 9), allow},
			{"s390x", "socketcall", 0, arg0(1<<31 | 9), kill}, {"386", "sendto", 0, arg0(77), allow}, {"mips", "send", 0, arg0(77), allow},
		}},
		{"the version of ipc", []string{"p,shmat,log,"}, []call{
			{"386", "ipc", 0, arg0(1<<16 | 21), log}, {"s390x", "ipc", 0, arg0(1<<40 | 21), log}, {"386", "ipc", 0, arg0(22), kill},
		}},
		{"its own row", []string{"p,socketcall,log,arg0 == 2", "p,bind,,", "p,listen,,"}, []call{
			{"386", "socketcall", 0, arg0(2), log}, {"386", "socketcall", 0, arg0(1<<32 | 2), log},
			{"s390x", "socketcall", 0, arg0(1<<32 | 2), allow}, {"386", "socketcall", 0, arg0(4), allow}, {"386", "bind", 0, arg0(2), allow},
		}},
		{"all of it", []string{"p,@network,,"}, []call{
			{"386", "socketcall", 0, arg0(2), allow}, {"ppc64", "socketcall", 0, arg0(0), allow}, {"386", "ipc", 0, arg0(21), kill},
		}},
		{"all of it, then a removal", []string{"p,@network,,", "p,-accept,,"}, []call{
			{"386", "socketcall", 0, arg0(2), allow}, {"386", "socketcall", 0, arg0(5), kill}, {"386", "socketcall", 0, arg0(0), kill},
		}},
		{"all of it, one with another action", []string{"p,socket,log,", "p,@network,,"}, []call{
			{"386", "socketcall", 0, arg0(1), log}, {"386", "socketcall", 0, arg0(2), allow}, {"386", "socketcall", 0, arg0(0), kill},
		}},
		{"all of it, sometimes with another action", []string{"p,socketcall,log,arg0 == 3 && arg1 == 0", "p,@network,,"}, []call{
			{"386", "socketcall", 0, [6]uint64{3, 0}, log}, {"386", "socketcall", 0, [6]uint64{3, 1}, allow}, {"386", "socketcall", 0, arg0(0), kill},
		}},
		{"its own row, then a removal", []string{"p,socketcall,,", "p,-connect,,"}, []call{
			{"386", "socketcall", 0, arg0(2), allow}, {"386", "socketcall", 0, arg0(3), kill}, {"386", "socketcall", 0, arg0(0), allow},
		}},
		{"its removal", []string{"p,socket,,arg0 == 1", "p,bind,,", "p,-socketcall,,", "p,listen,,"}, []call{
			{"386", "socket", 0, arg0(1), allow}, {"386", "socketcall", 0, arg0(2), kill}, {"386", "socketcall", 0, arg0(4), allow},
		}},
		{"the removal of an entry point", []string{"p,bind,,", "p,-386/bind,,"}, []call{
			{"386", "bind", 0, arg0(0), kill}, {"386", "socketcall", 0, arg0(2), allow}, {"amd64", "bind", 0, arg0(2), allow},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, tt.rows, tt.calls) })
	}
}

// TestErrors checks the errors of Decide.
func TestErrors(t *testing.T) {
	tests := []struct {
		name, goarch, syscall string
		rows                  []string
	}{
		{"a condition on a multiplexed operation", "386", "socketcall", []string{"p,socket,,arg0 == 1"}},
		{"no such profile", "amd64", "read", []string{"q,read,,"}},
		{"no such profile included", "amd64", "read", []string{"p,@q,,", "q,read,,"}},
		{"no such syscall", "amd64", "read", []string{"p,raed,,"}},
		{"no such architecture", "sparc", "", []string{"p,read,,"}},
		{"no such action", "amd64", "read", []string{"p,read,deny,"}},
		{"no such errno", "amd64", "read", []string{"p,read,errno:EPREM,"}},
		{"an errno too large", "amd64", "read", []string{"p,read,errno:4095,"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, p := read(t, tt.rows...)
			var nr uint32
			if tt.syscall != "" {
				nr = o.Numbers(tt.goarch)[tt.syscall]
			}
			if got, err := p.Decide("p", tt.goarch, nr, [6]uint64{}); err == nil {
				t.Errorf("got %#x, want an error", got)
			}
		})
	}
}
