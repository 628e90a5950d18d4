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

// loadLibrary names a library. A process of this test binary with this variable loads the
// library's filter and prints the time.
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

// loaders holds the libraries and the lower limit.
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

// BenchmarkLoad times the start of a program: to build the filter and to install it on all
// threads. Each time is the first of a process, as libseccomp can only install on all
// threads.
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
