package record_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/record"
)

// recorded returns the record of lines such as "8 amd64 ioctl 1 0x5401" and "base libc".
func recorded(t *testing.T, lines string) *record.Record {
	t.Helper()
	r := new(record.Record)
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if words[0] == "base" {
			r.AddBase(record.Runtime(words[1]), arch.ByGOARCH("amd64"))
			continue
		}
		times, err := strconv.ParseUint(words[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		e := event.Event{Arch: arch.ByGOARCH(words[1]), Known: event.AllArguments}
		if n, ok := event.Number(words[2], e.Arch); ok {
			e.Number = n
		} else if n, err := strconv.ParseUint(words[2], 0, 32); err == nil {
			e.Number = uint32(n)
		} else {
			t.Fatal(err)
		}
		for i, word := range words[3:] {
			if e.Args[i], err = strconv.ParseUint(word, 0, 64); err != nil {
				t.Fatal(err)
			}
		}
		r.Add(e, times)
	}
	return r
}

// TestMerge merges the record in a file "seen" into in.csv, profile app. The result is
// out.csv, or the text in "error". A file "refused" lists the refused operations. Merging
// into nothing is [record.Record.Policy].
func TestMerge(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(err, archives)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files := make(map[string]string)
			for _, f := range archive.Files {
				files[f.Name] = string(f.Data)
			}
			got, refused, err := merge(t, files)
			if want := strings.TrimSpace(files["error"]); want != "" || err != nil {
				if err == nil || want == "" || !strings.Contains(err.Error(), want) {
					t.Fatalf("error %v; want %q", err, want)
				}
				return
			}
			if want := files["out.csv"]; got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			if want := strings.Fields(files["refused"]); !slices.Equal(refused, want) {
				t.Errorf("refused %q; want %q", refused, want)
			}
		})
	}
}

func merge(t *testing.T, files map[string]string) (text string, refused []string, err error) {
	t.Helper()
	r := recorded(t, files["seen"])
	if _, ok := files["in.csv"]; !ok {
		return string(r.Policy("app", "a test")), nil, nil
	}
	data, refused, err := r.Merge(file(files), "a test")
	return string(data), refused, err
}

// file returns the file in.csv among others.
func file(files map[string]string) record.File {
	return record.File{Name: "in.csv", Profile: "app", Arches: []*arch.Arch{arch.ByGOARCH("amd64"), arch.ByGOARCH("386")}, Read: func(name string) ([]byte, error) {
		data, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(data), nil
	}}
}

// TestMergeTwice merges one record twice. The second time changes the weights alone.
func TestMergeTwice(t *testing.T) {
	const seen = "3 amd64 ioctl 1 0x5401\n2 amd64 read\n1 amd64 mprotect 0 0 1\nbase libc\n"
	files := map[string]string{"in.csv": string(recorded(t, seen).Policy("app", "a test"))}
	want := strings.NewReplacer("# weight 3\n", "# weight 6\n", "# weight 2\n", "# weight 4\n", "# weight 1\n", "# weight 2\n").Replace(files["in.csv"])
	data, refused, err := recorded(t, seen).Merge(file(files), "another")
	if err != nil || len(refused) > 0 || string(data) != want {
		t.Errorf("got %q, %v\n%swant\n%s", refused, err, data, want)
	}
}

// TestLineEnds merges into a file of a spreadsheet: a byte order mark and CRLF.
func TestLineEnds(t *testing.T) {
	const in = "\ufeffprofile,syscall,action,when,why\r\napp,read,,,\"my, reason\"\r\n"
	const want = "\ufeffprofile,syscall,action,when,why\r\n# weight 2\r\napp,read,,,\"my, reason\"\r\n# weight 1\r\napp,write,,,\r\n"
	data, _, err := recorded(t, "2 amd64 read\n1 amd64 write\n").Merge(file(map[string]string{"in.csv": in}), "")
	if err != nil || string(data) != want {
		t.Errorf("got %q, %v; want %q", data, err, want)
	}
}

// TestManyNumbers records more numbers without a rule than are listed.
func TestManyNumbers(t *testing.T) {
	var seen strings.Builder
	for n := range 50 {
		fmt.Fprintf(&seen, "1 amd64 %d\n", 900+n)
	}
	text := string(recorded(t, seen.String()+"1 amd64 read\n").Policy("app", "a test"))
	if n := strings.Count(text, "# no rule can allow syscall 9"); n != 20 {
		t.Errorf("%d comments:\n%s", n, text)
	}
}

// TestProfileName makes names of profiles from names of programs.
func TestProfileName(t *testing.T) {
	for program, want := range map[string]string{
		"dd": "dd", "python3.12": "python3-12", "My_Server": "my-server", "7z": "z", "[": "", "été": "t", "-x-": "x", "42": "",
	} {
		if got := record.ProfileName(program); got != want {
			t.Errorf("%q: %q; want %q", program, got, want)
		}
	}
}
