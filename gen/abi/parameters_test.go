package abi

import (
	"fmt"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// ordered returns the names of all syscalls in ascending order.
func ordered() []string { return slices.Sorted(maps.Keys(all())) }

// notNames matches words with another meaning in a condition.
var notNames = regexp.MustCompile(`^(arg[0-9]+|u?int(8|16|32|64)?)$`)

// TestNames checks that the names of parameters can stand in a condition: identifiers or
// one of three keywords, unique in the syscall, and without another meaning.
func TestNames(t *testing.T) {
	check := func(syscall string, names []string) {
		seen := make(map[string]bool)
		for _, name := range names {
			keyword := name == "type" || name == "func" || name == "map"
			switch {
			case name == "":
			case !keyword && !token.IsIdentifier(name), notNames.MatchString(name), constants.Known(name):
				t.Errorf("%s: parameter %s", syscall, name)
			case seen[name]:
				t.Errorf("%s: two parameters %s", syscall, name)
			}
			seen[name] = true
		}
	}
	for _, name := range ordered() {
		var names []string
		for _, p := range Parameters(name) {
			names = append(names, p.Name)
		}
		check(name, names)
		for goarch := range find(name).prototypes {
			names = nil
			for _, p := range Entry(name, goarch) {
				names = append(names, p.Name)
			}
			check(name+" on "+goarch, names)
		}
	}
}

// TestParameters checks the parameters of some syscalls.
func TestParameters(t *testing.T) {
	for name, want := range map[string]string{
		"clone":        "clone_flags:flags newsp:integer parent_tidptr:pointer child_tidptr:pointer tls:integer",
		"socket":       "family:integer type:flags protocol:integer",
		"ioctl":        "fd:integer cmd:integer arg:integer",
		"prctl":        "option:integer :integer :integer :integer :integer",
		"mmap":         "addr:integer len:integer prot:flags flags:flags fd:integer off:integer",
		"mmap2":        "addr:integer len:integer prot:flags flags:flags fd:integer pgoff:integer",
		"execve":       "filename:pointer argv:pointer envp:pointer",
		"epoll_create": "size:integer",
		"socketcall":   "call:integer args:pointer",
		"ipc":          "call:flags first:integer second:integer third:integer ptr:pointer fifth:integer",
		"chmod":        "filename:pointer mode:flags",
		"getpid":       "",
		"ftime":        "",
		"nonexistent":  "",
	} {
		var got []string
		for i, p := range Parameters(name) {
			got = append(got, fmt.Sprintf("%s:%s", p.Name, []string{"integer", "flags", "pointer"}[p.Kind]))
			if p.Position != i {
				t.Errorf("%s: position %d of %s, want %d", name, p.Position, p.Name, i)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", name, strings.Join(got, " "), want)
		}
	}
}

// TestFind checks some answers.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, goarch, parameter string
		want                    Argument
		why                     string
	}{
		{"clone", "amd64", "clone_flags", Argument{0, 32, false, 0}, ""},
		{"clone", "s390x", "clone_flags", Argument{1, 32, false, 0}, ""},
		{"clone", "s390x", "newsp", Argument{0, 64, false, 0}, ""},
		{"clone", "arm64", "tls", Argument{3, 64, false, 0}, ""},
		{"ioctl", "amd64", "cmd", Argument{1, 32, false, 0}, ""},
		{"ioctl", "mips64", "arg", Argument{2, 64, false, 0}, ""},
		{"ioctl", "386", "arg", Argument{2, 32, false, 0}, ""},
		{"chmod", "s390x", "mode", Argument{1, 16, false, 0}, ""},
		{"setuid", "amd64", "uid", Argument{0, 32, false, 0}, ""},
		{"setuid", "386", "uid", Argument{0, 16, false, 32}, ""},
		{"setuid32", "386", "uid", Argument{0, 32, false, 0}, ""},
		{"mmap", "amd64", "fd", Argument{4, 32, true, 0}, ""},
		{"mmap", "386", "prot", Argument{}, "is behind a pointer"},
		{"mmap2", "arm", "off", Argument{}, "is in units of pages"},
		{"mmap2", "mips", "off", Argument{}, "is in units of pages"},
		{"mmap2", "386", "fd", Argument{4, 32, true, 0}, ""},
		{"lseek", "amd64", "offset", Argument{1, 64, true, 0}, ""},
		{"_llseek", "386", "whence", Argument{4, 32, false, 0}, ""},
		{"_llseek", "386", "offset", Argument{}, "is split over two registers"},
		{"pread64", "mips", "pos", Argument{}, "is split over two registers"},
		{"sync_file_range", "mips", "flags", Argument{}, "is not among the six arguments of a filter"},
		{"sync_file_range", "386", "flags", Argument{5, 32, false, 0}, ""},
		{"recv", "arm", "addr", Argument{}, "does not exist"},
		{"recvfrom", "mips", "addr", Argument{}, "is on the stack (other threads can change it)"},
		{"recvfrom", "mips", "flags", Argument{}, "may be on the stack (other threads can change it)"},
		{"recvfrom", "mips64", "flags", Argument{3, 32, false, 0}, ""},
		{"socket", "386", "type", Argument{1, 32, true, 0}, ""},
		{"socketcall", "386", "call", Argument{0, 32, true, 0}, ""},
		{"futimesat", "386", "dfd", Argument{0, 32, true, 0}, ""},
		{"arm_fadvise64_64", "arm", "advice", Argument{1, 32, true, 0}, ""},
		{"vm86old", "386", "arg", Argument{0, 32, false, 0}, ""},
		{"mmap2", "amd64", "addr", Argument{}, "does not exist"},
		{"semctl", "mips64", "cmd", Argument{}, "may have the flag IPC_64 in it"},
		{"preadv", "amd64", "pos_h", Argument{}, "is ignored on a 64-bit machine"},
	} {
		position := slices.IndexFunc(Parameters(find(c.name).operation.name), func(p Parameter) bool { return p.Name == c.parameter })
		if got, why := Find(c.name, c.goarch, position); got != c.want || why != c.why {
			t.Errorf("%s of %s on %s: %v %q, want %v %q", c.parameter, c.name, c.goarch, got, why, c.want, c.why)
		}
	}
	for _, position := range []int{-1, 3, 6} {
		if _, why := Find("read", "amd64", position); why != "does not exist" {
			t.Errorf("parameter %d of read %s", position, why)
		}
	}
	if _, why := Find("nonexistent", "amd64", 0); why != "is unknown" {
		t.Errorf("parameter of nonexistent %s", why)
	}
}

// TestEntry checks the parameters of entry points in rows of their own.
func TestEntry(t *testing.T) {
	for entry, want := range map[string]string{
		"clone s390x":       "arg0=newsp/64 arg1=clone_flags/32 arg2=parent_tidptr/64 arg3=child_tidptr/64 arg4=tls/64",
		"mmap 386":          "arg0=arg/32",
		"mmap2 386":         "arg0=addr/32 arg1=len/32 arg2=prot/32 arg3=flags/32 arg4=fd/32 arg5=pgoff/32",
		"setuid 386":        "arg0=uid/16",
		"epoll_create 386":  "arg0=size/32",
		"waitpid 386":       "arg0=upid/32 arg1=stat_addr/32 arg2=options/32",
		"fstatfs64 386":     "arg0=fd/32 arg1=sz/32 arg2=buf/32",
		"pread64 386":       "arg0=fd/32 arg1=buf/32 arg2=count/32 arg3=poslo/32 arg4=poshi/32",
		"pread64 arm":       "arg0=fd/32 arg1=buf/32 arg2=count/32 arg4=/32 arg5=/32",
		"_llseek 386":       "arg0=fd/32 arg1=offset_high/32 arg2=offset_low/32 arg3=result/32 arg4=whence/32",
		"sigsuspend 386":    "arg0=unused1/32 arg1=unused2/32 arg2=mask/32",
		"socketcall s390x":  "arg0=call/32 arg1=args/64",
		"nonexistent amd64": "",
		"mmap2 amd64":       "",
	} {
		name, goarch, _ := strings.Cut(entry, " ")
		var got []string
		for _, x := range Entry(name, goarch) {
			if x.Why != "" || x.Position != x.Index {
				t.Errorf("%s: %+v", entry, x)
			}
			got = append(got, fmt.Sprintf("arg%d=%s/%d", x.Index, x.Name, x.Bits))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", entry, strings.Join(got, " "), want)
		}
	}
	last := Entry("recvfrom", "mips")[5]
	if last.Name != "addr_len" || last.Why != "is on the stack (other threads can change it)" {
		t.Errorf("%+v", last)
	}
}

// allBits lists parameters of the machine's width with all bits in use: addresses, sizes,
// offsets, sets checked as a whole, and arguments whose use depends on a command. A new
// one fails TestWideReviewed until it is here or in review.csv.
const allBits = `
	addr brk data end entry from len len_in length new_addr new_len newsp
	num off offset old_len pgoff size start tls val mask

	argsz bufsize bytecount cmdline_len count cpusetsize maxnode msg_len msgsz nr_mnt_ids nr_ns_ids
	nr_pages nr_segments pair_count plen riovcnt sigsetsize sizemask sz usize home_node
	nbytes bytes

	arg fifth second third arg2 arg3 arg4 arg5 arg1 idx2 init_val
	ctx ctx_id ctx_size function_code min_nr msgtyp nr pos_h pos_l request unshare_flags which
	in_bus in_devfn cmd offset_low
	cookie64 pos
	mmio_addr
`

// TestWideReviewed checks that each parameter of 64 bits on a 64-bit machine has been
// reviewed: whether the kernel uses all of them.
func TestWideReviewed(t *testing.T) {
	known := strings.Fields(allBits)
	used := make(map[string]bool)
	for _, name := range ordered() {
		for goarch, list := range find(name).places {
			if arch.ByGOARCH(goarch).Width != 64 {
				continue
			}
			for _, x := range list {
				if x.pointer || x.bits < 64 {
					continue
				}
				used[x.Name] = true
				if !slices.Contains(known, x.Name) && !(x.Name == "flags" && find(name).facts["flags"].flags) && !(x.Name == "prot" && name == "remap_file_pages") {
					t.Errorf("%s on %s: does the kernel use all bits of %s?", name, goarch, x.Name)
				}
			}
		}
	}
	for _, name := range known {
		if !used[name] {
			t.Errorf("no parameter %s has 64 bits", name)
		}
	}
}

// TestFlagsReviewed checks that parameters that look like sets of flags are.
func TestFlagsReviewed(t *testing.T) {
	suspect := regexp.MustCompile(`flags?$|flg$|^prot$|^mode$`)
	for _, name := range ordered() {
		for goarch, list := range find(name).places {
			for _, x := range list {
				if !x.pointer && (suspect.MatchString(x.Name) || x.Type == "umode_t ") && !find(name).facts[x.Name].flags {
					t.Errorf("%s on %s: is %s a set of flags?", name, goarch, x.Name)
				}
			}
		}
	}
}

// TestPairs compares the parameters that only their position identifies with
// testdata/pairs.txt: those of entry points with another name than in the operation.
func TestPairs(t *testing.T) {
	pairs := make(map[string][]string)
	for _, name := range ordered() {
		s := find(name)
		for _, a := range arch.All {
			for _, p := range s.operation.reference.parameters {
				if s.prototypes[a.GOARCH] == nil {
					continue
				}
				own, why := s.counterpart(a.GOARCH, p)
				if why != "" {
					continue
				}
				if x := s.places[a.GOARCH][own]; x.Name != p.kernel {
					key := fmt.Sprintf("%s: %s is %s%s", name, p.kernel, x.Type, x.Name)
					pairs[key] = append(pairs[key], a.GOARCH)
				}
			}
		}
	}
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		fmt.Fprintf(&text, "%s on %s\n", key, strings.Join(pairs[key], " "))
	}
	golden(t, "pairs.txt", text.String())
}

// TestPlaces compares the place, the width and the sign of the parameters of all syscalls
// with different prototypes with testdata/places.txt.
func TestPlaces(t *testing.T) {
	var text strings.Builder
	syscalls := 0
	for _, name := range ordered() {
		s := find(name)
		if !differing(s) {
			continue
		}
		syscalls++
		for i, p := range s.operation.reference.parameters {
			var keys []string
			on := make(map[string][]string)
			for _, a := range arch.All {
				if s.prototypes[a.GOARCH] == nil {
					continue
				}
				key := describe(Find(name, a.GOARCH, i))
				if on[key] == nil {
					keys = append(keys, key)
				}
				on[key] = append(on[key], a.GOARCH)
			}
			fmt.Fprintf(&text, "%s.%s:", name, p.kernel)
			for _, key := range keys {
				fmt.Fprintf(&text, " %s (%s)", key, strings.Join(on[key], " "))
			}
			text.WriteByte('\n')
		}
	}
	if syscalls < 100 {
		t.Errorf("%d syscalls, want 100 at least", syscalls)
	}
	golden(t, "places.txt", text.String())
}

// differing reports whether s has parameters, and prototypes that differ from another or
// from that of its operation.
func differing(s *syscall) bool {
	reference := s.operation.prototypes[s.operation.reference.goarch]
	for _, p := range s.prototypes {
		if !p.SameParameters(*reference) && len(reference.Parameters) > 0 {
			return true
		}
	}
	return false
}

// describe writes an answer in short: arg1 u32.
func describe(a Argument, why string) string {
	if why != "" {
		return why
	}
	return fmt.Sprintf("arg%d %c%d", a.Index, map[bool]rune{false: 'u', true: 's'}[a.Signed], a.Bits)
}

// TestLittleAndBig checks that the byte order does not matter.
func TestLittleAndBig(t *testing.T) {
	for _, name := range ordered() {
		for i := range 6 {
			for _, pair := range [][2]string{{"mips", "mipsle"}, {"mips64", "mips64le"}, {"ppc64", "ppc64le"}} {
				if big, little := describe(Find(name, pair[0], i)), describe(Find(name, pair[1], i)); big != little {
					t.Errorf("%s: parameter %d is %s on %s, %s on %s", name, i, big, pair[0], little, pair[1])
				}
			}
		}
	}
}

// TestReasons checks that each reason can follow the name of a parameter.
func TestReasons(t *testing.T) {
	for _, name := range ordered() {
		for _, list := range find(name).answers {
			for _, x := range list {
				if x.why != "" && !slices.Contains([]string{"is", "may", "does"}, strings.Fields(x.why)[0]) {
					t.Errorf("%s: the parameter %s", name, x.why)
				}
			}
		}
	}
}

// TestWithoutPrototype joins the files without the prototypes of read.
func TestWithoutPrototype(t *testing.T) {
	read := find("read")
	row := load(t)["read"]
	s := &syscall{name: "read"}
	s.operation = s
	s.complete(row, nil)
	if len(s.prototypes) > 0 || len(s.reference.parameters) > 0 || len(s.entry("amd64")) > 0 {
		t.Errorf("read has parameters without a prototype: %+v", s)
	}
	s.declare(row, generated())
	if len(s.prototypes) != len(read.prototypes) {
		t.Errorf("read has prototypes on %d architectures, want %d", len(s.prototypes), len(read.prototypes))
	}
}

// TestVariantsDecided checks that a parameter is only said to be missing where nothing is
// in its place: a row of differences.csv must decide on a parameter of another kind.
func TestVariantsDecided(t *testing.T) {
	for _, name := range ordered() {
		s := find(name)
		for goarch, answers := range s.answers {
			taken := make(map[int]bool)
			for _, x := range answers {
				taken[x.own] = true
			}
			for position, x := range answers {
				if x.why == missing && position < len(s.places[goarch]) && !taken[position] && !s.decided(goarch, position) {
					t.Errorf("%s on %s: is %s another parameter than %s?", name, goarch, s.places[goarch][position].Name, s.operation.reference.parameters[position].kernel)
				}
			}
		}
	}
}

// decided reports whether differences.csv has a row for a parameter of the operation.
func (s *syscall) decided(goarch string, position int) bool {
	return slices.ContainsFunc(s.differences, func(d difference) bool {
		return d.covers(goarch, s.operation.reference.parameters[position].kernel)
	})
}
