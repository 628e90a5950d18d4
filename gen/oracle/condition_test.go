package oracle_test

import "testing"

// TestConditions evaluates each construct of conditions.
func TestConditions(t *testing.T) {
	const ones = 1<<64 - 1
	tests := []struct {
		when, goarch string
		arg          uint64
		want         bool
	}{
		// Comparisons, with the constant on either side.
		{"arg0 == 5", "amd64", 5, true},
		{"arg0 == 5", "amd64", 1<<32 | 5, false},
		{"arg0 == 5", "386", 1<<32 | 5, true},
		{"arg0 == 5", "mips", 1<<32 | 5, true},
		{"arg0 == 5", "s390x", 1<<32 | 5, false},
		{"arg0 != 5", "amd64", 5, false},
		{"arg0 < 5", "amd64", 4, true},
		{"arg0 <= 5", "amd64", 5, true},
		{"arg0 > 5", "amd64", ones, true},
		{"arg0 >= 5", "amd64", 4, false},
		{"5 < arg0", "amd64", 6, true},
		{"5 >= arg0", "amd64", 6, false},
		{"arg0 > 0x7fffffff", "386", ones, true},
		{"arg0 > 0xfffffffffffffffe", "amd64", ones, true},
		// Conversions.
		{"uint32(arg0) == 5", "amd64", 1<<32 | 5, true},
		{"int32(arg0) == -1", "amd64", 1<<32 - 1, true},
		{"int32(arg0) < 0", "amd64", 1 << 31, true},
		{"int32(arg0) < 0", "amd64", 1 << 63, false},
		{"int32(arg0) >= -0x80000000", "amd64", 1 << 31, true},
		{"-1 > int32(arg0)", "amd64", 1<<32 - 2, true},
		{"int(arg0) < 0", "amd64", 1 << 63, true},
		{"int(arg0) < 0", "amd64", 1 << 31, false},
		{"int(arg0) < 0", "arm", 1 << 31, true},
		{"int(uint32(arg0)) < 0", "amd64", 1 << 31, false},
		{"int(uint32(arg0)) < 0", "mipsle", 1 << 31, true},
		{"uint32(uint32(arg0)) == 5", "amd64", 1<<32 | 5, true},
		{"int32(arg0 >> 32) == -1", "s390x", 0xffffffff << 32, true},
		{"uint64(arg0) == 5", "amd64", 1<<32 | 5, false},
		{"uint64(arg0) == 5", "386", 1<<32 | 5, true},
		{"uint64(arg0) < 1<<32", "386", ones, true},
		{"uint64(arg0) < 1<<32", "amd64", ones, false},
		// Bits.
		{"arg0 & 6 == 4", "amd64", 5, true},
		{"6 & arg0 == 4", "amd64", 5, true},
		{"arg0 | 2 == 7", "amd64", 5, true},
		{"arg0 ^ 7 == 2", "amd64", 5, true},
		{"arg0 &^ 4 == 1", "amd64", 5, true},
		{"7 &^ arg0 == 2", "amd64", 5, true},
		{"arg0 << 4 == 0x50", "amd64", 0xf<<60 | 5, true},
		{"arg0 << 4 == 0x50", "386", 0xf<<28 | 5, true},
		{"uint32(arg0) << 4 == 0x50", "amd64", 0xf<<28 | 5, true},
		{"uint32(arg0 << 4) == 0x50", "amd64", 0xf<<28 | 5, true},
		{"arg0 << 4 == 0x50", "amd64", 0xf<<28 | 5, false},
		{"arg0 >> 4 == 5", "amd64", 0x5f, true},
		{"arg0 >> 31 == 1", "386", ones, true},
		{"arg0 >> 32 == 0", "386", ones, true},
		{"arg0 << 64 == 0", "amd64", ones, true},
		{"arg0 << 1000000 == 0", "amd64", ones, true},
		{"arg0 ^ 0xffffffff == 0", "386", ones, true},
		{"arg0 ^ 0xffffffff == 0", "amd64", ones, false},
		// Precedence.
		{"arg0 & 6 << 1 == 8", "amd64", 4, true},
		{"arg0 & (6 << 1) == 4", "amd64", 4, true},
		{"arg0 | 2 & 3 == 6", "amd64", 4, true},
		{"arg0 == 1 || arg0 == 2 && arg0 == 3", "amd64", 1, true},
		{"(arg0 == 1 || arg0 == 2) && arg0 == 3", "amd64", 1, false},
		{"!(arg0 == 1)", "amd64", 2, true},
		{"!!(arg0 == 1)", "amd64", 1, true},
		// Constants.
		{"arg0 == 0x10", "amd64", 16, true},
		{"arg0 == 0b10", "amd64", 2, true},
		{"arg0 == 0o17", "amd64", 15, true},
		{"arg0 == 017", "amd64", 15, true},
		{"arg0 == 1_000", "amd64", 1000, true},
		{"arg0 == 'a'", "amd64", 97, true},
		{`arg0 == '\n'`, "amd64", 10, true},
		{"arg0 == 1<<64 - 1", "amd64", ones, true},
		{"arg0 == 7/2*2 + 9%4", "amd64", 7, true},
		{"int(arg0) == -7/2", "amd64", ones - 2, true},
		{"int(arg0) == -7%4", "amd64", ones - 2, true},
		{"int(arg0) == ^0", "amd64", ones, true},
		{"arg0 == +5 &^ 1 ^ 3 | 8", "amd64", 15, true},
		{"1 < 2 && arg0 == 5", "amd64", 5, true},
		{"arg0 == TIOCGWINSZ", "amd64", 0x5413, true},
		{"arg0 == TIOCGWINSZ", "mips", 0x40087468, true},
		{"arg0 & (O_NONBLOCK|1) == 0x80", "mips", 0x80, true},
		{"O_NONBLOCK == 0x80 && arg0 == 1", "mips", 1, true},
		{"O_NONBLOCK == 0x80 && arg0 == 1", "amd64", 1, false},
		{"arg0 == RLIM_INFINITY", "amd64", ones, true},
		// Other arguments are 7.
		{"arg1 == 7 && arg2 == 7 && arg3 == 7 && arg4 == 7 && arg5 == 7", "amd64", 0, true},
		{"arg0 == 1 || arg5 != 7", "amd64", 0, false},
	}
	for _, tt := range tests {
		want := uint32(kill)
		if tt.want {
			want = allow
		}
		t.Run(tt.when+" "+tt.goarch, func(t *testing.T) {
			check(t, []string{"p,read,," + tt.when}, []call{{tt.goarch, "read", 0, [6]uint64{tt.arg, 7, 7, 7, 7, 7}, want}})
		})
	}
}

// TestNoConditions evaluates invalid conditions.
func TestNoConditions(t *testing.T) {
	for _, tt := range []struct{ when, goarch string }{
		{"arg0", "amd64"},
		{"arg0 ==", "amd64"},
		{"arg6 == 1", "amd64"},
		{"argx == 1", "amd64"},
		{"arg0 == arg1", "amd64"},
		{"arg0 & arg1 == 1", "amd64"},
		{"arg0 << arg1 == 1", "amd64"},
		{"1 << arg0 == 1", "amd64"},
		{"arg0 + 1 == 2", "amd64"},
		{"arg0 == -1", "amd64"},
		{"arg0 & -2 == 2", "amd64"},
		{"arg0 == 1 << 32", "386"},
		{"arg0 == RLIM_INFINITY", "386"},
		{"arg0 == 1 << 64", "amd64"},
		{"uint32(arg0) == 1 << 32", "amd64"},
		{"int32(arg0) == 1 << 31", "amd64"},
		{"int(arg0) == 1 << 31", "386"},
		{"arg0 << -1 == 0", "amd64"},
		{"arg0 == 1 << 1000000", "amd64"},
		{"arg0 == 1 / 0", "amd64"},
		{"arg0 == 1 % 0", "amd64"},
		{"-arg0 == 1", "amd64"},
		{"^arg0 == 1", "amd64"},
		{"!arg0 == 1", "amd64"},
		{"int32(arg0) & 1 == 1", "amd64"},
		{"uint32(int32(arg0)) == 1", "amd64"},
		{"uint32(5) == 5", "amd64"},
		{"uint16(arg0) == 5", "amd64"},
		{"len(arg0, 1) == 5", "amd64"},
		{"arg0 == 1.0", "amd64"},
		{"arg0 == NONE", "amd64"},
		{"(arg0 == 1) == (arg1 == 1)", "amd64"},
		{"arg0 == 1 || arg1", "amd64"},
		{"arg1 && arg0 == 1", "amd64"},
		{"true", "amd64"},
	} {
		t.Run(tt.when+" "+tt.goarch, func(t *testing.T) {
			o, p := read(t, `p,read,,"`+tt.when+`"`)
			if got, err := p.Decide("p", tt.goarch, o.Numbers(tt.goarch)["read"], [6]uint64{}); err == nil {
				t.Errorf("got %#x, want an error", got)
			}
		})
	}
}
