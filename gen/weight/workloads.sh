#!/bin/sh
# Six workloads, for counts of syscalls: sh workloads.sh NAME [FOLDER]. The step prepare is
# not counted.
#
#	gcc        compile 16 C files and link them
#	gobuild    compile a Go program, with its packages
#	ls_lR      list all files of /usr
#	python     visit and read the files of /usr
#	sqlite     inserts and updates of 60 transactions, in a small cache
#	targz      pack and unpack /usr/include
set -e
dir=${2:-/tmp/workloads}
case $1 in
prepare)
	mkdir -p "$dir/c" "$dir/go"
	i=0
	while [ $i -lt 16 ]; do
		printf '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\nint f%d(int n) { return printf("%%d\\n", n + %d); }\n' $i $i >"$dir/c/f$i.c"
		i=$((i + 1))
	done
	echo 'int f0(int); int main(void) { return f0(1) < 0; }' >"$dir/c/main.c"
	printf 'package main\n\nfunc main() { println("hello") }\n' >"$dir/go/main.go"
	printf 'module hello\n\ngo 1.26\n' >"$dir/go/go.mod"
	cat >"$dir/walk.py" <<'END'
import os
for folder, _, names in os.walk('/usr'):
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.stat(path).st_size < 1 << 18:
            with open(path, 'rb') as f:
                f.read()
END
	{
		echo 'PRAGMA cache_size = 50; CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT, r INTEGER); CREATE INDEX i ON t (r);'
		i=0
		while [ $i -lt 60 ]; do
			echo "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100) INSERT INTO t (v, r) SELECT hex(randomblob(100)), random() FROM c;"
			echo "UPDATE t SET v = hex(randomblob(100)) WHERE k % 97 = $i;"
			i=$((i + 1))
		done
	} >"$dir/s.sql"
	;;
gcc) cd "$dir/c" && gcc -O1 -o main ./*.c ;;
gobuild) cd "$dir/go" && GOROOT=/goroot GOCACHE="$dir/cache" HOME=/root GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local CGO_ENABLED=0 /goroot/bin/go build -o hello . ;;
ls_lR) ls -lR /usr >/dev/null ;;
python) python3 "$dir/walk.py" ;;
sqlite) sqlite3 "$dir/db" <"$dir/s.sql" ;;
targz)
	tar -czf "$dir/t.tar.gz" -C /usr include
	mkdir -p "$dir/t"
	tar -xzf "$dir/t.tar.gz" -C "$dir/t"
	;;
esac
