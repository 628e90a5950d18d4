package main

// dockerNote introduces the table of Docker's default.
const dockerNote = "Docker's default filter for a container without capabilities, on each architecture by itself: " +
	"rows of the policy that `seccompgen import` makes, instructions, and the least time to make the program. " +
	"Ours is imported with a proof of its verdicts, decided, compiled and proved; libseccomp's is made of the rules:"

// dockerTable returns the table of Docker's default.
func dockerTable(r *results) string {
	var t table
	t.row("architecture", "rows", "instructions", "of libseccomp", "time", "of libseccomp")
	t.rule(5)
	for _, goarch := range documented {
		own, other := dockerOf(goarch, ours), dockerOf(goarch, "libseccomp")
		t.row(goarch, number(r.median(own, "rows")),
			number(r.median(own, "instructions")), number(r.median(other, "instructions")),
			ns(r.least(own, middleTime)), ns(r.least(other, middleTime)))
	}
	return t.markdown()
}
