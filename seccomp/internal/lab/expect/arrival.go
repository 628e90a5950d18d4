package expect

import "fmt"

// oldTable is a number that every kernel with the tables' architectures knows, so
// that s390x must show it to filters.
const oldTable = 300

// checkArrival checks as which number each number reached filters: as itself, but
// on s390x as its low 16 bits, by which the kernel chooses the call too. Older
// kernels show 0 there for what is past their table.
func (r Run) checkArrival(found *report) []string {
	past := uint32(oldTable)
	for n, arrival := range found.arrival {
		if n == arrival {
			past = max(past, n)
		}
	}
	var problems []string
	for _, n := range numbers(r.GOARCH) {
		arrival, ok := found.arrival[n]
		switch {
		case !ok || arrival == n:
			// What is missing is noticed with the verdicts.
		case r.GOARCH == "s390x" && (arrival == n&0xffff || arrival == 0 && n > past):
		default:
			problems = append(problems, fmt.Sprintf("number %d reaches filters as %d", n, arrival))
		}
	}
	return first(problems)
}
