package tongue_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
)

// TestStrangersWordings are families of what people who had never seen Tenon asked for, in words of
// other requests: a number behind ! says how much of one is named as not done.
func TestStrangersWordings(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile("testdata/strangers.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(all)), "\n") {
		request, want, ok := strings.Cut(line, " => ")
		if !ok {
			continue // the name of a family
		}
		text, files, _ := strings.Cut(request, " | ")
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: attached(strings.Fields(files))}, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := "refused"
		if len(plans) > 0 && len(plans[0].Graph.Nodes) > 0 {
			got = drawn(plans[0].Graph)
			if n := len(plans[0].Undone); n > 0 {
				got += fmt.Sprintf(" !%d", n)
			}
		} else if len(plans) > 0 && plans[0].Question != "" {
			got = "?"
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", request, got, want)
		}
	}
}
