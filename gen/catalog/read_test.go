package catalog_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// shipped is the path of the module's catalog.
const shipped = "../../syscalls.csv"

func load(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestErrors gives each archive's syscalls.csv to Load and expects the errors in
// its file errors, line by line, or none. $HEADER stands for the header and
// $TIERS for two tiers, as in the shipped file.
func TestErrors(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var csv, want string
			for _, f := range archive.Files {
				switch f.Name {
				case "syscalls.csv":
					csv = expand(string(f.Data))
				case "errors":
					want = strings.TrimSpace(string(f.Data))
				}
			}
			got := ""
			if _, err := catalog.Load("syscalls.csv", []byte(csv)); err != nil {
				got = err.Error()
			}
			if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// expand replaces abbreviations for text common to all archives, and for bytes lost in an
// editor.
func expand(csv string) string {
	return strings.NewReplacer(
		"$TIERS\n", "# tier 1 low: the first\n# tier 2 high: the second\n",
		"$HEADER", strings.Join(catalog.Columns(), ","),
		"$NONE", strings.Repeat(",", 12),
		"$BOM", "\ufeff",
		"$CR", "\r",
		"$LATIN1", "\xe9",
		"$RLO", "\u202e",
	).Replace(csv)
}

func TestEmptyFile(t *testing.T) {
	for _, data := range []string{"", "\n", "\ufeff", "\r\n \n"} {
		_, err := catalog.Load("syscalls.csv", []byte(data))
		const want = "syscalls.csv:1:1: empty file; start with a header, then one row per syscall"
		if err == nil || err.Error() != want {
			t.Errorf("Load(%q) = %v, want %s", data, err, want)
		}
	}
}

// TestFormatKeeps writes files back. Only rows out of order change.
func TestFormatKeeps(t *testing.T) {
	data := load(t, shipped)
	f, err := catalog.Read(shipped, data)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Format(); string(got) != string(data) {
		t.Error("the shipped file is not as Format writes it: run seccompgen update")
	}
}

// TestSorted reads a file after sort and after a spreadsheet. The catalog is the same,
// and Format brings the file back.
func TestSorted(t *testing.T) {
	data := load(t, shipped)
	lines := strings.SplitAfter(strings.TrimSuffix(string(data), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	reversed := make([]string, 0, len(lines))
	var comments []string
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "#") {
			comments = append([]string{lines[i]}, comments...)
		} else {
			reversed = append(reversed, lines[i])
		}
	}
	moved := strings.Join(comments, "") + strings.Join(reversed, "")
	f, err := catalog.Read(shipped, []byte(moved))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Format(); string(got) != string(data) {
		t.Error("Format does not restore a file that was sorted another way")
	}
	want, err := catalog.Load(shipped, data)
	if err != nil {
		t.Fatal(err)
	}
	spreadsheet := "\ufeff" + strings.ReplaceAll(moved, "\n", "\r\n")
	spreadsheet = strings.ReplaceAll(spreadsheet, "# tier 3 io-heavy: minimal + file manipulation (mkdir, chmod, rename, fsync, ...)\r\n",
		`"# tier 3 io-heavy: minimal + file manipulation (mkdir, chmod, rename, fsync, ...)"`+strings.Repeat(",", 18)+"\r\n")
	got, err := catalog.Load(shipped, []byte(spreadsheet))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Syscalls) != len(want.Syscalls) || got.Tiers[2] != want.Tiers[2] {
		t.Errorf("a spreadsheet's file gives %d calls and tier 3 %q, want %d and %q",
			len(got.Syscalls), got.Tiers[2], len(want.Syscalls), want.Tiers[2])
	}
}

func FuzzLoad(f *testing.F) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(expand(string(archive.Files[0].Data))))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := catalog.Load("f", data)
		if err != nil {
			for _, e := range err.(csvfile.Errors) {
				if e.Line < 1 || e.Col < 1 || e.What == "" {
					t.Errorf("error without a place or a reason: %#v", e)
				}
			}
			return
		}
		// A sound file stays the same.
		file, err := catalog.Read("f", data)
		if err != nil {
			t.Fatal(err)
		}
		again, err := catalog.Load("f", file.Format())
		if err != nil {
			t.Fatalf("Format made a sound file wrong: %v", err)
		}
		if len(again.Syscalls) != len(c.Syscalls) || len(again.Tiers) != len(c.Tiers) {
			t.Errorf("Format changed %d calls to %d", len(c.Syscalls), len(again.Syscalls))
		}
	})
}
