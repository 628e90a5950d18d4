// Package programs tests the tiers with real programs: each program runs to success under
// its tier, and every lower tier stops it. For ls -lnR:
//
//	io-heavy kill     it must list a tree of files, and exit with 0
//	minimal kill      SIGSYS must end it
//	essential kill    SIGSYS must end it
//
// The table of programs is in table_test.go.
package programs
