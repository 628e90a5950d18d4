// Runner runs the trials of package programs and prints a line per trial. It is one static
// program, built for every architecture of Go, and the first process of a virtual machine
// with a root file system. The flags name the folders of the programs:
//
//	runner [-guests DIR] [-testdata DIR] [-run REGEXP] [-without SYSCALL] [-reporter PATH]
//
// DIR of -guests holds a folder of compiled programs per compiler. -run chooses programs by
// their names. With -without, every filter blocks a syscall: trials that need it fail. PATH is
// seccomp-exec: it lists what stopped a program by mistake. The runner prints, among others:
//
//	guest: kernel 7.0.4-cloud-arm64
//	guest: result {"Program":"sed","Under":"minimal kill"}
//	guest: result {"Program":"Go hello","Build":"go1.26.8","Under":"essential kill","Stopped":true}
//	guest: end 2
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

func main() {
	programs.Confine()
	isInit := os.Getpid() == 1
	if isInit {
		exitOn(boot())
	} else {
		exitOn(compilePython())
	}
	exitOn(run(os.Args[1:]))
	if isInit {
		restart()
	}
}

// run runs all trials and prints the results.
func run(args []string) error {
	t := trials{chosen: regexp.MustCompile("")}
	flags := flag.NewFlagSet("runner", flag.ContinueOnError)
	flags.StringVar(&t.guests, "guests", "/guests", "run the compiled programs in the folders of `DIR`")
	flags.StringVar(&t.testdata, "testdata", "/testdata", "read the inputs of programs from `DIR`")
	flags.Func("run", "run only programs with a name that `REGEXP` matches", func(text string) (err error) {
		t.chosen, err = regexp.Compile(text)
		return err
	})
	flags.StringVar(&t.without, "without", "", "block `SYSCALL` in every filter")
	flags.StringVar(&t.reporter, "reporter", "", "run a program stopped by mistake again by seccomp-exec at `PATH`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return err
	}
	fmt.Printf("guest: goarch %s\n", runtime.GOARCH)
	fmt.Printf("guest: kernel %s\n", unix.ByteSliceToString(name.Release[:]))
	if err := t.runAll(); err != nil {
		return err
	}
	fmt.Printf("guest: end %d\n", t.printed)
	return nil
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "runner for %s: %v\n", runtime.GOARCH, err)
		os.Exit(1)
	}
}
