package recorder

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// The messages on the socket between recorder and target.
const (
	// goNotify and goTrace let the target become the program, with a listener or under
	// ptrace(2).
	goNotify = 'n'
	goTrace  = 't'
	// hasListener comes with the descriptor of the listener, noListener without one: the
	// kernel refuses it. The target then waits for goTrace.
	hasListener = 'l'
	noListener  = 'x'
)

// Become makes the calling process the program at path, after the word of the recorder at
// the other end of a socket. The caller is the only goroutine of the process, and locked to
// its first thread. Become returns only on failure. If ran is true, the program may be at
// fault, else the recorder is.
func Become(socket int, path string, argv, env []string) (ran bool, err error) {
	word, err := receiveWord(socket)
	if err != nil {
		return false, err
	}
	if err := prepare(); err != nil {
		return false, err
	}
	if word == goNotify {
		if err := install(socket); err != nil {
			if _, err := unix.Write(socket, []byte{noListener}); err != nil {
				return false, err
			}
			if _, err = receiveWord(socket); err != nil {
				return false, err
			}
		}
	}
	return true, syscall.Exec(path, argv, env)
}

// receiveWord waits for a word of the recorder.
func receiveWord(socket int) (byte, error) {
	var word [1]byte
	for {
		switch n, err := unix.Read(socket, word[:]); {
		case err == unix.EINTR:
		case err != nil:
			return 0, os.NewSyscallError("read", err)
		case n == 0:
			return 0, os.ErrClosed
		default:
			return word[0], nil
		}
	}
}

// prepare sets what the program inherits. It dies with its recorder, as with a supervisor,
// and set-user-ID files give it no privileges, as under a filter.
func prepare() error {
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl", err)
	}
	return os.NewSyscallError("prctl", unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
}

// install installs the recording filter on the calling thread and sends the listener. From
// then on each syscall of the thread waits for the recorder.
//
// The thread must not pass a listener to itself: sendmsg(2) would wait. So the filter
// allows the one sendmsg(2) with secret values in the last three registers.
func install(socket int) error {
	secret := newSecret()
	program := secret.filter()
	message, control := []byte{hasListener}, unix.UnixRights(0)
	vector := unix.Iovec{Base: &message[0]}
	vector.SetLen(len(message))
	header := unix.Msghdr{Iov: &vector, Control: &control[0]}
	header.SetIovlen(1)
	header.SetControllen(len(control))
	descriptor := (*int32)(unsafe.Pointer(&control[unix.CmsgLen(0)]))
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if errno := installAndSend(&prog, listenerFlags(), socket, &header, descriptor, &secret); errno != 0 {
		return errno
	}
	return nil
}

// listenerFlags returns the flags of seccomp(2). WAIT_KILLABLE_RECV, since Linux 5.19, keeps
// signals from interrupting a syscall that the recorder has received: it would start again
// and count twice.
func listenerFlags() uintptr {
	const flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
	// The kernel looks at the flags before the program.
	if _, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, 0); errno == unix.EFAULT {
		return flags
	}
	return unix.SECCOMP_FILTER_FLAG_NEW_LISTENER
}

// installAndSend makes its syscalls without any signal handler between: its rt_sigreturn
// would wait for a recorder without listener.
//
//go:nosplit
func installAndSend(prog *unix.SockFprog, flags uintptr, socket int, header *unix.Msghdr, descriptor *int32, secret *secret) unix.Errno {
	setSize := uintptr(8)
	if runtime.GOARCH == "mips" || runtime.GOARCH == "mipsle" || runtime.GOARCH == "mips64" || runtime.GOARCH == "mips64le" {
		setSize = 16
	}
	all, old := [2]uint64{^uint64(0), ^uint64(0)}, [2]uint64{}
	_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&all)), uintptr(unsafe.Pointer(&old)), setSize, 0, 0)
	if errno != 0 {
		return errno
	}
	fd, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(prog)))
	if errno == 0 {
		*descriptor = int32(fd)
		_, _, errno = unix.RawSyscall6(unix.SYS_SENDMSG, uintptr(socket), uintptr(unsafe.Pointer(header)), 0, uintptr(secret[0]), uintptr(secret[1]), uintptr(secret[2]))
	}
	unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&old)), 0, setSize, 0, 0)
	return errno
}

// secret holds the values of three registers.
type secret [3]uint32

// newSecret returns random values.
func newSecret() secret {
	var b [12]byte
	rand.Read(b[:])
	var s secret
	// A read of 12 bytes into 12 does not fail.
	_ = binary.Read(bytes.NewReader(b[:]), binary.NativeEndian, &s)
	return s
}

// filter returns the program of the filter: it asks the listener for every syscall of every
// architecture, except for sendmsg(2) with the secret.
func (s secret) filter() []unix.SockFilter {
	const load, equal, ret = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	low := uint32(0)
	if arch.ByGOARCH(runtime.GOARCH).BigEndian {
		low = 4
	}
	program := []unix.SockFilter{
		{Code: load, K: 0},
		{Code: equal, Jf: 7, K: unix.SYS_SENDMSG},
	}
	for i, word := range s {
		argument := uint32(3 + i)
		program = append(program,
			unix.SockFilter{Code: load, K: 16 + 8*argument + low},
			unix.SockFilter{Code: equal, Jf: uint8(5 - 2*i), K: word},
		)
	}
	return append(program,
		unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_USER_NOTIF},
	)
}
