package browser_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report/browser"
)

// rows returns the names of the shown syscalls.
const rows = `Array.from(document.querySelectorAll("#matrix tbody tr")).filter((r) => r.checkVisibility()).map((r) => r.id.slice("syscall-".length))`

// set sets the value of an input as a reader does.
func set(id, value string) string {
	return `{const e = document.getElementById("` + id + `"); e.value = "` + value + `"; e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true})); null}`
}

// TestSearch types into the search, and chooses a group, a verdict and an order.
func TestSearch(t *testing.T) {
	tab, _ := open(t, "webserver", "", desk)
	all := evaluate[[]string](t, tab, rows)
	if err := chromedp.Do(tab, chromedp.SendKeys(chromedp.CSS("#search"), "TIOCGWINSZ")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		id, value   string
		want, lacks string
	}{
		{"", "", "ioctl", "socket"},
		{"search", "", "socket", ""},
		{"group", "network-io", "socket", "ioctl"},
		{"verdict", "conditional", "socket", "connect"},
		{"group", "", "ioctl", "connect"},
		{"verdict", "", "connect", ""},
	} {
		if test.id != "" {
			evaluate[*struct{}](t, tab, set(test.id, test.value))
		}
		got := evaluate[[]string](t, tab, rows)
		if !slices.Contains(got, test.want) || slices.Contains(got, test.lacks) {
			t.Errorf("%s %q shows %d syscalls; want %s, and not %s", test.id, test.value, len(got), test.want, test.lacks)
		}
	}
	if got := evaluate[[]string](t, tab, rows); !slices.Equal(got, all) {
		t.Errorf("%d syscalls without a filter, want the first %d in their order", len(got), len(all))
	}
	evaluate[*struct{}](t, tab, set("order", "weight"))
	if got := evaluate[[]string](t, tab, rows); got[0] == all[0] || len(got) != len(all) {
		t.Errorf("%d syscalls, %s first, by weight", len(got), got[0])
	}
}

// executed returns the instructions that dump prints for a syscall with zero arguments.
func executed(t *testing.T, syscall string) []string {
	t.Helper()
	command := filepath.Join(filepath.Dir(pages["webserver"]), "seccompgen")
	out, err := exec.Command(command, "dump", "-arch", "amd64", "-policy", filepath.Join(root, webServer), "-profile", "webserver", syscall).Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range regexp.MustCompile(`(?m)^ *(\d+)  `).FindAllStringSubmatch(string(out), -1) {
		list = append(list, m[1])
	}
	return list
}

// marked returns the marked instructions of the listing.
const marked = `Array.from(document.querySelectorAll(".listing .on"), (e) => e.id.slice("line-webserver-".length))`

// TestPath chooses syscalls, by name or in the matrix, and compares their marked paths with
// dump.
func TestPath(t *testing.T) {
	tab, _ := open(t, "webserver", "", desk)
	for _, test := range []struct {
		syscall, choose string
		conditional     bool
	}{
		{"read", set("path-of", "read"), false},
		{"ptrace", set("path-of", "ptrace"), false},
		{"futex", `new Promise((done) => { window.addEventListener("hashchange", () => done(null), {once: true}); document.querySelector("#syscall-futex a").click(); })`, false},
		{"socket", set("path-of", "socket"), true},
	} {
		evaluate[*struct{}](t, tab, test.choose)
		got, want := evaluate[[]string](t, tab, marked), executed(t, test.syscall)
		missing := slices.DeleteFunc(slices.Clone(want), func(i string) bool { return slices.Contains(got, i) })
		if len(want) == 0 || len(missing) > 0 || !test.conditional && len(got) != len(want) {
			t.Errorf("%s marks %v, want %v", test.syscall, got, want)
		}
		if text := evaluate[string](t, tab, `document.getElementById("path-length").textContent`); !strings.HasPrefix(text, "webserver: ") {
			t.Errorf("%s: %q, want the verdict of webserver", test.syscall, text)
		}
	}
	evaluate[*struct{}](t, tab, set("path-of", "sendfil"))
	if got := evaluate[[]string](t, tab, marked); len(got) > 0 {
		t.Errorf("no syscall marks %v", got)
	}
}

// stroke returns the colours of the lines into the root of the tree and into a node.
const stroke = `["at-webserver-1", "at-webserver-1n", location.hash.slice(1)].map((id) => getComputedStyle(document.getElementById(id).querySelector("path")).stroke)`

// TestWithoutScript expects the whole page without scripts: no tool without effect, all rows,
// and a path marked by a link.
func TestWithoutScript(t *testing.T) {
	view := desk
	view.NoScript = true
	tab, _ := open(t, "webserver", "", view)
	if tools := evaluate[int](t, tab, `Array.from(document.forms).filter((f) => f.checkVisibility()).length`); tools != 0 {
		t.Errorf("%d forms", tools)
	}
	if n := len(evaluate[[]string](t, tab, rows)); n < 300 {
		t.Errorf("%d syscalls", n)
	}
	href := evaluate[string](t, tab, `Array.from(document.querySelectorAll(".paths tr")).find((r) => r.textContent.includes("futex")).querySelector("a").getAttribute("href")`)
	tab, _ = open(t, "webserver", href, view)
	if got := evaluate[[]string](t, tab, stroke); got[0] != got[2] || got[0] == got[1] {
		t.Errorf("the root, another branch and the node have the colours %v", got)
	}
}

// TestChanges expects the syscalls that the other version allows, before those that it
// refuses.
func TestChanges(t *testing.T) {
	tab, _ := open(t, "change", "", desk)
	text := evaluate[string](t, tab, `document.querySelector("#changes").textContent`)
	last := 0
	for _, want := range []string{"execve", "socket", "AF_NETLINK", "ioctl"} {
		i := strings.Index(text[last:], want)
		if i < 0 {
			t.Errorf("no %s after %q", want, text[:last])
			continue
		}
		last += i
	}
}

// TestRequests expects no request but that for the page itself, whatever the policy has.
func TestRequests(t *testing.T) {
	for page, path := range pages {
		tab, requests := open(t, page, "", desk)
		if got := requests(); !slices.Equal(got, []string{"file://" + path}) {
			t.Errorf("%s: requests of %q, want the page alone", page, got)
		}
		if title := evaluate[string](t, tab, `document.title`); title == "x" {
			t.Errorf("%s: a script of the policy ran", page)
		}
	}
}

// TestNarrow expects no part of a page to be wider than a phone.
func TestNarrow(t *testing.T) {
	for page := range pages {
		tab, _ := open(t, page, "", phone)
		if width := evaluate[int64](t, tab, `document.documentElement.scrollWidth`); width > phone.Width {
			t.Errorf("%s is %d pixels wide, want %d", page, width, phone.Width)
		}
	}
}

// paper is the part of A4 in landscape within the margins of a page, in pixels.
var paper = browser.View{Width: 1032, Height: 703, Print: true, NoScript: true}

// TestPrint expects all rows and drawings on paper, closed on the screen or not, and no part
// wider than paper.
func TestPrint(t *testing.T) {
	for page := range pages {
		tab, _ := open(t, page, "", paper)
		const hidden = `Array.from(document.querySelectorAll(".tree, .paths td, #matrix td:not(.g)")).filter((e) => !e.checkVisibility({contentVisibilityAuto: true})).length`
		if n := evaluate[int](t, tab, hidden); n > 0 {
			t.Errorf("%s: %d hidden drawings and cells", page, n)
		}
		const cut = `Array.from(document.querySelectorAll(".wide")).filter((e) => getComputedStyle(e).overflowX !== "visible" && e.checkVisibility()).length`
		if n := evaluate[int](t, tab, cut); n > 0 {
			t.Errorf("%s: %d parts cut off", page, n)
		}
		if width := evaluate[int64](t, tab, `document.documentElement.scrollWidth`); width > paper.Width {
			t.Errorf("%s is %d pixels wide on paper, want %d", page, width, paper.Width)
		}
	}
}
