package shelf_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

// propose opens a pull request with one file, as the holder of a token.
func (w *town) propose(name, token, title, path, content string) {
	w.t.Helper()
	lines := fmt.Sprintf("{\"key\":\"header\",\"value\":{\"summary\":%q}}\n{\"key\":\"file\",\"value\":{\"path\":%q,\"encoding\":\"base64\",\"content\":%q}}\n", title, path, base64.StdEncoding.EncodeToString([]byte(content)))
	must[any](w, "POST", "/api/models/"+name+"/commit/main?create_pr=1", token, lines)
}

// managing sets all that an owner may set, and deletes the repository.
func managing(t *testing.T, b *webtest.Browser, _ *town, _ string) {
	t.Helper()
	w := newTown(t) // lists of the other one are counted
	w.make("model", "ann/mine", false)
	tab := w.logIn(b, "ann", "/ann/mine", webtest.Options{})
	tab.Click(`.tabs a[href="/ann/mine/settings"]`)
	tab.Click(`#access [value="private"]`)
	tab.Click(`#access [value="manual"]`)
	tab.Click(`#access button[type="submit"]`)
	tab.Wait(`document.querySelector(".head")?.innerText.includes("private") && document.querySelector(".head").innerText.includes("on request")`)
	if status, _, _ := w.send("GET", "/api/models/ann/mine", w.bob, ""); status != http.StatusNotFound {
		t.Errorf("bob sees what is private: %d", status)
	}
	tab.Click(`#access [value="public"]`)
	tab.Click(`#access button[type="submit"]`)
	tab.Wait(`document.querySelector(".head") && !document.querySelector(".head").innerText.includes("private")`)

	ear := httptest.NewServer(http.NotFoundHandler())
	defer ear.Close()
	tab.Click("#hooks > details > summary")
	tab.Click("#hook-url")
	tab.Type(ear.URL + "/hear")
	tab.Click(`#hooks [value="discussion"]`)
	tab.Click(`#hooks button[type="submit"]`)
	tab.Wait(`document.querySelector(".hooks li")`)
	contains(t, "a webhook", tab.Text(".hooks"), ear.URL+"/hear", "Files and settings", "Turn off")
	tab.Click(".hooks .ends button")
	tab.Wait(`document.querySelector(".hooks")?.innerText.includes("Turn on")`)
	tab.Click(".hooks summary")
	tab.Wait(`document.querySelector(".told")?.innerText.includes("Nothing yet")`)

	tab.Click("#new-name")
	tab.Mark()
	tab.Type("ours")
	webtest.Eval[any](tab, `document.querySelector("#new-owner").value = "lab"`)
	tab.Click(`#rename button[type="submit"]`)
	tab.Wait(`location.pathname === "/lab/ours/settings" && document.querySelector("#end")`)
	contains(t, "the webhook after a rename", tab.Text(".hooks"), ear.URL+"/hear")

	tab.Click("#typed-name")
	tab.Type("ann/mine")
	tab.Click(`#end button[type="submit"]`)
	if valid := webtest.Eval[bool](tab, `document.querySelector("#typed-name").checkValidity()`); valid {
		t.Error("another name deletes it")
	}
	tab.Click("#typed-name")
	tab.Mark()
	tab.Type("lab/ours")
	tab.Click(`#end button[type="submit"]`)
	tab.Wait(`location.pathname === "/lab"`)
	if status, _, _ := w.send("GET", "/api/models/lab/ours", w.ann, ""); status != http.StatusNotFound {
		t.Errorf("it is there still: %d", status)
	}
	w.make("model", "ann/other", false)
	stranger := w.logIn(b, "bob", "/ann/other/settings", webtest.Options{})
	contains(t, "what bob sees", stranger.Text("main"), "Only who writes to this repository")
	if strings.Contains(stranger.Text(".tabs"), "Settings") {
		t.Error("bob is led to settings")
	}
	w.members(b)
}

// members manage what they write to: all of an organisation's, or what they made in it.
func (w *town) members(b *webtest.Browser) {
	w.t.Helper()
	role := func(role string) {
		w.t.Helper()
		if status, reply, _ := w.send("PUT", "/api/tenon/v1/orgs/lab/members/bob", w.ann, fmt.Sprintf(`{"role":%q}`, role), "Content-Type", "application/json"); status/100 != 2 {
			w.t.Fatalf("%s: %d %s", role, status, reply)
		}
	}
	w.make("model", "lab/theirs", false)
	role("contributor")
	must[any](w, "POST", "/api/repos/create", w.bob, `{"type":"model","organization":"lab","name":"bobs"}`)
	for name, manages := range map[string]bool{"lab/theirs": false, "lab/bobs": true} {
		tab := w.logIn(b, "bob", "/"+name, webtest.Options{})
		if got := strings.Contains(tab.Text(".tabs"), "Settings"); got != manages {
			w.t.Errorf("who contributes is led to the settings of %s: %v", name, got)
		}
	}
	role("write")
	tab := w.logIn(b, "bob", "/lab/theirs", webtest.Options{})
	tab.Click(`.tabs a[href="/lab/theirs/settings"]`)
	tab.Click(`#access [value="private"]`)
	tab.Click(`#access button[type="submit"]`)
	tab.Wait(`document.querySelector(".head")?.innerText.includes("private")`)
	tab.Click("#typed-name")
	tab.Type("lab/theirs")
	tab.Click(`#end button[type="submit"]`)
	tab.Wait(`location.pathname === "/lab"`)
}

// bringingBack finds what was deleted, which who could do that brings back.
func bringingBack(t *testing.T, b *webtest.Browser, _ *town, _ string) {
	t.Helper()
	w := newTown(t)
	for _, name := range []string{"lab/lost", "ann/old"} {
		w.make("model", name, false)
		w.commit("model", name, "Begin", map[string]*string{"README.md": text("# Found again\n")})
		owner, short, _ := strings.Cut(name, "/")
		must[any](w, "DELETE", "/api/repos/delete", w.ann, fmt.Sprintf(`{"type":"model","organization":%q,"name":%q}`, owner, short))
	}
	w.make("model", "ann/old", false) // its name is another's now
	other := w.logIn(b, "bob", "/settings/deleted", webtest.Options{})
	other.Wait(`document.querySelector(".settings p.soft + div + div + p")?.checkVisibility()`)
	contains(t, "for who has deleted nothing", other.Text("main"), "Nothing was deleted of late")
	tab := w.logIn(b, "ann", "/settings/tokens", webtest.Options{Expect: "409"})
	tab.Click(`.tabs a[href="/settings/deleted"]`)
	tab.Wait(`document.querySelectorAll(".deleted tbody tr").length === 2`)
	contains(t, "what was deleted", tab.Text(".deleted"), "Kept until", "lab/lost", "ann/old", "Model")
	press := func(name string) {
		webtest.Eval[any](tab, fmt.Sprintf(`[...document.querySelectorAll(".deleted tbody tr")].find((e) => e.innerText.includes(%q)).querySelector("button").click()`, name))
	}
	press("ann/old")
	tab.Wait(`document.querySelector(".deleted .error")?.innerText.includes("ann/old")`)
	press("lab/lost")
	tab.Wait(`document.querySelectorAll(".deleted tbody tr").length === 1 && document.querySelector(".done-box a")`)
	tab.Click(".done-box a")
	tab.Wait(`location.pathname === "/lab/lost" && document.querySelector(".card.prose")?.innerText.includes("Found again")`)
}

// pulling looks at what somebody proposes, and merges it.
func pulling(t *testing.T, b *webtest.Browser, _ *town, _ string) {
	t.Helper()
	w := newTown(t)
	w.make("model", "lab/model", false)
	w.commit("model", "lab/model", "Begin", map[string]*string{"config.json": text("{\n  \"layers\": 4\n}\n")})
	w.propose("lab/model", w.bob, "More layers", "config.json", "{\n  \"layers\": 6\n}\n")
	w.propose("lab/model", w.bob, "Fewer layers", "config.json", "{\n  \"layers\": 2\n}\n")
	tab := w.logIn(b, "ann", "/lab/model/discussions", webtest.Options{})
	tab.Click(`.discussions a[href="/lab/model/discussions/1"]`)
	tab.Wait(`document.querySelector("#merge, #ready")`)
	contains(t, "a pull request", tab.Text("main"), "More layers", "sent the commit", `"layers": 4`, `"layers": 6`, "1 file changed")
	if ready := webtest.Eval[bool](tab, `!!document.querySelector("#ready")`); ready {
		tab.Click("#ready")
		tab.Wait(`document.querySelector("#merge")`)
	}
	stranger := w.logIn(b, "bob", "/lab/model/discussions/1", webtest.Options{})
	stranger.Wait(`document.querySelector(".changes")`)
	if n := webtest.Eval[int](stranger, `document.querySelectorAll("#merge").length`); n > 0 {
		t.Error("bob may merge")
	}
	tab.Click("#merge")
	tab.Wait(`document.querySelector(".thread-head")?.innerText.includes("Merged") && document.querySelector(".thread").innerText.includes("merged this")`)
	if status, reply, _ := w.send("GET", "/lab/model/resolve/main/config.json", "", ""); status != http.StatusOK || !strings.Contains(string(reply), "6") {
		t.Errorf("the main branch has %d %s", status, reply)
	}
	other := w.logIn(b, "ann", "/lab/model/discussions/2", webtest.Options{})
	other.Wait(`document.querySelector(".merging")`)
	contains(t, "what cannot be merged", other.Text(".merging"), "Both sides have changed", "config.json")
	if n := webtest.Eval[int](other, `document.querySelectorAll("#merge, #ready").length`); n > 0 {
		t.Error("it can be merged")
	}
}

// collecting puts a model into a new collection, and changes that.
func collecting(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "bob", "/lab/voice", webtest.Options{})
	tab.Click("#collect")
	tab.Wait(`location.pathname === "/collections/new" && document.querySelector("#collection-title")`)
	tab.Click("#collection-title")
	tab.Type("Good ears")
	tab.Click("#collection-words")
	tab.Type("What listens well " + attack[:20])
	tab.Click(`#make button[type="submit"]`)
	tab.Wait(`location.pathname.startsWith("/collections/bob/good-ears-") && document.querySelector(".collected li")`)
	contains(t, "the collection", tab.Text("main"), "Good ears", "What listens well <img", "lab/voice")
	tab.Click("main details summary")
	tab.Click("#item-name")
	tab.Type("lab/base")
	tab.Click("#item-note")
	tab.Type("where it began")
	tab.Click(`#add button[type="submit"]`)
	tab.Wait(`document.querySelectorAll(".collected li").length === 2`)
	tab.Click(`.collected [aria-label="Further up: lab/base"]`)
	tab.Wait(`document.querySelector(".collected li").innerText.includes("where it began")`)
	tab.Click(".like")
	tab.Wait(`document.querySelector(".like").getAttribute("aria-pressed") === "true"`)
	again := w.logIn(b, "bob", "/collections/new?item=dataset/lab/calls", webtest.Options{})
	again.Click("#put-note")
	again.Type("to learn from")
	again.Click(`#put button[type="submit"]`)
	again.Wait(`document.querySelectorAll(".collected li").length === 3`)
	again.Click(`.collected [aria-label="Take lab/voice out"]`)
	again.Click(`.collected [aria-label="Take lab/voice out"]`)
	again.Wait(`document.querySelectorAll(".collected li").length === 2`)
	nobody := w.logIn(b, "", "/collections?q=good+ears", webtest.Options{})
	contains(t, "the list", nobody.Text("main"), "bob/Good ears", "lab/base")
	nobody.Click(".row-of.collection a")
	nobody.Wait(`document.querySelector(".collected li")`)
	if got := nobody.Text("main"); strings.Contains(got, "Change the collection") || !strings.Contains(got, "to learn from") {
		t.Errorf("a stranger sees %s", got)
	}
	owner := w.logIn(b, "bob", "/bob", webtest.Options{})
	contains(t, "one's own page", owner.Text("main"), "Collections", "Good ears")
	again.Click("main details:last-of-type summary")
	again.Click("#remove-collection")
	again.Click("#remove-collection")
	again.Wait(`location.pathname === "/bob"`)
	missing := w.logIn(b, "", "/collections/bob/good-ears-000000000000000000000000", webtest.Options{Expect: "404"})
	missing.Wait(`document.querySelector(".error")`)
}
