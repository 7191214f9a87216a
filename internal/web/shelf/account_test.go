package shelf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

func tokens(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "bob", "/settings/tokens", webtest.Options{})
	contains(t, "the tokens", tab.Text("main"), "token", "Write", "Never")
	tab.Click("#token-name")
	tab.Type("laptop")
	tab.Click(`[value="write"]`)
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelector(".done-box code")`)
	secret := tab.Text(".done-box code")
	if status, reply, _ := w.send("GET", "/api/whoami-v2", secret, ""); status != 200 {
		t.Fatalf("the token does not work: %d %s", status, reply)
	}
	tab.Reload()
	tab.Wait(`document.querySelectorAll(".tokens tbody tr").length === 2`)
	contains(t, "the list", tab.Text(".tokens"), "laptop", "…"+secret[len(secret)-4:], "Write")
	if got := tab.Text("body"); len(secret) < 20 || strings.Contains(got, secret) {
		t.Error("the secret is shown a second time")
	}
	row := `[...document.querySelectorAll(".tokens tbody tr")].find((e) => e.innerText.includes("laptop"))`
	webtest.Eval[any](tab, row+`.querySelector("button").click()`)
	if status, _, _ := w.send("GET", "/api/whoami-v2", secret, ""); status != 200 {
		t.Error("the token is gone before that is confirmed")
	}
	webtest.Eval[any](tab, row+`.querySelector("button").click()`)
	tab.Wait(`document.querySelectorAll(".tokens tbody tr").length === 1`)
	if status, _, _ := w.send("GET", "/api/whoami-v2", secret, ""); status != 401 {
		t.Errorf("a revoked token is worth %d", status)
	}
	tab.Click("#token-name")
	tab.Type("narrow")
	tab.Click(`[value="fineGrained"]`)
	tab.Click("#grants")
	tab.Type("lab/voice erase")
	tab.Click(`button[type="submit"]`)
	tab.Wait(`document.querySelector("form .error").innerText.includes("lab/voice erase")`)
	tab.Click("#grants")
	tab.Mark()
	tab.Type("bob write\nlab/voice")
	tab.Click(`button[type="submit"]`)
	tab.Wait(`document.querySelector(".done-box") && document.querySelector(".tokens").innerText.includes("bob (write), lab/voice")`)
}

func making(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "bob", "/new?type=dataset", webtest.Options{Expect: "409"})
	tab.Wait(`document.querySelector('[name="kind"]:checked').value === "dataset"`)
	tab.Click("#name-of")
	tab.Type("my data")
	tab.Click(`button[type="submit"]`)
	if valid := webtest.Eval[bool](tab, `document.querySelector("#name-of").checkValidity()`); valid {
		t.Error("a name with a space is taken")
	}
	tab.Click("#name-of")
	tab.Mark()
	tab.Type("rows")
	tab.Click(`[value="private"]`)
	webtest.Eval[any](tab, `document.querySelector("#license-of").value = "mit"`)
	tab.Click(`button[type="submit"]`)
	tab.Wait(`document.querySelector("#to-repository")`)
	contains(t, "what to do next", tab.Text("main"), "bob/rows is made", "hf upload bob/rows ./folder --repo-type dataset", "git clone "+w.url+"/datasets/bob/rows")
	tab.Click("#to-repository")
	tab.Wait(`location.pathname === "/datasets/bob/rows" && document.querySelector(".head .badge")`)
	contains(t, "the new repository", tab.Text("main"), "private", "mit", "No card yet")
	again := w.logIn(b, "bob", "/new?type=dataset", webtest.Options{Expect: "409"})
	again.Click("#name-of")
	again.Type("rows")
	again.Click(`button[type="submit"]`)
	again.Wait(`document.querySelector("form .error").innerText.includes("already")`)
	space := w.logIn(b, "ann", "/new?type=space&owner=lab", webtest.Options{})
	space.Wait(`document.querySelector("#sdk-of").checkVisibility() && document.querySelector("#owner-of").value === "lab"`)
}

func passwords(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	w.join("eve")
	tab := w.logIn(b, "eve", "/settings/password", webtest.Options{Expect: "401"})
	change := func(old, one, again string) {
		for id, words := range map[string]string{"#old-password": old, "#new-password": one, "#again-password": again} {
			tab.Click(id)
			tab.Mark()
			tab.Type(words)
		}
		tab.Click(`button[type="submit"]`)
	}
	change(password, "a new horse", "another horse")
	tab.Wait(`document.querySelector("form .error").innerText.includes("not the same")`)
	change("a wrong horse", "a new horse", "a new horse")
	tab.Wait(`document.querySelector("form .error").checkVisibility() && !document.querySelector("form .error").innerText.includes("not the same")`)
	change(password, "a new horse", "a new horse")
	tab.Wait(`document.querySelector("#in-again")`)
	tab.Click("#in-again")
	tab.Wait(`location.pathname === "/login"`)
	tab.Click("#name")
	tab.Type("eve")
	tab.Click("#password")
	tab.Type("a new horse")
	tab.Press(kb.Enter)
	tab.Wait(`location.pathname === "/settings/password" && document.querySelector("#account-button")`)
	tab.Click("#account-button")
	tab.Click("#log-out")
	tab.Wait(`location.pathname === "/login"`)
}

func organisations(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	w.join("joe")
	tab := w.logIn(b, "ann", "/settings/organizations", webtest.Options{})
	contains(t, "the organisations", tab.Text("main"), "lab", "administers")
	tab.Click("#org-name")
	tab.Type("choir")
	tab.Click("#org-title")
	tab.Type("The Choir")
	tab.Click(`button[type="submit"]`)
	tab.Wait(`location.pathname === "/choir" && document.querySelector(".people li")`)
	contains(t, "a new organisation", tab.Text("main"), "The Choir", "Nothing is published here yet", "ann")
	tab.Click(".beside summary")
	tab.Click("#member-name")
	tab.Type("joe")
	tab.Press(kb.Enter)
	tab.Wait(`document.querySelectorAll(".people li").length === 2`)
	member := w.logIn(b, "joe", "/choir", webtest.Options{})
	member.Wait(`document.querySelectorAll(".people li").length === 2`)
	contains(t, "a member", member.Text("main"), "writes", "Leave", "New repository")
	stranger := w.logIn(b, "", "/lab", webtest.Options{})
	rows(stranger, "lab/base", "lab/calls", "lab/demo", "lab/voice")
	if got := stranger.Text("main"); strings.Contains(got, "Members") {
		t.Errorf("a stranger sees who is in: %s", got)
	}
	own := w.logIn(b, "bob", "/bob", webtest.Options{})
	contains(t, "one's own page", own.Text("main"), "bob", "Settings and tokens", "lab/voice")
}

func keyboard(t *testing.T, b *webtest.Browser, w *town, _ string) {
	t.Helper()
	tab := w.logIn(b, "", "/models", webtest.Options{})
	tab.Press(kb.Tab)
	tab.Press(kb.Enter)
	tab.TabTo("#search")
	tab.Type("voice")
	rows(tab, "lab/voice")
	tab.TabTo(`a[href="/lab/voice"]`)
	tab.Press(kb.Enter)
	tab.Wait(`location.pathname === "/lab/voice" && document.querySelector(".ways")`)
	tab.TabTo(`.tabs a[href="/lab/voice/tree/main"]`)
	tab.TabTo(`.ways [aria-selected="true"]`)
	tab.Press(kb.ArrowRight)
	tab.Wait(`document.activeElement.textContent === "Python" && document.querySelector("#way").innerText.includes("snapshot_download")`)
	user := w.logIn(b, "ann", "/models", webtest.Options{})
	user.TabTo("#account-button")
	user.Press(kb.Enter)
	user.Wait(`document.querySelector("#account-menu").matches(":popover-open")`)
	user.TabTo(`#account-menu a[href="/ann"]`)
	user.Press(kb.Enter)
	user.Wait(`location.pathname === "/ann" && document.querySelector(".owner-head")`)
}

// pages are the addresses of all pages, of which those that want more are ann's.
func pages(w *town, sha string) []string {
	return []string{
		"/models", "/datasets", "/spaces", "/models?search=no+such", "/lab/voice", "/ann/bare", "/datasets/lab/calls", "/spaces/lab/demo", "/lab/voice/tree/main", "/lab/voice/blob/main/config.json", "/lab/voice/blob/main/data/rows.csv",
		"/lab/voice/blob/main/evil.pkl", "/lab/voice/blob/main/weights.bin", "/lab/voice/commits/main", "/lab/voice/commit/" + sha, "/lab/base/discussions", "/lab/base/discussions/1", "/lab/base/discussions/2", "/lab/base/discussions/new", "/lab/base/settings", "/collections", "/collections/new?item=model/lab/voice", "/collections/" + w.shelf, "/lab", "/ann", "/new", "/settings/tokens", "/settings/password", "/settings/organizations", "/settings/deleted", "/ann/none",
	}
}

// visit brings a tab of ann to a page.
func visit(tab *webtest.Tab, w *town, path string) {
	tab.Go(w.url + path)
	settled(tab)
	tab.Wait(`![...document.querySelectorAll("dd")].some((e) => e.textContent === "…")`)
}

func everyLook(t *testing.T, b *webtest.Browser, w *town, sha string) {
	t.Helper()
	for _, o := range []webtest.Options{{Width: 360, Calm: true, Expect: "404"}, {Width: 360, Dark: true, Chinese: true, Calm: true, Expect: "404"}, {Width: 1280, Dark: true, Calm: true, Expect: "404"}} {
		tab := w.logIn(b, "ann", "/models", o)
		for _, path := range pages(w, sha) {
			visit(tab, w, path)
			where := fmt.Sprintf("%s, %d wide, dark %v", path, o.Width, o.Dark)
			for _, bad := range tab.Faint() {
				t.Errorf("%s: contrast %s", where, bad)
			}
			if wide := webtest.Eval[int](tab, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
				t.Errorf("%s: %d pixels too wide", where, wide)
			}
			if o.Chinese {
				for _, bad := range tab.Foreign() {
					t.Errorf("%s: left in English: %s", where, bad)
				}
			}
			if o.Width == 360 {
				for _, bad := range tab.Narrow() {
					t.Errorf("%s: %s", where, bad)
				}
			}
			for _, bad := range webtest.Eval[[]string](tab, `[...document.querySelectorAll("main :is(input, select, textarea):not([aria-hidden])")].filter((e) => !e.labels?.length && !e.getAttribute("aria-label")).map((e) => e.id || e.name)`) {
				t.Errorf("%s: the field %s has no label", where, bad)
			}
		}
		if o.Chinese {
			tab.Click("#tongue")
			tab.Wait(`document.querySelector("h1").innerText === "There is nothing here" && document.documentElement.lang === "en"`)
		}
	}
}
