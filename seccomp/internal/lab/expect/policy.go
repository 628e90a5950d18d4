package expect

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// policyRow is a row of a policy without its reason.
type policyRow struct {
	profile, syscall, action, when string
}

// policyRows returns the rows of a policy.
func policyRows(text []byte) ([]policyRow, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var rows []policyRow
	for _, cells := range records[1:] {
		rows = append(rows, policyRow{cells[0], cells[1], cells[2], cells[3]})
	}
	return rows, nil
}

// policyText returns a policy of some rows.
func policyText(rows ...policyRow) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	records := [][]string{{"profile", "syscall", "action", "when", "why"}}
	for _, r := range rows {
		records = append(records, []string{r.profile, r.syscall, r.action, r.when, ""})
	}
	// Writing to a buffer does not fail.
	_ = w.WriteAll(records)
	return b.Bytes()
}

// target returns the name of a row's syscall, and the GOARCH of a row for one
// architecture. name is empty for the rows violation and unknown, and for a row that
// includes a tier.
func (r policyRow) target() (goarch, name string) {
	if r.syscall == "violation" || r.syscall == "unknown" || r.syscall[0] == '@' {
		return "", ""
	}
	entry := strings.TrimPrefix(r.syscall, "-")
	goarch, name, one := strings.Cut(entry, "/")
	if !one {
		return "", entry
	}
	return goarch, name
}
