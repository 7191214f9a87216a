package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

// everywhere brings the page into each of its states in turn, and calls look there.
func everywhere(t *testing.T, tab *webtest.Tab, d *desk, look func(where string)) {
	t.Helper()
	look("the start")
	attach(t, tab, "call.wav")
	look("with a file")
	ask(t, tab, callText)
	d.next(t)
	d.next(t)
	nodeState(t, tab, "n1", "running")
	look("running")
	d.finish(t)
	state(t, tab, "done")
	tab.Click(`[data-node="n4"]`)
	tab.Wait(`document.querySelector("#step-model")`)
	look("a step")
	tab.Click("#show-history")
	tab.Wait(`document.querySelector("#runs a")`)
	look("the history")
	tab.Click("#history [data-close]")
	tab.Click("#show-guide")
	tab.Wait(`document.querySelector("#tasks details")`)
	tab.Click(`[data-task="translation"] summary`)
	look("the guide")
	tab.Click(`[data-task="translation"] button.name`)
	tab.Wait(`document.querySelector("#card .prose")`)
	look("a card")
	tab.Click("#card [data-close]")
	tab.Click("#guide [data-close]")
	for _, words := range []string{"make it nicer", "write a poem about this", "paint a dragon", "break", "listen to the noise", "show me everything", "run twenty steps"} {
		ask(t, tab, words)
		d.finish(t)
		tab.Wait(`!["waiting", "running"].includes(document.querySelector("#run").dataset.state)`)
		look(words)
	}
}

func contrast(t *testing.T, b *webtest.Browser) {
	t.Helper()

	for _, dark := range []bool{false, true} {
		tab, d, _ := open(t, b, webtest.Options{Dark: dark, Calm: true})
		everywhere(t, tab, d, func(where string) {
			for _, bad := range tab.Faint() {
				t.Errorf("dark %v, %s: contrast %s", dark, where, bad)
			}
		})
		paper := webtest.Eval[string](tab, `getComputedStyle(document.body).backgroundColor`)
		if want := map[bool]string{false: "rgb(250, 246, 240)", true: "rgb(23, 20, 18)"}[dark]; paper != want {
			t.Errorf("dark %v: the paper is %s, want %s", dark, paper, want)
		}
	}
}

func theme(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, _, s := open(t, b, webtest.Options{Dark: true})
	paper := func() string { return webtest.Eval[string](tab, `getComputedStyle(document.body).backgroundColor`) }
	dark := paper()
	tab.Click("#theme")
	if paper() == dark {
		t.Error("the theme does not change")
	}
	again := webtest.Eval[string](tab, `fetch("`+s.url+`/").then(() => localStorage.getItem("theme"))`)
	if again != "light" {
		t.Errorf("the theme remembered is %q", again)
	}
	tab.Reload()
	if paper() == dark {
		t.Error("the theme is forgotten")
	}
}

func phone(t *testing.T, b *webtest.Browser) {
	t.Helper()

	for _, chinese := range []bool{false, true} {
		tab, d, _ := open(t, b, webtest.Options{Width: 360, Height: 740, Chinese: chinese, Calm: true})
		everywhere(t, tab, d, func(where string) {
			for _, bad := range tab.Narrow() {
				t.Errorf("Chinese %v, %s: %s", chinese, where, bad)
			}
		})
	}
}

func language(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	answered(t, tab, d)
	tab.Click(`[data-node="n4"]`)
	tab.Click("#tongue")
	tab.Wait(`document.documentElement.lang === "zh-CN"`)
	contains(t, "the page", tab.Text("body"), "历史", "开始", "完成", "用时 3.4 秒", "翻译", "为什么选它", "当前可用的 2 个模型中排第 2", "西班牙语", "译文", "正面")
	tab.Reload()
	tab.Wait(`document.querySelector("#answer").innerText.includes("译文")`)
	tab.Click("#tongue")
	tab.Wait(`document.documentElement.lang === "en" && document.querySelector("#answer").innerText.includes("Translation")`)
	chinese, _, _ := open(t, b, webtest.Options{Chinese: true})
	contains(t, "the page of a Chinese browser", chinese.Text("body"), "说出需求，模型来完成")
}

func untranslated(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{Chinese: true})
	everywhere(t, tab, d, func(where string) {
		for _, bad := range tab.Foreign() {
			t.Errorf("%s: %s", where, bad)
		}
	})
}

func terms(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, _, _ := open(t, b, webtest.Options{})
	missing := webtest.Eval[[]string](tab, `(async () => {
		const { en } = await import("/js/words/en.js"), { zh } = await import("/js/words/zh.js"), terms = await import("/js/words/terms.js");
		const tasks = await (await fetch("/api/tenon/v1/tasks")).json();
		const bad = [];
		for (const key of new Set([...Object.keys(en), ...Object.keys(zh)])) {
			if (!en[key] || !zh[key]) bad.push("the word " + key);
			else if ((en[key].match(/{}/g) ?? []).length !== (zh[key].match(/{}/g) ?? []).length) bad.push("the places in " + key);
		}
		for (const e of document.querySelectorAll("[data-say], [data-label], [data-hint]")) {
			for (const key of [e.dataset.say, e.dataset.label, e.dataset.hint]) if (key && !en[key]) bad.push("the page says " + key);
		}
		const need = (table, word, what) => { if (!Object.hasOwn(terms[table], word)) bad.push(what + " " + word); };
		for (const t of tasks) {
			need("docs", t.doc, "the purpose of a task:");
			for (const p of [...t.in, ...t.out]) { need("ports", p.name, "the port"); if (!zh["type." + p.type]) bad.push("the type " + p.type); }
			for (const p of t.params ?? []) {
				need("params", p.name, "the parameter"); need("english", p.name, "the parameter, in English,");
				if (p.kind !== "language") need("docs", p.doc, "the purpose of a parameter:");
				for (const c of p.choices ?? []) need("choices", c, "the choice");
			}
		}
		for (const kind of ["person", "place", "organisation", "date", "time", "duration", "amount", "email", "url", "phone"]) need("labels", kind, "the kind of name");
		return [...new Set(bad)];
	})()`)
	if len(missing) > 0 {
		t.Errorf("no words in internal/web/page/js/words for:\n%s", strings.Join(missing, "\n"))
	}
}

func calm(t *testing.T, b *webtest.Browser) {
	t.Helper()

	for _, still := range []bool{false, true} {
		tab, d, _ := open(t, b, webtest.Options{Calm: still})
		attach(t, tab, "call.wav")
		ask(t, tab, callText)
		d.next(t)
		d.next(t)
		nodeState(t, tab, "n1", "running")
		moves := webtest.Eval[int](tab, `document.getAnimations().filter(a => a instanceof CSSAnimation).length`)
		if (moves == 0) != still {
			t.Errorf("reduced motion %v: %d animations", still, moves)
		}
	}
}

func huge(t *testing.T, b *webtest.Browser) {
	t.Helper()

	for _, width := range []int64{1280, 768, 360} {
		tab, d, _ := open(t, b, webtest.Options{Width: width, Calm: true})
		ask(t, tab, "run twenty steps")
		d.finish(t)
		state(t, tab, "done")
		bad := webtest.Eval[[]string](tab, `(() => {
			const bad = [], boxes = [...document.querySelectorAll(".node, .source")].map((e) => [e.dataset.key, e.getBoundingClientRect()]);
			if (boxes.length !== 21) bad.push(boxes.length + " boxes");
			boxes.forEach(([a, r], i) => boxes.slice(i + 1).forEach(([b, s]) => {
				if (r.left < s.right && s.left < r.right && r.top < s.bottom && s.top < r.bottom) bad.push(a + " lies on " + b);
			}));
			if (document.querySelector("#graph").scrollWidth > document.querySelector("#graph").clientWidth) bad.push("the graph is cut off");
			for (const p of document.querySelectorAll("#graph path")) if (!p.getAttribute("d") || p.getAttribute("d").includes("NaN")) bad.push("a line is not drawn");
			return bad;
		})()`)
		for _, what := range bad {
			t.Errorf("%d wide: %s", width, what)
		}
		short := webtest.Eval[int](tab, `document.querySelector("#answer").innerText.length`)
		tab.Click("#answer .words + button")
		long := webtest.Eval[int](tab, `document.querySelector("#answer").innerText.length`)
		if short > 2000 || long < 190000 {
			t.Errorf("%d wide: the answer shows %d characters, then %d", width, short, long)
		}
	}
}

func markup(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	name := `<img src=x onerror="document.title='broken in'">.txt`
	put := fmt.Sprintf(`(() => {
		const transfer = new DataTransfer();
		transfer.items.add(new File(["hello"], %q, {type: "text/plain"}));
		document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
	})()`, name)
	webtest.Eval[any](tab, put)
	tab.Wait(`document.querySelector("#files li")`)
	contains(t, "the file", tab.Text("#files"), "<img src=x")
	ask(t, tab, "attack")
	d.finish(t)
	state(t, tab, "done")
	tab.Click(`[data-node="n1"]`)
	tab.Wait(`document.querySelector("#node dl")`)
	tab.Click("#reply summary")
	contains(t, "the answer", tab.Text("#answer"), xss)
	contains(t, "the panel", tab.Text("#node"), xss)
	tab.Click("#show-history")
	tab.Wait(`document.querySelector("#runs a")`)
	if n := webtest.Eval[int](tab, `document.querySelectorAll("[onerror], img[src=x]").length`); n > 0 {
		t.Errorf("%d elements were made of words", n)
	}
	if title := webtest.Eval[string](tab, `document.title`); strings.Contains(title, "broken") {
		t.Errorf("the title is %q: a script of somebody else ran", title)
	}
}
