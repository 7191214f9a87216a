package shelf_test

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

func discussing(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "bob", "/datasets/lab/calls", webtest.Options{})
	tab.Click(`.tabs a[href="/datasets/lab/calls/discussions"]`)
	tab.Wait(`document.querySelector(".nothing")`)
	tab.Click("#new-discussion")
	tab.Click("#discussion-title")
	tab.Type("Where is it from?")
	tab.Click("#discussion-words")
	tab.Type("I ask for a *friend*. " + attack)
	tab.Click(`button[type="submit"]`)
	tab.Wait(`location.pathname === "/datasets/lab/calls/discussions/1" && document.querySelector(".said")`)
	contains(t, "the discussion", tab.Text("main"), "Where is it from?", "I ask for a friend.", "Open", "bob")
	if n := webtest.Eval[int](tab, `document.querySelectorAll(".said :is(script, [onerror], img)").length`); n > 0 {
		t.Errorf("%d elements of others", n)
	}
	other := w.logIn(b, "ann", "/datasets/lab/calls/discussions", webtest.Options{})
	other.Click(".discussions .title")
	other.Click("#answer")
	other.Type("From our own telephone.")
	other.Click(`button[type="submit"]`)
	other.Wait(`document.querySelectorAll(".said").length === 2`)
	other.Click("#turn")
	other.Wait(`document.querySelector(".event")?.innerText.includes("closed this")`)
	other.Click(".said:nth-child(2) .ends button")
	other.Click(".said .writing")
	other.Mark()
	other.Type("From our telephones.")
	other.Click(`.said button[type="submit"]`)
	other.Wait(`document.querySelectorAll(".said")[1]?.innerText.includes("From our telephones.") && document.querySelectorAll(".said")[1].innerText.includes("edited")`)
	none := w.logIn(b, "", "/datasets/lab/calls/discussions", webtest.Options{})
	contains(t, "the open ones, of which there are none", none.Text(".tab"), "Open\n0", "Closed\n1", "Nothing here.", "1 is closed.")
	nobody := w.logIn(b, "", "/datasets/lab/calls/discussions?status=closed", webtest.Options{})
	contains(t, "the closed ones", nobody.Text("main"), "Where is it from?", "1 discussion")
	nobody.Click(".discussions .title")
	nobody.Wait(`document.querySelectorAll(".said").length === 2`)
	contains(t, "for a stranger", nobody.Text("main"), "Log in to answer", "From our telephones.")
}

// attaching puts a picture into a comment, and takes it away with it.
func attaching(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	lake, err := filepath.Abs(filepath.Join("..", "..", "..", "testdata", "lake.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	tab := w.logIn(b, "bob", "/ann/mood/discussions/new", webtest.Options{Expect: "404"})
	tab.Click("#discussion-title")
	tab.Type("A picture of mine")
	tab.Click("#discussion-words")
	tab.Type("Look at this:")
	tab.Files(lake)
	tab.Click(".attach button")
	tab.Wait(`/^Look at this:\n\n!\[lake\]\(http:.*\/api\/uploads\/[0-9a-f]{24}\.jpg\)\n\n$/.test(document.querySelector("#discussion-words").value)`)
	tab.Click(`button[type="submit"]`)
	tab.Wait(`document.querySelector(".said img")?.naturalWidth > 0`)
	address := webtest.Eval[string](tab, `new URL(document.querySelector(".said img").src).pathname`)
	nobody := w.logIn(b, "", "/ann/mood/discussions/1", webtest.Options{})
	nobody.Wait(`document.querySelector(".said img")?.naturalWidth > 0`)
	for text, want := range map[string]string{
		`<audio controls src="http://any.example` + address + `"></audio>`: "img",
		"http://any.example" + strings.Replace(address, ".jpg", ".mp4", 1): "video",
		"![x](http://any.example/picture.png)":                             "a",
		"![x](picture.png)":                                                "p",
	} {
		webtest.Eval[any](tab, `import("/js/hub/attach.js").then((m) => { window.tried = m.shown(`+strconv.Quote(text)+`); })`)
		if got := webtest.Eval[string](tab, `(tried.querySelector("img, video, a") ?? tried.firstElementChild).localName`); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
	tab.Click(".said .ends button:last-child")
	tab.Wait(`document.querySelector(".said")?.innerText.includes("This comment was hidden")`)
	if status, _, _ := w.send("GET", address, w.bob, ""); status != http.StatusNotFound {
		t.Errorf("the picture of a hidden comment: %d", status)
	}
}

func asking(t *testing.T, b *webtest.Browser, _ *town, _ string) {
	t.Helper()
	w := newTown(t) // lists of the other one are counted
	w.make("model", "ann/gated", false)
	w.commit("model", "ann/gated", "Add a card", map[string]*string{"README.md": text("# For those who ask\n"), "model.bin": text("weights")})
	must[any](w, "PUT", "/api/models/ann/gated/settings", w.ann, `{"gated":"manual"}`)
	tab := w.logIn(b, "bob", "/ann/gated", webtest.Options{Expect: "403"})
	tab.Wait(`document.querySelector(".gate button")`)
	contains(t, "a gated repository", tab.Text("main"), "For those who ask", "on request", "Its owner reads each request")
	tab.Click(".gate button")
	tab.Wait(`document.querySelector(".gate [role=status]")?.innerText.includes("You have asked")`)
	desk := w.logIn(b, "ann", "/ann/gated", webtest.Options{Expect: "404"})
	desk.Click(`.tabs a[href="/ann/gated/settings"]`)
	desk.Wait(`document.querySelector("#asks-pending")?.innerText.includes("bob")`)
	desk.Click("#asks-pending details summary")
	desk.Click("#why-bob")
	desk.Type("Say who you are first")
	desk.Click(`#asks-pending button[type="submit"]`)
	desk.Wait(`document.querySelector("#asks-rejected")?.innerText.includes("Say who you are first")`)
	contains(t, "the desk", desk.Text("#asks"), "Nobody waits.", "Declined")
	desk.Click("#asks-rejected .ends button")
	desk.Wait(`document.querySelector("#asks-accepted")?.innerText.includes("bob")`)
	desk.Click("#asks > details summary")
	desk.Click("#grant-user")
	desk.Type("nobody-of-this-name")
	desk.Click(`#grant button[type="submit"]`)
	desk.Wait(`document.querySelector("#grant .error")?.innerText.includes("nobody-of-this-name")`)
	file := w.logIn(b, "bob", "/ann/gated/blob/main/model.bin", webtest.Options{})
	file.Wait(`document.querySelector(".lines")`)
	contains(t, "its file", file.Text(".content"), "weights")
	owner := w.logIn(b, "ann", "/ann/gated", webtest.Options{})
	owner.Wait(`document.querySelector(".use")`)
	if owner.Text(".gate") != "" {
		t.Error("the owner is to ask")
	}
}
