// Package uapi reads the integer constants of the kernel's headers for user space, for
// every architecture, with the C compiler clang. seccompgen update runs it.
//
// A constant is a macro or an enumerator with an integer value. Values differ between
// architectures: many are numbers of their own, as on mips, and the commands of ioctl hold
// the size of a struct, as long there as the compiler makes it. So the compiler has to
// evaluate them. [Read] does this header by header and target by target:
//
//  1. It finds the names of macros and enumerators in the text of the header.
//  2. It writes a C file with the header and a row per name.
//  3. It compiles the file. A name with an error is no constant, and is left out.
//  4. It reads the rows in the compiled file. Nothing is linked or run.
//
// For example, linux/fs.h has the line
//
//	#define FS_IOC_GETFLAGS	_IOR('f', 1, long)
//
// The row of FS_IOC_GETFLAGS holds 0x80086601 for amd64, 0x80046601 for 386, and
// 0x40086601 for ppc64, where _IOR has another bit.
//
// A second row holds the value with another macro _IOC. It differs for the commands of
// ioctl alone, and so finds them.
package uapi

import (
	"embed"
	"fmt"
	"go/constant"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// stubs holds headers in place of libc's: some headers of the kernel include these. Header
// sched.h has constants of its own.
//
//go:embed stubs
var stubs embed.FS

// Result holds the constants of all headers.
type Result struct {
	Constants []constants.Constant
	// Problems lists headers that do not compile, and names with several values on one
	// architecture. Their constants are left out.
	Problems []string
}

// Read reads the headers in dir, the folder usr of Debian's linux-libc-dev, with the
// compiler cc.
func Read(dir, cc string) (Result, error) {
	if _, err := exec.LookPath(cc); err != nil {
		return Result{}, err
	}
	work, err := os.MkdirTemp("", "uapi")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(work)
	if err := os.CopyFS(work, stubs); err != nil {
		return Result{}, err
	}
	m := merger{names: make(map[string]*merged)}
	for _, a := range arch.All {
		if err := m.target(a, dir, cc, work); err != nil {
			return Result{}, fmt.Errorf("%s: %w", a.GOARCH, err)
		}
	}
	return m.result(), nil
}

// target reads all headers for one architecture, several units at a time.
func (m *merger) target(a *arch.Arch, dir, cc, work string) error {
	t := targetOf(a)
	h, err := findHeaders(dir, filepath.Join(work, "stubs"), t)
	if err != nil {
		return err
	}
	units, err := h.units()
	if err != nil {
		return err
	}
	found, problems := make([][]found, len(units)), make([][]error, len(units))
	next := make(chan int)
	var workers sync.WaitGroup
	for i := range runtime.GOMAXPROCS(0) {
		c := compiler{cc: cc, target: t, headers: h, object: filepath.Join(work, fmt.Sprintf("%d.o", i))}
		workers.Go(func() {
			for i := range next {
				found[i], problems[i] = c.constants(units[i])
			}
		})
	}
	for i := range units {
		next <- i
	}
	close(next)
	workers.Wait()
	m.add(a, slices.Concat(found...), slices.Concat(problems...))
	return nil
}

// merger joins the constants of headers and architectures.
type merger struct {
	names    map[string]*merged
	problems []string
}

// merged is a name, with its values on all architectures.
type merged struct {
	constants.Constant
	// conflict describes two values on one architecture.
	conflict string
}

// add adds the constants of an architecture. Of several headers with one value the first
// gives the constant its header.
func (m *merger) add(a *arch.Arch, list []found, problems []error) {
	for _, err := range problems {
		m.problems = append(m.problems, fmt.Sprintf("%s: %v", a.GOARCH, err))
	}
	slices.SortFunc(list, func(a, b found) int { return strings.Compare(a.header, b.header) })
	for _, f := range list {
		old := m.names[f.name]
		if old == nil {
			old = &merged{Constant: constants.Constant{Name: f.name, Header: f.header, Values: make([]constant.Value, len(arch.All))}}
			m.names[f.name] = old
		}
		v := old.Values[a.Index]
		if v != nil && !constant.Compare(v, token.EQL, f.value) && old.conflict == "" {
			old.conflict = fmt.Sprintf("%s: %s is %s in %s and %s in %s", a.GOARCH, f.name, v, old.Header, f.value, f.header)
		}
		old.Values[a.Index] = f.value
		old.IOCTL = old.IOCTL || f.ioctl || strings.HasSuffix(f.header, "/ioctls.h")
	}
}

// result returns the constants without conflicts, sorted by name.
func (m *merger) result() Result {
	r := Result{Problems: m.problems}
	for _, c := range m.names {
		if c.conflict != "" {
			r.Problems = append(r.Problems, c.conflict)
		} else {
			r.Constants = append(r.Constants, c.Constant)
		}
	}
	slices.SortFunc(r.Constants, func(a, b constants.Constant) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(r.Problems)
	return r
}
