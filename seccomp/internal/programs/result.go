package programs

import (
	"encoding/json"
	"strings"
	"time"
)

// Result is the result of a trial in a virtual machine, or of a program without trials.
type Result struct {
	Program string
	// Build names the compiler of a compiled program, such as go1.26.8.
	Build string `json:",omitempty"`
	// Under is the confinement, Stopped the wanted outcome.
	Under   string `json:",omitempty"`
	Stopped bool   `json:",omitempty"`
	// Missing lists the programs that the machine lacks: then there is no trial.
	Missing []string `json:",omitempty"`
	// Problem is "" for the wanted outcome.
	Problem string `json:",omitempty"`
	// Took is the duration of the trial.
	Took time.Duration `json:",omitempty"`
}

// resultMark begins the line of a result. It distinguishes results from messages of the
// kernel on the same console.
const resultMark = "guest: result "

// Line returns the line for the console.
func (r Result) Line() (string, error) {
	text, err := json.Marshal(r)
	return resultMark + string(text), err
}

// ReadResults returns the results on a console.
func ReadResults(console []byte) ([]Result, error) {
	var list []Result
	for line := range strings.Lines(string(console)) {
		_, text, ok := strings.Cut(line, resultMark)
		if !ok {
			continue
		}
		var r Result
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return list, err
		}
		list = append(list, r)
	}
	return list, nil
}
