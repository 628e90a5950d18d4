package uapi

import (
	"slices"
	"testing"
)

// TestCandidates finds the names of a header that may be constants.
func TestCandidates(t *testing.T) {
	const header = `
#ifndef _X_H
#define _X_H
#define PLAIN 1 /* a number */
 # define	SPACED	( 2 )
#define LONG (PLAIN | \
	SPACED)
#define SIZED _IOW('x', 1, int [2])
// #define COMMENTED 3
/* #define OLD 4
 */
#define EMPTY
#define FUNCTION(x) x
#define STRING "5"
#define BLOCK do { } while (0)
#define lower 6
#define __NR_read 7
#define __UAPI_DEF_X 8
enum kind {
	FIRST,
	SECOND = MAX(1, 2), /* two */
#define THIRD THIRD
	THIRD
};
enum { FOURTH = 1 << 3, };
typedef enum { FIFTH } fifth;
struct s { enum kind k; };
enum kind f(enum kind x);
#define FIRST 9
#endif
`
	want := []candidate{
		{"PLAIN", "", true}, {"SPACED", "", true}, {"LONG", "", true}, {"SIZED", "", true}, {"THIRD", "", true}, {"FIRST", "", true},
		{"SECOND", "", false}, {"FOURTH", "", false}, {"FIFTH", "", false},
	}
	if got := candidates(clean(header)); !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}
