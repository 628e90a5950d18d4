package analyze

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

var long = flag.Bool("long", false, "analyze programs for every architecture")

// testArches returns the architectures of a test: all with -long. Each needs a standard
// library of its own.
func testArches() []string {
	if *long {
		return arch.Names(arch.Targets)
	}
	return []string{"amd64"}
}

// reading holds, by function, the names or numbers loaded for its syscall instructions.
type reading map[string][]string

var (
	textLine   = regexp.MustCompile(`^TEXT\s+(\S+?)(<[A-Za-z]*>)?\(SB\)`)
	defineLine = regexp.MustCompile(`^#define\s+(\w+)\s+(?:\((?:\w+)\s*\+\s*)?(\w+)\)?`)
	trapLine   = regexp.MustCompile(`\b(SYSCALL|SVC|ECALL|SWI|INVOKE_SYSCALL|INT\s+\$0x80)\b\s*(\$\w+|R\d+)?`)
	loadLine   = regexp.MustCompile(`^\w+\s+(\$\(?\w+\)?|\w+\+\d+\(FP\)|R\d),\s*(AX|R7|R8|R11|R2|R1|R0|R9|R10|A7)$`)
)

// numberRegisters names the register of the number in the sources.
var numberRegisters = map[string]string{
	"386": "AX", "amd64": "AX", "arm": "R7", "arm64": "R8", "loong64": "R11", "mips": "R2", "mipsle": "R2",
	"mips64": "R2", "mips64le": "R2", "ppc64": "R9", "ppc64le": "R9", "riscv64": "A7", "s390x": "R1",
}

// readText reads a file as a person would: from top to bottom, line by line. The last load
// of the number's register before a syscall instruction counts.
func (r reading) readText(t *testing.T, goarch, path, pkg string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	defines := make(map[string]string)
	function, last, skip := "", "", false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "//")
		line = strings.TrimSpace(line)
		switch m := defineLine.FindStringSubmatch(line); {
		case strings.HasPrefix(line, "#ifdef GOARCH_"):
			skip = line != "#ifdef GOARCH_"+goarch
		case line == "#else":
			skip = !skip
		case line == "#endif":
			skip = false
		case skip:
		case m != nil:
			defines[m[1]] = m[2]
		case textLine.MatchString(line):
			name := textLine.FindStringSubmatch(line)[1]
			if function = strings.ReplaceAll(name, "·", "."); strings.HasPrefix(function, ".") {
				function = pkg + function
			}
			last = ""
		case strings.HasPrefix(line, "BYTE $0x0f; BYTE $0x00;"): // the immediate of MOVQ $15, AX
			last = "$15"
		case loadLine.MatchString(line) && loadLine.FindStringSubmatch(line)[2] == numberRegisters[goarch]:
			last = loadLine.FindStringSubmatch(line)[1]
		case trapLine.MatchString(line):
			if operand := trapLine.FindStringSubmatch(line)[2]; strings.HasPrefix(operand, "$") && operand != "$0" {
				last = operand
			}
			number := strings.Trim(last, "$()")
			if _, err := strconv.ParseUint(number, 0, 32); err == nil {
				r[function] = append(r[function], number)
			} else if defines[number] != "" {
				r[function] = append(r[function], defines[number])
			}
		}
	}
}

// runtimeFiles lists the assembly files of a program's runtime with syscalls.
func runtimeFiles(p *build.Program) map[string]string {
	files := make(map[string]string)
	for _, pkg := range p.Packages {
		for _, name := range pkg.SFiles {
			if strings.Contains(name, "_linux_") && (pkg.ImportPath == "runtime" || pkg.ImportPath == "syscall") {
				files[filepath.Join(pkg.Dir, name)] = pkg.ImportPath
			}
		}
	}
	return files
}

// TestRuntime compares the numbers that analyze finds in the assembly of the runtime with a
// plain reading of the same files.
func TestRuntime(t *testing.T) {
	for _, goarch := range testArches() {
		t.Run(goarch, func(t *testing.T) {
			p, err := build.Build(build.Config{Package: "./testdata/tagged", Tags: "special", GOARCH: goarch}, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			w, err := newWorld(p)
			if err != nil {
				t.Fatal(err)
			}
			a := &analysis{program: p, world: w, work: t.TempDir(), headers: make(map[*build.Package]string)}
			if err := a.readAssembly(); err != nil {
				t.Fatal(err)
			}
			got, want := make(reading), make(reading)
			for _, f := range a.functions {
				for _, s := range f.Sites {
					if s.Number.Problem != "" {
						t.Errorf("%s: %s: %s", s.Pos, f.Symbol, s.Number.Problem)
					}
					for _, n := range s.Number.Numbers {
						got[f.Symbol] = append(got[f.Symbol], strconv.FormatInt(n, 10))
					}
				}
			}
			for path, pkg := range runtimeFiles(p) {
				want.readText(t, goarch, path, pkg)
			}
			compareReadings(t, got, want)
		})
	}
}

// compareReadings compares two readings function by function.
func compareReadings(t *testing.T, got, want reading) {
	t.Helper()
	if len(want) < 25 {
		t.Errorf("the plain reading finds %d functions", len(want))
	}
	for _, r := range []reading{got, want} {
		for function := range r {
			slices.Sort(got[function])
			slices.Sort(want[function])
			if g, w := fmt.Sprint(got[function]), fmt.Sprint(want[function]); g != w {
				t.Errorf("%s: numbers %s, and %s in a plain reading", function, g, w)
			}
		}
	}
}
