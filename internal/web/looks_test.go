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

// faint is a script that finds words whose contrast to what is behind them is under 4.5 to 1.
const faint = `(() => {
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgba = (css) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1); const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255]; };
	const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
	const behind = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 0) return over(c, c[3] < 1 ? behind(e.parentElement) : c); } return [255, 255, 255]; };
	const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
	const top = document.querySelector("dialog[open]") ?? document.body;
	const bad = new Set();
	const walk = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
	for (let n; n = walk.nextNode();) {
		const e = n.parentElement;
		if (!n.data.trim() || !e.checkVisibility() || e.closest(".unseen, .skip, :disabled, option")) continue;
		const style = getComputedStyle(e), back = behind(e);
		const r = ratio(over(rgba(style.color), back), back);
		if (r < 4.5) bad.add(r.toFixed(2) + " " + (e.id || e.className || e.tagName) + ": " + n.data.trim().slice(0, 40));
	}
	for (const e of top.querySelectorAll("textarea:placeholder-shown, input:placeholder-shown")) {
		if (!e.placeholder || !e.checkVisibility()) continue;
		const back = behind(e), r = ratio(over(rgba(getComputedStyle(e, "::placeholder").color), back), back);
		if (r < 4.5) bad.add(r.toFixed(2) + " placeholder of " + e.id);
	}
	return [...bad];
})()`

func contrast(t *testing.T, b *webtest.Browser) {
	t.Helper()

	for _, dark := range []bool{false, true} {
		tab, d, _ := open(t, b, webtest.Options{Dark: dark, Calm: true})
		everywhere(t, tab, d, func(where string) {
			for _, bad := range webtest.Eval[[]string](tab, faint) {
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

// narrow finds what is wider than the page, and what a finger cannot hit.
const narrow = `(() => {
	const bad = [];
	const root = document.documentElement;
	if (root.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth) {
		bad.push("the page is " + root.scrollWidth + " wide, the window " + innerWidth);
		for (const e of document.querySelectorAll("main *")) if (e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll")) bad.push((e.id || e.className || e.tagName) + " ends at " + e.getBoundingClientRect().right);
	}
	const dialog = document.querySelector("dialog[open]");
	if (dialog && dialog.scrollWidth > dialog.clientWidth) bad.push("the dialog scrolls sideways");
	for (const e of (dialog ?? document).querySelectorAll("button, summary, select, input, a[href], label.local")) {
		if (!e.checkVisibility() || e.closest(".skip") || e.type === "checkbox" && e.closest("label")) continue;
		const r = e.getBoundingClientRect();
		if (r.width && (r.height < 40 || r.width < 40) && !(e.type === "checkbox")) bad.push((e.id || e.className || e.innerText || e.tagName) + " is " + Math.round(r.width) + " × " + Math.round(r.height));
	}
	return bad.slice(0, 12);
})()`

func phone(t *testing.T, b *webtest.Browser) {
	t.Helper()

	for _, chinese := range []bool{false, true} {
		tab, d, _ := open(t, b, webtest.Options{Width: 360, Height: 740, Chinese: chinese, Calm: true})
		everywhere(t, tab, d, func(where string) {
			for _, bad := range webtest.Eval[[]string](tab, narrow) {
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

// foreign finds words of Latin letters that the page itself says: not those of
// the request, of files, of models and their answers.
const foreign = `(() => {
	const bad = new Set();
	const own = (s) => s.replace(/Tenon|English|Enter|Shift|tenon\/\S*|acme\/\S*|\S*\.(wav|jpg|mp4|csv|txt|pdf)|JSON|SRT|PDF|DOCX|HTML|QR|kB|MB|ms|[a-z]{2,3}(?=[、；)）\s]|$)/g, "");
	const say = (s, where) => { if (/[A-Za-z]{3,}/.test(own(s))) bad.add(where + ": " + s.trim().slice(0, 60)); };
	const top = document.querySelector("dialog[open]") ?? document.body;
	const walk = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
	for (let n; n = walk.nextNode();) {
		const e = n.parentElement;
		if (!n.data.trim() || e.closest("script, code, mark, .words, #asked, .error, [lang=en], .chip .name, .source .name, #runs .name, .detail, table, .callout label, figcaption, #tasks li small, .facts ul, .facts div div")) continue;
		say(n.data, e.id || e.className || e.tagName);
	}
	for (const e of top.querySelectorAll("[aria-label], [title], [placeholder]")) {
		for (const a of ["aria-label", "title", "placeholder"]) if (e.hasAttribute(a)) say(e.getAttribute(a), a + " of " + (e.id || e.tagName));
	}
	return [...bad];
})()`

func untranslated(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{Chinese: true})
	everywhere(t, tab, d, func(where string) {
		for _, bad := range webtest.Eval[[]string](tab, foreign) {
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
