package main

import (
	"bytes"
	"fmt"
)

// node is a file, a folder or a device of the initramfs.
type node struct {
	name string
	// mode holds the type and the permissions, as in struct stat.
	mode uint32
	// major and minor are the numbers of a device.
	major, minor uint32
	data         []byte
}

// The types of nodes.
const (
	typeFolder = 0o040000
	typeFile   = 0o100000
	typeLink   = 0o120000
)

// The types and permissions of nodes.
const (
	modeDevice  = 0o020600
	modeFolder  = 0o040755
	modeProgram = 0o100755
	modeFile    = 0o100644
)

// contents holds the files of an initramfs.
type contents struct {
	guest, filters, calls []byte
	// foreign is nil without a foreign guest.
	foreign []byte
}

// initramfs returns the archive of everything that the guest needs.
func initramfs(c contents) []byte {
	nodes := []node{
		{name: "dev", mode: modeFolder},
		{name: "dev/console", mode: modeDevice, major: 5, minor: 1},
		{name: "dev/null", mode: modeDevice, major: 1, minor: 3}, // Its children's input.
		{name: "proc", mode: modeFolder},
		{name: "tmp", mode: modeFolder},
		{name: "init", mode: modeProgram, data: c.guest},
		{name: "filters", mode: modeFile, data: c.filters},
		{name: "calls", mode: modeFile, data: c.calls},
	}
	if c.foreign != nil {
		nodes = append(nodes, node{name: "foreign", mode: modeProgram, data: c.foreign})
	}
	return archive(nodes)
}

// guestArguments returns the guest's arguments for the files of initramfs.
func guestArguments(foreign bool) string {
	arguments := "-filters /filters -calls /calls"
	if foreign {
		arguments += " -foreign /foreign"
	}
	return arguments
}

// archive returns nodes as a cpio archive in the format newc. Cpio(1) would need existing
// devices, and root to make them.
func archive(nodes []node) []byte {
	var b bytes.Buffer
	for i, n := range nodes {
		appendNode(&b, uint32(i)+1, n)
	}
	appendNode(&b, 0, node{name: "TRAILER!!!"})
	return b.Bytes()
}

// appendNode appends a header of hexadecimal numbers, the name and the data. Zeros fill the
// name and the data to a multiple of 4 bytes.
func appendNode(b *bytes.Buffer, inode uint32, n node) {
	const owner, links, time, check = 0, 1, 0, 0
	b.WriteString("070701")
	for _, field := range []uint32{
		inode, n.mode, owner, owner, links, time, uint32(len(n.data)),
		0, 0, n.major, n.minor, uint32(len(n.name)) + 1, check,
	} {
		fmt.Fprintf(b, "%08x", field)
	}
	b.WriteString(n.name + "\x00")
	fill(b)
	b.Write(n.data)
	fill(b)
}

func fill(b *bytes.Buffer) {
	for b.Len()%4 != 0 {
		b.WriteByte(0)
	}
}
