// User looks up the user who runs it, and the user's group.
package main

import (
	"fmt"
	"log"
	"os"
	"os/user"
	"strconv"
)

func main() {
	u, err := user.Current()
	if err != nil {
		log.Fatal(err)
	}
	g, err := user.LookupGroupId(u.Gid)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(u.Uid == strconv.Itoa(os.Getuid()), u.Username != "", g.Name != "")
}
