package main

import (
	"fmt"
	"slices"
	"strings"
)

// tables returns the tables for the README.
func tables(r *results, machine string) string {
	return strings.Join([]string{
		machine,
		"Building `network` less five syscalls; medians, and in brackets multiples of ours:",
		librariesTable(r),
		bytesNote(r),
		"Building the same filter and installing it on all threads, once in a process; least and median times, multiples of the first line, and page faults of the best process:",
		coldTable(r),
		"Policies with conditions on arguments: instructions, and tests executed at worst and on average over the allowed values:",
		conditionsTable(r, executedCell),
		behindNote(r),
		compileNote,
		conditionsTable(r, compileCell),
		dockerNote,
		dockerTable(r),
		"Installing a ready program, `seccomp(2)` alone, for the syscalls in the Rust crate's profiles; least times, and in brackets medians:",
		installsTable(r),
		programsNote + ns(r.unfiltered()) + ":",
		programsTable(r),
	}, "\n\n") + "\n"
}

// bytesNote attributes the bytes to packages.
func bytesNote(r *results) string {
	return fmt.Sprintf("Of the text and data, %s is `golang.org/x/sys/unix`. A program that installs a profile of package `tables` by hand, without package `seccomp`, grows by %s.",
		kilobytes(r.added("unix", "text+data-B")), kilobytes(r.added("tables", "text+data-B")))
}

// compileNote introduces the table of compile times.
const compileNote = "Least time to compile them. The others do so in the program. `go generate` does it for ours: " +
	"it decides the policy for 13 architectures, and compiles and proves one program here:"

// programsNote introduces the programs' table.
const programsNote = "The programs for the crate's `network`: how many instructions they have and execute " +
	"(average over the table, average weighted by real syscalls, most); least times of installing; " +
	"least nanoseconds added to a syscall; one without a filter takes "

func librariesTable(r *results) string {
	var t table
	titles := []string{""}
	for _, l := range builders() {
		titles = append(titles, l.title)
	}
	t.row(titles...)
	t.rule(len(builders()))
	add := func(what string, cell func(l library) string) {
		cells := []string{what}
		for _, l := range builders() {
			cells = append(cells, cell(l))
		}
		t.row(cells...)
	}
	add("build", func(l library) string {
		return multiple(r.median(buildOf(l.name), middleTime), r.median(buildOf(ours), middleTime), ns)
	})
	add("Go allocations", func(l library) string {
		return fmt.Sprintf("%.0f", r.median(buildOf(l.name), "allocs/op"))
	})
	add("added to a hello world: text and data", func(l library) string {
		return multiple(r.added(l.binary, "text+data-B"), r.added("sandbox", "text+data-B"), kilobytes)
	})
	add("added to its file (`-s -w`)", func(l library) string {
		return multiple(r.added(l.binary, "file-B"), r.added("sandbox", "file-B"), kilobytes)
	})
	return t.markdown()
}

// builders returns the libraries without the lower limit.
func builders() []library {
	return slices.DeleteFunc(slices.Clone(libraries), func(l library) bool { return !l.builds })
}

// added returns the growth of a hello program over the plain one.
func (r *results) added(binary, unit string) float64 {
	return r.median(bytesOf(binary), unit) - r.median(bytesOf("plain"), unit)
}

func installsTable(r *results) string {
	var t table
	t.row("profile", "ours", "ours, unknown syscalls apart", "best peer", "ours to it", "one `RET`", "ours to it")
	t.rule(6)
	for _, profile := range profiles {
		time := func(program string) string {
			name := installOf(profile, program)
			return fmt.Sprintf("%s (%s)", ns(r.least(name, leastTime)), ns(r.median(name, middleTime)))
		}
		best := r.bestPeer(profile)
		t.row("`"+profile+"`", time(ours), time(oursUnknown),
			best+" "+time(best), r.installRatios(profile, best),
			time(oneReturn), r.installRatios(profile, oneReturn))
	}
	return t.markdown()
}

// installRatios returns the ratios of two times: to install our program as shipped, and to
// install another one.
func (r *results) installRatios(profile, other string) string {
	least, median := r.installRatio(profile, other)
	return fmt.Sprintf("%.2f (%.2f)", least, median)
}

func (r *results) installRatio(profile, other string) (least, median float64) {
	a, b := installOf(profile, oursUnknown), installOf(profile, other)
	return r.least(a, leastTime) / r.least(b, leastTime), r.median(a, middleTime) / r.median(b, middleTime)
}

func programsTable(r *results) string {
	var t table
	t.row("program", "instructions", "executed", "weighted", "most", "install", "to ours", "allowed", "allowed, uncached", "denied")
	t.rule(9)
	for _, p := range r.programs() {
		counts := instructionsOf("network", p)
		t.row(p,
			fmt.Sprintf("%.0f", r.median(counts, "instructions")),
			fmt.Sprintf("%.1f", r.median(counts, "executed-average")),
			fmt.Sprintf("%.1f", r.median(counts, "executed-weighted")),
			fmt.Sprintf("%.0f", r.median(counts, "executed-worst")),
			r.installTime(p), r.installMultiple(p),
			r.above("allowed", p), r.above("uncached", p), r.above("denied", p))
	}
	t.row("least possible", "1", "1", "1", "1",
		r.installTime(oneReturn), r.installMultiple(oneReturn),
		r.above("allowed", oneReturn), r.above("uncached", oneReturn), r.above("denied", "one-test"))
	return t.markdown()
}

// installTime returns the time to install a program for network, and installMultiple its
// ratio to ours.
func (r *results) installTime(program string) string {
	return ns(r.least(installOf("network", program), leastTime))
}

func (r *results) installMultiple(program string) string {
	return digits(r.least(installOf("network", program), leastTime) / r.least(installOf("network", ours), leastTime))
}

// above returns the time that a filter adds to a syscall.
func (r *results) above(kind, program string) string {
	return fmt.Sprintf("%.0f", r.least(callOf(kind, program), middleTime)-r.unfiltered())
}

// unfiltered returns the time of a syscall without a filter.
func (r *results) unfiltered() float64 { return r.least(callOf("unfiltered", "none"), middleTime) }
