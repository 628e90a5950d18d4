package expect

import "fmt"

// oldTable is a number in the syscall table of every supported kernel. S390x must show
// it to filters.
const oldTable = 300

// checkArrival checks the number in a filter's view of each syscall. It is the syscall's
// own number. S390x shows filters the low 16 bits, and selects the syscall by them too.
// Its older kernels show 0 for numbers after their table.
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
			// checkFilter reports missing numbers.
		case r.GOARCH == "s390x" && (arrival == n&0xffff || arrival == 0 && n > past):
		default:
			problems = append(problems, fmt.Sprintf("number %d reaches filters as %d", n, arrival))
		}
	}
	return first(problems)
}
