package main

import (
	"fmt"
	"log"
	"os"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/internal/subprocess"
)

func TestMain(m *testing.M) {
	if os.Args[0] == childName {
		log.Fatal(become(os.Args[1:]))
	}
	subprocess.Main(m, nil)
}

func Example() {
	for _, script := range []string{
		"printf 'b\\na\\n' | sort",
		"perl -MSocket -e 'socket(my $s, AF_INET, SOCK_STREAM, 0) or print \"socket: $!\\n\"'",
	} {
		out, err := run([]string{"sh", "-c", script})
		fmt.Printf("%s%v\n", out, err)
	}
	_, err := run([]string{"no-such-command"})
	fmt.Println(err)
	// Output:
	// a
	// b
	// <nil>
	// socket: Operation not permitted
	// <nil>
	// exit status 1
}
