package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var long = flag.Bool("long", false, "also compare records of many programs with strace, and measure (minutes)")

// python is the system's: one from pyenv is a script of many processes.
const python = "/usr/bin/python3"

// agreeing lists programs by kind. {go} is a folder of Go programs, {testdata} that of the
// tests. The working directory is new for each run: see [workFolder].
var agreeing = []struct {
	kind, name string
	args       []string
}{
	{"C", "ls -lR", []string{"ls", "-lR", "/etc/apt"}},
	{"C", "find", []string{"find", "/usr/include/linux", "-name", "a*"}},
	{"C", "tar", []string{"tar", "-cf", "a.tar", "/usr/include/linux"}},
	{"C", "gzip", []string{"gzip", "-kf", "text"}},
	{"C", "sort", []string{"sort", "-u", "text"}},
	{"C", "grep -r", []string{"grep", "-rl", "seccomp", "/usr/include/linux"}},
	{"C", "sqlite3", []string{"sqlite3", "data.db", "CREATE TABLE IF NOT EXISTS t(n); INSERT INTO t VALUES(1); SELECT count(*) FROM t;"}},
	{"C", "git", []string{"git", "-c", "init.defaultBranch=main", "init", "-q", "repository"}},
	{"C", "gcc", []string{"gcc", "-O1", "-c", "-o", "odd.o", "{testdata}/odd.c"}},
	{"C", "perl", []string{"perl", "-e", "print -s '/etc/passwd', \"\\n\"; system('true')"}},
	{"Python", "print", []string{python, "-c", "print('hello')"}},
	{"Python", "threads", []string{python, "-c", "import threading as t; l=[t.Thread(target=print) for _ in range(4)]; [x.start() for x in l]; [x.join() for x in l]"}},
	{"Python", "subprocess", []string{python, "-c", "import subprocess; subprocess.run(['cat'], input=b'hello\\n', check=True)"}},
	{"Python", "sockets", []string{python, "-c", "import socket as s; a=s.create_server(('127.0.0.1',0)); b=s.create_connection(a.getsockname()); b.sendall(b'x'); print(a.accept()[0].recv(1))"}},
	{"node", "print", []string{"node", "-e", "console.log('hello')"}},
	{"node", "file", []string{"node", "-e", "console.log(require('fs').readFileSync('/etc/passwd').length > 0)"}},
	{"Go", "hello", []string{"{go}/hello"}},
	{"Go", "files", []string{"{go}/files"}},
	{"Go", "web", []string{"{go}/web"}},
	{"Go", "spawn", []string{"{go}/spawn"}},
	{"shell", "pipeline", []string{"sh", "-c", "cat /etc/passwd | cut -d: -f1 | sort | uniq | wc -l"}},
	{"shell", "jobs", []string{"bash", "-c", "for i in 1 2 3; do (sleep 0.1) & done; wait; echo done"}},
}

// byChance lists operations that programs make in some runs, depending on time: locks and
// waits, signals of children, the schedule of the Go runtime, memory.
var byChance = strings.Fields("futex rt_sigreturn restart_syscall sched_yield nanosleep clock_nanosleep tgkill getpid epoll_pwait epoll_wait " +
	"madvise munmap mmap mprotect brk poll ppoll select wait4 waitid clone3 clone rt_sigprocmask gettid sigaltstack rseq set_robust_list exit read write eventfd2")

// TestRecordPrograms compares records of real programs with strace, runs each program under
// its record with kill, and prints a table with -v. The operations must be the same, but for
// those by chance.
func TestRecordPrograms(t *testing.T) {
	if !*long {
		t.Skip("needs -long")
	}
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	replacer := strings.NewReplacer("{go}", goPrograms(t), "{testdata}", testdata)
	t.Logf("%-8s%-12s%10s%10s%8s%8s  %s", "kind", "program", "recorded", "strace", "kinds", "strace", "in one alone")
	for _, p := range agreeing {
		var args []string
		for _, a := range p.args {
			args = append(args, replacer.Replace(a))
		}
		file := filepath.Join(t.TempDir(), "record.csv")
		t.Chdir(workFolder(t))
		plain := finish(t, exec.Command(args[0], args[1:]...))
		t.Chdir(workFolder(t))
		if got := finish(t, prepare(t, append([]string{"-record", file, "-profile", "p", "--"}, args...)...)); got.code != 0 || got.stdout != plain.stdout {
			t.Errorf("%s: recorded: %+v; alone: %+v", p.name, got, plain)
		}
		t.Chdir(workFolder(t))
		found, want := weights(t, finished(t, file)), straced(t, args...)
		t.Chdir(workFolder(t))
		if got := finish(t, prepare(t, append([]string{"-policy", file, "-profile", "p", "--"}, args...)...)); got.code != 0 {
			t.Errorf("%s: under its record: %+v", p.name, got)
		}
		var alone []string
		for _, name := range slices.Sorted(maps.Keys(union(found, want))) {
			if (found[name] == 0) != (want[name] == 0) {
				alone = append(alone, name)
				if !slices.Contains(byChance, name) {
					t.Errorf("%s: %s: recorded %d times, by strace %d", p.name, name, found[name], want[name])
				}
			}
		}
		t.Logf("%-8s%-12s%10d%10d%8d%8d  %s", p.kind, p.name, sum(found), sum(want), len(found), len(want), strings.Join(alone, " "))
	}
}

// workFolder returns a new folder with a text and a tree of files.
func workFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "tree", "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"text", "tree/a.txt", "tree/sub/b.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(strings.Repeat("some text\nand more\n", 1000)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// union returns the keys of two maps.
func union(x, y map[string]int) map[string]int {
	all := maps.Clone(x)
	maps.Copy(all, y)
	return all
}

// sum returns the sum of the values.
func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// goPrograms builds the guests of seccomp/internal/programs and returns their folder.
func goPrograms(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	args := []string{"build", "-o", folder}
	for _, name := range []string{"hello", "files", "web", "spawn"} {
		args = append(args, "../../internal/programs/testdata/"+name)
	}
	build := exec.Command("go", args...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return folder
}

// TestRecordTime prints how long programs take alone, under -record and under strace: the
// least of some runs.
func TestRecordTime(t *testing.T) {
	if !*long {
		t.Skip("needs -long")
	}
	folder := t.TempDir()
	file, log := filepath.Join(folder, "record.csv"), filepath.Join(folder, "log")
	t.Logf("%-10s%10s%20s%20s", "program", "alone", "-record", "strace -f")
	for name, args := range map[string][]string{
		"dd":   {"dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=60000", "status=none"},
		"tar":  {"tar", "-cf", filepath.Join(folder, "a.tar"), "/usr/include"},
		"true": {"true"},
	} {
		alone := least(t, args)
		record := least(t, append([]string{prepare(t).Path, "-record", file, "--"}, args...))
		strace := least(t, append([]string{"strace", "-f", "-o", log, "--"}, args...))
		t.Logf("%-10s%8.2f s%8.2f s %7.1f x%8.2f s %7.1f x", name, alone.Seconds(),
			record.Seconds(), float64(record)/float64(alone), strace.Seconds(), float64(strace)/float64(alone))
	}
}

// least returns the least time of a program in some runs.
func least(t *testing.T, args []string) time.Duration {
	t.Helper()
	best := time.Duration(1 << 62)
	for range 5 {
		c := exec.Command(args[0], args[1:]...)
		start := time.Now()
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatal(fmt.Errorf("%q: %w\n%s", args, err, out))
		}
		best = min(best, time.Since(start))
	}
	return best
}
