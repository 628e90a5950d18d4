package programs

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Places holds the folders for the programs and their inputs.
type Places struct {
	// Runs is the folder of all working folders.
	Runs string
	// Guests is the folder of the compiled programs of testdata.
	Guests string
	// Testdata is the absolute path of testdata.
	Testdata string
	// GoCache is the build cache of the user, GoProxy the URL of a module proxy on the
	// loopback. Both are empty without the go command.
	GoCache, GoProxy string
	// Limit ends a hanging program. It is 0 for that of a program on this machine.
	Limit time.Duration
}

// newDir makes a working folder for a program. Its path is short enough for sockets,
// unlike testing.T.TempDir's.
func (places Places) newDir() (string, error) {
	dir, err := os.MkdirTemp(places.Runs, "")
	if err != nil {
		return "", err
	}
	return dir, os.Mkdir(temporary(dir), 0o700)
}

// temporary returns the folder for temporary files of a program in dir. In dir itself the
// go command would ignore go.mod.
func temporary(dir string) string { return filepath.Join(dir, "tmp") }

// expand replaces the places in the command of a program in dir.
func (places Places) expand(command []string, dir string) []string {
	replacer := strings.NewReplacer("{dir}", dir, "{guests}", places.Guests, "{testdata}", places.Testdata)
	expanded := make([]string, len(command))
	for i, word := range command {
		expanded[i] = replacer.Replace(word)
	}
	return expanded
}

// environment returns the whole environment of a program in dir. It holds no address of
// another machine, and no setting of the user but GOFLAGS: with other flags the build cache
// would lack the standard library.
func (places Places) environment(dir string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + dir,
		"TMPDIR=" + temporary(dir),
		// Without it bash looks up the user's shell, and tries a socket to nscd.
		"SHELL=/bin/sh",
		"LC_ALL=C",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=tester",
		"GIT_AUTHOR_EMAIL=tester@localhost",
		"GIT_COMMITTER_NAME=tester",
		"GIT_COMMITTER_EMAIL=tester@localhost",
		"GOCACHE=" + places.GoCache,
		"GOFLAGS=" + os.Getenv("GOFLAGS") + " -mod=mod -modcacherw",
		"GOPROXY=" + places.GoProxy,
		"GOSUMDB=off",
		"GOTOOLCHAIN=local",
	}
}
