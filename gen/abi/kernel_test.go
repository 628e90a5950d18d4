package abi_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// This file reads a kernel source tree a second time, in another way than package
// kernelsource, and compares places, widths and signs with those of package abi:
//
//   - The kernel's own script, scripts/syscalltbl.sh, reads the syscall tables.
//   - The C preprocessor reads the sources. It picks the branches of #if, joins lines,
//     and expands the macros for halves of 64 bits.
//   - The C compiler measures the types, with the kernel's definitions of them.
//
// Run it with make check-prototypes KERNEL=DIR.

// machine is an architecture of the second reading.
type machine struct {
	goarch, folder string
	// table and abis are the arguments of the script.
	table, abis string
	// compat is set if the last entry point of a line counts.
	compat bool
	// options lists the options in force among choices.
	options string
}

// choices lists the options with different values on different architectures. All others
// are in force.
const choices = `64BIT 32BIT COMPAT X86_32 X86_64 PPC32 PPC64 MMU_OFF
	CLONE_BACKWARDS CLONE_BACKWARDS2 CLONE_BACKWARDS3
	OLD_SIGSUSPEND OLD_SIGSUSPEND3 ARCH_SPLIT_ARG64 ARCH_HAS_PKEYS`

// Options of several machines.
const (
	wide   = "64BIT COMPAT "
	narrow = "32BIT "
)

// machines lists the architectures, by hand from arch/*/Kconfig and the Makefiles beside
// the tables. amd64 is the first: it has the positions.
var machines = []machine{
	{"amd64", "x86", "arch/x86/entry/syscalls/syscall_64.tbl", "common,64", false, wide + "X86_64 ARCH_HAS_PKEYS"},
	{"386", "x86", "arch/x86/entry/syscalls/syscall_32.tbl", "i386", false, narrow + "X86_32 CLONE_BACKWARDS ARCH_SPLIT_ARG64 OLD_SIGSUSPEND3"},
	{"arm", "arm", "arch/arm/tools/syscall.tbl", "common,eabi", false, narrow + "CLONE_BACKWARDS OLD_SIGSUSPEND3"},
	{"arm64", "arm64", "scripts/syscall.tbl", "common,64,renameat,rlimit,memfd_secret", false, wide + "CLONE_BACKWARDS ARCH_HAS_PKEYS"},
	{"loong64", "loongarch", "scripts/syscall.tbl", "common,64,memfd_secret", false, wide},
	{"mips", "mips", "arch/mips/kernel/syscalls/syscall_o32.tbl", "common,o32", false, narrow + "CLONE_BACKWARDS"},
	{"mips64", "mips", "arch/mips/kernel/syscalls/syscall_n64.tbl", "common,n64", false, wide + "CLONE_BACKWARDS"},
	{"ppc64", "powerpc", "arch/powerpc/kernel/syscalls/syscall.tbl", "common,nospu,64", false, wide + "PPC64 CLONE_BACKWARDS ARCH_HAS_PKEYS"},
	{"riscv64", "riscv", "scripts/syscall.tbl", "common,64,riscv,rlimit,memfd_secret", false, wide + "CLONE_BACKWARDS"},
	{"s390x", "s390", "arch/s390/kernel/syscalls/syscall.tbl", "common,64", false, wide + "CLONE_BACKWARDS2 OLD_SIGSUSPEND3"},
	{"ppc", "powerpc", "arch/powerpc/kernel/syscalls/syscall.tbl", "common,nospu,32", true, wide + "PPC64 CLONE_BACKWARDS ARCH_HAS_PKEYS"},
	// 32-bit programs on a 64-bit kernel, as most of them run.
	{"386", "x86", "arch/x86/entry/syscalls/syscall_32.tbl", "i386", true, wide + "X86_64 ARCH_HAS_PKEYS OLD_SIGSUSPEND3"},
	{"arm", "arm64", "arch/arm64/tools/syscall_32.tbl", "common", true, wide + "CLONE_BACKWARDS ARCH_HAS_PKEYS OLD_SIGSUSPEND3"},
	{"mips", "mips", "arch/mips/kernel/syscalls/syscall_o32.tbl", "common,o32", true, wide + "CLONE_BACKWARDS"},
}

// declared is a parameter in the second reading.
type declared struct{ ctype, name string }

// measured is the result of sizeof and of comparisons.
type measured struct {
	bits    int
	signed  bool
	pointer bool
}

// kernel is the tree.
type kernel struct {
	dir string
	// files lists the sources with macros.
	files []string
	// options lists the options in their #if lines.
	options []string
}

// TestKernel compares package abi with the tree in the environment variable KERNEL.
func TestKernel(t *testing.T) {
	dir := os.Getenv("KERNEL")
	if dir == "" {
		t.Skip("KERNEL names no source tree: see make check-prototypes")
	}
	k := openKernel(t, dir)
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	compared := make(map[string]bool)
	var narrowed, signs []string
	parameters, found := 0, 0
	positions := make(map[string][]placed)
	for _, m := range machines {
		entries := k.table(t, m)
		functions := k.functions(t, m)
		sizes := k.measure(t, m, functions)
		a := arch.ByGOARCH(m.goarch)
		for i := range c.Syscalls {
			s := &c.Syscalls[i]
			number, ok := s.Number(a)
			list, declared := functions[entries[number-a.Base]]
			if !ok || !declared {
				continue
			}
			compared[s.Name] = true
			parameters += len(list)
			want := place(m, list, sizes)
			n, g := compare(t, m.goarch, s.Name, want)
			narrowed, signs = append(narrowed, n...), append(signs, g...)
			if m.goarch == "amd64" {
				positions[s.Name] = want
			}
			found += compareFind(t, m.goarch, s.Name, positions[s.Operation()], want)
		}
	}
	t.Logf("Linux in %s: %d syscalls, %d parameters on %d architectures, %d found by the name in the operation", dir, len(compared), parameters, len(machines), found)
	if len(compared) < 400 {
		t.Errorf("%d syscalls compared, want 400 at least", len(compared))
	}
	same(t, "fewer bits in use than declared", narrowed, narrower)
	same(t, "the sign of the operation", signs, otherSigns)
}

// narrower lists the parameters with fewer bits in use than the kernel declares, by hand
// from the kernel's code.
const narrower = `
	_llseek.offset_high clone.clone_flags kcmp.idx1 kexec_load.flags mbind.mode
	mmap.fd mmap.flags mmap.prot mount.flags mprotect.prot mq_open.mode
	pciconfig_read.bus pciconfig_read.dfn pciconfig_read.off pciconfig_write.bus pciconfig_write.dfn pciconfig_write.off
	personality.personality pkey_mprotect.prot preadv.fd preadv.vlen preadv2.fd preadv2.vlen process_madvise.vlen
	process_vm_readv.liovcnt process_vm_writev.liovcnt ptrace.pid pwritev.fd pwritev.vlen pwritev2.fd pwritev2.vlen
	readv.fd readv.vlen remap_file_pages.flags vmsplice.nr_segs writev.fd writev.vlen
`

// otherSigns lists the parameters with another sign on some architectures. A row means the
// same on all, so they have the sign of amd64.
const otherSigns = `
	fadvise64.len fstatat64.dfd futimesat.dfd ipc.fifth ipc.second keyctl.option mbind.mode mmap.fd mmap.offset mmap2.fd
	msgrcv.msgsz msgsnd.msgsz ptrace.addr ptrace.data semctl.arg sync_file_range.flags utimensat.dfd
`

// same compares the names found with a list.
func same(t *testing.T, what string, got []string, list string) {
	t.Helper()
	slices.Sort(got)
	if got, want := slices.Compact(got), strings.Fields(list); !slices.Equal(got, want) {
		t.Errorf("%s: %s, want %s", what, strings.Join(got, " "), strings.Join(want, " "))
	}
}

// openKernel finds the sources with macros, by grep.
func openKernel(t *testing.T, dir string) *kernel {
	t.Helper()
	k := &kernel{dir: dir}
	grep := func(args ...string) []string {
		cmd := exec.Command("grep", args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("grep in %s: %v", dir, err)
		}
		return strings.Fields(string(out))
	}
	k.files = grep("-rlE", "--include=*.c", "^(COMPAT_|PPC32_)?SYSCALL(32)?_DEFINE[0-6]",
		"arch", "block", "drivers/char", "drivers/pci", "fs", "io_uring", "ipc", "kernel", "mm", "net", "security")
	k.files = slices.DeleteFunc(k.files, func(file string) bool {
		return slices.Contains([]string{"mm/nommu.c", "kernel/time/posix-stubs.c", "arch/powerpc/kernel/pci_32.c"}, file) || strings.HasPrefix(file, "arch/x86/um/")
	})
	k.options = slices.Compact(slices.Sorted(slices.Values(grep(append([]string{"-ohE", `CONFIG_[A-Z0-9_]+|__ARCH_WANT_[A-Z0-9_]+`}, k.files...)...))))
	return k
}

// line matches a line of the script's output: the number, the native entry point or -,
// and that of another ABI.
var line = regexp.MustCompile(`^__SYSCALL\w*\((\d+), (\w+|-)(?:, (\w+))?\)`)

// table returns the entry points of a machine by number, without the base.
func (k *kernel) table(t *testing.T, m machine) map[uint32]string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "table.h")
	if text, err := exec.Command("sh", filepath.Join(k.dir, "scripts/syscalltbl.sh"), "--abis", m.abis, filepath.Join(k.dir, m.table), out).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", m.table, err, text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	entries := make(map[uint32]string)
	for text := range strings.Lines(string(data)) {
		x := line.FindStringSubmatch(text)
		if x == nil {
			t.Fatalf("%s: %s", m.table, text)
		}
		number, _ := strconv.ParseUint(x[1], 10, 32)
		entries[uint32(number)] = x[2]
		if m.compat && x[3] != "" {
			entries[uint32(number)] = x[3]
		}
	}
	maps.DeleteFunc(entries, func(_ uint32, function string) bool { return function == "sys_ni_syscall" })
	return entries
}

// macros makes the preprocessor write each definition as @function(type, name, ...)@.
func macros(m machine) string {
	var b strings.Builder
	b.WriteString("#define __user\n#define const\n#define IS_ENABLED(x) x\n#define IS_BUILTIN(x) x\n#define IS_MODULE(x) x\n#define IS_REACHABLE(x) x\n")
	first, second := "_lo", "_hi"
	if arch.ByGOARCH(m.goarch).BigEndian {
		first, second = second, first
	}
	for _, name := range []string{"SC_ARG64", "compat_arg_u64", "compat_arg_u64_dual", "arg_u32p"} {
		fmt.Fprintf(&b, "#define %s(name) u32, name##%s, u32, name##%s\n", name, first, second)
	}
	short := "sys_"
	if slices.Contains(strings.Fields(m.options), "COMPAT") {
		short = "compat_sys_"
	}
	for n := range 7 {
		fmt.Fprintf(&b, "#define SYSCALL_DEFINE%d(name, ...) @sys_##name(__VA_ARGS__)@\n", n)
		fmt.Fprintf(&b, "#define COMPAT_SYSCALL_DEFINE%d(name, ...) @compat_sys_##name(__VA_ARGS__)@\n", n)
		fmt.Fprintf(&b, "#define SYSCALL32_DEFINE%d(name, ...) @%s##name(__VA_ARGS__)@\n", n, short)
	}
	return b.String()
}

var (
	definition = regexp.MustCompile(`@(\w+)\(([^@]*)\)@`)
	include    = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*(include|error|warning)[^\n]*`)
	blanks     = regexp.MustCompile(`\s+`)
)

// functions returns the parameters of all entry points in the sources of a machine.
func (k *kernel) functions(t *testing.T, m machine) map[string][]declared {
	t.Helper()
	args := []string{"-E", "-P", "-w", "-x", "c", "-"}
	for _, option := range k.options {
		name, isOption := strings.CutPrefix(option, "CONFIG_")
		if !isOption || !slices.Contains(strings.Fields(choices), name) || slices.Contains(strings.Fields(m.options), name) {
			args = append(args, "-D"+option+"=1")
		}
	}
	own, all := make(map[string][]declared), make(map[string][]declared)
	for _, file := range k.files {
		into := all
		if strings.HasPrefix(file, "arch/") {
			if into = own; !strings.HasPrefix(file, "arch/"+m.folder+"/") {
				continue
			}
		}
		data, err := os.ReadFile(filepath.Join(k.dir, file))
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("cc", args...)
		cmd.Stdin = strings.NewReader(macros(m) + include.ReplaceAllString(string(data), ""))
		// Without headers some #if cannot be computed. They are false, and cc fails.
		out, err := cmd.Output()
		if len(out) == 0 {
			t.Fatalf("cc -E of %s: %v", file, err)
		}
		for _, x := range definition.FindAllSubmatch(out, -1) {
			into[string(x[1])] = split(string(x[2]))
		}
	}
	maps.Copy(all, own)
	return aliased(all)
}

// split divides the arguments of a macro into types and names.
func split(text string) []declared {
	var list []declared
	if strings.TrimSpace(text) == "" {
		return nil
	}
	cells := strings.Split(text, ",")
	for i := 0; i+1 < len(cells); i += 2 {
		list = append(list, declared{strings.TrimSpace(blanks.ReplaceAllString(cells[i], " ")), strings.TrimSpace(cells[i+1])})
	}
	return list
}

// aliased adds the names of wrappers in assembly.
func aliased(functions map[string][]declared) map[string][]declared {
	for name, list := range maps.Clone(functions) {
		functions["__"+name] = list
	}
	return functions
}

// definitions of types other than those in linux/types.h, from the files in the comments.
const definitions = `
typedef __kernel_ulong_t aio_context_t;         /* include/uapi/linux/aio_abi.h */
typedef __s32 key_serial_t;                     /* include/linux/key.h */
typedef int __kernel_rwf_t, rwf_t;              /* include/uapi/linux/fs.h */
typedef void (*__sighandler_t)(int);            /* include/uapi/asm-generic/signal-defs.h */
typedef unsigned long old_sigset_t;             /* include/uapi/asm-generic/signal.h */
typedef struct header *cap_user_header_t;       /* include/uapi/linux/capability.h */
typedef struct data *cap_user_data_t;
enum landlock_rule_type { LANDLOCK_RULE = 1 };  /* include/uapi/linux/landlock.h */
typedef __kernel_uid32_t qid_t;                 /* include/linux/quota.h */
typedef s32 compat_int_t, compat_long_t, compat_pid_t, compat_off_t, compat_ssize_t; /* include/asm-generic/compat.h */
typedef u32 compat_uint_t, compat_ulong_t, compat_size_t, compat_aio_context_t, compat_mode_t;
`

// headers holds wrappers for headers made by the kernel's build.
var headers = map[string]string{
	"asm/types.h":        "#include <asm-generic/types.h>\n",
	"asm/bitsperlong.h":  "#define __BITS_PER_LONG __SIZEOF_LONG__ * 8\n#define BITS_PER_LONG __BITS_PER_LONG\n",
	"asm/posix_types.h":  "#include <asm-generic/posix_types.h>\n",
	"linux/stddef.h":     "",
	"linux/compiler.h":   "",
	"linux/annotation.h": "",
}

// measure compiles the types of all parameters for a machine and returns their sizes.
func (k *kernel) measure(t *testing.T, m machine, functions map[string][]declared) map[string]measured {
	t.Helper()
	types := make(map[string]bool)
	for _, list := range functions {
		for _, d := range list {
			types[d.ctype] = true
		}
	}
	sorted := slices.Sorted(maps.Keys(types))
	var b strings.Builder
	fmt.Fprintf(&b, "#include <linux/types.h>\n%s", definitions)
	for i, ctype := range sorted {
		if strings.HasSuffix(ctype, "*") || ctype == "compat_uptr_t" {
			ctype = "void *"
		}
		fmt.Fprintf(&b, "typedef %s T%d;\n", ctype, i)
		fmt.Fprintf(&b, "char size_%d[sizeof(T%[1]d)] = {1}, pointer_%[1]d[__builtin_classify_type((T%[1]d)0) == 5 ? 2 : 1] = {1};\n", i)
		fmt.Fprintf(&b, "char signed_%d[(T%[1]d)-1 < (T%[1]d)1 ? 2 : 1] = {1};\n", i)
	}
	number := k.sizes(t, m, b.String())
	sizes := make(map[string]measured)
	for i, ctype := range sorted {
		sizes[ctype] = measured{8 * number[fmt.Sprintf("size_%d", i)], number[fmt.Sprintf("signed_%d", i)] == 2, number[fmt.Sprintf("pointer_%d", i)] == 2}
	}
	return sizes
}

// sizes compiles a text for a machine and returns the sizes of its variables.
func (k *kernel) sizes(t *testing.T, m machine, text string) map[string]int {
	t.Helper()
	args := []string{"-S", "-o", "-", "-w", "-x", "c", "-nostdinc", "-m32", "-D__KERNEL__", "-D__user=", "-D__bitwise=", "-D__packed=", "-D__rcu=", "-D__aligned(x)=", "-DCONFIG_UID16", "-DCONFIG_HAVE_UID16"}
	if strings.HasPrefix(m.options, wide) {
		args = append(args, "-m64")
	}
	for _, option := range strings.Fields(m.options) {
		args = append(args, "-DCONFIG_"+option)
	}
	args = append(args, "-I", k.wrappers(t, m))
	for _, path := range []string{"arch/" + m.folder + "/include", "arch/" + m.folder + "/include/uapi", "include", "include/uapi"} {
		args = append(args, "-I", filepath.Join(k.dir, path))
	}
	cmd := exec.Command("cc", append(args, "-")...)
	cmd.Stdin = strings.NewReader(text)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("types of %s: %v\n%s", m.goarch, err, stderr.String())
	}
	number := make(map[string]int)
	for _, x := range sizeLine.FindAllStringSubmatch(string(out), -1) {
		number[x[1]], _ = strconv.Atoi(x[2])
	}
	return number
}

// sizeLine matches the size of a variable in assembly.
var sizeLine = regexp.MustCompile(`\.size\s+(\w+), (\d+)`)

// wrappers writes headers and returns their folder. An architecture may have its own
// asm/posix_types.h.
func (k *kernel) wrappers(t *testing.T, m machine) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range headers {
		if name == "asm/posix_types.h" && exists(filepath.Join(k.dir, "arch", m.folder, "include/uapi", name)) {
			continue
		}
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// exists reports whether there is a file.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// placed is a parameter at its argument. The halves of a parameter of 64 bits have no
// name.
type placed struct {
	name  string
	index int
	measured
}

// place lays the parameters out in the arguments, as the calling convention does. A 64-bit
// kernel has a register of 64 bits for each argument of a 32-bit program.
func place(m machine, list []declared, sizes map[string]measured) []placed {
	width := arch.ByGOARCH(m.goarch).Width
	var out []placed
	index := 0
	for _, d := range list {
		size := sizes[d.ctype]
		if size.bits <= width || m.compat {
			size.bits = min(size.bits, width)
			out = append(out, placed{d.name, index, size})
			index++
			continue
		}
		if m.goarch != "386" && index&1 != 0 {
			index++
		}
		out = append(out, placed{"", index, measured{bits: 32}}, placed{"", index + 1, measured{bits: 32}})
		index += 2
	}
	return out
}

// compareFind compares the places of parameters with the name of one in the operation, and
// returns their number.
func compareFind(t *testing.T, goarch, name string, operation, own []placed) int {
	t.Helper()
	n := 0
	for position, p := range operation {
		for _, w := range own {
			a, why := abi.Find(name, goarch, position)
			if w.name != p.name || why != "" {
				continue
			}
			n++
			if a.Index != w.index || a.Bits > w.bits {
				t.Errorf("%s on %s: %s is argument %d with %d bits, in the kernel %d with %d", name, goarch, w.name, a.Index, a.Bits, w.index, w.bits)
			}
		}
	}
	return n
}

// padding matches the names of parameters without a use, before a parameter of 64 bits.
var padding = regexp.MustCompile(`^(__)?(unused|dummy|pad|reg[46]|r4)$`)

// compare compares the parameters of a syscall with those of package abi. It returns the
// names of parameters with fewer bits in use than declared, and of those with another
// sign.
func compare(t *testing.T, goarch, name string, want []placed) (narrowed, signs []string) {
	t.Helper()
	kernel := make(map[int]placed)
	for _, w := range want {
		kernel[w.index] = w
	}
	for _, x := range abi.Entry(name, goarch) {
		w, ok := kernel[x.Position]
		delete(kernel, x.Position)
		switch {
		case !ok:
			t.Errorf("%s on %s: the kernel has no argument %d, %s: %v", name, goarch, x.Position, x.Name, want)
		case x.Why != "":
		case x.Bits > w.bits:
			t.Errorf("%s on %s: argument %d, %s, has %d bits, in the kernel %d", name, goarch, x.Position, x.Name, x.Bits, w.bits)
		case x.Name != "" && (x.Kind == abi.Pointer) != w.pointer:
			t.Errorf("%s on %s: argument %d, %s, is a pointer: %t, in the kernel %t", name, goarch, x.Position, x.Name, x.Kind == abi.Pointer, w.pointer)
		case x.Bits < w.bits:
			narrowed = append(narrowed, name+"."+w.name)
		case x.Signed != w.signed:
			signs = append(signs, name+"."+w.name)
		}
	}
	for index, w := range kernel {
		if !padding.MatchString(w.name) {
			t.Errorf("%s on %s: argument %d, %s, is missing", name, goarch, index, w.name)
		}
	}
	return narrowed, signs
}
