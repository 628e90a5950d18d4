//go:build linux && amd64

package userlands

import (
	"flag"
	"runtime"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// system is a userland and the compilers of its programs.
type system struct {
	name   string
	goarch string
	debian.Userland
	// cc is the compiler of the C programs in the userland, or "" for this machine's gcc.
	cc string
	// releases lists the releases of Go for the compiled programs, as in GOTOOLCHAIN.
	releases []string
	// has lists programs of the trials in the packages.
	has []string
	// busybox is a build of busybox with musl, or nil.
	busybox *busybox
	// chosen is a regular expression for the names of programs, or "" for all.
	chosen string
}

const (
	oldest = "bullseye"
	newest = "sid"
)

// fewPackages lists the packages in CI. They need few others.
var fewPackages = []string{"bash", "coreutils", "dash", "findutils", "grep", "gzip", "perl-base", "sed", "tar"}

// allPackages lists the packages of all programs but the go command.
var allPackages = append([]string{"acl", "curl", "gcc", "git", "libc6-dev", "mawk", "nodejs", "procps", "python3",
	"redis-server", "sqlite3", "util-linux"}, fewPackages...)

// fewPrograms lists programs of the trials in fewPackages, allPrograms in allPackages.
var (
	fewPrograms = []string{"bash", "cp", "dd", "du", "find", "gzip", "id", "install", "ls", "mv", "nice", "perl", "rm", "sed",
		"sh", "sort", "tar", "tee", "touch"}
	allPrograms = append([]string{"/usr/bin/python3", "curl", "flock", "gcc", "getfacl", "git", "node",
		"redis-benchmark", "redis-cli", "redis-server", "setfacl", "sqlite3"}, fewPrograms...)
)

// few returns the systems in CI.
func few() []system {
	var list []system
	for _, suite := range []string{oldest, newest} {
		list = append(list, system{
			name:     suite + "-few",
			goarch:   "amd64",
			Userland: debian.Userland{Suite: suite, Arch: "amd64", Packages: fewPackages},
			has:      fewPrograms,
		})
	}
	return list
}

// all returns the systems with all programs, and those with musl.
func all() []system {
	var list []system
	for _, arch := range []struct{ name, goarch string }{{"amd64", "amd64"}, {"i386", "386"}} {
		list = append(list, musl(arch.name, arch.goarch), muslStatic(arch.name, arch.goarch))
		for _, suite := range []string{oldest, "bookworm", "trixie", "forky", newest} {
			list = append(list, system{
				name:     suite + "-" + arch.name,
				goarch:   arch.goarch,
				Userland: debian.Userland{Suite: suite, Arch: arch.name, Packages: allPackages},
				cc:       "gcc",
				releases: releases(),
				has:      allPrograms,
			})
		}
	}
	return list
}

// musl returns the newest system with C programs and busybox of musl. Debian has no other
// ones.
func musl(arch, goarch string) system {
	return system{
		name:     newest + "-musl-" + arch,
		goarch:   goarch,
		Userland: debian.Userland{Suite: newest, Arch: arch, Packages: append([]string{"bzip2", "diffutils", "gcc", "libc6-dev", "make", "musl-tools"}, fewPackages...)},
		cc:       "musl-gcc",
		has:      append([]string{"busybox", "gcc"}, fewPrograms...),
		busybox:  &busybox{},
	}
}

// muslStatic returns the same system with a static busybox, and only the programs of that.
func muslStatic(arch, goarch string) system {
	s := musl(arch, goarch)
	s.name = newest + "-musl-static-" + arch
	s.has = []string{"busybox"}
	s.busybox = &busybox{static: true}
	s.chosen = "^busybox"
	return s
}

var goList = flag.String("go", "local", "compile Go programs with the releases in `LIST`, as in GOTOOLCHAIN, separated by commas")

// releases returns the releases of the flag -go, once each. The release local is this one.
func releases() []string {
	var list []string
	for release := range strings.SplitSeq(*goList, ",") {
		if release == "local" {
			release = runtime.Version()
		}
		if !slices.Contains(list, release) {
			list = append(list, release)
		}
	}
	return list
}

// chosen returns the systems of a list of names, separated by commas: "few", "all", or
// names of systems.
func chosen(names string) (list []system, unknown []string) {
	for name := range strings.SplitSeq(names, ",") {
		switch i := slices.IndexFunc(all(), func(s system) bool { return s.name == name }); {
		case name == "few":
			list = append(list, few()...)
		case name == "all":
			list = append(list, all()...)
		case i >= 0:
			list = append(list, all()[i])
		default:
			unknown = append(unknown, name)
		}
	}
	return list, unknown
}
