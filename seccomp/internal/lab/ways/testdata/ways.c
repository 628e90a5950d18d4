/* Tries each way to what the hardened profiles close, in a child process of its own, and prints
 * a line of name, tab and result: "made", the name of an errno, or "killed". Where an argument
 * can be invalid, it is: without a filter the result is then EBADF, EFAULT or EINVAL, and never
 * one that a filter gives. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

/* high is a bit of a register that the kernel drops from an int. */
#define high (1UL << 32)

/* started ends a new child, and reports in the parent whether there is one. */
static long started(long pid) {
	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return pid;
}

/* start starts a process by clone. */
static long start(unsigned long flags) { return started(syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0)); }

/* start3 starts a process by clone3. */
static long start3(uint64_t flags) {
	uint64_t args[8] = {flags, 0, 0, 0, SIGCHLD};
	return started(syscall(SYS_clone3, args, sizeof args));
}

/* old makes a syscall of 386, with its errno negative. */
static long old(long number, long a, long b, long c) {
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory", "r8", "r9", "r10", "r11");
	if ((int)result >= 0)
		return result;
	errno = -(int)result;
	return -1;
}

/* oldSocket makes a socket by socketcall of 386, with its arguments in low memory. */
static long oldSocket(int family, int type, int protocol) {
	int *args = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	args[0] = family, args[1] = type, args[2] = protocol;
	return old(102, 1, (long)args, 0);
}

#define x32(number) (0x40000000 | (number))

#define WAYS \
	WAY("clone CLONE_NEWUSER", start(CLONE_NEWUSER)) \
	WAY("clone CLONE_NEWUSER with a high bit", start(high | CLONE_NEWUSER)) \
	WAY("clone CLONE_NEWUSER|CLONE_NEWNET", start(CLONE_NEWUSER | CLONE_NEWNET)) \
	WAY("clone CLONE_NEWUSER|CLONE_FS", start(CLONE_NEWUSER | CLONE_FS)) \
	WAY("clone CLONE_NEWNS", start(CLONE_NEWNS)) \
	WAY("clone CLONE_NEWPID", start(CLONE_NEWPID)) \
	WAY("clone CLONE_NEWNET", start(CLONE_NEWNET)) \
	WAY("clone CLONE_NEWIPC", start(CLONE_NEWIPC)) \
	WAY("clone CLONE_NEWUTS", start(CLONE_NEWUTS)) \
	WAY("clone CLONE_NEWCGROUP", start(CLONE_NEWCGROUP)) \
	WAY("clone3 CLONE_NEWUSER", start3(CLONE_NEWUSER)) \
	WAY("clone3 CLONE_NEWTIME", start3(CLONE_NEWTIME)) \
	WAY("clone3 without arguments", syscall(SYS_clone3, NULL, 0)) \
	WAY("clone of 386 CLONE_NEWUSER", started(old(120, CLONE_NEWUSER | SIGCHLD, 0, 0))) \
	WAY("clone of x32 CLONE_NEWUSER", started(syscall(x32(SYS_clone), CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0))) \
	WAY("unshare CLONE_NEWUSER", syscall(SYS_unshare, CLONE_NEWUSER)) \
	WAY("unshare CLONE_NEWNS", syscall(SYS_unshare, CLONE_NEWNS)) \
	WAY("unshare CLONE_NEWNET", syscall(SYS_unshare, CLONE_NEWNET)) \
	WAY("unshare CLONE_NEWTIME", syscall(SYS_unshare, CLONE_NEWTIME)) \
	WAY("setns", syscall(SYS_setns, -1, 0)) \
	WAY("socket AF_ALG", syscall(SYS_socket, AF_ALG, SOCK_SEQPACKET, 0)) \
	WAY("socket AF_ALG with a high bit", syscall(SYS_socket, high | AF_ALG, SOCK_SEQPACKET, 0)) \
	WAY("socket AF_VSOCK", syscall(SYS_socket, AF_VSOCK, SOCK_STREAM, 0)) \
	WAY("socket AF_VSOCK with a high bit", syscall(SYS_socket, high | AF_VSOCK, SOCK_STREAM, 0)) \
	WAY("socketpair AF_ALG", syscall(SYS_socketpair, AF_ALG, SOCK_SEQPACKET, 0, NULL)) \
	WAY("socket of 386 AF_ALG", old(359, AF_ALG, SOCK_SEQPACKET, 0)) \
	WAY("socket of 386 AF_VSOCK", old(359, AF_VSOCK, SOCK_STREAM, 0)) \
	WAY("socketcall of 386 AF_ALG", oldSocket(AF_ALG, SOCK_SEQPACKET, 0)) \
	WAY("socketcall of 386 AF_VSOCK", oldSocket(AF_VSOCK, SOCK_STREAM, 0)) \
	WAY("socket of x32 AF_VSOCK", syscall(x32(SYS_socket), AF_VSOCK, SOCK_STREAM, 0)) \
	WAY("socket AF_NETLINK netfilter", syscall(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER)) \
	WAY("socket AF_NETLINK netfilter with a high bit", syscall(SYS_socket, AF_NETLINK, SOCK_RAW, high | NETLINK_NETFILTER)) \
	WAY("socket AF_NETLINK xfrm", syscall(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_XFRM)) \
	WAY("socket AF_NETLINK audit", syscall(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_AUDIT)) \
	WAY("socket AF_PACKET", syscall(SYS_socket, AF_PACKET, SOCK_RAW, 0)) \
	WAY("ioctl TIOCSTI", syscall(SYS_ioctl, -1, TIOCSTI, NULL)) \
	WAY("ioctl TIOCSTI with a high bit", syscall(SYS_ioctl, -1, high | TIOCSTI, NULL)) \
	WAY("ioctl TIOCLINUX", syscall(SYS_ioctl, -1, TIOCLINUX, NULL)) \
	WAY("ioctl of 386 TIOCSTI", old(54, -1, TIOCSTI, 0)) \
	WAY("personality ADDR_NO_RANDOMIZE", syscall(SYS_personality, ADDR_NO_RANDOMIZE)) \
	WAY("personality READ_IMPLIES_EXEC", syscall(SYS_personality, READ_IMPLIES_EXEC)) \
	WAY("mount", syscall(SYS_mount, NULL, NULL, NULL, 0, NULL)) \
	WAY("fsopen", syscall(SYS_fsopen, NULL, 0)) \
	WAY("open_tree", syscall(SYS_open_tree, -1, NULL, 0)) \
	WAY("pivot_root", syscall(SYS_pivot_root, NULL, NULL)) \
	WAY("bpf", syscall(SYS_bpf, -1, NULL, 0)) \
	WAY("keyctl", syscall(SYS_keyctl, -1, 0, 0, 0, 0)) \
	WAY("add_key", syscall(SYS_add_key, NULL, NULL, NULL, 0, 0)) \
	WAY("userfaultfd", syscall(SYS_userfaultfd, -1)) \
	WAY("io_uring_setup", syscall(SYS_io_uring_setup, 0, NULL)) \
	WAY("perf_event_open", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0)) \
	WAY("ptrace", syscall(SYS_ptrace, -1, -1, NULL, NULL)) \
	WAY("process_vm_readv", syscall(SYS_process_vm_readv, -1, NULL, -1, NULL, 0, 0)) \
	WAY("open_by_handle_at", syscall(SYS_open_by_handle_at, -1, NULL, 0)) \
	WAY("init_module", syscall(SYS_init_module, NULL, 0, NULL)) \
	WAY("kexec_load", syscall(SYS_kexec_load, 0, -1, NULL, 0))

/* try tries a way. */
static long try(int way) {
	int next = 0;
#define WAY(name, result) \
	if (way == next++) \
		return result;
	WAYS
#undef WAY
	return -1;
}

static const char *const names[] = {
#define WAY(name, result) name,
	WAYS
#undef WAY
};

int main(void) {
	/* A core_pattern with a pipe dumps no core for a limit of 1. */
	setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1});
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		pid_t child = fork();
		if (child == 0) {
			errno = 0;
			_exit(try(i) < 0 ? errno : 0);
		}
		int status;
		if (child < 0 || waitpid(child, &status, 0) != child) {
			perror("ways: fork");
			return 1;
		}
		const char *result = "killed";
		if (WIFEXITED(status))
			result = WEXITSTATUS(status) == 0 ? "made" : strerrorname_np(WEXITSTATUS(status));
		printf("%s\t%s\n", names[i], result);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
