// Package programs tests the tiers with real programs: each program runs to success under
// its tier, and every lower tier stops it. For sqlite3:
//
//	io-heavy kill     it must write and read a database, and exit with 0
//	minimal kill      SIGSYS must end it
//	essential kill    SIGSYS must end it
//
// The table of programs is in table_test.go.
package programs
