package main

import (
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	becomeCommand()
	os.Exit(m.Run())
}

// Each script runs in both orders.
func Example() {
	folder, err := os.MkdirTemp("", "landlock")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	for _, script := range []string{
		"echo written >note; cat note",
		"cat /etc/passwd",
		"cp note /var/tmp/landlock-note",
		"perl -MSocket -e 'socket(my $s, AF_INET, SOCK_STREAM, 0) or print \"socket: $!\\n\"'",
	} {
		for _, order := range []string{"landlock", "filter"} {
			out, err := run(order, folder, []string{"sh", "-c", script})
			fmt.Printf("%-8s  %s", order, out)
			if err != nil {
				fmt.Println(" ", err)
			}
		}
	}
	// Output:
	// landlock  written
	// filter    written
	// landlock  cat: /etc/passwd: Permission denied
	//   exit status 1
	// filter    cat: /etc/passwd: Permission denied
	//   exit status 1
	// landlock  cp: cannot create regular file '/var/tmp/landlock-note': Permission denied
	//   exit status 1
	// filter    cp: cannot create regular file '/var/tmp/landlock-note': Permission denied
	//   exit status 1
	// landlock  socket: Operation not permitted
	// filter    socket: Operation not permitted
}

func TestOrderUnknown(t *testing.T) {
	if _, err := run("both", t.TempDir(), []string{"true"}); err == nil {
		t.Error("an unknown order is no error")
	}
}
