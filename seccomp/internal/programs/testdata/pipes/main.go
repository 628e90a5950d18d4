// Pipes writes more than a pipe holds before anyone reads, and opens files that the kernel
// refuses.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"syscall"
	"time"
)

func main() {
	r, w, err := os.Pipe()
	if err != nil {
		log.Fatal(err)
	}
	const size = 1 << 20
	go func() {
		if _, err := w.Write(make([]byte, size)); err != nil {
			log.Fatal(err)
		}
		w.Close()
	}()
	time.Sleep(50 * time.Millisecond)
	n, err := io.Copy(io.Discard, r)
	fmt.Println(n == size, err)

	_, err = os.Open("missing")
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	_, err = os.OpenFile(".", os.O_WRONLY, 0)
	fmt.Println(errors.Is(err, syscall.EISDIR))
}
