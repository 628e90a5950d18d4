// Web serves HTTP on a free port of the loopback and asks itself, by name, 20
// times from 4 goroutines.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.URL.Path)
	}))

	var wg sync.WaitGroup
	url := fmt.Sprintf("http://localhost:%d/", listener.Addr().(*net.TCPAddr).Port)
	for client := range 4 {
		wg.Go(func() {
			for i := range 5 {
				get(url, fmt.Sprint(client, i))
			}
		})
	}
	wg.Wait()
	fmt.Println("served")
}

// get asks for path and ends the program if the answer is not the path.
func get(url, path string) {
	response, err := http.Get(url + path)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || string(body) != "/"+path {
		log.Fatalf("%q, %v", body, err)
	}
}
