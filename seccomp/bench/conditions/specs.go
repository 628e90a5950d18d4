//go:build linux && amd64

package conditions

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"
)

// spec describes a case. text is its policy; without one it is in a file. rules returns the
// policy's rules for other compilers; names are those in its first condition.
type spec struct {
	name, call string
	number     uint32
	text       string
	missing    []string
	rules      func(x *Case, names []string) []Rule
}

var specs = []spec{
	{name: "gpu", call: "ioctl", number: unix.SYS_IOCTL, rules: func(x *Case, names []string) []Rule { return x.anyOf(1, names) }},
	{name: "sockets", call: "socket", number: unix.SYS_SOCKET, rules: sockets},
	{name: "prctl", call: "prctl", number: unix.SYS_PRCTL, rules: func(x *Case, names []string) []Rule {
		return append(x.anyOf(0, names), Rule{x.equal(0, "PR_SET_DUMPABLE"), {1, all, 0}})
	}},
	{name: "fcntl", call: "fcntl", number: unix.SYS_FCNTL, rules: func(x *Case, names []string) []Rule {
		return append(x.anyOf(1, names), Rule{x.equal(1, "F_SETFL"), {2, x.value("O_ASYNC"), 0}})
	}},
	{name: "clone", call: "clone", number: unix.SYS_CLONE, missing: []string{"clone3"}, rules: clone},
	list("list32", "ioctl", unix.SYS_IOCTL, "cmd", half, func(i uint64) uint64 { return 0xc0086400 + i*0x00110003 }),
	list("list64", "ftruncate", unix.SYS_FTRUNCATE, "length", all, func(i uint64) uint64 { return (i + 1) * 0x9e3779b97f4a7c15 >> 1 }),
}

func sockets(x *Case, _ []string) []Rule {
	rule := func(family, kind string, protocol ...string) Rule {
		r := Rule{x.equal(0, family), {1, half &^ x.value("SOCK_CLOEXEC|SOCK_NONBLOCK"), x.value(kind)}}
		for _, p := range protocol {
			r = append(r, x.equal(2, p))
		}
		return r
	}
	out := []Rule{
		rule("AF_UNIX", "SOCK_STREAM"), rule("AF_UNIX", "SOCK_DGRAM"), rule("AF_UNIX", "SOCK_SEQPACKET"),
		rule("AF_NETLINK", "SOCK_RAW", "NETLINK_ROUTE"),
	}
	for _, family := range []string{"AF_INET", "AF_INET6"} {
		out = append(out,
			rule(family, "SOCK_STREAM", "0"), rule(family, "SOCK_STREAM", "IPPROTO_TCP"),
			rule(family, "SOCK_DGRAM", "0"), rule(family, "SOCK_DGRAM", "IPPROTO_UDP"))
	}
	return out
}

func clone(x *Case, _ []string) []Rule {
	const (
		thread     = "CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD"
		namespaces = "CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET|CLONE_PTRACE"
	)
	return []Rule{
		{{0, x.value(thread + "|" + namespaces), x.value(thread)}},
		{{0, x.value("0xff|CLONE_PARENT|" + namespaces), x.value("SIGCHLD")}},
	}
}

// list returns a case with 64 values of argument 1, called name.
func list(title, call string, number uint32, name string, mask uint64, value func(i uint64) uint64) spec {
	var terms []string
	var rules []Rule
	for i := range uint64(64) {
		terms = append(terms, fmt.Sprintf("%s == %#x", name, value(i)))
		rules = append(rules, Rule{{1, mask, value(i)}})
	}
	text := fmt.Sprintf("profile,syscall,action,when,why\n%[1]s,write,,,\n%[1]s,exit_group,,,\n%[1]s,%s,,%s,\n",
		title, call, strings.Join(terms, " || "))
	return spec{name: title, call: call, number: number, text: text, rules: func(*Case, []string) []Rule { return rules }}
}
