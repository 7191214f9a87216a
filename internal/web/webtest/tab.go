package webtest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// look makes a tab look as o says.
func look(o Options) chromedp.Action[chromedp.Void] {
	if o.Width == 0 {
		o.Width, o.Height = 1280, 800
	}
	if o.Height == 0 {
		o.Height = 800
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}, {Name: "prefers-reduced-motion", Value: "no-preference"}}
	if o.Dark {
		features[0].Value = "dark"
	}
	if o.Calm {
		features[1].Value = "reduce"
	}
	language := "en-US"
	if o.Chinese {
		language = "zh-CN"
	}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := chromedp.EmulateViewport(o.Width, o.Height)(ctx, t); err != nil {
			return err
		}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `Object.defineProperty(navigator, "language", {get: () => "` + language + `"})`,
		})
		return err
	})
}

// Look changes how wide the tab is, and what its person prefers.
func (tab *Tab) Look(o Options) {
	tab.t.Helper()
	tab.Do(look(o))
}

// Do runs actions on the tab.
func (tab *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	tab.Call(func(ctx context.Context) error { return chromedp.Do(ctx, actions...) })
}

// Call runs f on the tab.
func (tab *Tab) Call(f func(ctx context.Context) error) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	if err := f(ctx); err != nil {
		tab.t.Fatal(err)
	}
}

// Eval returns what a JavaScript expression comes to; of a promise, what it brings.
func Eval[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	var v T
	tab.Call(func(ctx context.Context) (err error) {
		v, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		return err
	})
	return v
}

// Wait waits until a JavaScript expression is true.
func (tab *Tab) Wait(expression string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingTimeout(patience)))
	for err != nil && ctx.Err() == nil && left(err) { // the page went and another comes
		_, err = chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingTimeout(patience)))
	}
	if err != nil {
		tab.t.Fatalf("waited for %s: %v\nthe page says:\n%s", expression, err, tab.Text("body"))
	}
}

// left reports whether err says that the tab left the page meanwhile.
func left(err error) bool {
	return strings.Contains(err.Error(), "navigated") || strings.Contains(err.Error(), "context was destroyed") || strings.Contains(err.Error(), "find context")
}

// Text returns the words that can be seen in the first element of a CSS selector.
func (tab *Tab) Text(selector string) string {
	tab.t.Helper()
	return Eval[string](tab, `document.querySelector(`+quote(selector)+`)?.innerText ?? ""`)
}

// Click clicks on the first element of a CSS selector, as soon as it can be seen.
func (tab *Tab) Click(selector string) {
	tab.t.Helper()
	tab.Wait(`document.querySelector(` + quote(selector) + `)?.checkVisibility()`)
	at := Eval[[]float64](tab, `(async () => {
		for (let before;;) { // until nothing scrolls or moves any more
			const e = document.querySelector(`+quote(selector)+`);
			e.scrollIntoView({block: "center", behavior: "instant"});
			const r = e.getBoundingClientRect(), at = [r.left + r.width / 2, r.top + r.height / 2];
			if (String(at) === before) return at;
			before = String(at);
			await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		}
	})()`)
	tab.Do(chromedp.MouseClickXY(at[0], at[1]))
}

// Type types words where the focus is.
func (tab *Tab) Type(words string) {
	tab.t.Helper()
	tab.Call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: words})
		return err
	})
}

// Mark marks all that is in the field which has the focus, so that what is
// typed next takes its place.
func (tab *Tab) Mark() {
	tab.t.Helper()
	Eval[any](tab, `document.activeElement.select()`)
}

// Press presses keys, such as kb.Enter, where the focus is.
func (tab *Tab) Press(keys ...string) {
	tab.t.Helper()
	for _, k := range keys {
		tab.Do(chromedp.KeyEvent(k))
	}
}

// TabTo presses Tab until the focus is on an element of a CSS selector, as a
// person does who has no mouse.
func (tab *Tab) TabTo(selector string) {
	tab.t.Helper()
	for range 80 {
		if Eval[bool](tab, `!!document.activeElement?.matches(`+quote(selector)+`)`) {
			return
		}
		tab.Press(kb.Tab)
	}
	tab.t.Fatalf("Tab does not reach %s", selector)
}

// Shot writes a picture of the whole page to path.
func (tab *Tab) Shot(path string, whole bool) {
	tab.t.Helper()
	tab.Call(func(ctx context.Context) error {
		shot := chromedp.CaptureScreenshot()
		if whole {
			shot = chromedp.FullScreenshot(100)
		}
		b, err := chromedp.Run(ctx, shot)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, b, 0o644)
	})
}

func choose(tab *Tab, e page.EventFileChooserOpened, paths []string) {
	_, err := chromedp.Call(tab.ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, BackendNodeID: e.BackendNodeID})
	if err != nil {
		tab.t.Errorf("choose %v: %v", paths, err)
	}
}

// quote writes s as a JavaScript string.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic("webtest: write a string: " + err.Error()) // strings can be written
	}
	return string(b)
}

// Reload loads the page again.
func (tab *Tab) Reload() {
	tab.t.Helper()
	tab.Do(chromedp.Reload())
	tab.Wait(`document.readyState === "complete"`)
}

// Go brings the tab to another page of its host.
func (tab *Tab) Go(address string) {
	tab.t.Helper()
	tab.Do(chromedp.Navigate(address))
	tab.Wait(`document.readyState === "complete"`)
}
