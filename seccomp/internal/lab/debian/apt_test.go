package debian

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestMirrorOf(t *testing.T) {
	const list = `'https://host.example/nodesource/dists/nodistro/InRelease' a 0
'https://host.example:8080/debian-security/dists/bookworm-security/InRelease' b 0
'https://host.example:8080/debian/dists/bookworm/InRelease' c 0
`
	if got, err := mirrorOf(list); err != nil || got != "https://host.example:8080/debian" {
		t.Errorf("the mirror is %q, %v", got, err)
	}
	if got, err := mirrorOf("'https://host.example/ubuntu/dists/noble/InRelease' a 0\n"); !errors.Is(err, ErrMirror) {
		t.Errorf("the mirror is %q, %v; want %v", got, err, ErrMirror)
	}
}

func TestHide(t *testing.T) {
	const text = "Failed to fetch https://host.example:8080/debian/x  Could not resolve 'host.example'"
	got := hide("https://host.example:8080/debian", text)
	if strings.Contains(got, "host.example") || !strings.Contains(got, "Could not resolve 'MIRROR'") {
		t.Errorf("hidden: %q", got)
	}
	if got := hide("", text); got != text {
		t.Errorf("without a mirror: %q", got)
	}
}

func TestHighest(t *testing.T) {
	const text = `Package: linux-9
Depends: a: b
Version: 9.1-1
SHA256: aa
Description: of linux
 Version: 99

Package: linux-10
Version: 10.1-1
SHA256: bb
`
	list := parsePackages([]byte(text))
	if len(list) != 2 || !reflect.DeepEqual(list[0], Record{Package: "linux-9", Version: "9.1-1", PackageSHA256: "aa"}) {
		t.Fatalf("packages %v", list)
	}
	longer := func(a, b string) bool { return len(a) > len(b) }
	if got := highest(list, longer); got.Package != "linux-10" {
		t.Errorf("the highest is %v", got)
	}
	if got := parsePackages([]byte("Version: 1\n")); len(got) != 0 {
		t.Errorf("without a package: %v", got)
	}
}
