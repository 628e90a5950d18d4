package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// generate writes package tables and the table in the README.
func generate(flags *flag.FlagSet, args []string, stdout io.Writer) error {
	csv := csvFlag(flags)
	out := flags.String("out", "tables", "write the Go files into `DIR`")
	readme := flags.String("readme", "", "write the table of the profiles into `FILE`, between its markers")
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
	if *readme != "" {
		text, err := os.ReadFile(*readme)
		if err != nil {
			return err
		}
		if text, err = emit.Readme(c, text); err != nil {
			return fmt.Errorf("%s: %w", *readme, err)
		}
		paths = append(paths, *readme)
		data = append(data, text)
	}
	replaced, err := replace.Files(paths, data)
	for _, path := range replaced {
		fmt.Fprintln(stdout, path)
	}
	return err
}
