/* Included before all headers: types and macros that some of them need, and do not include. */
#include <sys/types.h>
#include <sys/socket.h>
#include <asm/ioctls.h>
#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/ioctl.h>
#include <linux/sockios.h>
typedef __u16 domid_t;
typedef __u32 grant_ref_t;
typedef unsigned long xen_pfn_t;
