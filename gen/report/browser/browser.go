// Package browser opens pages of package report in a headless browser. Its tests check what
// a reader does with a page; command screenshot takes pictures. It is a module of its own:
// users of the generator do not download the client of the browser.
//
// A [View] is a way to look at a page. For example, this opens one on a phone in dark
// colours, and counts the rows of the matrix:
//
//	ctx, stop := browser.Start(context.Background())
//	defer stop()
//	tab, closeTab, err := browser.Open(ctx, "report.html", browser.View{Width: 360, Height: 800, Dark: true}, nil)
//	...
//	defer closeTab()
//	rows, err := chromedp.Run(tab, chromedp.Evaluate[int](`document.querySelectorAll("#matrix tbody tr").length`))
//
// The browser is Chromium of Debian: apt install chromium-headless-shell.
package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// names lists the commands of Chromium, the smallest first.
var names = []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}

// Find returns the path of a browser. ok is false without one.
func Find() (path string, ok bool) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, true
		}
	}
	return "", false
}

// Start returns a context for a browser. Chromium has no sandbox of its own for root.
func Start(parent context.Context) (context.Context, context.CancelFunc) {
	options := chromedp.DefaultExecAllocatorOptions[:]
	if path, ok := Find(); ok {
		options = append(options, chromedp.ExecPath(path))
	}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(parent, options...)
	ctx, end := chromedp.NewContext(allocator)
	return ctx, func() { end(); stop() }
}

// View is a way to look at a page.
type View struct {
	Width, Height int64
	// Dark prefers dark colours, and Print is for paper.
	Dark, Print bool
	// NoScript disables the scripts of the page.
	NoScript bool
}

// Open opens a page in a new tab of a browser. The fragment follows the path after a #.
// Request is called with the URL of each request of the page, the first being its own.
func Open(ctx context.Context, page string, v View, request func(url string)) (tab context.Context, closeTab context.CancelFunc, err error) {
	path, err := filepath.Abs(page)
	if err != nil {
		return nil, nil, err
	}
	// The browser ends with the context that starts it.
	if err := chromedp.Do(ctx); err != nil {
		return nil, nil, err
	}
	tab, closeTab = chromedp.NewContext(ctx)
	if err := v.open(tab, "file://"+path, request); err != nil {
		closeTab()
		return nil, nil, err
	}
	return tab, closeTab, nil
}

// open prepares a tab, and opens a page there.
func (v View) open(tab context.Context, url string, request func(url string)) error {
	if _, err := chromedp.Call(tab, network.Enable, network.EnableParams{}); err != nil {
		return err
	}
	err := chromedp.Listen(tab, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok && request != nil {
			request(e.Request.URL)
		}
	})
	if err != nil {
		return err
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}}
	if v.Dark {
		media.Features[0].Value = "dark"
	}
	if v.Print {
		media.Media = "print"
	}
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
		return err
	}
	script := emulation.SetScriptExecutionDisabledParams{Value: v.NoScript}
	if _, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, script); err != nil {
		return err
	}
	return chromedp.Do(tab, chromedp.EmulateViewport(v.Width, v.Height), chromedp.Navigate(url))
}
