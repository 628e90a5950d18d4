// Tour shows the whole way from a policy to a refused syscall. In the folder of the
// module:
//
//	go run ./seccomp/examples/tour
//
// It compiles the policy of the example webserver for every architecture, proves each
// program, and generates the policy's package. The generated files must equal the
// files of package webserver, which is compiled into the tour. It makes two syscalls,
// installs the filter, and makes them again.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/webserver"
)

// folder is the folder of package webserver in the module.
const folder = "seccomp/examples/webserver"

func main() {
	log.SetFlags(0)
	if err := tour(os.Stdout, folder); err != nil {
		log.Fatal(err)
	}
}

// tour generates the package of the policy in dir, and runs under its filter.
func tour(w io.Writer, dir string) error {
	files, err := generate(w, filepath.Join(dir, "policy.csv"))
	if err != nil {
		return err
	}
	if err := compare(files, dir); err != nil {
		return err
	}
	fmt.Fprintf(w, "compared   equal to %s, which is compiled into this process\n", dir)
	if err := try(w, nil, nil); err != nil {
		return err
	}
	f := seccomp.New(webserver.Webserver())
	if err := f.Install(0); err != nil {
		return err
	}
	fmt.Fprintf(w, "installed  on all threads, until the process ends\n")
	return try(w, nil, unix.EPERM)
}

// generate compiles the policy in file, and returns the files of its package.
func generate(w io.Writer, file string) ([]emit.File, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w; run the tour in the folder of the module", err)
	}
	c, err := catalog.Shipped()
	if err != nil {
		return nil, err
	}
	p, err := policy.Load(file, text, c)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "read       %s: %d rules\n", file, len(p.Profiles[0].Rows))
	decisions, _, err := p.Decide(argset.NewSpace(), arch.Targets)
	if err != nil {
		return nil, err
	}
	compiled, err := prove(w, c, p, decisions)
	if err != nil {
		return nil, err
	}
	files, err := emit.Policy(c, "webserver", p, compiled)
	size := 0
	for _, f := range files {
		size += len(f.Data)
	}
	fmt.Fprintf(w, "generated  a Go package: %d files, %d KB\n", len(files), size/1000)
	return files, err
}

// prove compiles a policy for each architecture. The compiler fails unless each program
// agrees with the policy on every input.
func prove(w io.Writer, c *catalog.Catalog, p *policy.Policy, decisions policy.Decisions) ([]*compile.Compiled, error) {
	fmt.Fprintf(w, "proved     on 2^32 numbers, each with all arguments; instructions per program:\n          ")
	out, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: arch.Targets})
	if err != nil {
		return nil, err
	}
	for i, compiled := range out {
		if i == len(arch.Targets)/2+1 {
			fmt.Fprintf(w, "\n          ")
		}
		fmt.Fprintf(w, " %s %d", compiled.Arch.GOARCH, len(compiled.Program.Instructions))
	}
	fmt.Fprintln(w)
	return out, nil
}

// compare returns an error for the first difference between files and those in dir.
func compare(files []emit.File, dir string) error {
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(data, f.Data) {
			return fmt.Errorf("%s: not what policy.csv generates; run go generate", path)
		}
	}
	return nil
}

// try makes sockets of two families and prints the outcomes. They must be the wanted ones.
func try(w io.Writer, internet, netlink error) error {
	for _, c := range []struct {
		name   string
		family uintptr
		want   error
	}{{"AF_INET", unix.AF_INET, internet}, {"AF_NETLINK", unix.AF_NETLINK, netlink}} {
		err := socket(c.family)
		if err != c.want {
			return fmt.Errorf("socket(%s): %v, want %v", c.name, err, c.want)
		}
		if err == nil {
			fmt.Fprintf(w, "allowed    socket(%s)\n", c.name)
		} else {
			fmt.Fprintf(w, "refused    socket(%s): %v\n", c.name, err)
		}
	}
	return nil
}

// socket makes a socket of an address family, and closes it. It makes the syscall
// socket on every architecture: unix.Socket makes socketcall on 386 and s390x.
func socket(family uintptr) error {
	fd, _, errno := unix.Syscall(unix.SYS_SOCKET, family, unix.SOCK_DGRAM, 0)
	if errno != 0 {
		return errno
	}
	return unix.Close(int(fd))
}
