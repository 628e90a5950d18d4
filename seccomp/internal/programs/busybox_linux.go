package programs

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Busybox returns programs of busybox, one static program. Every virtual machine has it, and
// some have nothing else but the compiled programs.
func Busybox() []Program {
	minimal, ioHeavy := tables.Minimal(), tables.IOHeavy()
	return []Program{{
		Name: "busybox sh with a pipeline", tier: minimal,
		command: busybox("echo a | busybox cat | busybox wc -l"), expect: []expectation{prints("1\n")},
	}, {
		Name: "busybox sh with SIGTERM and a trap", tier: minimal,
		command: busybox("trap 'echo caught' TERM; kill -TERM $$; busybox sleep 60 & child=$!; " +
			"while kill -TERM $child; do busybox usleep 100000; done 2>errors & wait $child || echo ended"),
		expect: []expectation{prints("caught\nended\n")},
	}, {
		Name: "busybox with SIGSTOP and SIGCONT while sleeping", tier: minimal,
		command: busybox("busybox sleep 1 & busybox usleep 200000; kill -STOP $!; busybox usleep 100000; kill -CONT $!; wait $!; echo woke"),
		expect:  []expectation{prints("woke\n")},
	}, {
		Name: "busybox with a full pipe", tier: minimal,
		command: busybox("busybox head -c 300000 /dev/zero | (busybox usleep 100000; busybox wc -c)"), expect: []expectation{prints("300000\n")},
	}, {
		Name: "busybox with refused files", tier: minimal,
		command: busybox("busybox cat missing || busybox cat . || echo refused"), expect: []expectation{prints("refused\n")},
	}, {
		Name: "busybox sort and sed", tier: minimal, given: []fixture{file("numbers", "10\n9\n8\n")},
		command: busybox("busybox sort -n numbers | busybox sed s/8/eight/"), expect: []expectation{prints("eight\n9\n10\n")},
	}, {
		Name: "busybox ls -lnR", tier: minimal, blocked: "getdents64", given: []fixture{tree()},
		command: []string{"busybox", "ls", "-lnR", "tree"}, expect: []expectation{mentions("a.txt", "b.txt", "link -> a.txt")},
	}, {
		Name: "busybox cp -a", tier: ioHeavy, given: []fixture{tree()},
		command: []string{"busybox", "cp", "-a", "tree", "copy"}, expect: []expectation{hasTree("copy"), hasMetadata("copy")},
	}, {
		Name: "busybox mv and rm -r", tier: ioHeavy, given: []fixture{tree()},
		command: busybox("busybox mv tree moved; busybox cp -r moved tree; busybox rm -r moved"),
		expect:  []expectation{lacks("moved"), hasTree("tree")},
	}, {
		Name: "busybox tar and gzip", tier: ioHeavy, given: []fixture{tree()},
		command: busybox("busybox tar -cf tree.tar tree; busybox gzip tree.tar; busybox mkdir out; busybox tar -xzpf tree.tar.gz -C out"),
		expect:  []expectation{hasTree("out/tree")},
	}, {
		Name: "busybox find, touch and dd", tier: ioHeavy, given: []fixture{tree()},
		command: busybox("busybox touch new; busybox dd if=tree/a.txt of=copy bs=1 conv=fsync; busybox find tree -name b.txt | busybox xargs busybox rm -f"),
		expect:  []expectation{hasFile("new", ""), hasFile("copy", "alpha\n"), lacks("tree/sub/b.txt")},
	}, {
		Name: "busybox nc", tier: tables.Network(),
		command: busybox("busybox nc -l -p 7777 >heard & server=$!; until echo hello | busybox nc 127.0.0.1 7777 2>errors; do " +
			"kill -0 $server || wait $server; busybox usleep 50000; done; wait $server"),
		expect: []expectation{hasFile("heard", "hello\n")},
	}}
}

// busybox returns a command for script in busybox's shell.
func busybox(script string) []string { return []string{"busybox", "sh", "-ec", script} }
