package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serveConfined follows the README from an empty folder to a server under its own filter,
// and sends it requests.
func serveConfined(t *testing.T) {
	t.Helper()
	m := userModule{T: t, dir: filepath.Join(t.TempDir(), "server")}
	const before, after = "hardened.Network()", "policy.Server()"
	program := m.readme("(?ms)^```go\n(.*?)^```$")
	m.write("main.go", program)
	m.useClone()
	commands := regexp.MustCompile(`(?m)^    (.*)$`).FindAllStringSubmatch(m.readme(`(?ms)^## A filter of its own$(.*?)^## `), -1)
	start := commands[len(commands)-1][1]
	for _, c := range commands[:len(commands)-1] {
		m.run("sh", "-c", strings.ReplaceAll(c[1], "-arch amd64", "-arch "+runtime.GOARCH))
		if strings.HasPrefix(c[1], "go mod edit ") {
			m.useCheckout()
		}
	}
	address := freeAddress(t)
	m.write("main.go", strings.NewReplacer(
		before, after, modulePath+"/seccomp/hardened", "example.com/server/policy", "localhost:8080", address,
	).Replace(program))
	cmd := m.command("sh", "-c", start)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if err := waitForServer(address, ended); err != nil {
		t.Fatalf("the server ended: %v\n%s", err, output)
	}
	for range 200 {
		request(t, "http://"+address+"/main.go")
	}
	if n := confinedIn(t, cmd.Process.Pid); n != 1 {
		t.Errorf("%d processes under a filter, want the server alone", n)
	}
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
	<-ended
}

// freeAddress returns a local address without a listener.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// waitForServer waits until a server listens, or returns the error of its end.
func waitForServer(address string, ended <-chan error) error {
	for {
		if c, err := net.Dial("tcp", address); err == nil {
			return c.Close()
		}
		select {
		case err := <-ended:
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// request gets a file from a server.
func request(t *testing.T, url string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, err := io.ReadAll(r.Body); err != nil || r.StatusCode != http.StatusOK || len(body) == 0 {
		t.Fatalf("%s: %s with %d bytes, %v", url, r.Status, len(body), err)
	}
}

// confinedIn returns the number of processes under a filter in a process group.
func confinedIn(t *testing.T, group int) int {
	t.Helper()
	processes, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range processes {
		pid, err := strconv.Atoi(p.Name())
		if err != nil {
			continue
		}
		of, err := syscall.Getpgid(pid)
		if err != nil || of != group {
			continue
		}
		if strings.Contains(contents(t, filepath.Join("/proc", p.Name(), "status")), "\nSeccomp:\t2\n") {
			n++
		}
	}
	return n
}
