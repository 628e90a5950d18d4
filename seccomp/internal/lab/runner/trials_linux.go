package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

// trials holds the flags and counts the results.
type trials struct {
	guests, testdata, without, reporter string
	chosen                              *regexp.Regexp
	printed                             int
}

// stillborn is the message of Go's runtime if a program fails before main, as under the
// emulator of loong64 in about one of 300 programs.
const stillborn = "panic before malloc heap initialized"

// programLimit ends a hanging program. An emulated processor is a hundred times slower on a
// busy machine, and redis needs minutes.
const programLimit = time.Hour

// runAll runs the programs: the compiled ones by each compiler, the others once.
func (t *trials) runAll() error {
	builds, err := os.ReadDir(t.guests)
	if err != nil {
		return err
	}
	for _, p := range slices.Concat(programs.All(), programs.Busybox()) {
		if !t.chosen.MatchString(p.Name) {
			continue
		}
		for _, build := range t.buildsOf(p, builds) {
			if err := t.runProgram(p, build); err != nil {
				return err
			}
		}
	}
	return nil
}

// buildsOf returns the compilers of a program: those with it in their folder. The result is
// [""] for a program of the root file system, and for one that no folder holds.
func (t *trials) buildsOf(p programs.Program, builds []os.DirEntry) []string {
	var list []string
	for _, build := range builds {
		if p.Compiled() && len(p.Missing(t.places(build.Name()))) == 0 {
			list = append(list, build.Name())
		}
	}
	if list == nil {
		return []string{""}
	}
	return list
}

func (t *trials) places(build string) programs.Places {
	return programs.Places{Runs: "/tmp", Guests: filepath.Join(t.guests, build), Testdata: t.testdata, Limit: programLimit}
}

// runProgram runs the trials of a program.
func (t *trials) runProgram(p programs.Program, build string) error {
	places := t.places(build)
	if missing := p.Missing(places); len(missing) > 0 {
		return t.print(programs.Result{Program: p.Name, Missing: missing})
	}
	for _, trial := range p.BoundaryTrials() {
		trial.Under.Without = cmp.Or(t.without, trial.Under.Without)
		if err := t.print(t.try(trial, places, build)); err != nil {
			return err
		}
	}
	return nil
}

// try runs a trial. It repeats a stillborn program.
func (t *trials) try(trial programs.Trial, places programs.Places, build string) programs.Result {
	result := programs.Result{Program: trial.Program.Name, Build: build, Under: trial.Under.String(), Stopped: trial.Stopped}
	ctx := context.Background()
	start := time.Now()
	err := trial.Run(ctx, places)
	result.Took = time.Since(start)
	for range 2 {
		if err == nil || !strings.Contains(err.Error(), stillborn) {
			break
		}
		err = trial.Run(ctx, places)
	}
	if err != nil {
		result.Problem = err.Error() + t.violations(ctx, trial, places)
	}
	return result
}

// violations returns the report of a program that its filter stops by mistake, or "".
func (t *trials) violations(ctx context.Context, trial programs.Trial, places programs.Places) string {
	if t.reporter == "" || trial.Stopped {
		return ""
	}
	report, err := trial.Violations(ctx, places, t.reporter)
	if err != nil {
		report += err.Error()
	}
	return "\n" + report
}

// print prints a result.
func (t *trials) print(r programs.Result) error {
	line, err := r.Line()
	if err != nil {
		return err
	}
	t.printed++
	_, err = fmt.Println(line)
	return err
}
