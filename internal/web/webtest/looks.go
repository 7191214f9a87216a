package webtest

// Faint finds words whose contrast to what is behind them is under 4.5 to 1.
func (tab *Tab) Faint() []string {
	tab.t.Helper()
	return Eval[[]string](tab, faint)
}

// Narrow finds what is wider than the page, and what a finger cannot hit.
func (tab *Tab) Narrow() []string {
	tab.t.Helper()
	return Eval[[]string](tab, narrow)
}

// Foreign finds words of Latin letters on a page in Chinese that the page
// itself says: not those of requests, files, repositories, models and their answers.
func (tab *Tab) Foreign() []string {
	tab.t.Helper()
	return Eval[[]string](tab, foreign)
}

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
		if (!e.checkVisibility() || e.closest(".skip") || /checkbox|radio/.test(e.type) && e.closest("label, .prose") || e.matches("a") && e.closest(".prose, p, dd, small, .lines, .path, .found, .nothing")) continue;
		const r = e.getBoundingClientRect();
		if (r.width && (r.height < 40 || r.width < 40) && !(e.type === "checkbox")) bad.push((e.id || e.className || e.innerText || e.tagName) + " is " + Math.round(r.width) + " × " + Math.round(r.height));
	}
	return bad.slice(0, 12);
})()`

const foreign = `(() => {
	const bad = new Set();
	const own = (s) => s.replace(/Tenon|English|Enter|Shift|tenon\/\S*|acme\/\S*|\b(admin|ann|lab|voice|pickle|README|git|modelscope|tenon|SHA-256|Markdown|write|hf upload)\b|(下载|复制:) .*|\S*\.(wav|jpg|mp4|csv|txt|pdf|safetensors|gguf)|safetensors|GGUF|ONNX|llama(\.cpp)?|convert_hf_to_gguf\.py|JSON|SRT|PDF|DOCX|HTML|QR|kB|MB|ms|[a-z]{2,3}(?=[、；)）\s]|$)/g, "");
	const say = (s, where) => { if (/[A-Za-z]{3,}/.test(own(s))) bad.add(where + ": " + s.trim().slice(0, 60)); };
	const top = document.querySelector("dialog[open]") ?? document.body;
	const walk = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
	for (let n; n = walk.nextNode();) {
		const e = n.parentElement;
		if (!n.data.trim() || e.closest("script, code, mark, .words, #asked, .error, [lang=en], .chip .name, .source .name, #runs .name, .detail, table, .callout label, figcaption, #tasks li small, .facts ul, .facts div div, [translate=no], .commands, select, .prose")) continue;
		say(n.data, e.id || e.className || e.tagName);
	}
	for (const e of top.querySelectorAll("[aria-label], [title], [placeholder]")) {
		if (e.closest(".prose, .commands")) continue;
		for (const a of ["aria-label", "title", "placeholder"]) if (e.hasAttribute(a)) say(e.getAttribute(a), a + " of " + (e.id || e.tagName));
	}
	return [...bad];
})()`
