// Command files writes and copies files, waits for the end of its input, and walks and
// removes the files.
package main

import (
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
)

func main() {
	dir, err := os.MkdirTemp("", "files")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for i := range 20 {
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(name, make([]byte, 1<<i), 0o600); err != nil {
			log.Fatal(err)
		}
		if err := os.Rename(name, name+".new"); err != nil {
			log.Fatal(err)
		}
	}
	other, err := os.MkdirTemp("", "files")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(other)
	if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
		log.Fatal(err)
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	count := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		count++
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("done")
}
