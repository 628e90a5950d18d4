package decision

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"

// Copy returns d with the copies of its sets.
func (d Decision) Copy(c *argset.Copier) Decision {
	if d.Space == nil {
		return d
	}
	out := d
	out.Space, out.Verdicts = c.To(), make([]Verdict, len(d.Verdicts))
	for i, v := range d.Verdicts {
		out.Verdicts[i] = v.Copy(c)
	}
	return out
}

// Copy returns v with the copies of its sets.
func (v Verdict) Copy(c *argset.Copier) Verdict {
	out := v
	out.Cases, out.Weights = nil, nil
	for _, x := range v.Cases {
		out.Cases = append(out.Cases, Case{c.Copy(x.When), x.Verdict})
	}
	for _, x := range v.Weights {
		out.Weights = append(out.Weights, Weight{c.Copy(x.When), x.Calls})
	}
	return out
}
