package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

const modulePath = "github.com/sandbox-seccomp/sandbox-seccomp"

// userProgram goes around the README's lines of Go.
const userProgram = `package main

import (
	"log"

	"example.com/user/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func main() { confine() }

func confine() {
README}
`

// userTest makes calls under the README's policy: an allowed one, some that its rows
// refuse, and the one that its lines of Go block.
const userTest = `package main

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) {
	if os.Getenv("CONFINED") != "" {
		confined()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestPolicy(t *testing.T) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), "CONFINED=1")
	out, err := cmd.CombinedOutput()
	const want = "open: true\nwindow size: inappropriate ioctl for device\n" +
		"type: operation not permitted\nexecute: operation not permitted\n" +
		"signal to all: operation not permitted\nsymlink: operation not permitted\n"
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

func confined() {
	confine()
	f, err := os.Open("/proc/self/status")
	fmt.Println("open:", err == nil)
	_, err = unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	fmt.Println("window size:", err)
	fmt.Println("type:", unix.IoctlSetPointerInt(int(f.Fd()), unix.TIOCSTI, 'x'))
	fmt.Println("execute:", unix.Exec("/proc/self/exe", nil, nil))
	fmt.Println("signal to all:", unix.Kill(-1, 0))
	fmt.Println("symlink:", unix.Symlink("", ""))
}
`

// userModule is a module that uses this one.
type userModule struct {
	*testing.T
	dir string
}

// newUserModule makes a module as the README says, with the README's policy and lines
// of Go.
func newUserModule(t *testing.T) userModule {
	t.Helper()
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	m := userModule{t, t.TempDir()}
	m.write("go.mod", "module example.com/user\n\ngo 1.26.0\n\nreplace "+modulePath+" => "+checkout+"\n")
	m.write("go.sum", contents(t, "../../go.sum"))
	m.write("policy/policy.csv", policyFence(t, "csv", 0))
	m.write("policy/doc.go", policyFence(t, "go", 0))
	m.write("main.go", strings.Replace(userProgram, "README", policyFence(t, "go", 1), 1))
	m.write("main_test.go", userTest)
	m.get()
	m.run("go", "generate", "./...")
	m.run("go", "mod", "tidy")
	return m
}

var goGet = regexp.MustCompile(`(?m)^    go (get .*)$`)

// get runs the README's commands that get this module. No proxy is asked, which could
// have another version than this checkout.
func (m userModule) get() {
	m.Helper()
	list := goGet.FindAllStringSubmatch(policySection(m.T), -1)
	if len(list) == 0 {
		m.Fatal("README.md does not say how to get the tool")
	}
	for _, get := range list {
		cmd := m.command("go", strings.Fields(get[1])...)
		cmd.Env = append(cmd.Env, "GOPROXY=off")
		m.output(cmd)
	}
}

// write writes a file.
func (m userModule) write(name, text string) {
	m.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		m.Fatal(err)
	}
}

// command is a command in the module, without cgo and any workspace.
func (m userModule) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0", "PWD="+m.dir)
	return cmd
}

// run runs a command, which must succeed, and returns what it prints.
func (m userModule) run(name string, args ...string) string {
	m.Helper()
	return m.output(m.command(name, args...))
}

// output runs cmd, which must succeed, and returns what it prints.
func (m userModule) output(cmd *exec.Cmd) string {
	m.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		m.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return string(out)
}

// long makes TestUserModule build for all architectures. Each needs a standard library
// of its own, which takes minutes where none is cached: make test-long does it.
var long = flag.Bool("long", false, "build the user's module for every architecture")

// TestUserModule does what a user does: it generates a policy in a module of its own,
// builds that, and runs it in the kernel.
func TestUserModule(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("builds a module and runs it on linux")
	}
	m := newUserModule(t)
	m.checkGenerated()
	m.checkFiles()
	m.run("go", "vet", "./...")
	m.run("go", "test", "./...")
	m.checkLinked()
	if !*long {
		return
	}
	for _, goarch := range arch.Names(arch.Targets) {
		cmd := m.command("go", "build", "./...")
		cmd.Env = append(cmd.Env, "GOARCH="+goarch)
		m.output(cmd)
	}
}

// checkGenerated shows that the files stay as they are if they are generated again,
// or cannot be because a row is wrong.
func (m userModule) checkGenerated() {
	m.Helper()
	dir := filepath.Join(m.dir, "policy")
	before := snapshot(m.T, dir)
	if out := m.run("go", "generate", "./..."); out != "" {
		m.Errorf("go generate again printed %s", out)
	}
	same(m.T, dir, before)
	delete(before, "policy.csv")
	right := policyFence(m.T, "csv", 0)
	m.write("policy/policy.csv", inserted(m.T, right, 4, "server,conect,,,\n"))
	out, err := m.command("go", "generate", "./...").CombinedOutput()
	const want = `policy.csv:4:8: unknown syscall "conect"; did you mean connect?` + "\n"
	if err == nil || !strings.HasPrefix(string(out), want) {
		m.Errorf("go generate with a wrong row: %v\n%s", err, out)
	}
	same(m.T, dir, before)
	m.write("policy/policy.csv", right)
}

var goCheck = regexp.MustCompile(`(?m)^    go (tool seccompgen generate -check .*)$`)

// checkFiles runs the README's command for CI, on the files as they are and with a byte
// of one changed.
func (m userModule) checkFiles() {
	m.Helper()
	line := goCheck.FindStringSubmatch(policySection(m.T))
	if line == nil {
		m.Fatal("README.md has no generate -check")
	}
	args := strings.Fields(line[1])
	if out := m.run("go", args...); out != "" {
		m.Errorf("generate -check printed %s", out)
	}
	const name = "policy/zprofiles_linux_s390x.go"
	right := contents(m.T, filepath.Join(m.dir, name))
	m.write(name, strings.Replace(right, "K: 0x7fff0000", "K: 0x7ffc0000", 1))
	out, err := m.command("go", args...).CombinedOutput()
	if err == nil || !strings.HasPrefix(string(out), name+":") {
		m.Errorf("generate -check with a return changed: %v\n%s", err, out)
	}
	m.write(name, right)
}

// checkLinked shows that of all modules which the tool needs, x/sys alone is in the
// user's program.
func (m userModule) checkLinked() {
	m.Helper()
	m.run("go", "build", "-o", "user")
	var got []string
	for _, dep := range regexp.MustCompile(`(?m)^\tdep\t(\S+)`).FindAllStringSubmatch(m.run("go", "version", "-m", "user"), -1) {
		got = append(got, dep[1])
	}
	if want := []string{modulePath, "golang.org/x/sys"}; !slices.Equal(got, want) {
		m.Errorf("the program has modules %v, want %v", got, want)
	}
}
