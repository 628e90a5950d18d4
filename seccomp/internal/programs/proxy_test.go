//go:build linux && amd64

package programs

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
)

// startProxy serves the module of the program main on the loopback until the test ends.
// It returns the proxy's URL.
func startProxy(t *testing.T, main []byte) string {
	t.Helper()
	files := goFiles(main)
	archive, err := moduleZip(files)
	if err != nil {
		t.Fatal(err)
	}
	versions := "/" + proxiedModule + "/@v/"
	answers := map[string][]byte{
		versions + "list":                   []byte(proxiedVersion + "\n"),
		versions + proxiedVersion + ".info": []byte(`{"Version": "` + proxiedVersion + `"}`),
		versions + proxiedVersion + ".mod":  files["go.mod"],
		versions + proxiedVersion + ".zip":  archive,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(answer)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// moduleZip packs the files of a module for the go command.
func moduleZip(files map[string][]byte) ([]byte, error) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, content := range files {
		w, err := z.Create(proxiedModule + "@" + proxiedVersion + "/" + name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(content); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}
