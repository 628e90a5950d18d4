package expect

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// policyRow is a row of a policy, without the reason for it.
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

// policyText returns the policy that is rows.
func policyText(rows ...policyRow) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	records := [][]string{{"profile", "syscall", "action", "when", "why"}}
	for _, r := range rows {
		records = append(records, []string{r.profile, r.syscall, r.action, r.when, ""})
	}
	// A buffer takes all.
	_ = w.WriteAll(records)
	return b.Bytes()
}

// call returns the call that a row is about, and its architecture if it is about one
// alone; no name for a row that is about no call, or about those of a profile.
func (r policyRow) call() (goarch, name string) {
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
