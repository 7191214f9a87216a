// Package webtest drives a real Chromium over a page, for tests. Every tab
// has a profile of its own and is watched: a message of error on the console,
// and a request to another host, fail its test.
package webtest

import (
	"context"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take for what it is waited for: a busy
// machine is slow.
const patience = 60 * time.Second

// Browser is a running Chromium.
type Browser struct {
	ctx context.Context //nolint:containedctx // to chromedp a browser is a context
}

// Start starts a headless Chromium with an empty profile, which ends with the
// test. The test is skipped where no Chromium can be found.
func Start(t *testing.T) *Browser {
	t.Helper()
	path := find()
	if path == "" {
		t.Skip("Chromium is not installed: `apt-get install chromium` lets the tests of the page run")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "en-US"), chromedp.WSURLReadTimeout(patience))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) }) // before the profile goes
	return &Browser{ctx}
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Options say what a tab is like. The zero value is a light page in English,
// 1280 × 800.
type Options struct {
	Width, Height int64
	Dark          bool
	Chinese       bool   // the browser's own language
	Calm          bool   // asks for reduced motion
	Expect        string // part of error messages on the console that are no failure
}

// Tab is one tab with a page in it.
type Tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // to chromedp a tab is a context

	mu       sync.Mutex
	problems []string
}

// Open opens the page at address in a tab that knows nothing of other tabs.
func (b *Browser) Open(t *testing.T, address string, o Options) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	tab := &Tab{t: t, ctx: ctx}
	home, err := url.Parse(address)
	if err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
	tab.watch(home.Host, o.Expect)
	tab.Do(look(o), chromedp.Navigate(address))
	tab.Wait(`document.readyState === "complete"`)
	return tab
}

// watch notes what must not happen and fails the test of the tab at its end.
func (tab *Tab) watch(host, expect string) {
	tab.t.Helper()
	ctx, stop := context.WithCancel(tab.ctx)
	var watchers sync.WaitGroup
	note := func(problem string) {
		tab.mu.Lock()
		defer tab.mu.Unlock()
		tab.problems = append(tab.problems, problem)
	}
	messages := chromedp.Console(ctx)
	watchers.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if (m.Type == "error" || m.Type == "warning" || m.IsException()) && (expect == "" || !strings.Contains(m.Text, expect)) {
				note("console: " + m.String())
			}
		}
	})
	requests := chromedp.Events(ctx, network.RequestWillBeSent)
	watchers.Go(func() {
		for r, err := range requests {
			if err != nil {
				return
			}
			if u, err := url.Parse(r.Request.URL); err != nil || u.Host != host && u.Scheme != "blob" && u.Scheme != "data" {
				note("request to another host: " + r.Request.URL)
			}
		}
	})
	tab.Call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
		return err
	})
	tab.t.Cleanup(func() {
		stop()
		watchers.Wait()
		for _, p := range tab.problems {
			tab.t.Error(p)
		}
	})
}

// Files makes the next chooser of files that the page opens choose these.
func (tab *Tab) Files(paths ...string) {
	tab.t.Helper()
	ctx, stop := context.WithCancel(tab.ctx)
	opened := chromedp.Events(ctx, page.FileChooserOpened)
	tab.Call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: true})
		return err
	})
	var chooser sync.WaitGroup
	chooser.Go(func() {
		for e, err := range opened {
			if err != nil {
				return
			}
			choose(tab, e, paths)
			return
		}
	})
	tab.t.Cleanup(func() {
		stop()
		chooser.Wait()
	})
}
