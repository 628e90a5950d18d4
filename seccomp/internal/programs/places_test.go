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

// places is where the programs run, and where they find what is not there.
type places struct {
	// runs is the folder of the folders that they run in.
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
	// Only folders given by name are taken from testdata.
	output(t, "go", "build", "-o", guests, "./testdata/hello", "./testdata/collect", "./testdata/spawn",
		"./testdata/profile", "./testdata/files", "./testdata/web")
	return places{
		runs:     t.TempDir(),
		guests:   guests,
		testdata: testdata,
		goCache:  strings.TrimSpace(output(t, "go", "env", "GOCACHE")),
		goProxy:  startProxy(t, hello),
	}
}

// output returns what a command prints, and ends the test if it fails.
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

// newDir makes a folder for a program to run in. Its path is short, as those of
// sockets must be, which t.TempDir's is not.
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

// temporary returns the folder for the temporary files of a program that runs in
// dir. It is not dir itself, in which the go command would ignore go.mod.
func temporary(dir string) string { return filepath.Join(dir, "tmp") }

// expand puts the places into the command of a program that runs in dir.
func (places places) expand(command []string, dir string) []string {
	replacer := strings.NewReplacer("{dir}", dir, "{guests}", places.guests, "{testdata}", places.testdata)
	expanded := make([]string, len(command))
	for i, word := range command {
		expanded[i] = replacer.Replace(word)
	}
	return expanded
}

// environment returns the whole environment of a program that runs in dir: nothing
// of the user's settings, and nothing that sends it to another machine.
func (places places) environment(dir string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + dir,
		"TMPDIR=" + temporary(dir),
		// Without it bash looks for the user's, and for that tries a socket to nscd.
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
