package expect

// findingError is what is wrong with a finding.
type findingError string

const (
	errFailed findingError = "the guest could not measure"
	errRange  findingError = "a range is not one"
	errShort  findingError = "a line is too short"
	errTopic  findingError = "a line of no known kind"
	errTwice  findingError = "found twice"
)

func (e findingError) Error() string { return string(e) }
