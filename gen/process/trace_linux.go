package process

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// traced stops a thread, reads its filters, and lets it go.
func traced(tid int) (filters [][]bpf.Instruction, err error) {
	// The kernel knows a tracer by its thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.PtraceSeize(tid); errors.Is(err, unix.ESRCH) {
		return nil, ended(tid)
	} else if err != nil {
		return nil, fmt.Errorf("thread %d: ptrace: %w; run as root, and without another tracer of it", tid, err)
	}
	signal, err := stop(tid)
	if err != nil {
		return nil, err
	}
	filters, err = read(tid)
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_DETACH, uintptr(tid), 0, uintptr(signal), 0, 0)
	if errno != 0 && err == nil {
		err = fmt.Errorf("thread %d: detaching: %w", tid, errno)
	}
	return filters, err
}

// stop stops a seized thread. The thread may have stopped for a signal first. Its tracer
// passes that on.
func stop(tid int) (signal unix.Signal, err error) {
	if err := unix.PtraceInterrupt(tid); errors.Is(err, unix.ESRCH) {
		return 0, ended(tid)
	} else if err != nil {
		return 0, fmt.Errorf("thread %d: stopping: %w", tid, err)
	}
	var status unix.WaitStatus
	for {
		_, err := unix.Wait4(tid, &status, unix.WALL, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("thread %d: waiting: %w", tid, err)
		}
		break
	}
	if !status.Stopped() {
		return 0, ended(tid)
	}
	if event := uint32(status) >> 16; event == 0 {
		signal = status.StopSignal()
	}
	return signal, nil
}

// read returns the filters of a stopped thread. Filter 0 is the oldest.
func read(tid int) ([][]bpf.Instruction, error) {
	var filters [][]bpf.Instruction
	for i := uintptr(0); ; i++ {
		var buffer [bpf.MaxInstructions]unix.SockFilter
		n, _, errno := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_SECCOMP_GET_FILTER, uintptr(tid), i, uintptr(unsafe.Pointer(&buffer)), 0, 0)
		switch errno {
		case 0:
		case unix.ENOENT:
			return filters, nil
		case unix.EACCES:
			return nil, fmt.Errorf("thread %d: the kernel shows filters with CAP_SYS_ADMIN only, and to callers without a filter; run as root outside of containers", tid)
		case unix.EINVAL, unix.EIO:
			return nil, fmt.Errorf("thread %d: the kernel shows no filters: %w; it needs CONFIG_CHECKPOINT_RESTORE", tid, errno)
		default:
			return nil, fmt.Errorf("thread %d: reading filter %d: %w", tid, i, errno)
		}
		program := make([]bpf.Instruction, n)
		for pc, ins := range buffer[:n] {
			program[pc] = bpf.Instruction{Code: ins.Code, JT: ins.Jt, JF: ins.Jf, K: ins.K}
		}
		filters = append(filters, program)
	}
}
