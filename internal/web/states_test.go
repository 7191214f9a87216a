package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/web"
	"github.com/tenonhub/tenon/internal/web/webtest"
)

func values(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	attach(t, tab, "lake.jpg")
	ask(t, tab, "show me everything")
	d.finish(t)
	state(t, tab, "done")
	tab.Wait(`document.querySelector("#answer img")?.naturalWidth === 960`)
	tab.Wait(`document.querySelector("#answer audio")?.duration > 5`)
	tab.Wait(`document.querySelector("#answer video")`)
	tab.Wait(`document.querySelectorAll("#answer .table tbody tr").length === 12`)
	tab.Wait(`document.querySelector("#answer .text .words")?.innerText.includes("Margaret Doyle")`)
	contains(t, "the answer", tab.Text("#answer"), "region", "amount", "1118.60", "Anna Keller", "person", "speech", "0:00.4 – 1:02.5", "A vector of 3 numbers", "contract.pdf")
	tab.Click("#answer .table .under button")
	tab.Wait(`document.querySelectorAll("#answer .table tbody tr").length > 40`)
	links := webtest.Eval[[]string](tab, `[...document.querySelectorAll("#answer a[download]")].map(a => a.download)`)
	contains(t, "the downloads", strings.Join(links, " "), "lake.jpg", "call.wav", "clip.mp4", "sales.csv", "contract.pdf")
	saved := webtest.Eval[int](tab, `fetch(document.querySelector('a[download="contract.pdf"]').href).then(r => r.arrayBuffer()).then(b => b.byteLength)`)
	if saved != 3031 {
		t.Errorf("contract.pdf has %d bytes when it is downloaded, want 3031", saved)
	}
}

func failures(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, s := open(t, b, webtest.Options{Expect: "Failed to load resource"})
	attach(t, tab, "call.wav")
	ask(t, tab, "break")
	d.finish(t)
	state(t, tab, "failed")
	nodeState(t, tab, "n1", "failed")
	nodeState(t, tab, "n4", "skipped")
	edge(t, tab, "node:n1", "node:n2", "broken")
	contains(t, "the answer", tab.Text("#answer"), "Transcribe speech (node n1) failed: call.wav breaks off after 0.2 s: send the whole file")
	tab.Click(`[data-node="n1"]`)
	tab.Wait(`document.querySelector("#node .error")?.innerText.includes("breaks off")`)
	ask(t, tab, "paint a dragon")
	d.finish(t)
	state(t, tab, "impossible")
	contains(t, "the answer", tab.Text("#answer"), "Connect one with tenon connect NAME URL --task text-to-image.")
	if got := tab.Text("#answer code"); got != "tenon connect NAME URL --task text-to-image" {
		t.Errorf("the command is %q", got)
	}
	if webtest.Eval[bool](tab, `document.querySelector("#graph").checkVisibility()`) {
		t.Error("a graph is shown where there is none")
	}

	tab.Click("#request")
	tab.Click("#go")
	tab.Wait(`document.querySelector("#trouble").innerText === "Say what you need first."`)
	tab.Type("refuse me")
	tab.Click("#go")
	tab.Wait(`document.querySelector("#trouble").innerText === "the disk is full: free 2 GB and ask again"`)
	if got := webtest.Eval[string](tab, `document.querySelector("#request").value`); got != "refuse me" {
		t.Errorf("the request that was refused is now %q", got)
	}
	gone := b.Open(t, s.url+"/#/runs/run-99", webtest.Options{Expect: "Failed to load resource"})
	gone.Wait(`document.querySelector("#trouble").innerText === "There is no request run-99. “History” has those that you have made."`)
}

func lost(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, s := open(t, b, webtest.Options{Expect: "Failed to load resource"})
	attach(t, tab, "call.wav")
	ask(t, tab, callText)
	d.next(t)
	d.next(t)
	nodeState(t, tab, "n1", "running")
	s.lose()
	tab.Wait(`document.querySelector("#trouble").checkVisibility() && document.querySelector("#trouble").innerText.includes("cannot be reached")`)
	d.finish(t)
	s.find()
	state(t, tab, "done")
	tab.Wait(`document.querySelector("#trouble").hidden`)
	s.lose()
	tab.Click("#request")
	tab.Type("anything")
	tab.Click("#go")
	tab.Wait(`document.querySelector("#trouble").innerText.includes("cannot be reached")`)
	tab.Click("#show-history")
	tab.Wait(`document.querySelector("#runs .error")?.innerText.includes("cannot be reached")`)
}

func sending(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, s := open(t, b, webtest.Options{})
	release := s.hold()
	tab.Click("#request")
	tab.Type("paint a dragon")
	tab.Click("#go")
	tab.Wait(`document.querySelector("#abort").checkVisibility() && document.querySelector("#go").disabled`)
	tab.Click("#abort")
	tab.Wait(`!document.querySelector("#go").disabled && !document.querySelector("#abort").checkVisibility()`)
	if got := webtest.Eval[string](tab, `document.querySelector("#request").value`); got != "paint a dragon" {
		t.Errorf("the request that was not sent is now %q", got)
	}
	release()
	tab.Click("#go")
	state(t, tab, "waiting")
	contains(t, "the page", tab.Text("#making"), "Making a plan")
	d.finish(t)
	state(t, tab, "impossible")
}

func drop(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, d, _ := open(t, b, webtest.Options{})
	long := strings.Repeat("a very long name ", 14) + ".csv"
	over := `(() => {
		const transfer = new DataTransfer();
		transfer.items.add(new File(["a,b\n1,2\n"], "` + long + `", {type: "text/csv"}));
		const event = (type) => document.body.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
		event("dragover");
		const shown = document.querySelector(".drop").checkVisibility();
		event("drop");
		return shown;
	})()`
	if !webtest.Eval[bool](tab, over) {
		t.Error("nothing says that files can be dropped")
	}
	tab.Wait(`document.querySelectorAll("#files li").length === 1`)
	if !webtest.Eval[bool](tab, `document.documentElement.scrollWidth <= innerWidth`) {
		t.Error("a long name makes the page wide")
	}
	tab.Click("#files button")
	tab.Wait(`document.querySelectorAll("#files li").length === 0 && document.activeElement.id === "attach"`)
	webtest.Eval[bool](tab, over)
	ask(t, tab, "break")
	if req := d.request(t); len(req.Given) != 1 || !strings.HasPrefix(req.Given[0].Name, "a very long name") {
		t.Errorf("the files that came are %v", req.Given)
	}
}

func guide(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, _, _ := open(t, b, webtest.Options{})
	tab.Click("#show-guide")
	tab.Wait(`document.querySelectorAll("#tasks details").length >= 60`)
	contains(t, "the guide", tab.Text("#guide"), "9 of 10 models ready", "Texts", "Pictures", "Video", "Translate", "text → text")
	tab.Click("#find")
	tab.Type("translate-large")
	tab.Wait(`document.querySelectorAll("#tasks details:not([hidden])").length === 1`)
	tab.Click("#tasks details:not([hidden]) summary")
	contains(t, "the task", tab.Text("#tasks"), "Puts a text into another language.", "tenon/translate", "not ready", "apt-get install apertium-large")
	tab.Click("#tasks details:not([hidden]) button.try")
	tab.Wait(`!document.querySelector("#guide").open && document.activeElement.id === "request" && document.activeElement.value === "Translate"`)
	tab.Click("#show-guide")
	tab.Click("#find")
	tab.Type("-no-such-thing")
	tab.Wait(`document.querySelector("#no-task").checkVisibility()`)
}

func TestHandler(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/": "text/html", "/js/main.js": "javascript", "/css/base.css": "text/css", "/icon.svg": "image/svg+xml"} {
		w := httptest.NewRecorder()
		web.New(nobody).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		resp := w.Result()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(resp.Header.Get("Content-Type"), want) {
			t.Errorf("%s: %d, %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy is %q", path, csp)
		}
		for _, inline := range []string{"<style", " style=", "onclick=", "https://", "<script>"} {
			if path == "/" && strings.Contains(string(body), inline) {
				t.Errorf("the page has %s in it", inline)
			}
		}
	}
}

// laidOut shows a transcript without its words a second time, and a chart as wide as it needs.
func laidOut(t *testing.T, b *webtest.Browser) {
	t.Helper()

	tab, _, _ := open(t, b, webtest.Options{})
	made := webtest.Eval[[]string](tab, `import("/js/answer.js").then((m) => {
		const box = document.createElement("div");
		const srt = { type: "text", media: "application/x-subrip", name: "call.srt", text: "1\n00:00:00,000 --> 00:00:01,000\nhello" }, chart = { type: "image", media: "image/png", name: "sales-chart.png", digest: "00" };
		m.answer(box, { id: "r", state: "done", told: [{ node: "n1", text: "hello" }, { node: "n2", text: "" }], artefacts: [srt, chart],
			graph: { nodes: [{ id: "n1", task: "automatic-speech-recognition" }, { id: "n2", task: "chart-generation" }] }, nodes: [{ id: "n1", out: { subtitles: [srt] } }, { id: "n2", out: { image: [chart] } }] });
		return [...box.querySelectorAll(".card")].map((e) => e.className + ": " + e.textContent);
	})`)
	if len(made) != 2 || !strings.Contains(made[0], "hello") || !strings.Contains(made[0], "call.srt") || strings.Contains(made[0], "-->") || !strings.HasPrefix(made[1], "card broad: ") {
		t.Errorf("the answer is %q", made)
	}
}
