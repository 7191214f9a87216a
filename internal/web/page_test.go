package web_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

// TestPage uses the page as people do, in a real Chromium, over a desk that
// does what a script says.
func TestPage(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, test := range map[string]func(*testing.T, *webtest.Browser){
		"a whole request by keyboard alone":          keyboard,
		"a step shows all that is known of it":       panel,
		"arrow keys go from step to step":            arrows,
		"a changed step is run again":                rerun,
		"what is typed stays while the run goes on":  typing,
		"a question is answered in place":            question,
		"consent is asked and given":                 consent,
		"consent is asked and refused":               refusal,
		"a plan is shown and then run":               planFirst,
		"another reading is run":                     otherReading,
		"a run is stopped":                           cancel,
		"history, back and forward":                  history,
		"a request is changed and asked again":       change,
		"the language is switched and remembered":    language,
		"nothing is left in English":                 untranslated,
		"every term of the vocabulary has its words": terms,
		"text can be read in light and dark":         contrast,
		"the theme is switched and remembered":       theme,
		"a phone needs no scrolling sideways":        phone,
		"markup from outside is inert":               markup,
		"values are shown as what they are":          values,
		"failures are told as the server tells them": failures,
		"a lost server is found again":               lost,
		"sending can be stopped":                     sending,
		"files are dropped":                          drop,
		"long graphs and answers":                    huge,
		"reduced motion":                             calm,
		"the guide lists what can be done":           guide,
		"the card of a model is read":                readCard,
		"hostile cards are read in linear time":      hostile,
		"what was found is drawn over the picture":   boxes,
		"an uncertain result is marked":              doubtful,
		"a step that was skipped says why":           skips,
		"what is said of the whole stands over each": reviews,
		"examples bring their files":                 examples,
		"a model of the hub is tried":                tryModel,
		"an answer is laid out":                      laidOut,
		"pictures":                                   pictures,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, b)
		})
	}
}

// open opens the page over a new desk.
func open(t *testing.T, b *webtest.Browser, o webtest.Options) (*webtest.Tab, *desk, *server) {
	t.Helper()
	d := newDesk()
	s := serve(t, d)
	tab := b.Open(t, s.url, o)
	tab.Wait(`document.querySelector("h1").innerText !== ""`)
	return tab, d, s
}

func attach(t *testing.T, tab *webtest.Tab, names ...string) {
	t.Helper()
	tab.Files(testdata(t, names...)...)
	tab.Click("#attach")
	tab.Wait(fmt.Sprintf(`document.querySelectorAll("#files li").length === %d`, len(names)))
}

func testdata(t *testing.T, names ...string) []string {
	t.Helper()
	var paths []string
	for _, n := range names {
		path, err := filepath.Abs(filepath.Join("..", "..", "testdata", n))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// ask writes a request and sends it, and waits until its run is shown.
func ask(t *testing.T, tab *webtest.Tab, words string) {
	t.Helper()
	tab.Click("#request")
	tab.Type(words)
	tab.Press(kb.Enter)
	tab.Wait(fmt.Sprintf(`document.querySelector("#request").value === "" && document.querySelector("#asked").innerText === %q`, words))
}

// state waits until the run that is shown is in a state.
func state(t *testing.T, tab *webtest.Tab, want string) {
	t.Helper()
	tab.Wait(fmt.Sprintf(`!document.querySelector("#run").hidden && document.querySelector("#run").dataset.state === %q`, want))
}

// nodeState waits until a step is in a state.
func nodeState(t *testing.T, tab *webtest.Tab, id, want string) {
	t.Helper()
	tab.Wait(fmt.Sprintf(`document.querySelector('[data-node=%q]')?.dataset.state === %q`, id, want))
}

func edge(t *testing.T, tab *webtest.Tab, from, to, want string) {
	t.Helper()
	tab.Wait(fmt.Sprintf(`document.querySelector('path[data-from=%q][data-to=%q]').dataset.state === %q`, from, to, want))
}

func contains(t *testing.T, what, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s does not say %q:\n%s", what, w, got)
		}
	}
}

// answered asks for what call scripts and brings it to its end.
func answered(t *testing.T, tab *webtest.Tab, d *desk) {
	t.Helper()
	attach(t, tab, "call.wav")
	ask(t, tab, callText)
	d.finish(t)
	state(t, tab, "done")
}

// nobody is who asks where that does not matter.
func nobody(*http.Request) string { return "" }
