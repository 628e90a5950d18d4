package notify_test

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// supervise starts a program under f and returns the listener of its notifications. The
// thread of the goroutine ends with it: the rest of the process is not under f.
func supervise(f seccomp.Filter, cmd *exec.Cmd) *notify.Listener {
	descriptor := make(chan int)
	go func() {
		fd, err := f.InstallThreadListener(0)
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			log.Fatal(err)
		}
		descriptor <- fd
	}()
	l, err := notify.New(<-descriptor)
	if err != nil {
		log.Fatal(err)
	}
	return l
}

// makeIn makes the directory at path if it lies in root, for a target. It returns the
// errno for the target, 0 on success. The path may hold .. and lead through symbolic links:
// os.Root follows none of them out of the root. The directory belongs to the supervisor.
func makeIn(root *os.Root, path string) unix.Errno {
	name, inside := strings.CutPrefix(path, root.Name()+"/")
	if !inside {
		return unix.EACCES
	}
	err := root.Mkdir(name, 0o755)
	var errno unix.Errno
	if err != nil && !errors.As(err, &errno) {
		return unix.EACCES
	}
	return errno
}

// A supervisor answers mkdir by a policy of the path. It makes the directory itself, from
// the path that it has read once, and never continues the syscall of the target.
func Example_policy() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	root, err := os.OpenRoot(dir)
	if err != nil {
		log.Fatal(err)
	}

	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_MKDIR, tables.SYS_MKDIRAT)          // answered below
	f.Block(tables.SYS_IO_URING_SETUP, tables.SYS_SECCOMP) // other ways to a directory
	f.OnViolation(seccomp.UserNotify)
	cmd := exec.Command("mkdir", dir+"/inside", dir+"/../outside", "/outside")
	l := supervise(f, cmd)
	defer l.Close()

	var n notify.Notification
	buf := make([]byte, unix.PathMax)
	for l.Receive(&n) == nil {
		s, _ := n.Syscall()
		if s != tables.SYS_MKDIR {
			l.Fail(&n, unix.ENOSYS)
			continue
		}
		path, err := l.ReadString(&n, n.Args[0], buf)
		if err != nil {
			l.Fail(&n, unix.EFAULT)
			continue
		}
		errno := makeIn(root, string(path))
		fmt.Println(filepath.Base(string(path)), errno == 0)
		if errno != 0 {
			l.Fail(&n, errno)
		} else {
			l.Return(&n, 0)
		}
	}
	fmt.Println(cmd.Wait())
	// Output:
	// inside true
	// outside false
	// outside false
	// exit status 1
}

// A supervisor counts the syscalls of a program. It decides nothing, so it may continue.
func Example_count() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_MKDIR, tables.SYS_RMDIR)
	f.OnViolation(seccomp.UserNotify)
	cmd := exec.Command("sh", "-c", "mkdir a b c && rmdir a b")
	cmd.Dir = dir
	l := supervise(f, cmd)
	defer l.Close()

	counts := make(map[tables.Syscall]int)
	var n notify.Notification
	for l.Receive(&n) == nil {
		if s, ok := n.Syscall(); ok {
			counts[s]++
		}
		l.Continue(&n)
	}
	fmt.Println(cmd.Wait(), counts)
	// Output: <nil> map[mkdir:3 rmdir:2]
}
