package browser_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report/browser"
)

// root is the folder of the repository.
const root = "../../.."

// webServer is the policy of the example.
const webServer = "seccomp/examples/webserver/policy.csv"

// changes turns the policy of the web server into another version: it runs programs, reaches
// one more family of sockets, and asks no longer for the width of the terminal.
var changes = strings.NewReplacer(
	"webserver,-execve,,,the server runs no other programs\n", "",
	"family == AF_UNIX ||", "family == AF_NETLINK || family == AF_UNIX ||",
	" || cmd == TIOCGWINSZ", "",
)

// hostile has markup in each cell that may have it.
const hostile = `# profile server: <script>document.title = "x"</script>
profile,syscall,action,when,why
server,write,,,</script><img src=x onerror=document.title='x'><style>@import 'x'</style>
`

// pages are the pages of the tests, by name.
var pages = map[string]string{}

// theBrowser is the browser of all tests.
var theBrowser context.Context

func TestMain(m *testing.M) {
	if _, ok := browser.Find(); !ok && os.Getenv("CI") == "" {
		fmt.Println("no browser; apt install chromium-headless-shell")
		return
	}
	dir, err := os.MkdirTemp("", "report")
	if err == nil {
		err = build(dir)
	}
	code := 1
	if err == nil {
		ctx, stop := browser.Start(context.Background())
		theBrowser = ctx
		code = m.Run()
		stop()
	} else {
		fmt.Println(err)
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// build builds the command and writes the pages into a folder.
func build(dir string) error {
	command := filepath.Join(dir, "seccompgen")
	if out, err := exec.Command("go", "build", "-C", root, "-o", command, "./gen/seccompgen").CombinedOutput(); err != nil {
		return fmt.Errorf("building seccompgen: %w\n%s", err, out)
	}
	policy, err := os.ReadFile(filepath.Join(root, webServer))
	if err != nil {
		return err
	}
	changed := []byte(changes.Replace(string(policy)))
	if bytes.Count(changed, []byte("\n"))+1 != bytes.Count(policy, []byte("\n")) || !bytes.Contains(changed, []byte("NETLINK")) || bytes.Contains(changed, []byte("GWINSZ")) {
		return fmt.Errorf("%s has not the rows to change", webServer)
	}
	old, next, bad := filepath.Join(root, webServer), filepath.Join(dir, "policy.csv"), filepath.Join(dir, "hostile.csv")
	for name, text := range map[string][]byte{next: changed, bad: []byte(hostile)} {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			return err
		}
	}
	for name, args := range map[string][]string{
		"tiers": nil, "webserver": {"-policy", old}, "change": {"-policy", next, "-old", old}, "hostile": {"-policy", bad},
	} {
		pages[name] = filepath.Join(dir, name+".html")
		args = append([]string{"report", "-o", pages[name]}, args...)
		if out, err := exec.Command(command, args...).CombinedOutput(); err != nil {
			return fmt.Errorf("seccompgen %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}

// desk and phone are the sizes of the tests.
var (
	desk  = browser.View{Width: 1280, Height: 800}
	phone = browser.View{Width: 360, Height: 740}
)

// open opens a page of the tests, and returns the tab and the requests of the page.
func open(t *testing.T, page, fragment string, v browser.View) (tab context.Context, requests func() []string) {
	t.Helper()
	var mu sync.Mutex
	var list []string
	tab, closeTab, err := browser.Open(theBrowser, pages[page]+fragment, v, func(url string) {
		mu.Lock()
		defer mu.Unlock()
		list = append(list, url)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeTab)
	return tab, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), list...)
	}
}

// evaluate evaluates an expression in a tab.
func evaluate[T any](t *testing.T, tab context.Context, expression string) T {
	t.Helper()
	out, err := chromedp.Run(tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return out
}
