package web_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

// TestPage uses the page as people do, in a real Chromium, over a desk that
// does what a script says.
func TestPage(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, test := range map[string]func(*testing.T, *webtest.Browser){
		"pictures": pictures,
	} {
		t.Run(name, func(t *testing.T) { test(t, b) })
	}
}
