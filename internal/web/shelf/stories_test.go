package shelf_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

// TestStories uses the pages as people do, in a real Chromium, over a whole
// program with real repositories.
func TestStories(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	w := newTown(t)
	empty := w.logIn(b, "ann", "/models", webtest.Options{})
	contains(t, "a list of nothing", empty.Text("main"), "No models yet", "hf upload ann/NAME", "tenon push ann/NAME ./folder --server "+w.url, "HF_ENDPOINT="+w.url)
	sha := w.stock()
	for name, story := range map[string]func(*testing.T, *webtest.Browser, *town, string){
		"a list is narrowed down and shared":     listing,
		"it is told how a model runs here":       runningHere,
		"a list counts what was done":            counting,
		"a stranger reads a card":                reading,
		"not all files were looked into":         unscanned,
		"files are looked into":                  files,
		"commits are read":                       commits,
		"what others wrote is inert":             inert,
		"what is private is not there":           hidden,
		"a heart is given and taken":             liking,
		"tokens are made, used and revoked":      tokens,
		"a repository is made":                   making,
		"a password is changed":                  passwords,
		"an organisation and its people":         organisations,
		"a discussion is held":                   discussing,
		"a picture is put into a comment":        attaching,
		"the files of a gated one are asked for": asking,
		"a repository is managed and deleted":    managing,
		"a deleted repository is brought back":   bringingBack,
		"a pull request is merged":               pulling,
		"a collection is put together":           collecting,
		"all by keyboard":                        keyboard,
		"every page in any look and language":    everyLook,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mine := *w
			mine.t = t
			story(t, b, &mine, sha)
		})
	}
}

func contains(t *testing.T, what, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s does not say %q:\n%s", what, w, got)
		}
	}
}

// rows waits until a list has the repositories that want names, in any order, and no others.
func rows(tab *webtest.Tab, want ...string) {
	tab.Wait(fmt.Sprintf(`[...document.querySelectorAll(".rows.grid .full")].map((e) => e.innerText).sort().join(" ") === %q`, strings.Join(want, " ")))
}

// runningHere asks the page what it tells of models that run here, and of one that does not.
func runningHere(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "", "/models", webtest.Options{})
	for runs, want := range map[string]string{
		`{engine: "llama", task: "text-generation", file: "m.gguf", takes: ["text"]}`:    `tenon chat: tenon chat lab/m --server http://s|API: curl http://s/v1/chat/completions|"model": "lab/m"`,
		`{engine: "native", task: "sentiment-analysis", takes: ["text"]}`:                `tenon run: tenon run lab/m "I love it" --server http://s|API: curl http://s/models/lab/m |{"inputs": "I love it"}`,
		`{engine: "onnx", task: "question-answering", takes: ["text", "text"]}`:          `tenon run: tenon run lab/m contract.txt "When does it end?" --server http://s|hf: export`,
		`{engine: "native", task: "table-question-answering", takes: ["table", "text"]}`: `tenon run: tenon run lab/m sales.csv "When does it end?" --server http://s|hf: export`,
		`{engine: "onnx", task: "image-classification", takes: ["image"]}`:               `tenon run lab/m photo.jpg|-H "Content-Type: image/jpeg"|--data-binary @photo.jpg`,
		`{missing: "it has no weights"}`:                                                 "hf: export HF_ENDPOINT=http://s|Python: import os",
	} {
		got := webtest.Eval[string](tab, `import("/js/hub/use.js").then((m) => Object.entries(m.ways({ kind: "model", name: "lab/m", info: { tenon: { runs: `+runs+` } } }, "http://s")).slice(0, 2).map(([k, v]) => k + ": " + v).join("\n"))`)
		contains(t, runs, got, strings.Split(want, "|")...)
		tries := webtest.Eval[string](tab, `import("/js/hub/repository.js").then((m) => m.head({ kind: "model", name: "lab/m", tab: "card", rev: "main", info: { tags: [], tenon: { runs: `+runs+` } } }).querySelector("#try")?.hash ?? "")`)
		if (tries == "#try=lab/m") != strings.Contains(runs, "engine") {
			t.Errorf("%s is tried at %q", runs, tries)
		}
	}
}

func listing(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "", "/models", webtest.Options{})
	rows(tab, "ann/bare", "ann/mood", "ann/painter", "ann/reader", "ann/tiny-chat", "lab/base", "lab/voice")
	contains(t, "the list", tab.Text("main"), "7 models", "Automatic speech recognition", "4B-10B", "apache-2.0", "Chinese", "37M", "A small model that listens.", "What others are made from.")
	tab.Click("#search")
	tab.Type("voice")
	rows(tab, "lab/voice")
	tab.Wait(`document.querySelector("#order").value === "relevance" && document.querySelector("#order").selectedOptions[0].innerText === "Best match"`)
	tab.Wait(`location.search === "?search=voice"`)
	tab.Reload()
	rows(tab, "lab/voice")
	if typed := webtest.Eval[string](tab, `document.querySelector("#search").value`); typed != "voice" {
		t.Errorf("after a reload the box has %q", typed)
	}
	tab.Click("#search")
	tab.Mark()
	tab.Press(kb.Backspace)
	rows(tab, "ann/bare", "ann/mood", "ann/painter", "ann/reader", "ann/tiny-chat", "lab/base", "lab/voice")
	tab.Click(`[data-value="language zh"]`)
	rows(tab, "ann/mood", "ann/reader", "lab/voice")
	tab.Click(`[data-value="size 4B-10B"]`)
	rows(tab, "ann/mood", "ann/reader")
	tab.Click(`[data-value="task image-to-text"]`)
	rows(tab, "ann/reader")
	contains(t, "the address", webtest.Eval[string](tab, `decodeURIComponent(location.search)`), "language=zh", "num_parameters=min:4B,max:9999999999", "pipeline_tag=image-to-text")
	contains(t, "what is chosen", tab.Text(".picked"), "Chinese", "4B-10B", "Image to text")
	webtest.Eval[any](tab, `history.back()`)
	rows(tab, "ann/mood", "ann/reader")
	tab.Click(".picked button")
	rows(tab, "ann/mood", "ann/painter", "ann/reader", "ann/tiny-chat")
	webtest.Eval[any](tab, `(() => { const o = document.querySelector("#order"); o.value = "likes"; o.dispatchEvent(new Event("change")); })()`)
	tab.Wait(`location.search.includes("sort=likes")`)
	tab.Click("#search")
	tab.Type("no such thing anywhere")
	tab.Wait(`document.querySelector(".nothing")?.innerText.includes("Nothing fits")`)
	tab.Click(".nothing button")
	rows(tab, "ann/bare", "ann/mood", "ann/painter", "ann/reader", "ann/tiny-chat", "lab/base", "lab/voice")
	odd := w.logIn(b, "", "/models?utm_source=mail&language=zh&limit=1&page=2", webtest.Options{})
	rows(odd, "ann/mood", "ann/reader", "lab/voice")
	if picked := odd.Text(".picked"); picked != "Chinese" {
		t.Errorf("what others put into the address is taken for a filter: %q", picked)
	}
	tab.Click(`a[href="/datasets"]`)
	rows(tab, "lab/calls")
	tab.Click(`[data-value="task text-classification"]`)
	rows(tab, "lab/calls")
	tab.Click(`[data-value="size 1K<n<10K"]`)
	tab.Wait(`new URLSearchParams(location.search).getAll("filter").length === 2`)
	rows(tab, "lab/calls")
}

// unscanned reads a page of a repository that has files which nobody looked into.
func unscanned(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	to, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	street := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: func(r *http.Response) error {
			if !strings.Contains(r.Request.URL.Path, "/tree/main") {
				return nil
			}
			reply, err := io.ReadAll(r.Body)
			reply = bytes.Replace(reply, []byte(`"securityFileStatus":{"status":"safe"`), []byte(`"securityFileStatus":{"status":"unscanned"`), 1)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(reply)), int64(len(reply))
			r.Header.Set("Content-Length", strconv.Itoa(len(reply)))
			return err
		},
	})
	defer street.Close()
	w.url = street.URL
	for page, more := range map[string]string{"/lab/base": "", "/lab/voice": "evil.pkl unsafe"} {
		tab := w.logIn(b, "", page, webtest.Options{})
		tab.Wait(`document.querySelector(".facts")?.innerText.includes("1 file was not looked into yet")`)
		facts := tab.Text(".facts")
		contains(t, page, facts, more)
		if strings.Contains(facts, "Nothing found") {
			t.Errorf("%s says that nothing was found: %s", page, facts)
		}
	}
}

// counting looks at a list's row: what nobody has done yet is not counted.
func counting(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "", "/models", webtest.Options{})
	for counts, want := range map[string]string{`downloads: 0, likes: 0`: "", `downloads: 1200, likes: 0`: "Downloads: 1.2K", `downloads: 0, likes: 3`: "Likes: 3"} {
		got := webtest.Eval[string](tab, `import("/js/hub/row.js").then((m) => [...m.row("model", { id: "lab/m", tags: [], lastModified: "2026-11-23", `+counts+` }).querySelectorAll(".note:has(.icon)")].map((e) => e.textContent).join(" "))`)
		if got != want {
			t.Errorf("of %s a row says %q, want %q", counts, got, want)
		}
	}
}

func reading(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "", "/models?search=voice", webtest.Options{})
	tab.Click(`a[href="/lab/voice"]`)
	tab.Wait(`document.querySelector(".card.prose")`)
	tab.Wait(`document.querySelector(".found") && document.querySelector(".like-this")`)
	card := tab.Text(".card.prose")
	contains(t, "the card", card, "A small model that listens", "Not this.", "Words wrong", "9.4", "one inside", "Centred words", "More")
	contains(t, "beside it", tab.Text(".beside"), "Parameters\n37M", "Runs here\nIt cannot run: its weights are safetensors, and llama reads GGUF", "Licence\napache-2.0", "English, Chinese", "lab/base", "evil.pkl unsafe", "12 files", "Models like this one", "hf download lab/voice", "HF_ENDPOINT="+w.url)
	contains(t, "the head", tab.Text(".head"), "Automatic speech recognition", "transformers", "Licence", "speech")
	links := webtest.Eval[map[string]string](tab, `Object.fromEntries([...document.querySelectorAll(".card.prose a")].map((a) => [a.textContent, a.getAttribute("href")]))`)
	for words, to := range map[string]string{"the settings": "/lab/voice/blob/main/config.json", "figures": "#card-figures", "another folder": "/lab/voice/blob/main/data/rows.csv", "the project": "https://example.org/voice"} {
		if links[words] != to {
			t.Errorf("%q leads to %q, want %q", words, links[words], to)
		}
	}
	tab.Wait(`document.querySelector(".card.prose img").naturalWidth > 0`)
	for _, c := range []struct{ way, says string }{
		{"Python", `snapshot_download("lab/voice")`},
		{"git", "git clone " + w.url + "/lab/voice"},
		{"ModelScope", "modelscope download --model lab/voice"},
		{"tenon pull", "tenon pull lab/voice --server " + w.url},
	} {
		webtest.Eval[any](tab, fmt.Sprintf(`[...document.querySelectorAll(".ways button")].find((e) => e.textContent === %q).click()`, c.way))
		contains(t, c.way, tab.Text("#way"), c.says)
	}
	tab.Click(".card.prose summary")
	contains(t, "what was folded", tab.Text(".card.prose details"), "Hidden words.")
	tab.Click(`.chips a[href*="license=apache-2.0"]`)
	rows(tab, "lab/base", "lab/voice")
	bare := w.logIn(b, "", "/ann/bare", webtest.Options{})
	contains(t, "a page without a card", bare.Text("main"), "No card yet", "license: apache-2.0", "hf upload ann/bare README.md")
	data := w.logIn(b, "", "/datasets/lab/calls", webtest.Options{})
	contains(t, "a dataset", data.Text("main"), "What people said.", "Use this dataset", "--repo-type dataset", "Text classification")
}

func files(t *testing.T, b *webtest.Browser, w *town, sha string) {
	t.Helper()
	tab := w.logIn(b, "", "/lab/voice", webtest.Options{})
	tab.Click(`.tabs a[href="/lab/voice/tree/main"]`)
	tab.Wait(`document.querySelectorAll(".files .last a").length === 12`)
	listed := tab.Text(".files")
	contains(t, "the files", listed, "data", "notes", "README.md", "weights.bin", "2.1 MB", "initial commit", "Add the model", "unsafe", `odd "name" <b>&amp; 名.txt`)
	if folder, file := strings.Index(listed, "notes"), strings.Index(listed, ".gitattributes"); folder > file {
		t.Error("folders do not come first")
	}
	if sign := tab.Text(".files .badge"); sign != "unsafe" && sign != "LFS" && sign != "Xet" {
		t.Errorf("the sign of a file is %q", sign)
	}
	tab.Click(`.files a[href="/lab/voice/tree/main/data"]`)
	tab.Click(`.files a[href="/lab/voice/blob/main/data/rows.csv"]`)
	tab.Wait(`document.querySelector(".content table")`)
	contains(t, "a table", tab.Text(".content"), "amount", "bob", "3 lines")
	tab.Click(`[data-view="source"]`)
	tab.Click(`[data-n="2"]`)
	tab.Wait(`location.hash === "#L2" && document.querySelector(".line.lit").innerText.includes("ann,3")`)
	tab.Click(`.crumbs a[href="/lab/voice/tree/main/data"]`)
	tab.Wait(`document.querySelector(".files")`)
	for path, want := range map[string]string{
		"README.md":   "Not this.",
		"evil.pkl":    "posix.system – dangerous",
		"binary.dat":  "This is no text",
		"zero.txt":    "The file is empty.",
		"weights.bin": "SHA-256",
		"odd%20%22name%22%20%3Cb%3E%26amp%3B%20%E5%90%8D.txt": "odd",
		"notes/new.md": "See the card.",
	} {
		at := w.logIn(b, "", "/lab/voice/blob/main/"+path, webtest.Options{})
		at.Wait(`document.querySelector(".content")?.childElementCount`)
		contains(t, path, at.Text(".tab"), want)
	}
	image := w.logIn(b, "", "/lab/voice/blob/main/lake.jpg", webtest.Options{})
	image.Wait(`document.querySelector(".content img").naturalWidth > 0`)
	none := w.logIn(b, "", "/lab/voice/blob/main/none.txt", webtest.Options{})
	contains(t, "no file", none.Text(".tab"), "There is no none.txt at main.")
	wrong := w.logIn(b, "", "/lab/voice/tree/no-branch", webtest.Options{Expect: "404"})
	wrong.Wait(`document.querySelector(".error")`)
	tab.Wait(`document.querySelector("#revision").options.length === 3`)
	webtest.Eval[any](tab, `(() => { const s = document.querySelector("#revision"); s.value = "next/idea"; s.dispatchEvent(new Event("change")); })()`)
	tab.Wait(`location.pathname === "/lab/voice/tree/next%2Fidea/data" && document.querySelector("#revision")?.value === "next/idea"`)
	old := w.logIn(b, "", "/lab/voice/tree/"+sha, webtest.Options{})
	old.Wait(fmt.Sprintf(`document.querySelector("#revision").selectedOptions[0].text === %q`, sha[:7]))
}

func commits(t *testing.T, b *webtest.Browser, w *town, sha string) {
	t.Helper()
	tab := w.logIn(b, "", "/lab/voice/commits/main", webtest.Options{})
	contains(t, "the history", tab.Text(".commits"), "initial commit", "Add the model", "Say how many layers", "ann")
	tab.Click(".commits .title")
	tab.Wait(fmt.Sprintf(`location.pathname === "/lab/voice/commit/%s" && document.querySelector(".changes")`, sha))
	contains(t, "the commit", tab.Text(".tab"), "In more words.", "4 files changed", `"layers": 4`, `"layers": 6`, "notes/new.md", "removed", "A large file: 2 MB → 2.1 MB")
	first := w.logIn(b, "", "/lab/voice/commits/main?p=0", webtest.Options{})
	first.Click(".commits li:nth-child(2) .title")
	first.Wait(`document.querySelector(".changes")`)
	contains(t, "names in a diff", first.Text(".changes"), `odd "name" <b>&amp; 名.txt`, "lake.jpg", "This is no text")
	root := w.logIn(b, "", "/lab/voice/commits/main", webtest.Options{})
	root.Click(".commits li:last-child .title")
	root.Wait(`document.querySelector(".changes")`)
	contains(t, "the first commit", root.Text(".changes"), ".gitattributes", "new")
}

func inert(t *testing.T, b *webtest.Browser, w *town, sha string) {
	t.Helper()
	for _, path := range []string{"/lab/voice", "/lab/voice/blob/main/README.md", "/lab/voice/tree/main", "/lab/voice/commits/main", "/lab/voice/commit/" + sha, "/models"} {
		tab := w.logIn(b, "ann", path, webtest.Options{})
		tab.Wait(`document.querySelector("main").innerText.length > 80 && ![...document.querySelectorAll("dd")].some((e) => e.textContent === "…")`)
		if n := webtest.Eval[int](tab, `document.querySelectorAll("main :is(script, iframe, style, object, form[action], svg[onload], [onerror], [onclick], [style*=url], a[href^=javascript], img[src*=example])").length`); n > 0 {
			t.Errorf("%s: %d elements of others", path, n)
		}
		if title := webtest.Eval[string](tab, `document.title`); strings.Contains(title, "broken in") && !strings.Contains(title, "Say how many") {
			t.Errorf("%s has the title %q: a script of somebody else ran", path, title)
		}
	}
}

func hidden(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	for _, who := range []string{"", "bob"} {
		tab := w.logIn(b, who, "/ann/secret", webtest.Options{Expect: "404"})
		contains(t, "what "+who+" sees", tab.Text("main"), "There is nothing here")
		if said := tab.Text("body"); strings.Contains(said, "Secret words") || strings.Contains(said, "private") {
			t.Errorf("%q is told: %s", who, said)
		}
	}
	tab := w.logIn(b, "ann", "/ann/secret", webtest.Options{})
	contains(t, "what ann sees", tab.Text("main"), "Secret words", "private", "the programs need a token of yours")
}

func liking(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "bob", "/lab/voice", webtest.Options{})
	tab.Wait(`document.querySelector(".like").getAttribute("aria-pressed") === "true"`)
	tab.Click(".like")
	tab.Wait(`document.querySelector(".like").getAttribute("aria-pressed") === "false" && document.querySelector(".likes").innerText === "0"`)
	tab.Click(".like")
	tab.Wait(`document.querySelector(".likes").innerText === "1"`)
	tab.Reload()
	tab.Wait(`document.querySelector(".like")?.getAttribute("aria-pressed") === "true"`)
	nobody := w.logIn(b, "", "/lab/voice", webtest.Options{})
	nobody.Click(".like")
	nobody.Wait(`location.pathname === "/login" && location.search.includes("lab%2Fvoice")`)
}
