// Package search finds an optimal binary decision tree for a partition of the syscall
// numbers.
//
// The tree is a two-way comparison search tree: its nodes test nr >= k or nr == k
// (Anderson, Kannan, Karloff, Ladner, Thresholds and optimal binary comparison search
// trees, 2002). With thresholds alone it would be an optimal alphabetic tree, whose
// subproblems are spans of neighbouring runs. An equality removes one number from a
// span. The runs on both sides of it may then share a verdict and join. Testing the
// heaviest number first, as for the classic trees, is therefore not optimal here, and
// a subproblem is a set of runs.
//
// Example: in a profile for amd64 the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// gives number 41 (socket) verdict 4, between denied numbers 0 to 40 and 42 to 423.
// Two thresholds would isolate number 41. One equality is enough, as the numbers on both
// sides join: without 41, the numbers 0 to 423 are all denied.
//
//	nr == 41
//	├─ yes: verdict 4
//	└─ no: nr >= 424
//	       ├─ yes: ...              unknown, x32
//	       └─ no: denied
//
// Package diagram replaces the leaf of verdict 4 by a test of arg0.
//
// [Build] is exact while the sets are few:
//
//   - A [window] is a few neighbouring runs, solved for each of its sets with every
//     test. A partition of up to smallRuns runs fits into one window, and its tree is
//     the best of all.
//   - A longer partition has windows of windowRuns runs. Thresholds divide longer
//     [spans] down to windows. On the built-in profiles, windows of 18 runs would
//     gain 0.1% at most.
//   - More than spanRuns runs are first halved by weight.
//
// The work for n runs is n * 2^windowRuns * windowRuns steps for the windows and
// spanRuns^2 * n for the spans: 3 ms for a built-in profile, 0.1 s for 2000 scattered
// numbers.
//
// [Values] finds the same kind of tree for the values of an argument's word. Example: the
// commands 1, 5, 9, 13 and 17 of ioctl, allowed, with even weights. A threshold pays for more
// than four values, as it adds an instruction for all:
//
//	cmd >= 6
//	├─ yes: cmd == 9, cmd == 13, cmd == 17
//	└─ no: cmd == 1, cmd >= 5
//
// If cmd is 17 in most calls, cmd == 17 is tested first, and the tree divides the others. An
// equality before long spans is tried for up to maxHeavy values only: on lists of up to 12
// values the cost is 0.1% over the best tree on average, and with even weights it is the best.
package search
