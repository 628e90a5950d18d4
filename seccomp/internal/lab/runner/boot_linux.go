package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// mounts lists the file systems of the first process of a virtual machine.
func mounts() []struct{ kind, folder string } {
	return []struct{ kind, folder string }{
		{"proc", "/proc"},
		{"sysfs", "/sys"},
		{"devtmpfs", "/dev"},
		{"tmpfs", "/tmp"},
		{"tmpfs", "/dev/shm"},
	}
}

// boot prepares the virtual machine: file systems, the environment, the loopback, and random
// numbers.
func boot() error {
	for _, m := range mounts() {
		err := errors.Join(os.MkdirAll(m.folder, 0o755), unix.Mount(m.kind, m.folder, m.kind, 0, ""))
		if err != nil {
			return fmt.Errorf("mounting %s: %w", m.folder, err)
		}
	}
	return errors.Join(
		os.Chmod("/tmp", 0o1777),
		os.Symlink("/proc/self/fd", "/dev/fd"),
		os.Setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
		startLoopback(),
		awaitRandom(),
	)
}

// awaitRandom waits until the kernel has random numbers. Before that, malloc of glibc reads
// the clock for its own, as few programs do.
func awaitRandom() error {
	if _, err := unix.Getrandom(make([]byte, 1), 0); err != nil {
		return fmt.Errorf("getrandom: %w", err)
	}
	return nil
}

// compilePython has python3, where it is, compile the modules of the programs, as Debian's
// packages do when they are configured. Otherwise the first program writes them. In a virtual
// machine they are compiled.
func compilePython() error {
	const script = "import compileall, http.server, multiprocessing.managers, multiprocessing.pool, shutil, subprocess; " +
		"compileall.compile_dir(multiprocessing.__path__[0], quiet=1)"
	python, err := exec.LookPath("python3")
	if err != nil {
		return nil
	}
	if out, err := exec.Command(python, "-c", script).CombinedOutput(); err != nil {
		return fmt.Errorf("python3: %w\n%s", err, out)
	}
	return nil
}

// startLoopback brings up the interface lo, which has its addresses then.
func startLoopback() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request); err != nil {
		return fmt.Errorf("lo: %w", err)
	}
	return nil
}

// restart ends the virtual machine. Some boards cannot power off, so the emulator has an
// option to end on a restart.
func restart() {
	// A restart does not wait for the console.
	_ = unix.IoctlSetInt(int(os.Stdout.Fd()), unix.TCSBRK, 1)
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_RESTART)
}
