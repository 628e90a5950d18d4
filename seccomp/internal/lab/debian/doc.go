// Package debian fetches packages from a mirror of Debian, of any suite and architecture,
// with apt and a state folder of its own. Nothing of the system's changes.
//
//	Apt         lists and downloads the packages of one suite and architecture
//	Userland    unpacks a few packages, and all that they depend on, into one tar archive
//	Cache       keeps files, each with a record of its origin and checksum
//
// For programs of Debian 11 on amd64:
//
//	u := debian.Userland{Suite: "bullseye", Arch: "amd64", Packages: []string{"dash", "coreutils"}}
//	path, record, err := u.Get(ctx, cache, "", os.Stderr)
//	record.Contents    coreutils 8.32-4+b1, ..., libc6 2.31-13+deb11u11, ...
//	err = debian.Unpack(ctx, path, folder)
package debian
