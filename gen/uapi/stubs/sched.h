/* Names that libc gives to constants of the kernel, as in the manual. */
#include <linux/sched.h>
#define SCHED_OTHER SCHED_NORMAL
