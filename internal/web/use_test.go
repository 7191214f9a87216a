package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/web/webtest"
)

func keyboard(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	tab.Press(kb.Tab)
	if got := webtest.Eval[string](tab, `document.activeElement.id`); got != "skip" {
		t.Errorf("the first stop is %q, want the link to the request", got)
	}
	tab.Press(kb.Enter)
	tab.Wait(`document.activeElement.id === "request"`)
	tab.Type(callText)
	tab.TabTo("#attach")
	tab.Files(testdata(t, "call.wav")...)
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector("#files li")?.innerText.includes("call.wav")`)
	tab.TabTo("#go")
	tab.Press(kb.Enter)
	tab.Wait(`document.activeElement.id === "asked"`)
	req := d.request(t)
	if req.Text != callText || len(req.Given) != 1 || req.Given[0].Name != "call.wav" || req.Given[0].Type != port.Audio {
		t.Errorf("the request is %q with %v", req.Text, req.Given)
	}

	d.next(t)
	nodeState(t, tab, "n4", "waiting")
	edge(t, tab, "given:call.wav", "node:n1", "waiting")
	d.next(t)
	nodeState(t, tab, "n1", "running")
	edge(t, tab, "given:call.wav", "node:n1", "flowing")
	contains(t, "the running step", tab.Text(`[data-node="n1"]`), "Transcribe speech", "tenon/listen", "Running", "40 %")
	contains(t, "the news", webtest.Eval[string](tab, `document.querySelector("#news").textContent`), "Transcribe speech: Running")
	d.next(t)
	nodeState(t, tab, "n1", "done")
	nodeState(t, tab, "n3", "running")
	edge(t, tab, "node:n1", "node:n3", "flowing")
	edge(t, tab, "node:n3", "node:n4", "waiting")
	d.next(t)
	d.next(t)
	state(t, tab, "done")
	edge(t, tab, "node:n3", "node:n4", "delivered")
	contains(t, "the status", tab.Text("#run .how"), "Done", "Took 3.4 s", "built-in planner", "93 % sure")
	heads := webtest.Eval[[]string](tab, `[...document.querySelectorAll("#answer h3")].map(h => h.innerText)`)
	if got := strings.Join(heads, ", "); got != "Sentiment, Translation, Transcript, Summary" {
		t.Errorf("the cards are %s", got)
	}
	contains(t, "the answer", tab.Text("#answer"), "positive (91 %)", "0.91", spanish, transcript, summary)

	tab.TabTo(`[data-node="n1"]`)
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector("#node h3") === document.activeElement`)
	contains(t, "the panel", tab.Text("#node"), "tenon/listen", transcript)
	tab.Press(kb.Escape)
	tab.Wait(`document.querySelector("#node").hidden && document.activeElement.dataset.node === "n1"`)
}

func panel(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "call.wav")
	ask(t, tab, callText)
	d.next(t)
	tab.Click(`[data-node="n1"]`)
	tab.Wait(`!document.querySelector("#node").hidden`)
	contains(t, "the panel of a step that waits", tab.Text("#node"), "Task", "automatic-speech-recognition", "Words that led here", "Transcribe", "Audio: call.wav")
	d.next(t)
	tab.Wait(`document.querySelector("#node .partial")?.innerText.includes("Good morning, this is Anna")`)
	d.finish(t)
	tab.Wait(`document.querySelector("#node .facts")?.innerText.includes("2.1 s")`)
	tab.Wait(`document.querySelector("#node audio")`) // what went in can be heard
	tab.Click(`[data-node="n4"]`)
	tab.Wait(`document.querySelector("#node h3").innerText === "Translate"`)
	tab.Click("#node .ports summary")
	contains(t, "the panel", tab.Text("#node"), "tenon/translate", "number 2 of 2 that can run now", "into Spanish", "820 ms",
		"Tried before", "tenon/translate-large", "needs more memory", "Input", summary, "Output", spanish)
}

func arrows(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	answered(t, tab, d)
	tab.TabTo(`[data-node="n1"]`)
	for _, step := range []struct{ key, want string }{{kb.ArrowRight, "n3"}, {kb.ArrowUp, "n2"}, {kb.ArrowRight, "n4"}, {kb.ArrowLeft, "n3"}} {
		tab.Press(step.key)
		if got := webtest.Eval[string](tab, `document.activeElement.dataset.node`); got != step.want {
			t.Errorf("an arrow key goes to %s, want %s", got, step.want)
		}
	}
	names := webtest.Eval[string](tab, `document.querySelector('[data-node="n4"]').textContent`)
	contains(t, "the name of a step", names, "Translate", "after Summarise")
}

func rerun(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	answered(t, tab, d)
	before := d.request(t)
	tab.Click(`[data-node="n2"]`)
	tab.Wait(`document.querySelector("#step-model")`)
	tab.Do(chromedp.SetValue(chromedp.CSS("#step-model"), "tenon/sentiment-small"))
	tab.Click("#node .edit button")
	tab.Wait(`document.querySelector("#state").innerText.startsWith("Waiting")`)
	d.finish(t)
	state(t, tab, "done")
	req := d.request(t)
	if req.Text != callText || len(req.Given) != 1 || req.Given[0].Digest == "" || req.Given[0].Name != "call.wav" {
		t.Errorf("the second request is %q with %v", req.Text, req.Given)
	}
	if got := req.Graph.Nodes[1].Model.String(); len(req.Graph.Nodes) != 4 || got != "tenon/sentiment-small" {
		t.Errorf("the changed graph has %d nodes, n2 with the model %s", len(req.Graph.Nodes), got)
	}
	if before.Graph != nil {
		t.Error("the first request had a graph")
	}
	contains(t, "the status", tab.Text("#run .how"), "Edited by you")

	tab.Click(`[data-node="n3"]`)
	tab.Wait(`document.querySelector("#step-sentences")?.value === "2"`)
	tab.Do(chromedp.SetValue(chromedp.CSS("#step-sentences"), "5"))
	tab.TabTo("#node .edit button")
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector("#state").innerText.startsWith("Waiting")`)
	req = d.request(t)
	if got := req.Graph.Nodes[2].Params["sentences"]; got != float64(5) {
		t.Errorf("n3 has %v sentences, want 5", got)
	}
	if got := req.Graph.Nodes[3]; got.In["text"][0].Node != "n3" || got.Params["target"] != "es" {
		t.Errorf("n4 became %+v", got)
	}
}

func typing(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "call.wav")
	ask(t, tab, callText)
	d.next(t)
	tab.Click(`[data-node="n3"]`)
	tab.Wait(`document.querySelector("#step-sentences")`)
	tab.Do(chromedp.SetValue(chromedp.CSS("#step-sentences"), "7"), chromedp.Focus(chromedp.CSS("#step-sentences")))
	d.finish(t)
	state(t, tab, "done")
	tab.Wait(`document.querySelector("#node").innerText.includes("31 ms")`)
	if !webtest.Eval[bool](tab, `document.activeElement.id === "step-sentences" && document.activeElement.value === "7"`) {
		t.Error("what was typed is gone")
	}
}

func question(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "lake.jpg")
	ask(t, tab, "make it nicer")
	d.finish(t)
	tab.Wait(`document.querySelector('label[for="back"]')?.innerText.includes("the photo or the recording?")`)
	tab.TabTo("#back")
	tab.Type("the photo")
	tab.Press(kb.Enter)
	state(t, tab, "waiting")
	d.finish(t)
	state(t, tab, "done")
	if req := d.request(t); req.Text != "make it nicer\nthe photo" || len(req.Given) != 1 || req.Given[0].Name != "lake.jpg" {
		t.Errorf("the reply is %q with %v", req.Text, req.Given)
	}
	contains(t, "the answer", tab.Text("#answer"), "The photo is nicer now.")
}

func consent(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	ask(t, tab, "write a poem about this")
	d.finish(t)
	state(t, tab, "consent")
	contains(t, "the callout", tab.Text("#reply"), "not on this machine", "acme/large-writer", "acme/small-writer")
	tab.Click("#reply button.primary")
	state(t, tab, "waiting")
	if req := d.request(t); req.Leave != assistant.Yes || req.Graph == nil || len(req.Graph.Nodes) != 1 {
		t.Errorf("agreed with %+v", req)
	}
}

func refusal(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	ask(t, tab, "write a poem about this")
	d.finish(t)
	state(t, tab, "consent")
	tab.Click("#reply button:not(.primary)")
	state(t, tab, "waiting")
	if req := d.request(t); req.Leave != assistant.Local || req.Graph != nil {
		t.Errorf("refused with %+v", req)
	}
	tab.Click("#local")
	ask(t, tab, "break")
	if req := d.request(t); req.Leave != assistant.Local {
		t.Errorf("with the box checked, consent is %q", req.Leave)
	}
}

func planFirst(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "call.wav")
	tab.Click("#request")
	tab.Type(callText)
	tab.Click("#plan")
	state(t, tab, "waiting")
	d.finish(t)
	state(t, tab, "planned")
	if !d.request(t).Plan {
		t.Error("the request does not ask for the plan only")
	}
	nodeState(t, tab, "n1", "pending")
	contains(t, "the callout", tab.Text("#reply"), "nothing was run", "Run it", "Other ways", "Transcribe speech → Extract keywords", "22 %")
	tab.Click("#reply .callout button")
	state(t, tab, "waiting")
	if req := d.request(t); req.Plan || req.Graph == nil || len(req.Graph.Nodes) != 4 || len(req.Given) != 1 {
		t.Errorf("ran %+v", req)
	}
}

func otherReading(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "call.wav")
	tab.Click("#request")
	tab.Type("plan something")
	tab.Click("#plan")
	state(t, tab, "waiting")
	d.finish(t)
	state(t, tab, "planned")
	tab.Click("#reply .readings button")
	state(t, tab, "waiting")
	if req := d.request(t); req.Graph == nil || len(req.Graph.Nodes) != 2 || req.Graph.Nodes[1].Task != "keyword-extraction" {
		t.Errorf("ran %+v", req.Graph)
	}
}

func cancel(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "call.wav")
	ask(t, tab, callText)
	d.next(t)
	d.next(t)
	nodeState(t, tab, "n1", "running")
	tab.TabTo("#cancel")
	tab.Press(kb.Enter)
	state(t, tab, "canceled")
	nodeState(t, tab, "n1", "canceled")
	contains(t, "the status", tab.Text("#state"), "Stopped")
	if webtest.Eval[bool](tab, `document.querySelector("#cancel").checkVisibility()`) {
		t.Error("a run that was stopped can be stopped again")
	}
}

func history(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, s := open(t, b, webtest.Options{})
	answered(t, tab, d)
	first := webtest.Eval[string](tab, `location.hash`)
	ask(t, tab, "paint a dragon")
	d.finish(t)
	state(t, tab, "impossible")
	tab.Do(chromedp.NavigateBack())
	tab.Wait(`document.querySelector("#asked").innerText.startsWith("Transcribe")`)
	contains(t, "the first answer", tab.Text("#answer"), spanish)
	tab.Do(chromedp.NavigateForward())
	tab.Wait(`document.querySelector("#asked").innerText === "paint a dragon"`)
	tab.Do(chromedp.NavigateBack(), chromedp.NavigateBack())
	tab.Wait(`document.querySelector("#run").hidden && document.querySelector("h1").checkVisibility()`)

	tab.TabTo("#show-history")
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelectorAll("#runs a").length === 2`)
	contains(t, "the history", tab.Text("#history"), "paint a dragon", "Cannot be done here", "Transcribe this call", "Done", "Nov 23, 2026")
	tab.TabTo(`#runs a[href="` + first + `"]`)
	tab.Press(kb.Enter)
	tab.Wait(`!document.querySelector("#history").open && document.querySelector("#asked").innerText.startsWith("Transcribe")`)
	again := b.Open(t, s.url+"/"+first, webtest.Options{})
	again.Wait(`document.querySelector("#answer").innerText.includes("Translation")`)
}

func change(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	answered(t, tab, d)
	tab.Click("#change")
	tab.Wait(`document.activeElement.id === "request" && document.querySelector("#files li")?.innerText.includes("call.wav")`)
	if got := webtest.Eval[string](tab, `document.querySelector("#request").value`); got != callText {
		t.Errorf("the box has %q", got)
	}
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector("#request").value === ""`)
	if req := d.request(t); len(req.Given) != 1 || req.Given[0].Digest == "" {
		t.Errorf("asked again with %v", req.Given)
	}
}
