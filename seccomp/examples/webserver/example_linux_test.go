package webserver_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/internal/subprocess"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/webserver"
)

// A server and its client run under the profile, in a process of their own.
func Example() {
	subprocess.Run("run")
	// Output:
	// 20 threads at once
	// tcp 127.0.0.1: 200 OK, served
	// unix socket: 200 OK, served
	// ask for a window size: inappropriate ioctl for device
	// type into the terminal: operation not permitted
	// socket of AF_NETLINK: operation not permitted
	// socket of AF_PACKET: operation not permitted
	// clone3: function not implemented
	// ptrace: operation not permitted
	// a program: fork/exec /proc/self/exe: operation not permitted
}

func run() {
	f := seccomp.New(webserver.Webserver())
	if err := f.Install(0); err != nil {
		log.Fatal(err)
	}
	threads(20)
	serve("tcp", "127.0.0.1:0", "tcp 127.0.0.1")
	serve("unix", "@seccomp-example-webserver", "unix socket")
	refused()
}

// threads needs n threads at once. It comes back only if the profile lets Go start them,
// or libc in a program with cgo.
func threads(n int) {
	var all sync.WaitGroup
	all.Add(n)
	for range n {
		go func() {
			runtime.LockOSThread()
			all.Done()
			all.Wait()
		}()
	}
	all.Wait()
	fmt.Println(n, "threads at once")
}

// serve serves one page and fetches it.
func serve(network, address, name string) {
	l, err := net.Listen(network, address)
	if err != nil {
		log.Fatal(err)
	}
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "served")
	})}
	go server.Serve(l)
	defer server.Close()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, l.Addr().String())
	}}}
	response, err := client.Get("http://server/")
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %s, %s\n", name, response.Status, body)
}

// refused makes syscalls for the profile to refuse, and one allowed ioctl. The kernel then
// fails it with ENOTTY.
func refused() {
	var p [2]int
	if err := unix.Pipe(p[:]); err != nil {
		log.Fatal(err)
	}
	_, err := unix.IoctlGetWinsize(p[0], unix.TIOCGWINSZ)
	fmt.Println("ask for a window size:", err)
	fmt.Println("type into the terminal:", unix.IoctlSetPointerInt(p[0], unix.TIOCSTI, 'x'))
	fmt.Println("socket of AF_NETLINK:", socket(unix.AF_NETLINK, unix.SOCK_RAW))
	fmt.Println("socket of AF_PACKET:", socket(unix.AF_PACKET, unix.SOCK_DGRAM))
	_, _, errno := unix.Syscall(unix.SYS_CLONE3, 0, 0, 0)
	fmt.Println("clone3:", errno)
	fmt.Println("ptrace:", unix.PtraceAttach(0))
	fmt.Println("a program:", exec.Command("/proc/self/exe").Run())
}

// socket makes the syscall socket on every architecture: unix.Socket makes socketcall on
// 386 and s390x.
func socket(family, kind uintptr) error {
	_, _, errno := unix.Syscall(unix.SYS_SOCKET, family, kind, 0)
	return errno
}
