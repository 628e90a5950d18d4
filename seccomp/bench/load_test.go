//go:build linux && amd64

package bench

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// loadLibrary names a loader. A process of this test binary with this variable loads the
// loader's filter, and prints the nanoseconds and the page faults.
const loadLibrary = "SECCOMP_BENCH_LOAD"

func TestMain(m *testing.M) {
	name := os.Getenv(loadLibrary)
	if name == "" {
		os.Exit(m.Run())
	}
	i := slices.IndexFunc(loaders, func(l library) bool { return l.name == name })
	took, faults, err := loadCold(loaders[i])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(took.Nanoseconds(), faults)
	os.Exit(0)
}

// The names of the lower limits of loading. Each makes two raw syscalls.
const (
	readyProgram  = "ready-program"
	readyUnlocked = "ready-program-unlocked"
)

// loaders holds the libraries and the lower limits.
var loaders = append(slices.Clone(libraries),
	library{name: readyProgram, load: loadReadyLocked, names: readReady},
	library{name: readyUnlocked, load: loadReady, names: readReady},
	library{name: oneReturn.name, load: loadOneReturn})

// loadCold loads the filter of l, for the first time in this process.
func loadCold(l library) (took time.Duration, faults int64, err error) {
	l.prepare()
	// The first calls of these functions have page faults of their own.
	pageFaults()
	time.Since(time.Now())
	before, start := pageFaults(), time.Now()
	err = l.load()
	took = time.Since(start)
	return took, pageFaults() - before, err
}

// usage is not on the stack: the stack must not grow for it.
var usage unix.Rusage

// pageFaults returns the page faults of this process. Loading may go on in another thread.
func pageFaults() int64 {
	_ = unix.Getrusage(unix.RUSAGE_SELF, &usage)
	return usage.Minflt
}

func loadOneReturn() error { return loadProgram(oneReturn.instructions) }

// ready is the program of the compared filter.
var ready []unix.SockFilter

// readReady reads ready from standard input: the process must not build it.
func readReady() []string {
	data, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	ready = decode(data)
	return nil
}

func loadReady() error { return loadProgram(ready) }

// loadReadyLocked keeps the goroutine on its thread, as no_new_privs belongs to a thread. At
// the first lock of a process the runtime starts another thread.
func loadReadyLocked() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return loadProgram(ready)
}

// loadProgram installs a program on all threads by two syscalls.
func loadProgram(p []unix.SockFilter) error {
	if _, _, errno := unix.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0); errno != 0 {
		return errno
	}
	return install(p, unix.SECCOMP_FILTER_FLAG_TSYNC)
}

// BenchmarkLoad times the start of a program: to build the filter and to install it on all
// threads. Each time is the first of a process, as libseccomp can only install on all
// threads. Page faults are those of the best process.
func BenchmarkLoad(b *testing.B) {
	f := changed()
	program, err := f.AppendTo(nil)
	if err != nil {
		b.Fatal(err)
	}
	input := unsafe.Slice((*byte)(unsafe.Pointer(&program[0])), len(program)*int(unsafe.Sizeof(program[0])))
	for _, l := range loaders {
		b.Run("library="+l.name, func(b *testing.B) {
			took := make([]time.Duration, b.N)
			least := int64(1 << 62)
			for i := range took {
				cmd := exec.Command("/proc/self/exe")
				cmd.Env = append(os.Environ(), loadLibrary+"="+l.name)
				cmd.Stdin = bytes.NewReader(input)
				out, err := cmd.CombinedOutput()
				if err != nil {
					b.Fatalf("%v: %s", err, out)
				}
				var faults int64
				if _, err := fmt.Sscan(string(out), &took[i], &faults); err != nil {
					b.Fatalf("%v: %s", err, out)
				}
				least = min(least, faults)
			}
			report(b, took)
			b.ReportMetric(float64(least), "page-faults")
		})
	}
}
