package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

// header is the first line of a policy.
const header = "profile,syscall,action,when,why\n"

// shipped is the built-in catalog, read once.
var shipped = sync.OnceValues(catalog.Shipped)

// load returns the built-in catalog.
func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sourceOf returns the source for a policy on all architectures of Go.
func sourceOf(t testing.TB, text string) report.Source {
	t.Helper()
	c := load(t)
	s := report.Source{Title: "policy.csv", Catalog: c, Arches: arch.Targets, Space: argset.NewSpace()}
	s.Profiles, s.Warnings = profilesOf(t, c, s.Space, text)
	return s
}

// some holds architectures with all kinds of differences: enough for most tests.
var some = []*arch.Arch{arch.ByGOARCH("386"), arch.ByGOARCH("amd64"), arch.ByGOARCH("arm"), arch.ByGOARCH("s390x")}

// profilesOf returns the profiles of a policy, without programs.
func profilesOf(t testing.TB, c *catalog.Catalog, space *argset.Space, text string) ([]report.Profile, csvfile.Warnings) {
	t.Helper()
	p, err := policy.Load("policy.csv", []byte(text), c)
	if err != nil {
		t.Fatal(err)
	}
	decisions, remarks, err := p.Decide(space, arch.Targets)
	if err != nil {
		t.Fatal(err)
	}
	var out []report.Profile
	resolve := decisions.Resolver()
	for _, found := range p.Profiles {
		out = append(out, report.Profile{Title: found.Title, Decisions: decisions.Of[found], Rules: found, Resolve: func(a *arch.Arch) policy.Resolved {
			return resolve(found, a)
		}})
	}
	return out, remarks.Warnings
}

// htmlOf returns the page of a policy.
func htmlOf(t testing.TB, text string, arches []*arch.Arch) string {
	t.Helper()
	s := sourceOf(t, text)
	s.Title, s.Arches = `<b onclick="alert(0)">.csv`, arches
	r, err := report.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	data, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// hostile is a policy with markup in each cell that may have it.
const hostile = "# profile server: <script>alert(1)</script>\n" + header +
	`server,write,,,<script>alert(2)</script>
server,ioctl,,cmd == TCGETS && arg2 < 5 && arg2 != 7,</script><img src=x onerror=alert(3)> &amp; 'quotes' ]]>
`

// TestEscapes checks that text of a policy is text on the page.
func TestEscapes(t *testing.T) {
	got := htmlOf(t, hostile, some)
	if n := strings.Count(got, "<script"); n != 1 {
		t.Errorf("%d scripts, want the one of the page", n)
	}
	for _, tag := range []string{"<img", "<b onclick"} {
		if strings.Contains(got, tag) {
			t.Errorf("the page has %s of the policy", tag)
		}
	}
	for _, want := range []string{
		"<title>&lt;b onclick=&#34;alert(0)&#34;&gt;.csv: seccomp policy</title>",
		"&lt;script&gt;alert(1)&lt;/script&gt;",
		"<q>&lt;script&gt;alert(2)&lt;/script&gt;</q>",
		"<code>cmd == TCGETS &amp;&amp; arg2 &lt; 5 &amp;&amp; arg2 != 7</code>",
		"&lt;/script&gt;&lt;img src=x onerror=alert(3)&gt; &amp;amp; &#39;quotes&#39; ]]&gt;",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestLoadsNothing checks that the page refers to itself alone, and that its policy allows
// nothing else.
func TestLoadsNothing(t *testing.T) {
	got := htmlOf(t, hostile, some)
	for _, m := range regexp.MustCompile(`\b(?:href|src|action|data|url)\s*[=(]\s*"?([^"\s>)]*)`).FindAllStringSubmatch(got, -1) {
		if !strings.HasPrefix(m[1], "#") && !strings.Contains(m[0], "src=x") {
			t.Errorf("the page refers to %s", m[1])
		}
	}
	if !strings.Contains(got, `content="default-src &#39;none&#39;; style-src &#39;sha256-`) {
		t.Error("the page has no Content-Security-Policy")
	}
}

// TestDeterministic builds a page twice.
func TestDeterministic(t *testing.T) {
	text := hostile + "# profile other: others\nother,@hardened-network,,,\n"
	if !bytes.Equal([]byte(htmlOf(t, text, some)), []byte(htmlOf(t, text, some))) {
		t.Error("two pages of one policy differ")
	}
}
