package main

import (
	"strings"
	"testing"
)

// TestDiff compares policies, on amd64 by default.
func TestDiff(t *testing.T) {
	for _, test := range []struct {
		name     string
		arches   string
		was, now []string
		want     string
	}{
		{
			name: "the same in other words",
			was:  []string{"p,read,,,", "p,write,,,", "p,socket,,family == 1 || family == 2,", "p,-socketcall,,,"},
			now:  []string{"p,write,,,because", "p,read,,,", "p,socket,,family == AF_INET,", "p,socket,,family == AF_UNIX,", "p,-socketcall,,,", "p,fchmod,kill,,"},
		},
		{
			name: "gained, lost and changed",
			was:  []string{"p,read,,,", "p,fchmod,errno:EPERM,,"},
			now:  []string{"p,write,,,", "p,fchmod,errno:EACCES,,"},
			want: `p on amd64:
  fchmod  was: errno EPERM (1); now: errno EACCES (13)
  read    was: allow; now: kill the process
  write   was: kill the process; now: allow
`,
		},
		{
			name: "several alike",
			was:  []string{"p,read,,,", "p,write,,,", "p,close,,,"},
			now:  []string{"p,read,,,"},
			want: `p on amd64:
  close  was: allow; now: kill the process
  write  was: allow; now: kill the process
`,
		},
		{
			name: "lost to another violation action",
			was:  []string{"p,read,,,", "p,write,,,", "p,close,errno:EACCES,,"},
			now:  []string{"p,read,,,", "p,violation,errno:EPERM,,"},
			want: `p on amd64:
  violation  was: kill the process; now: errno EPERM (1)
  close      was: errno EACCES (13); now: errno EPERM (1)
  write      was: allow; now: errno EPERM (1)
`,
		},
		{
			name: "logged",
			was:  []string{"p,kill,,,"},
			now:  []string{"p,kill,log,sig == 9,", "p,kill,,,"},
			want: `p on amd64:
  kill  was: allow; now: allow for some arguments, otherwise log
        lost allow, e.g. for (0, 9, 0, 0, 0, 0)
`,
		},
		{
			name: "a new condition",
			was:  []string{"p,kill,,,"},
			now:  []string{"p,kill,,sig == SIGTERM,", "p,kill,errno:EPERM,sig == SIGKILL,"},
			want: `p on amd64:
  kill  was: allow; now: allow for some arguments, errno EPERM (1) for some arguments, otherwise kill the process
        lost allow, e.g. for (0, 0, 0, 0, 0, 0)
`,
		},
		{
			name: "wider",
			was:  []string{"p,kill,,sig == SIGTERM,"},
			now:  []string{"p,kill,,sig == SIGTERM || sig == SIGINT,"},
			want: `p on amd64:
  kill  gained allow, e.g. for (0, 2, 0, 0, 0, 0)
`,
		},
		{
			name: "narrower",
			was:  []string{"p,kill,,sig == SIGTERM || sig == SIGINT,"},
			now:  []string{"p,kill,,sig == SIGINT,"},
			want: `p on amd64:
  kill  lost allow, e.g. for (0, 15, 0, 0, 0, 0)
`,
		},
		{
			name: "wider, narrower and changed",
			was:  []string{"p,kill,,sig < 10,", "p,kill,errno:EPERM,,"},
			now:  []string{"p,kill,,sig > 2 && sig < 12,", "p,kill,trap,sig > 0x4000_0000,", "p,kill,errno:EPERM,,"},
			want: `p on amd64:
  kill  was: allow for some arguments, otherwise errno EPERM (1); now: allow for some arguments, trap for some arguments, otherwise errno EPERM (1)
        errno EPERM (1) became trap, e.g. for (0, 0x40000001, 0, 0, 0, 0)
        gained allow, e.g. for (0, 10, 0, 0, 0, 0)
        lost allow, e.g. for (0, 0, 0, 0, 0, 0)
`,
		},
		{
			name: "another violation action",
			was:  []string{"p,read,,,", "p,kill,,sig == 1,"},
			now:  []string{"p,read,,,", "p,kill,,sig == 1,", "p,violation,errno:EPERM,,"},
			want: `p on amd64:
  violation  was: kill the process; now: errno EPERM (1)
`,
		},
		{
			name:   "another unknown action",
			arches: "s390x",
			was:    []string{"p,read,,,"},
			now:    []string{"p,read,,,", "p,unknown,errno:EAGAIN,,"},
			want: `p on s390x:
  unknown  was: errno ENOSYS (38); now: errno EAGAIN (11)
`,
		},
		{
			name: "numbers without a name",
			was:  []string{"p,@allow-all,,,"},
			now:  []string{"p,@allow-all,,,", "p,unknown,log,,"},
			want: `p on amd64:
  unknown  was: allow; now: log
`,
		},
		{
			name:   "architectures",
			arches: "amd64,mips,arm64,386",
			was:    []string{"p,read,,,"},
			now:    []string{"p,read,,,", "p,fork,,,", "p,fchmod,errno:ENOTSUP,,"},
			want: `p on 386, amd64:
  fchmod  was: kill the process; now: errno ENOTSUP (95)
  fork    was: kill the process; now: allow
p on arm64:
  fchmod  was: kill the process; now: errno ENOTSUP (95)
p on mips:
  fchmod  was: kill the process; now: errno ENOTSUP (122)
  fork    was: kill the process; now: allow
`,
		},
		{
			name:   "everywhere",
			arches: "386,amd64,arm,arm64,loong64,mips,mips64,mips64le,mipsle,ppc64,ppc64le,riscv64,s390x",
			was:    []string{"p,read,,,"},
			now:    []string{"p,read,,,", "p,write,,,"},
			want: `p on all architectures:
  write  was: kill the process; now: allow
`,
		},
		{
			name:   "what Go does not build",
			arches: "ppc,ppc64",
			was:    []string{"p,read,,,"},
			now:    []string{"p,read,,,", "p,newfstatat,,,"},
			want: `p on ppc64:
  newfstatat  was: kill the process; now: allow
p on ppc:
  fstatat64  was: kill the process; now: allow
`,
		},
		{
			name:   "a multiplexer",
			arches: "386",
			was:    []string{"p,connect,,,"},
			now:    []string{"p,connect,,,", "p,bind,,,"},
			want: `p on 386:
  bind        was: kill the process; now: allow
  socketcall  gained allow, e.g. for (2, 0, 0, 0, 0, 0)
`,
		},
		{
			name: "profiles",
			was:  []string{"b,read,,,", "a,read,,,", "p,read,,,"},
			now:  []string{"p,write,,,", "d,read,,,", "a,read,,,", "c,read,,,"},
			want: `b: removed
p on amd64:
  read   was: allow; now: kill the process
  write  was: kill the process; now: allow
d: added
c: added
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			arches := orDefault(test.arches, "amd64")
			stdout, _ := expect(t, 0, "diff", "-arch", arches, policyOf(t, test.was...), policyOf(t, test.now...))
			if stdout != test.want {
				t.Errorf("diff printed\n%s\nwant\n%s", stdout, test.want)
			}
		})
	}
}

// TestDiffOpen compares a profile with one for allow-all: numbers without a syscall
// differ too.
func TestDiffOpen(t *testing.T) {
	closed, open := policyOf(t, "p,@unrestricted,,,"), policyOf(t, "p,@allow-all,,,")
	stdout, _ := expect(t, 0, "diff", "-arch", "amd64", closed, open)
	for _, line := range []string{
		"\n  other numbers ", "was: kill the process; now: allow\n",
		"\n  unknown       ", "was: errno ENOSYS (38); now: allow\n",
	} {
		if strings.Count(stdout, line) < 1 {
			t.Errorf("diff lacks %q:\n%s", line, stdout)
		}
	}
}

// TestDiffWrong compares the messages for wrong arguments and files.
func TestDiffWrong(t *testing.T) {
	sound, wrong := policyOf(t, "p,read,,,"), policyOf(t, "p,raed,,,")
	for _, test := range []struct {
		code      int
		arguments []string
		want      []string
	}{
		{2, nil, []string{"0 files; want OLD and NEW", "\nrun seccompgen diff -h\n"}},
		{2, []string{sound, sound, sound}, []string{"3 files; want OLD and NEW"}},
		{2, []string{"-arch", "sparc64", sound, sound}, []string{`unknown architecture "sparc64"; want some of 386,`}},
		{1, []string{sound, "missing.csv"}, []string{"missing.csv"}},
		{1, []string{wrong, policyOf(t, "p,socket,,family == AF_UNXI,")}, []string{`unknown syscall "raed"; did you mean read?`, "unknown constant AF_UNXI"}},
		{1, []string{"-csv", "missing.csv", sound, sound}, []string{"missing.csv"}},
	} {
		stdout, stderr := expect(t, test.code, append([]string{"diff"}, test.arguments...)...)
		for _, want := range test.want {
			if !strings.Contains(stderr, want) || stdout != "" {
				t.Errorf("diff %v: %q and %s\nwant %s", test.arguments, stdout, stderr, want)
			}
		}
	}
}
