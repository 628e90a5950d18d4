//go:build linux && amd64

package programs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

// places holds the folders for the programs and their inputs.
type places struct {
	// runs is the folder of all working folders.
	runs string
	// guests is the folder of the compiled Go programs of testdata.
	guests string
	// testdata is the absolute path of testdata.
	testdata string
	// goCache is the build cache of the user.
	goCache string
	// goProxy is the URL of a module proxy on the loopback.
	goProxy string
}

// newPlaces compiles the Go programs of testdata and starts the module proxy.
func newPlaces(t *testing.T) places {
	t.Helper()
	installed.Must(t, "go")
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	hello, err := os.ReadFile(filepath.Join(testdata, "hello", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	guests := t.TempDir()
	// The go command ignores testdata in patterns.
	output(t, "go", "build", "-ldflags=-w", "-o", guests, "./testdata/hello", "./testdata/collect", "./testdata/spawn",
		"./testdata/profile", "./testdata/files", "./testdata/web")
	return places{
		runs:     t.TempDir(),
		guests:   guests,
		testdata: testdata,
		goCache:  strings.TrimSpace(output(t, "go", "env", "GOCACHE")),
		goProxy:  startProxy(t, hello),
	}
}

// output returns the output of a command, and ends the test if the command fails.
func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	return string(out)
}

// newDir makes a working folder for a program. Its path is short enough for sockets,
// unlike t.TempDir's.
func (places places) newDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(places.runs, "")
	if err == nil {
		err = os.Mkdir(temporary(dir), 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// temporary returns the folder for temporary files of a program in dir. In dir itself the
// go command would ignore go.mod.
func temporary(dir string) string { return filepath.Join(dir, "tmp") }

// expand replaces the places in the command of a program in dir.
func (places places) expand(command []string, dir string) []string {
	replacer := strings.NewReplacer("{dir}", dir, "{guests}", places.guests, "{testdata}", places.testdata)
	expanded := make([]string, len(command))
	for i, word := range command {
		expanded[i] = replacer.Replace(word)
	}
	return expanded
}

// environment returns the whole environment of a program in dir. It holds no setting of
// the user and no address of another machine.
func (places places) environment(dir string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + dir,
		"TMPDIR=" + temporary(dir),
		// Without it bash looks up the user's shell, and tries a socket to nscd.
		"SHELL=/bin/sh",
		"LC_ALL=C",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=tester",
		"GIT_AUTHOR_EMAIL=tester@localhost",
		"GIT_COMMITTER_NAME=tester",
		"GIT_COMMITTER_EMAIL=tester@localhost",
		"GOCACHE=" + places.goCache,
		"GOFLAGS=-mod=mod -modcacherw",
		"GOPROXY=" + places.goProxy,
		"GOSUMDB=off",
		"GOTOOLCHAIN=local",
	}
}
