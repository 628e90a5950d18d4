package main

import (
	"flag"
	"net/http"
	"net/http/httptest"
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

// userTest makes syscalls under the guide's policy: an allowed one, some refused by rules,
// and one blocked by the guide's program.
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
	// proxy is the GOPROXY of the module's commands.
	proxy string
}

// newUserModule makes a module as the guide says, with the guide's policy and program, and
// with the README's program in a folder.
func newUserModule(t *testing.T) userModule {
	t.Helper()
	m := userModule{T: t, dir: filepath.Join(t.TempDir(), "user")}
	m.write("go.mod", "module example.com/user\n\ngo 1.26.0\n")
	m.write("policy/policy.csv", guidePolicy(t))
	m.write("policy/doc.go", guideBlock(t, "// Package policy "))
	m.write("main.go", guideBlock(t, "package main\n\nimport (\n\t\"log\""))
	m.write("policy_test.go", guideBlock(t, "package main\n\nimport (\n\t\"testing\""))
	m.write("main_test.go", userTest)
	m.write("readme/main.go", m.readme("(?ms)^```go\n(.*?)^```$"))
	m.useClone()
	m.get()
	m.run("go", "generate", "./...")
	m.run("go", "mod", "tidy")
	return m
}

// readme returns the part of the README in the group of a pattern.
func (m userModule) readme(pattern string) string {
	m.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(contents(m.T, "../../README.md"))
	if found == nil {
		m.Fatalf("README.md has no %s", pattern)
	}
	return found[1]
}

// useClone puts this repository beside the module, and has the go command use a proxy
// without it.
func (m *userModule) useClone() {
	m.Helper()
	if err := os.Symlink(checkout(m.T), filepath.Join(m.dir, "../sandbox-seccomp")); err != nil {
		m.Fatal(err)
	}
	m.proxy = proxyWithout(m.T, modulePath)
}

// checkout returns the folder of this repository.
func checkout(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// useCheckout names the clone by its own folder. The go command then finds in its cache what
// it has compiled there.
func (m userModule) useCheckout() {
	m.Helper()
	m.run("go", "mod", "edit", "-replace="+modulePath+"="+checkout(m.T))
}

// get runs the README's command to use a clone. Then it runs the guide's commands for a
// published module, without any proxy: only the clone can answer them.
func (m userModule) get() {
	m.Helper()
	m.run("sh", "-c", m.readme(`(?m)^    (go mod edit .*)$`))
	for _, get := range guideCommands(m.T, "go get ") {
		cmd := m.command("go", strings.Fields(get)[1:]...)
		cmd.Env = append(cmd.Env, "GOPROXY=off")
		m.output(cmd)
	}
	m.useCheckout()
}

// proxyWithout starts a module proxy with all modules of the first one in GOPROXY but
// one, and returns its address. It fails the test if that module is asked for.
func proxyWithout(t *testing.T, module string) string {
	upstream, _, _ := strings.Cut(goEnv(t, "GOPROXY"), ",")
	if !strings.HasPrefix(upstream, "http") {
		return upstream
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/"+module+"/") {
			t.Errorf("the proxy was asked for %s", r.URL)
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, upstream+r.URL.Path, http.StatusFound)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// goEnv returns a variable of the go command.
func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
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
	cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0", "PWD="+m.dir, "GOPROXY="+m.proxy)
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

// long runs the tests that take minutes: make test-module and make test-long set it.
var long = flag.Bool("long", false, "build modules of a user, and try more hostile policies and mutants")

// TestUserModule follows the guide: it generates a policy in a module of its own, builds
// the module, and runs it. Then it follows the README, to a server under its own filter.
func TestUserModule(t *testing.T) {
	if !*long || runtime.GOOS != "linux" {
		t.Skip("builds modules and runs their programs on linux; needs -long")
	}
	m := newUserModule(t)
	m.checkCommands()
	m.checkGenerated()
	m.checkFiles()
	// Vetting net/http first would take longer than all the rest. Job types vets alike programs.
	m.run("go", "test", "-vet=off", "./...")
	m.checkLinked()
	m.checkAnalyzed()
	serveConfined(t)
}

// TestModuleElsewhere builds the guide's program for every architecture. The README's would
// take many minutes, with net/http for each.
func TestModuleElsewhere(t *testing.T) {
	if !*long {
		t.Skip("compiles a standard library for every architecture; needs -long")
	}
	m := newUserModule(t)
	for _, goarch := range arch.Names(arch.Targets) {
		cmd := m.command("go", "build", ".", "./policy")
		cmd.Env = append(cmd.Env, "GOARCH="+goarch)
		m.output(cmd)
	}
}

// checkAnalyzed writes the guide's go:generate lines for the rules of a program, and
// generates twice. The rules of the program are in the policy, and stay the same.
func (m userModule) checkAnalyzed() {
	m.Helper()
	m.write("cmd/server/main.go", "package main\n\nimport \"os\"\n\nfunc main() { os.Chdir(\"/\") }\n")
	m.write("analyzed/doc.go", "package policy\n\n"+strings.ReplaceAll(guideBlock(m.T, "//go:generate go tool seccompgen analyze"), "analyze ", "analyze -arch "+runtime.GOARCH+" "))
	m.write("analyzed/policy.csv", "profile,syscall,action,when,why\n"+guideBlock(m.T, "# the rules of the program"))
	m.run("go", "generate", "./analyzed")
	rules := contents(m.T, filepath.Join(m.dir, "analyzed/analyzed.csv"))
	if want := "\nprogram,chdir,,,main.main -> os.Chdir -> "; !strings.Contains(rules, want) {
		m.Errorf("the rules lack %q:\n%s", want, rules)
	}
	before := snapshot(m.T, filepath.Join(m.dir, "analyzed"))
	if out := m.run("go", "generate", "./analyzed"); out != "" {
		m.Errorf("go generate again printed %s", out)
	}
	same(m.T, filepath.Join(m.dir, "analyzed"), before)
	m.run("go", "build", "./analyzed")
}

// checkCommands runs the guide's commands for the review of a policy.
func (m userModule) checkCommands() {
	m.Helper()
	dump := strings.Fields(guideCommands(m.T, "go tool seccompgen dump ")[0])
	if out := m.run(dump[0], dump[1:]...); !strings.Contains(out, "allow") {
		m.Errorf("%v printed\n%s", dump, out)
	}
	diff := strings.Fields(guideCommands(m.T, "go tool seccompgen diff /tmp/old.csv ")[0])
	diff[len(diff)-2] = diff[len(diff)-1]
	if out := m.run(diff[0], diff[1:]...); out != "" {
		m.Errorf("%v printed\n%s", diff, out)
	}
}

// checkGenerated generates again, from the same policy and from a wrong one. The files do
// not change.
func (m userModule) checkGenerated() {
	m.Helper()
	dir := filepath.Join(m.dir, "policy")
	before := snapshot(m.T, dir)
	if out := m.run("go", "generate", "./..."); out != "" {
		m.Errorf("go generate again printed %s", out)
	}
	same(m.T, dir, before)
	delete(before, "policy.csv")
	right := guidePolicy(m.T)
	m.write("policy/policy.csv", inserted(m.T, right, 4, "server,conect,,,\n"))
	out, err := m.command("go", "generate", "./...").CombinedOutput()
	const want = `policy.csv:4:8: unknown syscall "conect"; did you mean connect?` + "\n"
	if err == nil || !strings.HasPrefix(string(out), want) {
		m.Errorf("go generate with a wrong row: %v\n%s", err, out)
	}
	same(m.T, dir, before)
	m.write("policy/policy.csv", right)
}

// checkFiles runs the guide's command for CI, before and after changing a byte of a file.
func (m userModule) checkFiles() {
	m.Helper()
	args := strings.Fields(guideCommands(m.T, "go tool seccompgen generate -check ")[0])[1:]
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

// checkLinked lists the modules linked into the user's program: of the tool's modules it is
// x/sys alone.
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
