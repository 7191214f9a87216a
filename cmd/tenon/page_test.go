package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tenonhub/tenon/internal/checkout"
	"github.com/tenonhub/tenon/internal/web/webtest"
)

// TestThePageOfTheProgram uses the page of a real server, over real models: internal/web
// tries what the page does with what a server may say.
func TestThePageOfTheProgram(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	s := serve(t, t.TempDir(), "TENON_PROGRAMS=")
	sample := func(name string) string { return filepath.Join(checkout.Root(t), "testdata", name) }
	send := func(tab *webtest.Tab, words string, files ...string) {
		t.Helper()
		tab.Files(files...)
		tab.Click("#attach")
		tab.Wait(`document.querySelectorAll("#files li").length === 1`)
		tab.Click("#request")
		tab.Type(words)
		tab.Click("#go")
		tab.Wait(`document.querySelector("#run").dataset.state === "done"`)
	}

	tab := b.Open(t, s.url, webtest.Options{})
	send(tab, "Summarise this contract in 3 sentences, and give me five keywords", sample("contract.pdf"))
	if got := webtest.Eval[int](tab, `document.querySelectorAll("#graph [data-node][data-state=done]").length`); got != 3 {
		t.Errorf("%d steps are done, want 3: %s", got, tab.Text("#graph"))
	}
	first := tab.Text("#answer")
	if !strings.Contains(first, "Bakery") {
		t.Errorf("the answer is %s", first)
	}

	// A step is changed and run again: what it does not change is not made again.
	tab.Click(`#graph [data-node="n2"]`)
	tab.Wait(`document.querySelector("#step-sentences")?.value === "3"`)
	if panel := tab.Text("#node"); !strings.Contains(panel, "tenon/summary") || !strings.Contains(panel, "Northwind Bakery") {
		t.Errorf("the step is %s", panel)
	}
	before := webtest.Eval[string](tab, `location.hash`)
	tab.Do(chromedp.SetValue(chromedp.CSS("#step-sentences"), "1"))
	tab.Click("#node .edit button")
	tab.Wait(`location.hash !== "` + before + `" && document.querySelector("#run").dataset.state === "done"`)
	how := webtest.Eval[[]string](tab, `["n1", "n2", "n3"].map((id) => document.querySelector('#graph [data-node="' + id + '"]').innerText)`)
	for i, remembered := range []bool{true, false, true} {
		if strings.Contains(how[i], "remembered") != remembered {
			t.Errorf("step %d, which is remembered: %v, is %s", i+1, remembered, how[i])
		}
	}
	if again := tab.Text("#answer"); len(again) >= len(first) || !strings.Contains(tab.Text("#run .how"), "Edited by you") {
		t.Errorf("of one sentence instead of three the answer is %s; it was %s", again, first)
	}
	tab.Click("#show-history")
	tab.Wait(`document.querySelectorAll("#runs a").length === 2`)

	phone := b.Open(t, s.url, webtest.Options{Width: 390, Height: 844, Dark: true, Chinese: true, Calm: true})
	send(phone, "照片里写的什么？识别成文字", sample("page_zh.jpg"))
	if got := strings.ReplaceAll(phone.Text("#answer"), " ", ""); !strings.Contains(got, "停水通知") {
		t.Errorf("the answer on a phone is %s", got)
	}
	for _, bad := range append(phone.Narrow(), phone.Faint()...) {
		t.Error(bad)
	}
}
