package tables_test

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func ExampleLookup() {
	s, ok := tables.Lookup("openat")
	fmt.Println(s, ok)
	_, ok = tables.Lookup("open_sesame")
	fmt.Println(ok)
	// Output:
	// openat true
	// false
}

func ExampleProfiles() {
	for _, p := range tables.Profiles() {
		fmt.Println(p.Name(), p.Allows(tables.SYS_SOCKET))
	}
	// Output:
	// essential false
	// minimal false
	// io-heavy false
	// compute false
	// network true
	// unrestricted true
}
