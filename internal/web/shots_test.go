package web_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

var shots = flag.String("shots", "", "a folder to write pictures of the page to, to be looked at")

// pictures takes pictures of the page in many states, when asked to.
func pictures(t *testing.T, b *webtest.Browser) {
	t.Helper()

	if *shots == "" {
		t.Skip("-shots names no folder")
	}
	for _, o := range []webtest.Options{
		{Width: 1280, Calm: true}, {Width: 1280, Dark: true, Chinese: true, Calm: true}, {Width: 768, Chinese: true, Calm: true}, {Width: 360, Calm: true}, {Width: 360, Dark: true, Chinese: true, Calm: true},
	} {
		name := func(what string) string {
			return filepath.Join(*shots, fmt.Sprintf("%d-%v-%v-%s.png", o.Width, o.Dark, o.Chinese, what))
		}
		d := newDesk()
		s := serve(t, d)
		tab := b.Open(t, s.url, o)
		tab.Shot(name("0start"), true)
		attach(t, tab, "call.wav")
		ask(t, tab, callText)
		d.next(t)
		d.next(t)
		tab.Wait(`document.querySelector('[data-node="n1"][data-state="running"]')`)
		tab.Shot(name("1running"), true)
		d.next(t)
		d.next(t)
		d.next(t)
		tab.Wait(`document.querySelector("#run").dataset.state === "done"`)
		tab.Shot(name("2done"), true)
		tab.Click(`[data-node="n4"]`)
		tab.Shot(name("3node"), true)
		tab.Press(kb.Escape)
		tab.Click("#show-history")
		tab.Wait(`document.querySelector("#runs a")`)
		tab.Shot(name("4history"), false)
		tab.Press(kb.Escape)
		tab.Click("#show-guide")
		tab.Wait(`document.querySelector("#tasks details")`)
		tab.Click(`[data-task="translation"] summary`)
		tab.Shot(name("5guide"), false)
		tab.Press(kb.Escape)
		attach(t, tab, "lake.jpg")
		for _, what := range []string{"show me everything", "make it nicer", "write a poem about this", "paint a dragon", "break", "run twenty steps"} {
			ask(t, tab, what)
			d.finish(t)
			tab.Wait(`!["waiting", "running"].includes(document.querySelector("#run").dataset.state)`)
			tab.Shot(name("6"+what), true)
		}
	}
}
