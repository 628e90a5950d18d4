package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// checkAny checks the flags of dump with -bpf or -pid.
func (o dumpOptions) checkAny(flags *flag.FlagSet) error {
	for _, name := range []string{"policy", "profile", "compat", "strict"} {
		if isSet(flags, name) {
			return badUsage(flags, "-%s is for profiles, -bpf and -pid are for programs; give one of them", name)
		}
	}
	if o.bpf != "" && o.pid != "" {
		return badUsage(flags, "-bpf with -pid; give one of them")
	}
	return nil
}

// dumpAny returns a program of any compiler, or the filters of a process, or the path of one
// syscall through them.
func dumpAny(flags *flag.FlagSet, c *catalog.Catalog, o dumpOptions, _ io.Writer) ([]byte, error) {
	programs, err := o.programs()
	if err != nil {
		return nil, err
	}
	title := filepath.ToSlash(o.bpf)
	if o.pid != "" {
		title = "pid:" + o.pid
	}
	native, compat := listing.AnySymbols(c, o.arch)
	if len(o.call) > 0 {
		call, err := listing.ReadCall(c, o.call, o.arch, constants.Value)
		if err != nil {
			return nil, badUsage(flags, "%v", err)
		}
		return listing.ExplainAny(title, programs, native, call)
	}
	if len(programs) == 0 {
		return []byte(title + ": no filter; all syscalls are allowed\n"), nil
	}
	write := o.write
	if o.format == "asm" {
		write = listing.Disassemble
	}
	var b bytes.Buffer
	for i, p := range programs {
		if len(programs) > 1 && o.format != "raw" {
			fmt.Fprintf(&b, "%s\n", nameFilter(title, i, len(programs)))
		}
		text, err := write(p, native, compat...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", nameFilter(title, i, len(programs)), err)
		}
		b.Write(text)
	}
	return b.Bytes(), nil
}

// programs reads the program of -bpf or the filters of -pid.
func (o dumpOptions) programs() ([][]bpf.Instruction, error) {
	if o.pid != "" {
		id, read := processOf("pid:" + o.pid)
		return readProcess("-pid "+o.pid, id, read)
	}
	data, err := readFile(o.bpf)
	if err != nil {
		return nil, err
	}
	program, err := bpf.Decode(data, o.arch.BigEndian)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.bpf, err)
	}
	return [][]bpf.Instruction{program}, nil
}
