// Odd makes syscalls of other kinds: by int 0x80 the getpid and socketcall of 386, getppid
// of x32, and a number of no syscall.
#include <sys/syscall.h>
#include <unistd.h>

static long int80(long number, long arg0, long arg1)
{
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(arg0), "c"(arg1) : "memory", "r8", "r9", "r10", "r11");
	return result;
}

int main(void)
{
	int80(20, 0, 0);
	int80(102, 1, 0);
	syscall(0x40000000 | 110);
	syscall(999);
	return 3;
}
