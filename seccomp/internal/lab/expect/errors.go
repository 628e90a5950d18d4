package expect

// findingError is an error in a finding.
type findingError string

const (
	errFailed findingError = "the guest could not measure"
	errRange  findingError = "invalid range"
	errShort  findingError = "the line is too short"
	errTopic  findingError = "unknown topic"
	errTwice  findingError = "found twice"
)

func (e findingError) Error() string { return string(e) }
