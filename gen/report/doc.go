// Package report describes profiles on one page for the reviewer of a policy.
//
// [Build] makes the model from decisions and proved programs. [Report.HTML] and
// [Report.Markdown] render it. For example, the policy
//
//	# profile server: serves files
//	profile,syscall,action,when,why
//	server,violation,errno:EPERM,,
//	server,socketcall,errno:ENOSYS,,its arguments are in memory
//	server,socket,,family == AF_UNIX,only local sockets
//
// gives socket a row in the matrix, with a cell for server:
//
//	Cell{Parts: {{
//	    Arches:    all 13 with the syscall,
//	    Verdict:   {Conditional, "conditional"},
//	    Uses:      {{Rule: the row of line 5, Action: "allow", When: "family == AF_UNIX"}},
//	    Otherwise: "errno:EPERM",
//	}}}
//
// Architectures with one decision share a part, so a page for all of them stays small. A
// page is a single HTML file: it loads nothing, and is complete without its script.
//
// What changed since an older version comes from the decisions of both, by package
// difference. A new order of rows with the same decisions is no change.
package report
