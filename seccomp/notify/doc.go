// Package notify answers the syscalls of a filter with action [seccomp.UserNotify]: a
// supervisor. The thread of such a syscall, the target, waits for the answer.
//
//	fd, err := f.InstallListener(0) // or InstallThreadListener
//	...
//	l, err := notify.New(fd)
//	...
//	var n notify.Notification
//	for l.Receive(&n) == nil {
//		err := l.Fail(&n, unix.EPERM)
//		...
//	}
//
// [Listener.Receive] waits in the runtime's poller and blocks no thread, except after
// [Listener.SyncWakeUp]. It ends with [io.EOF] after the last thread under the filter. A
// notification costs no allocation.
//
// # Answers
//
// Each notification needs one answer: [Listener.Return], [Listener.Fail],
// [Listener.Continue] or [Listener.ReturnFD]. Without it the target waits until it is
// killed. [Listener.Close] lets all waiting and later syscalls fail with ENOSYS.
//
// A target may die at any time, and before Linux 5.19 a signal may interrupt it. Then the
// answer has no effect, and the error is [ErrGone]. Effects of the supervisor's own, such as
// a new directory, stay.
//
// # Continue decides nothing
//
// Continue lets the kernel make the syscall. The kernel then reads the memory of its
// arguments again. Another thread of the target, or another process with shared memory, can
// change this memory after the supervisor has read it. So Continue must never follow from a
// path, a socket address, or the flags of clone3 or openat2. It also must not follow from
// the meaning of a descriptor, or from the target's working directory: another thread can
// change these too.
//
// On older kernels a target can add a filter with a listener of its own, and continue its
// own syscalls: the newest notification counts. Refuse seccomp(2) in the filter.
//
// Use Continue to count, to log, and to wait; or where the kernel would make the syscall
// anyway. To decide by memory, read it once, do the work in the supervisor, and answer with
// its result. To decide by the registers alone, use a rule of the filter.
//
// # Memory
//
// [Listener.ReadMemory] and [Listener.ReadString] check that the target still waits, after
// they have read: thread IDs are used again, and the memory could be another program's. They
// need the permission to trace the target, as for a child. A hostile target can make
// them wait, by memory with a page fault handler of its own: give them a goroutine.
//
// # Systems
//
// On ppc64 and ppc64le with Linux 7.2 a target receives 0 for each value of Return and
// ReturnFD; Fail and Continue work (system_call_exception in arch/powerpc/kernel/syscall.c).
// On mips, seen with 6.1, a signal before Receive lets the syscall fail with errno 512,
// ERESTARTSYS.
//
// Notifications need Linux 5.0, Continue 5.5, AddFD 5.9, ReturnFD 5.14 and SyncWakeUp 6.6;
// older kernels return [errors.ErrUnsupported]. [io.EOF] needs 5.9. Before 6.11 it comes
// after the parent of the last process has waited for it. Other systems have no Listener.
package notify
