package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// underProbe makes the test binary execute its arguments under a filter: it fails marked
// syscalls with errno reached, and allows all others. In a sandbox below it a marked syscall
// is never carried out, and the errno of a refusal is that of the sandbox: of several filters
// with action errno the newest decides.
const underProbe = "SECCOMPGEN_TEST_UNDER_PROBE"

const (
	// marked is the fourth argument of a marked syscall.
	marked  = 0x7e57ca1
	reached = 200
)

func init() {
	if os.Getenv(underProbe) != "" {
		panic(executeUnderProbe(os.Args[1:]))
	}
}

// executeUnderProbe executes a command. It returns only on failure.
func executeUnderProbe(args []string) error {
	const argument3 = 16 + 3*8
	program := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: argument3},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: marked},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | reached},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	runtime.LockOSThread()
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if _, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&filter))); errno != 0 {
		return errno
	}
	path, err := exec.LookPath(args[0])
	if err != nil {
		return err
	}
	return unix.Exec(path, args, os.Environ())
}

// box is a folder for sandboxes with the program tries as rootfs/tries, and the filter of a
// profile in both formats.
type box struct {
	dir, document, program string
	// privileges is set for containers without no-new-privileges.
	privileges bool
}

// sandbox is a way to run tries under a filter.
type sandbox struct {
	name string
	// raw is set if it takes the program, and not the document.
	raw     bool
	command func(box, *testing.T) *exec.Cmd
	// added is what it adds to the filter of testdata/container/policy.csv, as diff prints it.
	// No document has a verdict for numbers of x32: libseccomp kills the thread for those
	// with bit 30, and takes 512 to 547 for unknown ones.
	added string
}

var (
	byRunc = sandbox{"runc", false, box.runc, "unknown on amd64: errno EPERM became errno ENOSYS\n" +
		"other numbers on amd64: kill the process became errno ENOSYS\n" +
		"other numbers on amd64: kill the process became kill the thread\n" +
		"companion ABI: unknown, other numbers on 386: errno EPERM became errno ENOSYS\n"}
	byCrun = sandbox{"crun", false, box.crun, "other numbers on amd64: kill the process became errno EPERM\n" +
		"other numbers on amd64: kill the process became kill the thread\n"}
	byAnnotation = sandbox{"crun with the annotation", true, box.crunRaw, ""}
	byBwrap      = sandbox{"bwrap", true, box.bwrap, ""}

	sandboxes = []sandbox{byRunc, byCrun, byAnnotation, byBwrap}
)

// needSandboxes skips the test where containers cannot run. In CI it fails, unless CI itself
// runs in a container with a filter.
func needSandboxes(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs containers")
	}
	if mode, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0); err != nil || mode != 0 {
		t.Skip("a container with a filter makes no namespaces, and the kernel shows it no filters")
	}
	complain := t.Skip
	if os.Getenv("CI") != "" {
		complain = t.Fatal
	}
	for _, name := range []string{"runc", "crun", "bwrap", "gcc", "unshare", "mount"} {
		if _, err := exec.LookPath(name); err != nil {
			complain(err)
		}
	}
	if os.Geteuid() != 0 {
		complain("namespaces and filters of processes need root")
	}
	if out, err := exec.Command("unshare", "--mount", "true").CombinedOutput(); err != nil {
		complain("no namespaces: ", err, string(out))
	}
}

// newBox compiles tries into a new folder.
func newBox(t *testing.T) box {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"proc", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, "rootfs", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("gcc", "-static", "-O1", "-o", filepath.Join(dir, "rootfs/tries"), "testdata/container/tries.c").CombinedOutput()
	if err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
	return box{dir: dir}
}

// export returns the box with the filter of a profile.
func (b box) export(t *testing.T, flags string) box {
	t.Helper()
	programs := t.TempDir()
	b.document = filepath.Join(b.dir, "filter.json")
	expect(t, 0, append(strings.Fields("export -format oci -arch amd64,386 "+flags), "-o", b.document)...)
	expect(t, 0, append(strings.Fields("export -format bpf -arch amd64 "+strings.TrimPrefix(flags, "-approximate ")), "-o", programs)...)
	files, err := filepath.Glob(filepath.Join(programs, "*.bpf"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	b.program = files[0]
	return b
}

// configure writes config.json with a filter or an annotation. The container shares the process
// IDs with this machine.
func (b box) configure(t *testing.T, filter json.RawMessage, annotations map[string]string) {
	t.Helper()
	type object = map[string]any
	linux := object{"namespaces": []object{{"type": "mount"}, {"type": "network"}, {"type": "ipc"}}}
	if filter != nil {
		linux["seccomp"] = filter
	}
	text, err := json.Marshal(object{
		"ociVersion":  "1.0.2",
		"root":        object{"path": "rootfs"},
		"process":     object{"args": []string{"/tries"}, "cwd": "/", "noNewPrivileges": !b.privileges},
		"mounts":      []object{{"destination": "/proc", "type": "proc", "source": "proc"}},
		"linux":       linux,
		"annotations": annotations,
	})
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(b.dir, "config.json"), string(text))
}

// given returns the filter for a sandbox.
func (b box) given(s sandbox) string {
	if s.raw {
		return b.program
	}
	return b.document
}

// container is the command to run a container, for example by "runc" with options.
func (b box) container(runtime ...string) *exec.Cmd {
	state := filepath.Join(b.dir, "state")
	return exec.Command(runtime[0], append(runtime[1:], "--root", state, "run", "--bundle", b.dir, fmt.Sprint("seccompgen-", os.Getpid()))...)
}

func (b box) runc(t *testing.T) *exec.Cmd {
	b.configure(t, []byte(contents(t, b.document)), nil)
	return b.container("runc", "--rootless=true")
}

// hybrid hides the control groups: crun refuses those of both versions, even disabled.
const hybrid = `mount -t tmpfs tmpfs /sys/fs/cgroup && exec "$0" "$@"`

func (b box) crun(t *testing.T) *exec.Cmd {
	b.configure(t, []byte(contents(t, b.document)), nil)
	return b.container("unshare", "--mount", "sh", "-c", hybrid, "crun", "--cgroup-manager=disabled")
}

func (b box) crunRaw(t *testing.T) *exec.Cmd {
	program := base64.StdEncoding.EncodeToString([]byte(contents(t, b.program)))
	b.configure(t, nil, map[string]string{"run.oci.seccomp_bpf_data": program})
	return b.container("unshare", "--mount", "sh", "-c", hybrid, "crun", "--cgroup-manager=disabled")
}

// bwrap shares the process IDs too, and has the program at descriptor 3.
func (b box) bwrap(t *testing.T) *exec.Cmd {
	program, err := os.Open(b.program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	cmd := exec.Command("bwrap", "--unshare-net", "--unshare-ipc", "--bind", filepath.Join(b.dir, "rootfs"), "/", "--proc", "/proc", "--seccomp", "3", "/tries")
	cmd.ExtraFiles = []*os.File{program}
	return cmd
}
