package main

import (
	"fmt"
	"math"
	"strings"
)

// goal is a goal of the library.
type goal struct {
	name   string
	figure string
	met    bool
}

// goals returns a line for each goal.
func goals(r *results) string {
	var b strings.Builder
	for _, g := range []goal{
		allocationGoal(r), buildGoal(r), peersGoal(r), coldGoal(r), faultsGoal(r), bestGoal(r), limitGoal(r),
		bytesGoal(r, "a profile of package tables", "tables"),
		bytesGoal(r, "a filter of package seccomp", "sandbox"),
	} {
		result := "MISSED"
		if g.met {
			result = "met"
		}
		fmt.Fprintf(&b, "- %s: %s: %s\n", result, g.name, g.figure)
	}
	return b.String()
}

func allocationGoal(r *results) goal {
	n := r.median(buildOf(ours), "allocs/op")
	return goal{"building allocates nothing", fmt.Sprintf("%.0f allocations", n), n == 0}
}

func buildGoal(r *results) goal {
	took := r.median(buildOf(ours), middleTime)
	return goal{"building under 300 ns", ns(took), took < 300}
}

func peersGoal(r *results) goal {
	least := math.Inf(1)
	for _, l := range libraries {
		if l.builds && l.name != ours {
			least = min(least, r.median(buildOf(l.name), middleTime)/r.median(buildOf(ours), middleTime))
		}
	}
	return goal{"building 100 times faster than any peer", digits(least) + " times", least >= 100}
}

// bestGoal and limitGoal use the least times, of the worst profile.
func bestGoal(r *results) goal {
	worst := 0.0
	for _, profile := range profiles {
		ratio, _ := r.installRatio(profile, r.bestPeer(profile))
		worst = max(worst, ratio)
	}
	return goal{"installing within 15% of the best program of the same set", digits(worst) + " of it at worst", worst <= 1.15}
}

func limitGoal(r *results) goal {
	worst := 0.0
	for _, profile := range profiles {
		ratio, _ := r.installRatio(profile, oneReturn)
		worst = max(worst, ratio)
	}
	return goal{"installing at most 4 times one RET", digits(worst) + " times at worst", worst <= 4}
}

func bytesGoal(r *results, addition, binary string) goal {
	added := r.added(binary, "text+data-B")
	figure := fmt.Sprintf("%s of text and data, %s of them x/sys/unix", kilobytes(added), kilobytes(r.added("unix", "text+data-B")))
	return goal{"under 8 KB added to a binary by " + addition, figure, added < 8192}
}
