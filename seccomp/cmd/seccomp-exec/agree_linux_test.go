package main

import (
	"flag"
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

// TestRecordPrograms compares records of real programs with strace and with -report, runs
// each program under its record with kill, and prints a table with -v. The operations must be
// the same, but for those by chance.
func TestRecordPrograms(t *testing.T) {
	if !*long {
		t.Skip("needs -long")
	}
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	replacer := strings.NewReplacer("{go}", goPrograms(t), "{testdata}", testdata)
	const row = "%-8s%-12s%10v%10v%10v%8v%8v%8v  %s"
	t.Logf(row, "kind", "program", "recorded", "strace", "report", "kinds", "strace", "report", "not in all")
	for _, p := range agreeing {
		var args []string
		for _, a := range p.args {
			args = append(args, replacer.Replace(a))
		}
		seen := compared(t, p.name, args)
		var partial []string
		for _, name := range slices.Sorted(maps.Keys(union(seen))) {
			if seen[0][name] > 0 && seen[1][name] > 0 && seen[2][name] > 0 {
				continue
			}
			partial = append(partial, name)
			if !slices.Contains(byChance, name) {
				t.Errorf("%s: %s: recorded %d times, by strace %d, by -report %d", p.name, name, seen[0][name], seen[1][name], seen[2][name])
			}
		}
		t.Logf(row, p.kind, p.name, sum(seen[0]), sum(seen[1]), sum(seen[2]), len(seen[0]), len(seen[1]), len(seen[2]), strings.Join(partial, " "))
	}
}

// compared returns the syscalls of a program as seen by -record, strace and -report.
func compared(t *testing.T, name string, args []string) (seen [3]map[string]int) {
	t.Helper()
	file, none := filepath.Join(t.TempDir(), "record.csv"), filepath.Join(t.TempDir(), "none.csv")
	// The filter of this policy refuses all that the programs make. For an unknown syscall with
	// ENOSYS the report would have no row.
	if err := os.WriteFile(none, []byte("profile,syscall,action,when,why\np,violation,errno:ENOSYS,,\np,unknown,errno:EPERM,,\np,afs_syscall,,,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	alone := in(t, args)
	got := in(t, slices.Concat([]string{prepare(t).Path, "-record", file, "-profile", "p", "--"}, args))
	if got.code != 0 || got.stdout != alone.stdout {
		t.Errorf("%s: recorded: %+v; alone: %+v", name, got, alone)
	}
	seen[0] = weights(t, finished(t, file))
	if got := in(t, slices.Concat([]string{prepare(t).Path, "-policy", file, "-profile", "p", "--"}, args)); got.code != 0 {
		t.Errorf("%s: under its record: %+v", name, got)
	}
	t.Chdir(workFolder(t))
	seen[1] = straced(t, args...)
	got = in(t, slices.Concat([]string{prepare(t).Path, "-policy", none, "-report=allow", "--"}, args))
	seen[2] = inReport(t, got.stderr)
	// The report begins after the program's execve.
	seen[2]["execve"]++
	return seen
}

// in runs a program in a new folder.
func in(t *testing.T, args []string) result {
	t.Helper()
	t.Chdir(workFolder(t))
	return finish(t, exec.Command(args[0], args[1:]...))
}

// reportedCall matches the two lines of a syscall in a report.
var reportedCall = regexp.MustCompile(`(?m)^seccomp-exec: .*\), (\d+) times?.*\nseccomp-exec:   p,(?:\w+/)?(\w+),`)

// inReport returns the syscalls of a report by operation.
func inReport(t *testing.T, text string) map[string]int {
	t.Helper()
	found := make(map[string]int)
	for _, m := range reportedCall.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		found[m[2]] += n
	}
	return found
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

// union returns the keys of some maps.
func union(list [3]map[string]int) map[string]int {
	all := make(map[string]int)
	for _, m := range list {
		maps.Copy(all, m)
	}
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
