// Command screenshot takes a picture of a page of seccompgen report.
//
//	screenshot -o report.png -dark -size 1280x800 'report.html#program'
//
// -pdf prints the page to a PDF file instead.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/chromedp/chromedp"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report/browser"
)

func main() {
	var v browser.View
	out := flag.String("o", "", "write to `FILE`")
	size := flag.String("size", "1280x800", "the size of the window, `WIDTHxHEIGHT`")
	pdf := flag.Bool("pdf", false, "print to PDF")
	flag.BoolVar(&v.Dark, "dark", false, "prefer dark colours")
	flag.BoolVar(&v.Print, "print", false, "use the style for paper")
	script := flag.String("script", "0", "evaluate `JAVASCRIPT` first")
	flag.Parse()
	if _, err := fmt.Sscanf(*size, "%dx%d", &v.Width, &v.Height); err != nil || flag.NArg() != 1 || *out == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := take(flag.Arg(0), *out, v, *script, *pdf); err != nil {
		fmt.Fprintln(os.Stderr, "screenshot:", err)
		os.Exit(1)
	}
}

// take writes the picture of a page to a file.
func take(page, out string, v browser.View, script string, pdf bool) error {
	ctx, stop := browser.Start(context.Background())
	defer stop()
	tab, closeTab, err := browser.Open(ctx, page, v, nil)
	if err != nil {
		return err
	}
	defer closeTab()
	if err := chromedp.Do(tab, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		return err
	}
	action := chromedp.CaptureScreenshot()
	if pdf {
		action = chromedp.PrintToPDF(chromedp.PDFPrintBackground(), chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize())
	}
	data, err := chromedp.Run(tab, action)
	if err != nil {
		return err
	}
	return os.WriteFile(out, data, 0o644)
}
