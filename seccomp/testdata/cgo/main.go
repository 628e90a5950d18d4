// Cgo installs a filter on the threads of Go and of C, and prints errors of both.
package main

/*
#cgo LDFLAGS: -pthread
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t filtered = PTHREAD_MUTEX_INITIALIZER;
static pthread_t before;

// refused returns the errno of a refused syscall.
static void *refused(void *wait) {
	if (wait) {
		pthread_mutex_lock(&filtered);
		pthread_mutex_unlock(&filtered);
	}
	return (void *)(long)(unshare(0) == 0 ? 0 : errno);
}

// start starts a thread before the filter. The mutex stays locked until finish.
static int start(void) {
	pthread_mutex_lock(&filtered);
	return pthread_create(&before, NULL, refused, &filtered);
}

// finish returns the errno of that thread.
static long finish(void) {
	void *result;
	pthread_mutex_unlock(&filtered);
	pthread_join(before, &result);
	return (long)result;
}

// after returns the errno of a thread from after the filter, -1 without a thread.
static long after(void) {
	pthread_t thread;
	void *result;
	if (pthread_create(&thread, NULL, refused, NULL) != 0)
		return -1;
	pthread_join(thread, &result);
	return (long)result;
}
*/
import "C"

import (
	"fmt"
	"log"
	"runtime"
	"syscall"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func main() {
	runtime.LockOSThread() // the mutex belongs to this thread
	if C.start() != 0 {
		log.Fatal("no thread of C")
	}
	f := seccomp.New(tables.Network())
	f.OnViolation(seccomp.Errno(syscall.EPERM))
	if err := f.Install(0); err != nil {
		log.Fatal(err)
	}
	fmt.Println("thread from before:", syscall.Errno(C.finish()))
	fmt.Println("thread from after:", syscall.Errno(C.after()))
	fmt.Println("Go:", syscall.Unshare(0))
}
