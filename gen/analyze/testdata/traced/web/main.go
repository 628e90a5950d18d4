// Command web serves its own requests over HTTP until its input ends.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go http.Serve(listener, http.FileServer(http.Dir(".")))
	client := http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2}}
	for range 200 {
		r, err := client.Get("http://" + listener.Addr().String() + "/doc.go")
		if err != nil {
			log.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			log.Fatal(err)
		}
		r.Body.Close()
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	fmt.Println("done")
}
