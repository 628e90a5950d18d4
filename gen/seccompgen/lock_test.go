package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestTurns starts runs while another one holds the lock. They must report the wait, and
// change nothing before the lock is free.
func TestTurns(t *testing.T) {
	policy := sockets(t)
	for name, args := range map[string][]string{
		"policy": {"generate", "-policy", policy, "-arch", "amd64"},
		"tables": {"generate", "-csv", shipped},
		"check":  {"generate", "-policy", policy, "-arch", "amd64", "-check"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			held, err := lock(dir, false, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			stderr, w := io.Pipe()
			code := make(chan int)
			go func() {
				result := run(append(args, "-out", dir), io.Discard, w)
				w.Close()
				code <- result
			}()
			printed := bufio.NewReader(stderr)
			line, err := printed.ReadString('\n')
			if want := dir + ": waiting for another run of seccompgen generate\n"; line != want {
				t.Errorf("printed %q (%v), want %q", line, err, want)
			}
			if got := names(t, dir); len(got) != 0 {
				t.Errorf("it wrote %v", got)
			}
			held.Close()
			go io.Copy(io.Discard, printed)
			if got, want := <-code, map[bool]int{true: 1}[name == "check"]; got != want {
				t.Errorf("exit %d, want %d", got, want)
			}
		})
	}
}

// TestChecksShare runs -check while another reader holds the lock. Neither waits.
func TestChecksShare(t *testing.T) {
	dir, policy := t.TempDir(), sockets(t)
	expect(t, 0, "generate", "-policy", policy, "-arch", "amd64", "-out", dir)
	held, err := lock(dir, true, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if stdout, stderr := expect(t, 0, "generate", "-policy", policy, "-arch", "amd64", "-out", dir, "-check"); stdout != "" || stderr != "" {
		t.Errorf("printed %q and %q", stdout, stderr)
	}
}

// TestConcurrentRuns generates two policies for different architectures into one folder,
// at once and often, and expects all files of one and none of the other.
func TestConcurrentRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	runs := [][]string{
		{"generate", "-policy", sockets(t), "-out", dir, "-arch", "amd64,arm64,mips,s390x"},
		{"generate", "-policy", policyOf(t, "net,read,,,", "net,write,,fd == 1,"), "-out", dir, "-arch", "386,amd64,arm,s390x"},
	}
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			if code, stdout, stderr := command(runs[i%2]...); code != 0 {
				t.Errorf("exit %d\n%s%s", code, stdout, stderr)
			}
		})
	}
	all.Wait()
	var codes []int
	for _, args := range runs {
		code, _, _ := command(append(args, "-check")...)
		codes = append(codes, code)
	}
	slices.Sort(codes)
	if !slices.Equal(codes, []int{0, 1}) {
		t.Errorf("-check exits with %v for the two policies, want 0 for one; the files are %v", codes, names(t, dir))
	}
}

// TestFolderIsNone passes a file to -out.
func TestFolderIsNone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	writeFile(t, path, "text")
	for _, more := range [][]string{nil, {"-check"}} {
		_, stderr := expect(t, 1, slices.Concat([]string{"generate", "-policy", sockets(t), "-out", path}, more)...)
		if !strings.Contains(stderr, path+": not a directory") {
			t.Errorf("printed %q", stderr)
		}
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "text" {
		t.Errorf("the file has %q (%v)", data, err)
	}
}
