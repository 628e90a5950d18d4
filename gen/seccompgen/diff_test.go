package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// TestArchives runs a command in a folder with the files of each archive. The archives of a
// command are in testdata, in the folder of its name, with these files:
//
//	args      the arguments
//	NAME.asm  a little-endian program NAME.bpf, one instruction per line: code, jt, jf, k
//	status    the exit status; without it diff exits with 0 if there is no output, 1 if
//	          there is, and 2 after an error, and dump with 0
//	want      the output
//	error     the messages
func TestArchives(t *testing.T) {
	for _, name := range []string{"diff", "dump"} {
		paths, err := filepath.Glob("testdata/" + name + "/*.txtar")
		if err != nil || len(paths) == 0 {
			t.Fatal("no archives of", name, err)
		}
		for _, path := range paths {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(name+"/"+strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
				t.Chdir(t.TempDir())
				files := unpack(t, archive)
				stdout, stderr := expect(t, statusOf(name, files), append([]string{name}, strings.Fields(files["args"])...)...)
				if stdout != files["want"] || stderr != files["error"] {
					t.Errorf("%s prints\n%s%s\nwant\n%s%s", name, stdout, stderr, files["want"], files["error"])
				}
			})
		}
	}
}

// statusOf returns the exit status for the files of an archive.
func statusOf(command string, files map[string]string) int {
	switch {
	case files["status"] != "":
		return int(files["status"][0] - '0')
	case command == "diff" && files["error"] != "":
		return 2
	case command == "diff" && files["want"] != "":
		return 1
	}
	return 0
}

// unpack writes the files of an archive and assembles its programs.
func unpack(t *testing.T, archive *txtar.Archive) map[string]string {
	t.Helper()
	files := make(map[string]string)
	for _, f := range archive.Files {
		name, data := f.Name, f.Data
		files[name] = string(data)
		if base, ok := strings.CutSuffix(name, ".asm"); ok {
			name, data = base+".bpf", assembled(t, string(data))
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// assembled returns a little-endian program of lines with code, jt, jf and k.
func assembled(t *testing.T, text string) []byte {
	t.Helper()
	var program []bpf.Instruction
	for line := range strings.Lines(text) {
		var i bpf.Instruction
		if _, err := fmt.Sscanf(line, "%v %v %v %v", &i.Code, &i.JT, &i.JF, &i.K); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		program = append(program, i)
	}
	return bpf.Encode(program, false)
}

// TestDiffPeers compares the programs of other compilers for one policy with conditions.
// None allows more than another, and those of libseccomp are equal. The others kill another
// architecture in another way.
func TestDiffPeers(t *testing.T) {
	const folder, first = "../prove/testdata/peers/", "libseccomp-opt1"
	program := func(peer string) string { return folder + peer + "_netargs_kill.bpf" }
	for peer, want := range map[string]string{
		"libseccomp-opt2": "",
		"minijail-c":      "other numbers on amd64: kill the thread became kill the process\n",
		"gvisor": "other numbers on amd64: kill the thread became kill the process\n" +
			"companion ABI: every syscall on 386: kill the thread became kill the process\n",
	} {
		code, stdout, stderr := command("diff", "-arch", "amd64", program(first), program(peer))
		if stdout != want || stderr != "" || (code == 0) != (want == "") {
			t.Errorf("%s: exit %d\n%s%s\nwant\n%s", peer, code, stdout, stderr, want)
		}
		expect(t, 0, "diff", "-arch", "amd64", "-within", program(first), program(peer))
		expect(t, 0, "diff", "-arch", "amd64", "-within", program(peer), program(first))
	}
}

// TestDiffRaw compares raw programs of dump with the profiles they are made of, in both
// byte orders, with and without a companion ABI.
func TestDiffRaw(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("p.csv", []byte("profile,syscall,action,when,why\np,kill,errno:EPERM,sig == SIGKILL && pid > 1,\np,@network,,,\np,violation,errno:EACCES,,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dump, operand string }{
		{"-arch amd64 -profile hardened-network", "hardened-network"},
		{"-arch s390x -profile compute", "compute"},
		{"-arch mips -policy p.csv -profile p", "p.csv#p"},
		{"-arch ppc64 -policy p.csv -compat -profile p", "p.csv"},
	} {
		args := strings.Fields(c.dump)
		raw, _ := expect(t, 0, append([]string{"dump", "-format", "raw"}, args...)...)
		if err := os.WriteFile("x.bpf", []byte(raw), 0o644); err != nil {
			t.Fatal(err)
		}
		diff := append([]string{"diff"}, args[:2]...)
		if strings.Contains(c.dump, "-compat") {
			diff = append(diff, "-compat")
		}
		expect(t, 0, append(diff, "x.bpf", c.operand)...)
		if c.operand != "p.csv" {
			own, _ := expect(t, 0, append([]string{"dump"}, args...)...)
			any, _ := expect(t, 0, "dump", args[0], args[1], "-bpf", "x.bpf")
			if got, want := instructions(any), instructions(own); got != want {
				t.Errorf("%s: the raw program has the instructions\n%s\nwant\n%s", c.dump, got, want)
			}
		}
	}
}

// TestDiffWrong compares the messages for wrong arguments and for errors in both operands.
func TestDiffWrong(t *testing.T) {
	sound, wrong := policyOf(t, "p,read,,,"), policyOf(t, "p,raed,,,")
	for _, test := range []struct {
		arguments []string
		want      []string
	}{
		{nil, []string{"0 operands; want A and B", "\nrun seccompgen diff -h\n"}},
		{[]string{sound, sound, sound}, []string{"3 operands; want A and B"}},
		{[]string{"-arch", "sparc64", sound, sound}, []string{`unknown architecture "sparc64"; want some of 386,`}},
		{[]string{wrong, policyOf(t, "p,socket,,family == AF_UNXI,")}, []string{`unknown syscall "raed"; did you mean read?`, "unknown constant AF_UNXI"}},
		{[]string{"-csv", "missing.csv", sound, sound}, []string{"missing.csv"}},
		{[]string{sound, "pid:99999999"}, []string{"pid:99999999: no process or thread 99999999"}},
		{[]string{"-arch", "386,amd64", "pid:1", sound}, []string{"pid:1 is a process of one architecture; give it by -arch GOARCH"}},
	} {
		stdout, stderr := expect(t, 2, append([]string{"diff"}, test.arguments...)...)
		for _, want := range test.want {
			if !strings.Contains(stderr, want) || stdout != "" {
				t.Errorf("diff %v: %q and %s\nwant %s", test.arguments, stdout, stderr, want)
			}
		}
	}
}

// TestDiffImported compares the filter of a container with the policy made of it by import,
// on architectures without a companion ABI.
func TestDiffImported(t *testing.T) {
	t.Chdir(t.TempDir())
	const filter = `{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [
		{"names": ["read", "stat", "fstat", "connect", "clone3", "semtimedop_time64"], "action": "SCMP_ACT_ALLOW"},
		{"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]},
		{"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 40, "op": "SCMP_CMP_GT"}, {"index": 1, "value": 15, "valueTwo": 2, "op": "SCMP_CMP_MASKED_EQ"}]},
		{"names": ["mount", "umount2"], "action": "SCMP_ACT_TRAP"},
		{"names": ["reboot"], "action": "SCMP_ACT_LOG", "args": [{"index": 2, "value": 4294967296, "op": "SCMP_CMP_GE"}]}]}`
	if err := os.WriteFile("x.json", []byte(filter), 0o644); err != nil {
		t.Fatal(err)
	}
	const arches = "386,mips,riscv64,s390x"
	expect(t, 0, "import", "-format", "oci", "-arch", arches, "-o", "p.csv", "x.json")
	if stdout, _ := expect(t, 0, "diff", "-arch", arches, "p.csv", "x.json"); stdout != "" {
		t.Errorf("diff prints\n%s", stdout)
	}
}

// instructions returns a listing without its comments.
func instructions(listing string) string {
	var b strings.Builder
	for line := range strings.Lines(listing) {
		if text, _, _ := strings.Cut(line, ";"); text != "" {
			b.WriteString(strings.TrimSpace(text) + "\n")
		}
	}
	return b.String()
}
