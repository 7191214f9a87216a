package web_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

// readCard reads a model's card from a step, by keyboard, and from the guide.
func readCard(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	answered(t, tab, d)
	tab.Click(`[data-node="n4"]`)
	tab.Wait(`document.querySelector("#node dl button.name")`)
	tab.TabTo("#node dl button.name")
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector("#card").open && document.querySelector("#card .prose")`)
	contains(t, "the card", tab.Text("#card"), "tenon/translate", "Translation with Apertium", "on this machine", "0.61 of 1", "English", "Spanish", "Apache-2.0", "Limits", "Long sentences go astray.", `tenon ask "Translate it"`, "direction")
	if got := tab.Text("#card .prose"); webtest.Eval[int](tab, `document.querySelectorAll("#card .prose :is(img, script)").length`) != 0 || webtest.Eval[bool](tab, `document.title.includes("broken in")`) {
		t.Errorf("markup of a card became markup of the page: %s", got)
	}
	if links := webtest.Eval[[]string](tab, `[...document.querySelectorAll("#card a")].map((a) => a.href + " " + a.rel)`); len(links) != 1 || links[0] != "https://apertium.org/ noopener noreferrer" {
		t.Errorf("the card links to %q", links)
	}
	if got := webtest.Eval[string](tab, `["h3", "li", "strong", "em", "code", "pre", "td"].filter((tag) => !document.querySelector("#card .prose " + tag)).join(" ")`); got != "" {
		t.Errorf("the card lacks %s", got)
	}
	tab.Press(kb.Escape)
	tab.Wait(`!document.querySelector("#card").open && document.activeElement.matches("#node button.name")`)
	tab.Click("#show-guide")
	tab.Click("#find")
	tab.Type("translate-large")
	tab.Click("#tasks details:not([hidden]) summary")
	tab.Click("#tasks details:not([hidden]) li:last-child button.name")
	tab.Wait(`document.querySelector("#card").open && document.querySelector("#card .prose")`)
	contains(t, "the card of a model that is not ready", tab.Text("#card"), "tenon/translate-large", "apt-get install apertium-large")
	tab.Click("#card [data-close]")
	tab.Wait(`document.querySelector("#guide").open`)
}

// hostile reads texts that were made to keep a page busy: a text eight times as
// long may take no more than four times as long as eight texts, read just
// before; what grows with the square takes eight times as long.
func hostile(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, _, _ := open(t, b, webtest.Options{})
	for _, bad := range webtest.Eval[[]string](tab, `(async () => {
		const { markdown } = await import("/js/markdown.js"), tick = String.fromCharCode(96);
		const whole = {
			ticks: (n) => Array.from({ length: Math.sqrt(2 * n) }, (_, i) => tick.repeat(i + 1)).join(" "), spaces: (n) => "a" + " ".repeat(n) + "b", "a head of spaces": (n) => "# a" + " ".repeat(n) + "b",
			"a head of signs": (n) => "# a" + "#".repeat(n) + "b", "a rule": (n) => "a|b\n" + " ".repeat(n) + "|x", "one item": (n) => "- " + " ".repeat(n) + "\u2028a",
		};
		for (const w of [tick, "![a", "[[]", "[", "[]", "]", "![a](", "[a](b", "[a](b(c)", '[a](b "', "[a", "[![a](b)](c", "<b>", "<b></b", "<a href=x>", "<http:a", "https://a", "https://", "**a", "**a*", "*a", "* ", "__a", "_a", "_a_b", "~~a", "&a", "\\", "a  \n",
			"<!--", "<details>\n", "<details>\n<summary>", "> ", ">", "- ", "- a\n", "- a\n\n", "1. a\n  ", "|", "a|b\n-|-\n", "#", "# #\n", "a\n=\n", "- [ ] a\n", tick.repeat(3) + "\n", "~~~"]) whole[w] = (n) => w.repeat(n / w.length);
		const bad = [], took = (text) => { const from = performance.now(); markdown(text); return performance.now() - from; };
		for (const [name, of] of Object.entries(whole)) {
			try {
				const small = of(1 << 13), large = of(1 << 16);
				let times = Infinity; // of several turns: the machine may be busy
				for (let turn = 0; turn < 8 && times > 4; turn++) {
					let eight = 0;
					for (let i = 0; i < 8; i++) eight += took(small);
					times = Math.min(times, took(large) / Math.max(eight, 20));
				}
				if (times > 4) bad.push(name + ": eight times the text takes " + times.toFixed(1) + " times as long as eight such texts");
			} catch (e) { bad.push(name + ": " + e); }
		}
		return bad;
	})()`) {
		t.Error(bad)
	}
	spans := webtest.Eval[string](tab, `(async () => {
		const { inline } = await import("/js/inline.js"), tick = String.fromCharCode(96), p = document.createElement("p");
		p.append(...inline("**a *b [c](d)* x** " + tick.repeat(2) + "e" + tick + "f" + tick.repeat(2) + " ![g](h) [![i](j)](k(l)) m [n] *  \no \\* <i>p</i> ~~q~~ snake_case_name " + tick + "r", { link: (to) => "/" + to, image: (from) => "/" + from }));
		return p.innerHTML.replaceAll(tick, "'");
	})()`)
	if want := `<strong>a <em>b <a href="/d">c</a></em> x</strong> <code>e'f</code> <img src="/h" alt="g" loading="lazy"> <a href="/k(l)"><img src="/j" alt="i" loading="lazy"></a> m [n] *<br>o * <i>p</i> <s>q</s> snake_case_name 'r`; spans != want {
		t.Errorf("got  %s\nwant %s", spans, want)
	}
}

// boxes looks at what was found in a picture, drawn over it.
func boxes(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "poster.jpg")
	ask(t, tab, "find the codes")
	d.finish(t)
	state(t, tab, "done")
	tab.Wait(`document.querySelectorAll("#answer .over svg .frame").length === 2`)
	place := webtest.Eval[[]float64](tab, `(() => {
		const image = document.querySelector("#answer .found img"), line = document.querySelector("#answer .frame .line");
		const a = image.getBoundingClientRect(), b = line.getBoundingClientRect(), s = image.naturalWidth / a.width;
		return [(b.left - a.left) * s, (b.top - a.top) * s, b.width * s, b.height * s];
	})()`)
	for i, want := range []float64{290, 670, 300, 310} {
		if place[i] < want-8 || place[i] > want+8 {
			t.Errorf("the first frame is at %v", place)
		}
	}
	contains(t, "the answer", tab.Text("#answer"), "first code", "4006381333931", "QR_CODE")
	if got := webtest.Eval[string](tab, `document.querySelector("#answer .over svg").getAttribute("aria-label")`); got != "2 framed in the picture" {
		t.Errorf("the frames are called %q", got)
	}
	tab.TabTo("#answer .found tr[tabindex]")
	tab.Wait(`document.querySelector("#answer .frame").classList.contains("lit")`)
	tab.Wait(`document.querySelector("#answer .area") && getComputedStyle(document.querySelector("#answer .area")).maskImage.includes("/artefacts/")`)
}

// doubtful looks at a result that is uncertain, of one file of several.
func doubtful(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "noisy.wav", "call.wav")
	ask(t, tab, "listen to the noise")
	d.finish(t)
	state(t, tab, "done")
	contains(t, "the answer", tab.Text("#answer"), "Transcript · noisy.wav", "Uncertain: its own confidence is 25 %", "we went to the moon")
	tab.Click(`[data-node="n1"]`)
	tab.Wait(`document.querySelector("#node .doubt")?.innerText.includes("25 %")`)
}

// skips looks at a step that is not run, at the test that ruled it out, and at one
// that reads something else for it; a rerun keeps the tests.
func skips(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "article.txt")
	ask(t, tab, "translate if negative")
	d.next(t)
	nodeState(t, tab, "n2", "waiting")
	contains(t, "the waiting step", tab.Text(`[data-node="n2"]`), "only if negative and only if at most 50 words")
	d.next(t)
	nodeState(t, tab, "n2", "skipped")
	edge(t, tab, "node:n1", "node:n2", "idle")
	edge(t, tab, "node:n2", "node:n3", "idle")
	contains(t, "the skipped step", tab.Text(`[data-node="n2"]`), "Skipped · the review is positive")
	tab.Wait(`document.querySelector("#news").innerText.includes("Translate: Skipped")`)
	if webtest.Eval[int](tab, `document.querySelectorAll('path[data-only="test"]').length`) != 1 {
		t.Error("the line of the test is not told from what is read")
	}
	d.finish(t)
	state(t, tab, "done")
	nodeState(t, tab, "n2", "skipped")
	tab.Wait(`document.querySelector('path[data-from="given:article.txt"][data-to="node:n3"]').dataset.state === "delivered"`)
	contains(t, "the answer", tab.Text("#answer"), "Answer\n", "The review is positive, so it was not translated.", "Summary\n", "Short.")
	tab.Click(`[data-node="n2"]`)
	contains(t, "the panel", tab.Text("#node"), "Judge the sentiment: only if negative", "article.txt: only if at most 50 words", "Why it was skipped", "The review is positive")
	tab.Click(`#node form button[type="submit"]`)
	state(t, tab, "waiting")
	d.finish(t)
	state(t, tab, "done")
	changed := d.request(t).Graph
	if changed == nil || len(changed.Nodes) != 3 || len(changed.Nodes[1].When) != 2 || changed.Nodes[1].When[0].Of[0] != "negative" || changed.Nodes[2].In["text"][0].Else == nil {
		t.Errorf("asked again for %+v", changed)
	}
	tab.Click("#tongue")
	tab.Wait(`document.querySelector('[data-node="n2"] .when').innerText === "仅当负面，并且仅当不超过 50 字"`)
}

// reviews looks at what is said of a text as a whole, over what is said of each of its entries.
func reviews(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "reviews_en.txt")
	ask(t, tab, "judge each review")
	d.finish(t)
	state(t, tab, "done")
	tab.Wait(`document.querySelector("#answer .words")?.innerText === "positive (84 %)\nOne by one: 1 negative"`)
	contains(t, "the answer", tab.Text("#answer table"), "The lift was out of order", "0.91")
}
