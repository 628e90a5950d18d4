package process_test

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/process"
)

// confined makes this test binary a process under a filter per word: "all" for all threads,
// "one" for the main thread alone.
const confined = "SECCOMP_TEST_CONFINED"

func TestMain(m *testing.M) {
	for i, word := range strings.Fields(os.Getenv(confined)) {
		install(filter(i), map[string]uintptr{"all": unix.SECCOMP_FILTER_FLAG_TSYNC}[word])
	}
	if os.Getenv(confined) != "" {
		os.Stdout.WriteString("ready\n")
		bufio.NewReader(os.Stdin).ReadString('\n')
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// filter returns a program that allows all syscalls, with another length for each i.
func filter(i int) []bpf.Instruction {
	return append(slices.Repeat([]bpf.Instruction{{Code: bpf.LoadAbs, K: 4}}, i+1), bpf.Instruction{Code: bpf.Return, K: 0x7fff0000})
}

// install installs a program for the calling thread.
func install(program []bpf.Instruction, flags uintptr) {
	var filter []unix.SockFilter
	for _, i := range program {
		filter = append(filter, unix.SockFilter{Code: i.Code, Jt: i.JT, Jf: i.JF, K: i.K})
	}
	fprog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		panic(err)
	}
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&fprog))); errno != 0 {
		panic(errno)
	}
}

// start starts this test binary under filters and returns its process. It ends with the
// test.
func start(t *testing.T, filters string) int {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), confined+"="+filters)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		if err := child.Wait(); err != nil {
			t.Errorf("the process under %s: %v", filters, err)
		}
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the process under %s printed %q (%v)", filters, line, err)
	}
	return child.Process.Pid
}

// filtered reports whether this process has a filter, as in a container.
func filtered() bool {
	mode, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0)
	return err != nil || mode != 0
}

// TestFilters reads the filters of processes: two of all threads, and one of the main
// thread alone. The processes go on.
func TestFilters(t *testing.T) {
	if os.Geteuid() != 0 && os.Getenv("CI") != "" {
		t.Fatal("run as root")
	}
	if os.Geteuid() != 0 || filtered() {
		t.Skip("the kernel shows filters with CAP_SYS_ADMIN only, and to processes without one")
	}
	pid := start(t, "all all")
	for range 2 {
		got, err := process.Filters(pid)
		if want := [][]bpf.Instruction{filter(0), filter(1)}; err != nil || !slices.EqualFunc(got, want, slices.Equal[[]bpf.Instruction]) {
			t.Fatalf("%v (%v), want %v", got, err, want)
		}
	}
	pid = start(t, "one")
	if _, err := process.Filters(pid); err == nil || !strings.Contains(err.Error(), "have different filters; read one with tid:") {
		t.Errorf("different threads: %v", err)
	}
	if got, err := process.Thread(pid); err != nil || len(got) != 1 || !slices.Equal(got[0], filter(0)) {
		t.Errorf("the main thread: %v (%v)", got, err)
	}
}

// TestNoFilters reads the filters of this process, which has none, and of no process.
func TestNoFilters(t *testing.T) {
	if got, err := process.Filters(os.Getpid()); !filtered() && (err != nil || len(got) != 0) {
		t.Errorf("%v (%v), want none", got, err)
	}
	// The kernel's largest number is 1<<22.
	for _, read := range []func(int) ([][]bpf.Instruction, error){process.Filters, process.Thread} {
		if got, err := read(1<<22 + 1); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v (%v), want no process", got, err)
		}
	}
}
