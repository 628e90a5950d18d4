package report

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"

// programs lists programs tested under each tier, as tables/README.md does. The hardened
// profiles run those of their tiers.
var programs = []struct{ tier, text string }{
	{"essential", "a C program that computes and writes"},
	{"minimal", "Go without files and sockets, sh pipelines, python3 -c, node -e, Landlock"},
	{"io-heavy", "cp, git, gcc, tar --numeric-owner"},
	{"compute", "nice, ionice, chrt"},
	{"network", "Go's net/http, redis-server, sqlite3, ls -l"},
	{"unrestricted", "ptrace, mount, setuid, mkfifo, shared memory of System V"},
	{"allow-all", "everything, except syscalls of other architectures and calling conventions (x32)"},
}

// runs returns the programs tested under a built-in profile, or "".
func runs(name string) string {
	for _, p := range programs {
		if p.tier == policy.HardenedTier(name) {
			return p.text
		}
	}
	return ""
}
