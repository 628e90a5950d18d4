// Package report describes profiles on one page for the reviewer of a policy.
//
// [Build] makes the model from decisions and proved programs, and compares nothing as text.
// [Report.HTML] and [Report.Markdown] render it. For example, the policy
//
//	# profile server: serves files
//	profile,syscall,action,when,why
//	server,violation,errno:EPERM,,
//	server,socket,,family == AF_UNIX,only local sockets
//	server,386/socketcall,errno:ENOSYS,,
//
// gives socket this row of the matrix:
//
//	Syscall{Name: "socket", Tier: "network", Numbers: 41 on amd64, 359 on 386, ...,
//	    Cells: {{
//	        Parts: {{
//	            Arches:    all with the syscall,
//	            Verdict:   Verdict{Conditional, "conditional"},
//	            Uses:      {{Rule: line 4, Action: "allow", When: "family == AF_UNIX"}},
//	            Otherwise: "errno:EPERM",
//	        }},
//	    }},
//	}
//
// Architectures with one decision share a part, so a page for all of them stays small. A
// page is a single HTML file: it loads nothing, and is complete without its script.
package report
