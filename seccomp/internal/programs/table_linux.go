package programs

import (
	"runtime"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// The table of the programs. The documentation promises their tiers.

func essentialPrograms() []Program {
	tier := tables.Essential()
	return []Program{{
		Name: "a static C program", tier: tier,
		command: []string{"{guests}/static"}, expect: []expectation{prints("hello\n")},
	}, {
		Name: "a dynamically linked C program", tier: tier,
		command: []string{"{guests}/dynamic"}, expect: []expectation{prints("hello\n")},
	}}
}

func minimalPrograms() []Program {
	tier := tables.Minimal()
	return []Program{{
		Name: "C with threads and processes", tier: tier,
		command: []string{"{guests}/threads"}, expect: []expectation{prints("8000 3 4 5\n")},
	}, {
		Name: "Go hello", tier: tier,
		command: []string{"{guests}/hello"}, expect: []expectation{prints("hello\n")},
	}, {
		Name: "Go with 50 goroutines and a GC", tier: tier,
		command: []string{"{guests}/collect"}, expect: []expectation{prints("50000 true\n")},
	}, {
		Name: "Go os-exec of true", tier: tier, blocked: "pipe2",
		command: []string{"{guests}/spawn"}, expect: []expectation{prints("ended: <nil>\n")},
	}, {
		Name: "Go timers and signals", tier: tier,
		command: []string{"{guests}/signals"}, expect: []expectation{prints("terminated\ncontinued\n")},
	}, {
		Name: "Go with a full pipe and refused files", tier: tier,
		command: []string{"{guests}/pipes"}, expect: []expectation{prints("true <nil>\ntrue\ntrue\n")},
	}, {
		Name: "Go os-user", tier: tier,
		command: []string{"{guests}/user"}, expect: []expectation{prints("true true true\n")},
	}, {
		Name: "Go CPU profile", tier: tier,
		command: []string{"{guests}/profile"}, expect: []expectation{prints("profiled\n")},
	}, {
		Name: "Go timerfd, signalfd and epoll_pwait2", tier: tier,
		command: []string{"{guests}/events"}, expect: []expectation{prints("timer true\nsignal true\n")},
	}, {
		Name: "Go futex_wait and its kind", tier: tier, since: "6.7",
		command: []string{"{guests}/futexes"},
		expect:  []expectation{prints("wake <nil>\nwait resource temporarily unavailable\nwaitv resource temporarily unavailable\nrequeue resource temporarily unavailable\n")},
	}, {
		Name: "Go landlock", tier: tier, given: []fixture{file("inside", "here\n")},
		command: []string{"{guests}/landlock"}, expect: []expectation{prints("inside <nil>\noutside true\n")},
	}, {
		Name: "sh times", tier: tier,
		command: shell("times"), expect: []expectation{mentions("m0.")},
	}, {
		Name: "perl times", tier: tier,
		command: []string{"perl", "-e", `print scalar(@{[times]}), "\n"`}, expect: []expectation{prints("4\n")},
	}, {
		Name: "python3 print", tier: tier,
		command: []string{python, "-c", "print('hello')"}, expect: []expectation{prints("hello\n")},
	}, {
		Name: "node print", tier: tier,
		command: []string{"node", "-e", "console.log('hello')"}, expect: []expectation{prints("hello\n")},
	}, {
		Name: "perl with a sleep", tier: tier,
		command: []string{"perl", "-e", `sleep 1; print "slept\n"`}, expect: []expectation{prints("slept\n")},
	}, {
		Name: "sh with a pipeline", tier: tier,
		command: shell("echo a | cat | wc -l"), expect: []expectation{prints("1\n")},
	}, {
		// Bash asks for the peer of its standard input.
		Name: "bash with a background job and a trap", tier: withSocketcall(tier),
		command: []string{"bash", "-c", `trap 'echo trapped' USR1; (sleep 0.1; kill -USR1 $$) & wait; wait $!; echo done`},
		expect:  []expectation{prints("trapped\ndone\n")},
	}, {
		Name: "bash with SIGTERM and a trap", tier: withSocketcall(tier),
		command: []string{"bash", "-c", `trap 'echo caught' TERM; kill -TERM $$; echo done`}, expect: []expectation{prints("caught\ndone\n")},
	}, {
		Name: "sort", tier: tier, given: []fixture{file("numbers", "10\n9\n8\n")},
		command: []string{"sort", "-n", "numbers"}, expect: []expectation{prints("8\n9\n10\n")},
	}, {
		Name: "sed", tier: tier,
		command: []string{"sed", "s/a/b/"}, stdin: "a\n", expect: []expectation{prints("b\n")},
	}, {
		Name: "tee", tier: tier,
		command: []string{"tee", "copy"}, stdin: "a\n", expect: []expectation{prints("a\n"), hasFile("copy", "a\n")},
	}, {
		Name: "id -u", tier: tier,
		command: []string{"id", "-u"}, expect: []expectation{printsUserID()},
	}, {
		Name: "du", tier: tier, given: []fixture{tree()},
		command: []string{"du", "--inodes", "tree"}, expect: []expectation{prints("2\ttree/sub\n5\ttree\n")},
	}, {
		// On SIGCONT the kernel makes restart_syscall for the sleep.
		Name: "SIGSTOP and SIGCONT while sleeping", tier: tier,
		command: shell("sleep 2 & sleep 0.1; kill -STOP $!; sleep 0.1; kill -CONT $!; wait $!; echo woke"),
		expect:  []expectation{prints("woke\n")},
	}, {
		// A child may lose a signal while it starts.
		Name: "sh with SIGTERM", tier: tier,
		command: shell("trap 'echo caught' TERM; kill -TERM $$; sleep 60 & child=$!; while kill -TERM $child; do sleep 0.1; done 2>errors & wait $child || echo ended"),
		expect:  []expectation{prints("caught\nended\n")},
	}, {
		Name: "sh with a full pipe", tier: tier,
		command: shell("head -c 300000 /dev/zero | (sleep 0.1; wc -c)"), expect: []expectation{prints("300000\n")},
	}, {
		Name: "sh with refused files", tier: tier,
		command: shell("cat missing || cat . || echo refused"), expect: []expectation{prints("refused\n")},
	}}
}

// withSocketcall returns the tier for a program that asks for the peer of a socket. Glibc makes
// socketcall for that on 386 and s390x, and network is the lowest tier with it: a tier
// allows a multiplexer whole or not at all.
func withSocketcall(tier tables.Profile) tables.Profile {
	switch runtime.GOARCH {
	case "386", "s390x":
		return tables.Network()
	}
	return tier
}

func ioHeavyPrograms() []Program {
	tier := tables.IOHeavy()
	return []Program{{
		Name: "ls -lnR", tier: tier, given: []fixture{tree()},
		command: []string{"ls", "-lnR", "tree"}, expect: []expectation{mentions("a.txt", "b.txt", "link -> a.txt")},
	}, {
		Name: "cp -r", tier: tier, given: []fixture{tree()},
		command: []string{"cp", "-r", "tree", "copy"}, expect: []expectation{hasTree("tree"), hasTree("copy")},
	}, {
		Name: "cp -pr with an ACL", tier: tier, needs: []string{"setfacl", "getfacl"}, given: []fixture{tree(), accessList()},
		command: []string{"cp", "-pr", "tree", "copy"},
		expect:  []expectation{hasTree("copy"), hasMetadata("copy"), hasAccessList("copy")},
	}, {
		Name: "mv", tier: tier, given: []fixture{tree()},
		command: []string{"mv", "tree", "moved"}, expect: []expectation{lacks("tree"), hasTree("moved"), hasMetadata("moved")},
	}, {
		Name: "rm -r", tier: tier, given: []fixture{tree()},
		command: []string{"rm", "-r", "tree"}, expect: []expectation{lacks("tree")},
	}, {
		Name: "install", tier: tier, given: []fixture{tree()},
		command: []string{"install", "-D", "-p", "-m", "0600", "tree/a.txt", "new/deep/a.txt"},
		expect:  []expectation{hasFile("new/deep/a.txt", "alpha\n"), hasMode("new/deep/a.txt", 0o600), hasTime("new/deep/a.txt")},
	}, {
		Name: "touch", tier: tier,
		command: []string{"touch", "-d", fixedTime, "new"}, expect: []expectation{hasFile("new", ""), hasTime("new")},
	}, {
		Name: "dd with fsync", tier: tier, given: []fixture{tree()},
		command: []string{"dd", "if=tree/a.txt", "of=copy", "bs=1", "conv=fsync", "status=none"},
		expect:  []expectation{hasFile("copy", "alpha\n")},
	}, {
		Name: "find", tier: tier, given: []fixture{tree()},
		alsoUnder: tables.Minimal(), because: "it changes nothing: minimal holds what lists folders",
		command: []string{"find", "tree", "-name", "b.txt"}, expect: []expectation{prints("tree/sub/b.txt\n")},
	}, {
		Name: "find -delete", tier: tier, given: []fixture{tree()},
		command: []string{"find", "tree", "-delete"}, expect: []expectation{lacks("tree")},
	}, {
		Name: "flock", tier: tier,
		alsoUnder: tables.Minimal(), because: "minimal holds flock(2), and open(2) makes the file",
		command: []string{"flock", "lock", "echo", "locked"}, expect: []expectation{prints("locked\n")},
	}, {
		Name: "tar --numeric-owner", tier: tier, needs: []string{"tar"}, given: []fixture{tree()},
		command: shell("tar --numeric-owner -cf tree.tar tree; mkdir out; tar --numeric-owner -xpf tree.tar -C out"),
		expect:  []expectation{hasTree("out/tree"), hasMetadata("out/tree")},
	}, {
		Name: "gzip", tier: tier, needs: []string{"gzip"}, given: []fixture{tree()},
		command: shell("gzip tree/a.txt; mv tree/a.txt.gz copy.gz; gzip -d copy.gz"),
		expect:  []expectation{lacks("tree/a.txt"), hasFile("copy", "alpha\n"), hasTime("copy")},
	}, {
		Name: "git init, add, commit and log", tier: tier, needs: []string{"git"}, given: []fixture{tree()},
		command: shell("git init -q; git add tree; git commit -q -m first; git log --format=%an:%s --name-only"),
		expect:  []expectation{prints("tester:first\n\ntree/a.txt\ntree/link\ntree/sub/b.txt\n")},
	}, {
		Name: "gcc", tier: tier,
		command: []string{"gcc", "-O1", "-o", "program", "{testdata}/write.c"}, expect: []expectation{hasProgram("program", "hello\n")},
	}, {
		Name: "python3 copying a tree", tier: tier, given: []fixture{tree()},
		command: []string{python, "-c", "import shutil; shutil.copytree('tree', 'copy', symlinks=True)"},
		expect:  []expectation{hasTree("copy"), hasMetadata("copy")},
	}, {
		Name: "Go copying and renaming files", tier: tier, given: []fixture{tree()},
		command: []string{"{guests}/files"}, expect: []expectation{hasTree("copy"), lacks("partial")},
	}, {
		Name: "Go openat2", tier: tier, given: []fixture{file("inside", "here\n")},
		command: []string{"{guests}/beneath"},
		expect:  []expectation{prints("opened by openat2\n")}, fallback: []expectation{prints("opened by openat <nil>\n")},
	}}
}

func computePrograms() []Program {
	tier := tables.Compute()
	return []Program{{
		Name: "nice", tier: tier,
		command: []string{"nice", "-n", "19", "nice"}, expect: []expectation{prints("19\n")},
	}, {
		Name: "ionice", tier: tier, needs: []string{"ionice"},
		command: []string{"ionice", "-c", "3", "ionice"}, expect: []expectation{prints("idle\n")},
	}, {
		Name: "chrt", tier: tier, needs: []string{"chrt"},
		command: []string{"chrt", "--batch", "0", "chrt", "-p", "0"}, expect: []expectation{mentions("SCHED_BATCH")},
	}, {
		Name: "Go sched_setattr and sched_getattr", tier: tier,
		command: []string{"{guests}/scheduling"}, expect: []expectation{prints("batch true\n")},
	}}
}

func networkPrograms() []Program {
	tier := tables.Network()
	// These name users and groups. Glibc tries a socket to nscd for that, and goes on
	// without it.
	names := tables.IOHeavy()
	return []Program{{
		Name: "ls -lR", tier: tier, forgiving: names, given: []fixture{tree()},
		command: []string{"ls", "-lR", "tree"}, expect: []expectation{mentions("a.txt", "b.txt", "link -> a.txt")},
	}, {
		Name: "tar", tier: tier, forgiving: names, needs: []string{"tar"}, given: []fixture{tree()},
		command: shell("tar -cf tree.tar tree; mkdir out; tar -xpf tree.tar -C out"),
		expect:  []expectation{hasTree("out/tree"), hasMetadata("out/tree")},
	}, {
		Name: "sqlite3 on a file in WAL mode", tier: tier, forgiving: names,
		command: []string{"sqlite3", "data.db", `
			PRAGMA journal_mode = wal;
			CREATE TABLE t (n INTEGER PRIMARY KEY, word TEXT);
			INSERT INTO t (word) VALUES ('one'), ('two');
			UPDATE t SET word = upper(word);
			SELECT group_concat(word) FROM t;`},
		expect: []expectation{prints("wal\nONE,TWO\n")},
	}, {
		Name: "Go net-http server and client", tier: tier, blocked: "socket",
		command: []string{"{guests}/web"}, expect: []expectation{prints("served\n")},
	}, {
		Name: "go run", tier: tier, given: []fixture{noTelemetry(), goModule()},
		alsoUnder: tables.IOHeavy(), because: "without dependencies there is nothing to fetch",
		command: []string{"go", "run", "."}, expect: []expectation{prints("hello\n")},
	}, {
		Name: "go run of a fetched module", tier: tier, given: []fixture{noTelemetry()},
		command: []string{"go", "run", proxiedModule + "@" + proxiedVersion}, expect: []expectation{prints("hello\n")},
	}, {
		Name: "python3 sockets with threads", tier: tier,
		command: []string{python, "{testdata}/socket_threads.py"}, expect: []expectation{prints("8 answers\n")},
	}, {
		Name: "python3 subprocess with pipes", tier: tier,
		alsoUnder: tables.Minimal(), because: "processes and pipes are minimal's",
		command: []string{python, "-c", "import subprocess; subprocess.run(['cat'], input=b'hello\\n', check=True)"},
		expect:  []expectation{prints("hello\n")},
	}, {
		Name: "python3 subprocess with a socket", tier: tier,
		command: []string{python, "{testdata}/subprocess_socket.py"}, expect: []expectation{prints("by socket\n")},
	}, {
		Name: "python3 multiprocessing with pipes", tier: tier,
		alsoUnder: tables.Minimal(), because: "processes and pipes are minimal's",
		command: []string{python, "{testdata}/multiprocessing_pipe.py"}, expect: []expectation{prints("HELLO\n")},
	}, {
		Name: "python3 multiprocessing with sockets", tier: tier,
		command: []string{python, "{testdata}/multiprocessing_socket.py"}, expect: []expectation{prints("HELLO\n{'sum': 45}\n")},
	}, {
		Name: "curl of a python3 server", tier: tier, needs: []string{"curl"},
		command: []string{python, "{testdata}/curl.py"}, expect: []expectation{prints("hello\n")},
	}, {
		Name: "node http server and client", tier: tier,
		command: []string{"node", "{testdata}/web.js"}, expect: []expectation{prints("/0 /1 /2 /3 /4 /5 /6 /7 /8 /9\n")},
	}, {
		Name: "redis-server with an append-only file", tier: tier, needs: []string{"redis-server", "redis-benchmark", "redis-cli"},
		command: []string{"sh", "{testdata}/redis.sh"},
		expect: []expectation{
			prints("OK\nBackground append only file rewriting started\nhello\n"),
			hasInside("greeting", "appendonlydir/*", "appendonly.aof"), // Since redis 7, and before.
		},
	}}
}

func unrestrictedPrograms() []Program {
	tier := tables.Unrestricted()
	return []Program{{
		Name: "mkfifo", tier: tier,
		command: shell("mkfifo pipe; echo hello > pipe & cat pipe"), expect: []expectation{prints("hello\n")},
	}, {
		Name: "perl with shared memory of System V", tier: tier,
		command: []string{"perl", "{testdata}/shared.pl"}, expect: []expectation{prints("hello\n")},
	}}
}
