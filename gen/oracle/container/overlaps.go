package container

// Overlap is a filter of two rules for kill that share arguments, with one argument of both
// and the rule that decides it: 0 or 1.
type Overlap struct {
	Rules [2][]Condition
	Args  [6]uint64
	Wins  int
}

// Overlaps lists rules whose order libseccomp decides by their values.
var Overlaps = []Overlap{
	{[2][]Condition{{{0, 16, 0, "SCMP_CMP_NE"}}, {{0, 40, 0, "SCMP_CMP_EQ"}}}, [6]uint64{40}, 1},
	{[2][]Condition{{{0, 16, 0, "SCMP_CMP_NE"}}, {{0, 5, 0, "SCMP_CMP_EQ"}}}, [6]uint64{5}, 0},
	{[2][]Condition{{{0, 5, 0, "SCMP_CMP_EQ"}}, {{0, 16, 0, "SCMP_CMP_NE"}}}, [6]uint64{5}, 1},
	{[2][]Condition{{{0, 5, 0, "SCMP_CMP_LE"}}, {{0, 10, 0, "SCMP_CMP_LE"}}}, [6]uint64{3}, 0},
	{[2][]Condition{{{0, 10, 0, "SCMP_CMP_LE"}}, {{0, 5, 0, "SCMP_CMP_LE"}}}, [6]uint64{3}, 1},
	{[2][]Condition{{{0, 5, 0, "SCMP_CMP_GT"}}, {{0, 10, 0, "SCMP_CMP_GT"}}}, [6]uint64{11}, 1},
	{[2][]Condition{{{0, 3, 0, "SCMP_CMP_GE"}}, {{0, 7, 0, "SCMP_CMP_EQ"}}}, [6]uint64{7}, 1},
	{[2][]Condition{{{0, 9, 0, "SCMP_CMP_EQ"}}, {{1, 2, 0, "SCMP_CMP_EQ"}}}, [6]uint64{9, 2}, 1},
}

// Filter returns the filter: rule 0 allows, rule 1 logs.
func (o Overlap) Filter() Filter {
	return Filter{DefaultAction: "SCMP_ACT_ERRNO", Syscalls: []Rule{
		{Names: []string{"kill"}, Action: "SCMP_ACT_ALLOW", Args: o.Rules[0]},
		{Names: []string{"kill"}, Action: "SCMP_ACT_LOG", Args: o.Rules[1]},
	}}
}

// Action returns the SECCOMP_RET_* value of the rule that decides.
func (o Overlap) Action() uint32 {
	return values[o.Filter().Syscalls[o.Wins].Action]
}
