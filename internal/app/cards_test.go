package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/checkout"
)

// command is one that measures: a package, and which of its tests or benchmarks.
var command = regexp.MustCompile(`go test (\./[a-z/]+)(?: -run '?([A-Za-z|]+)'?)?`)

// Each card says what its model cannot do, how good it is, and by which tests that was
// measured, which are there.
func TestEachCardHasItsLimitsAndItsMeasure(t *testing.T) {
	t.Parallel()
	client := start(t).client
	models, err := client.Models(t.Context())
	if err != nil || len(models) < 50 {
		t.Fatalf("%d models, %v", len(models), err)
	}
	for _, m := range models {
		if m, err = client.Model(t.Context(), m.Name); err != nil {
			t.Fatal(err)
		}
		sections := map[string]string{}
		for part := range strings.SplitSeq(m.Card, "\n## ") {
			head, body, _ := strings.Cut(part, "\n")
			sections[head] = strings.TrimSpace(body)
		}
		if len(sections["Limits"]) < 20 {
			t.Errorf("%s has no limits", m.Name)
		}
		quality := sections["Quality"] + sections["Quality measured"]
		measure := command.FindStringSubmatch(quality)
		if measure == nil || len(quality) < len(measure[0])+25 {
			t.Errorf("%s does not say how good it is, and by what that was measured: %s", m.Name, quality)
			continue
		}
		files, err := filepath.Glob(filepath.Join(checkout.Root(t), measure[1], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		var tests strings.Builder
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(b)
		}
		for name := range strings.SplitSeq(measure[2], "|") {
			if !strings.Contains(tests.String(), "\nfunc Test"+strings.TrimPrefix(name, "Test")) {
				t.Errorf("%s was measured by %s %s, which is not there", m.Name, measure[1], name)
			}
		}
	}
}
