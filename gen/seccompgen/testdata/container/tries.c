// Tries makes the syscalls of its input, each in a process of its own. A line has a number
// and six arguments, in hexadecimal, after amd64 or 386: the instruction to use.
//
// It prints its process ID. For each line it prints the errno, 0 without one, or the signal
// that ended the process, as in "signal 31".
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// make386 passes five arguments in the registers of 386.
static int make386(long number, const long *a) {
	long result;
	__asm__ volatile("int $0x80"
		: "=a"(result)
		: "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
		: "memory", "r8", "r9", "r10", "r11");
	return result < 0 && result > -4096 ? -result : 0;
}

static int makeAMD64(long number, const long *a) {
	return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]) == -1 ? errno : 0;
}

// result is the errno of the child process: after vfork it has the memory of its parent.
static volatile int result;

int main(void) {
	char instruction[8];
	long number, a[6];
	struct rlimit none = {0, 0};
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%d\n", getpid());
	while (scanf("%7s %lx %lx %lx %lx %lx %lx %lx", instruction, &number, a, a + 1, a + 2, a + 3, a + 4, a + 5) == 8) {
		int status;
		pid_t child = vfork();
		if (child == 0) {
			result = strcmp(instruction, "386") == 0 ? make386(number, a) : makeAMD64(number, a);
			syscall(SYS_exit_group, 0, 0, 0, 0); // _exit would leave the fourth argument
		}
		if (child < 0 || waitpid(child, &status, 0) != child)
			return 1;
		if (WIFSIGNALED(status))
			printf("signal %d\n", WTERMSIG(status));
		else
			printf("%d\n", result);
	}
	return 0;
}
