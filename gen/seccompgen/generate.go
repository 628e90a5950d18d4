package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// generate writes package tables.
func generate(flags *flag.FlagSet, args []string, stdout io.Writer) error {
	csv := csvFlag(flags)
	out := flags.String("out", "tables", "write the Go files into `DIR`")
	if err := parse(flags, args); err != nil {
		return err
	}
	c, err := load(*csv)
	if err != nil {
		return err
	}
	files, err := emit.Tables(c)
	if err != nil {
		return err
	}
	var paths []string
	var data [][]byte
	for _, f := range files {
		paths = append(paths, filepath.Join(*out, f.Name))
		data = append(data, f.Data)
	}
	replaced, err := replace.Files(paths, data)
	for _, path := range replaced {
		fmt.Fprintln(stdout, path)
	}
	return err
}
