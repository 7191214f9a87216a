package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

// examples are tried as they are: each brings the file that it is about.
func examples(t *testing.T, b *webtest.Browser) {
	t.Helper()

	for _, chinese := range []bool{false, true} {
		tab, d, _ := open(t, b, webtest.Options{Chinese: chinese})
		count := webtest.Eval[int](tab, `document.querySelectorAll("#examples button").length`)
		files := 0
		for i := range count {
			button := fmt.Sprintf("#examples button:nth-child(%d)", i+1)
			tab.Click(button)
			tab.Wait(`document.querySelector("#request").value === document.querySelector("` + button + `").innerText`)
			names := webtest.Eval[[]string](tab, `[...document.querySelectorAll("#files .name")].map(e => e.innerText)`)
			if brings := webtest.Eval[bool](tab, `!!document.querySelector("`+button+` .icon")`); brings != (len(names) == 1) || len(names) > 1 {
				t.Errorf("%s brings %v", tab.Text(button), names)
			}
			files += len(names)
		}
		if files < 4 {
			t.Errorf("Chinese %v: %d examples bring a file, want 4", chinese, files)
		}
		tab.Click("#examples button")
		tab.Wait(`document.querySelector("#request").value === document.querySelector("#examples button").innerText`)
		tab.Press(kb.Enter)
		state(t, tab, "waiting")
		if req := d.request(t); len(req.Given) != 1 || req.Given[0].Size < 1000 {
			t.Errorf("an example is sent with %+v", req.Given)
		}
	}
	tab, _, _ := open(t, b, webtest.Options{})
	attach(t, tab, "lake.jpg")
	tab.Click("#examples button")
	tab.Wait(`document.querySelector("#request").value !== ""`)
	if got := tab.Text("#files .name"); got != "lake.jpg" {
		t.Errorf("beside a file of one's own stands %q", got)
	}
}

// tryModel begins a request for the model that the address names.
func tryModel(t *testing.T, b *webtest.Browser) {
	t.Helper()

	_, _, s := open(t, b, webtest.Options{})
	tab := b.Open(t, s.url+"/#try=tenon/translate", webtest.Options{})
	tab.Wait(`document.activeElement.id === "request" && document.activeElement.value === "Translate with tenon/translate"`)
	tab.Reload()
	tab.Wait(`document.querySelector("#examples button")`)
	if got := webtest.Eval[string](tab, `document.querySelector("#request").value + location.hash`); got != "" {
		t.Errorf("loaded again, the page begins with %q", got)
	}
}
