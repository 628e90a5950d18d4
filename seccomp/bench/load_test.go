//go:build linux && amd64

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// loadLibrary is set in a process of this test binary that loads the filter of
// the library with that name and says how long that took.
const loadLibrary = "SECCOMP_BENCH_LOAD"

func TestMain(m *testing.M) {
	name := os.Getenv(loadLibrary)
	if name == "" {
		os.Exit(m.Run())
	}
	start := time.Now()
	err := loadByName(name)
	took := time.Since(start)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(took.Nanoseconds())
	os.Exit(0)
}

// loaders is the libraries and the lower limit.
var loaders = append(slices.Clone(libraries), library{name: oneReturn.name, load: loadOneReturn})

func loadOneReturn() error {
	if err := noNewPrivs(); err != nil {
		return err
	}
	return install(oneReturn.instructions, unix.SECCOMP_FILTER_FLAG_TSYNC)
}

func loadByName(name string) error {
	i := slices.IndexFunc(loaders, func(l library) bool { return l.name == name })
	return loaders[i].load()
}

// BenchmarkLoad times all that a program does at its start: build the filter and
// install it on all threads. Each time is a process's first, because libseccomp
// knows no other way than all threads.
func BenchmarkLoad(b *testing.B) {
	for _, l := range loaders {
		b.Run("library="+l.name, func(b *testing.B) {
			took := make([]time.Duration, b.N)
			for i := range took {
				cmd := exec.Command("/proc/self/exe")
				cmd.Env = append(os.Environ(), loadLibrary+"="+l.name)
				out, err := cmd.CombinedOutput()
				if err != nil {
					b.Fatalf("%v: %s", err, out)
				}
				ns, err := strconv.Atoi(strings.TrimSpace(string(out)))
				if err != nil {
					b.Fatal(err)
				}
				took[i] = time.Duration(ns)
			}
			report(b, took)
		})
	}
}
