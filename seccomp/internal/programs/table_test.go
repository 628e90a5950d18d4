//go:build linux && amd64

package programs_test

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// The table of the programs. The documentation promises their tiers.

func essentialPrograms() []program {
	tier := tables.Essential()
	return []program{{
		name: "a static C program", tier: tier, needs: []string{"gcc"}, given: []fixture{compiled("-static")},
		command: []string{"{dir}/guest"}, expect: []expectation{prints("hello\n")},
	}, {
		name: "a dynamically linked C program", tier: tier, needs: []string{"gcc"}, given: []fixture{compiled()},
		command: []string{"{dir}/guest"}, expect: []expectation{prints("hello\n")},
	}}
}

func minimalPrograms() []program {
	tier := tables.Minimal()
	return []program{{
		name: "Go hello", tier: tier,
		command: []string{"{guests}/hello"}, expect: []expectation{prints("hello\n")},
	}, {
		name: "Go with 50 goroutines and a GC", tier: tier,
		command: []string{"{guests}/collect"}, expect: []expectation{prints("50000 true\n")},
	}, {
		name: "Go os-exec of true", tier: tier,
		command: []string{"{guests}/spawn"}, expect: []expectation{prints("ended: <nil>\n")},
	}, {
		name: "Go CPU profile", tier: tier,
		command: []string{"{guests}/profile"}, expect: []expectation{prints("sampled: true\n")},
	}, {
		name: "python3 print", tier: tier,
		command: []string{python, "-c", "print('hello')"}, expect: []expectation{prints("hello\n")},
	}, {
		name: "node print", tier: tier,
		command: []string{"node", "-e", "console.log('hello')"}, expect: []expectation{prints("hello\n")},
	}, {
		name: "perl with a sleep", tier: tier,
		command: []string{"perl", "-e", `sleep 1; print "slept\n"`}, expect: []expectation{prints("slept\n")},
	}, {
		name: "sh with a pipeline", tier: tier,
		command: shell("echo a | cat | wc -l"), expect: []expectation{prints("1\n")},
	}, {
		name: "bash with a background job and a trap", tier: tier,
		command: []string{"bash", "-c", `trap 'echo trapped' USR1; (sleep 0.1; kill -USR1 $$) & wait; wait $!; echo done`},
		expect:  []expectation{prints("trapped\ndone\n")},
	}, {
		name: "sort", tier: tier, given: []fixture{file("numbers", "10\n9\n8\n")},
		command: []string{"sort", "-n", "numbers"}, expect: []expectation{prints("8\n9\n10\n")},
	}, {
		name: "sed", tier: tier,
		command: []string{"sed", "s/a/b/"}, stdin: "a\n", expect: []expectation{prints("b\n")},
	}, {
		name: "tee", tier: tier,
		command: []string{"tee", "copy"}, stdin: "a\n", expect: []expectation{prints("a\n"), hasFile("copy", "a\n")},
	}, {
		name: "id -u", tier: tier,
		command: []string{"id", "-u"}, expect: []expectation{printsUserID()},
	}, {
		name: "du", tier: tier, given: []fixture{tree()},
		command: []string{"du", "--inodes", "tree"}, expect: []expectation{prints("2\ttree/sub\n5\ttree\n")},
	}, {
		// On SIGCONT the kernel makes restart_syscall for the sleep.
		name: "SIGSTOP and SIGCONT while sleeping", tier: tier,
		command: shell("sleep 2 & sleep 0.1; kill -STOP $!; sleep 0.1; kill -CONT $!; wait $!; echo woke"),
		expect:  []expectation{prints("woke\n")},
	}}
}

func ioHeavyPrograms() []program {
	tier := tables.IOHeavy()
	return []program{{
		name: "ls -lnR", tier: tier, given: []fixture{tree()},
		command: []string{"ls", "-lnR", "tree"}, expect: []expectation{mentions("a.txt", "b.txt", "link -> a.txt")},
	}, {
		name: "cp -r", tier: tier, given: []fixture{tree()},
		command: []string{"cp", "-r", "tree", "copy"}, expect: []expectation{hasTree("tree"), hasTree("copy")},
	}, {
		name: "cp -pr with an ACL", tier: tier, needs: []string{"setfacl", "getfacl"}, given: []fixture{tree(), accessList()},
		command: []string{"cp", "-pr", "tree", "copy"},
		expect:  []expectation{hasTree("copy"), hasMetadata("copy"), hasAccessList("copy")},
	}, {
		name: "mv", tier: tier, given: []fixture{tree()},
		command: []string{"mv", "tree", "moved"}, expect: []expectation{lacks("tree"), hasTree("moved"), hasMetadata("moved")},
	}, {
		name: "rm -r", tier: tier, given: []fixture{tree()},
		command: []string{"rm", "-r", "tree"}, expect: []expectation{lacks("tree")},
	}, {
		name: "install", tier: tier, given: []fixture{tree()},
		command: []string{"install", "-D", "-p", "-m", "0600", "tree/a.txt", "new/deep/a.txt"},
		expect:  []expectation{hasFile("new/deep/a.txt", "alpha\n"), hasMode("new/deep/a.txt", 0o600), hasTime("new/deep/a.txt")},
	}, {
		name: "touch", tier: tier,
		command: []string{"touch", "-d", fixedTime, "new"}, expect: []expectation{hasFile("new", ""), hasTime("new")},
	}, {
		name: "dd with fsync", tier: tier, given: []fixture{tree()},
		command: []string{"dd", "if=tree/a.txt", "of=copy", "bs=1", "conv=fsync", "status=none"},
		expect:  []expectation{hasFile("copy", "alpha\n")},
	}, {
		name: "find", tier: tier, given: []fixture{tree()},
		alsoUnder: tables.Minimal(), because: "it changes nothing: minimal holds what lists folders",
		command: []string{"find", "tree", "-name", "b.txt"}, expect: []expectation{prints("tree/sub/b.txt\n")},
	}, {
		name: "find -delete", tier: tier, given: []fixture{tree()},
		command: []string{"find", "tree", "-delete"}, expect: []expectation{lacks("tree")},
	}, {
		name: "flock", tier: tier,
		alsoUnder: tables.Minimal(), because: "minimal holds flock(2), and open(2) makes the file",
		command: []string{"flock", "lock", "echo", "locked"}, expect: []expectation{prints("locked\n")},
	}, {
		name: "tar --numeric-owner", tier: tier, needs: []string{"tar"}, given: []fixture{tree()},
		command: shell("tar --numeric-owner -cf tree.tar tree; mkdir out; tar --numeric-owner -xpf tree.tar -C out"),
		expect:  []expectation{hasTree("out/tree"), hasMetadata("out/tree")},
	}, {
		name: "gzip", tier: tier, needs: []string{"gzip"}, given: []fixture{tree()},
		command: shell("gzip tree/a.txt; mv tree/a.txt.gz copy.gz; gzip -d copy.gz"),
		expect:  []expectation{lacks("tree/a.txt"), hasFile("copy", "alpha\n"), hasTime("copy")},
	}, {
		name: "git init, add, commit and log", tier: tier, needs: []string{"git"}, given: []fixture{tree()},
		command: shell("git init -q; git add tree; git commit -q -m first; git log --format=%an:%s --name-only"),
		expect:  []expectation{prints("tester:first\n\ntree/a.txt\ntree/link\ntree/sub/b.txt\n")},
	}, {
		name: "gcc", tier: tier,
		command: []string{"gcc", "-O1", "-o", "program", "{testdata}/write.c"}, expect: []expectation{hasProgram("program", "hello\n")},
	}, {
		name: "python3 copying a tree", tier: tier, given: []fixture{tree()},
		command: []string{python, "-c", "import shutil; shutil.copytree('tree', 'copy', symlinks=True)"},
		expect:  []expectation{hasTree("copy"), hasMetadata("copy")},
	}, {
		name: "Go copying and renaming files", tier: tier, given: []fixture{tree()},
		command: []string{"{guests}/files"}, expect: []expectation{hasTree("copy"), lacks("partial")},
	}}
}

func computePrograms() []program {
	return []program{{
		name: "nice", tier: tables.Compute(),
		command: []string{"nice", "-n", "19", "nice"}, expect: []expectation{prints("19\n")},
	}}
}

func networkPrograms() []program {
	tier := tables.Network()
	// These name users and groups. Glibc tries a socket to nscd for that, and goes on
	// without it.
	names := tables.IOHeavy()
	return []program{{
		name: "ls -lR", tier: tier, forgiving: names, given: []fixture{tree()},
		command: []string{"ls", "-lR", "tree"}, expect: []expectation{mentions("a.txt", "b.txt", "link -> a.txt")},
	}, {
		name: "tar", tier: tier, forgiving: names, needs: []string{"tar"}, given: []fixture{tree()},
		command: shell("tar -cf tree.tar tree; mkdir out; tar -xpf tree.tar -C out"),
		expect:  []expectation{hasTree("out/tree"), hasMetadata("out/tree")},
	}, {
		name: "sqlite3 on a file in WAL mode", tier: tier, forgiving: names,
		command: []string{"sqlite3", "data.db", `
			PRAGMA journal_mode = wal;
			CREATE TABLE t (n INTEGER PRIMARY KEY, word TEXT);
			INSERT INTO t (word) VALUES ('one'), ('two');
			UPDATE t SET word = upper(word);
			SELECT group_concat(word) FROM t;`},
		expect: []expectation{prints("wal\nONE,TWO\n")},
	}, {
		name: "Go net-http server and client", tier: tier,
		command: []string{"{guests}/web"}, expect: []expectation{prints("served\n")},
	}, {
		name: "go run", tier: tier, given: []fixture{goModule()},
		alsoUnder: tables.IOHeavy(), because: "without dependencies there is nothing to fetch",
		command: []string{"go", "run", "."}, expect: []expectation{prints("hello\n")},
	}, {
		name: "go run of a fetched module", tier: tier,
		command: []string{"go", "run", proxiedModule + "@" + proxiedVersion}, expect: []expectation{prints("hello\n")},
	}, {
		name: "python3 sockets with threads", tier: tier,
		command: []string{python, "{testdata}/socket_threads.py"}, expect: []expectation{prints("8 answers\n")},
	}, {
		name: "python3 subprocess with pipes", tier: tier,
		alsoUnder: tables.Minimal(), because: "processes and pipes are minimal's",
		command: []string{python, "-c", "import subprocess; subprocess.run(['cat'], input=b'hello\\n', check=True)"},
		expect:  []expectation{prints("hello\n")},
	}, {
		name: "python3 subprocess with a socket", tier: tier,
		command: []string{python, "{testdata}/subprocess_socket.py"}, expect: []expectation{prints("by socket\n")},
	}, {
		name: "python3 multiprocessing with pipes", tier: tier,
		alsoUnder: tables.Minimal(), because: "processes and pipes are minimal's",
		command: []string{python, "{testdata}/multiprocessing_pipe.py"}, expect: []expectation{prints("HELLO\n")},
	}, {
		name: "python3 multiprocessing with sockets", tier: tier,
		command: []string{python, "{testdata}/multiprocessing_socket.py"}, expect: []expectation{prints("HELLO\n{'sum': 45}\n")},
	}, {
		name: "node http server and client", tier: tier,
		command: []string{"node", "{testdata}/web.js"}, expect: []expectation{prints("/0 /1 /2 /3 /4 /5 /6 /7 /8 /9\n")},
	}, {
		name: "redis-server with an append-only file", tier: tier, needs: []string{"redis-server", "redis-benchmark", "redis-cli"},
		command: []string{"sh", "{testdata}/redis.sh"},
		expect:  []expectation{prints("OK\nBackground append only file rewriting started\nhello\n"), hasInside("appendonlydir", "greeting")},
	}}
}
