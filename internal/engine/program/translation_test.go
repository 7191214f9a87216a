package program_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/program"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

func TestTranslate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		p          task.Params
		text, want string
	}{
		"to Spanish":            {task.Params{"source": "en", "target": "es"}, "The house is big.", "La casa es grande."},
		"a guess, to Spanish":   {task.Params{"target": "es"}, "The house is big.\n\nThe dog is small.", "La casa es grande.\n\nEl perro es pequeño."},
		"a guess, from Spanish": {task.Params{"target": "en"}, "La casa es grande.", "The house is big."},
		"a region":              {task.Params{"source": "en-GB", "target": "es-MX"}, "The dog is small.", "El perro es pequeño."},
		"like options":          {task.Params{"source": "en", "target": "es"}, "-d -x big", "-d -x Grande"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := run(t, "apertium", one("text", port.NewText(test.text)), test.p)["text"][0].Text; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	in := one("text", port.NewText("The glorp wibbled snarkily, says Maria Silva."))
	if got := run(t, "apertium", in, task.Params{"source": "en", "target": "es"})["text"][0]; strings.Contains(got.Text, "*") || got.Sure > 0.7 {
		t.Errorf("of unknown words: %q, sure %.2f", got.Text, got.Sure)
	}
	if got := run(t, "apertium-by-spanish", in, task.Params{"source": "en", "target": "fr"})["text"][0]; strings.Contains(got.Text, "*") || got.Sure > 0.7 {
		t.Errorf("by Spanish, of unknown words: %q, sure %.2f", got.Text, got.Sure)
	}
	if got := run(t, "apertium", one("text", port.NewText("The *big* house.")), task.Params{"source": "en", "target": "es"})["text"][0]; strings.Count(got.Text, "*") != 2 || got.Sure != 0 {
		t.Errorf("stars of its own: %q, sure %.2f", got.Text, got.Sure)
	}
	for text, want := range map[string]string{"Good morning, where is the station?": "Buenos días, dónde es la canal?", "Write to ann@example.org about #houses": "#"} {
		if got := run(t, "apertium", one("text", port.NewText(text)), task.Params{"source": "en", "target": "es"})["text"][0].Text; !strings.Contains(got, want) {
			t.Errorf("of a word that it cannot inflect: %q is %q", text, got)
		}
	}
	bill := one("text", port.NewText("INVOICE\n\nHill Paper Ltd\n27 Mill Lane, Leeds\nE-mail: pay@hill.co.uk\n\nBill to: Amy Stone\n\nDesk chair 4 129.00\nTotal: GBP 516.00\n\nPlease pay to account 12345678.\n"))
	if got := run(t, "apertium", bill, task.Params{"target": "es"})["text"][0].Text; !strings.Contains(got, "516.00") {
		t.Errorf("a bill in English: %q", got)
	}
	e := embedded(t)
	_, err := answer(t, e, request(t, e, "apertium", one("text", port.NewText("The house is big.")), task.Params{"target": "zh"}))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "it does not translate en to zh") {
		t.Errorf("to Chinese: %v", err)
	}
}

// TestTranslationQuality measures chrF against translations of people
// (testdata/translation.tsv).
func TestTranslationQuality(t *testing.T) {
	t.Parallel()
	if !testing.Verbose() {
		t.Skip("a measurement: run it with -v")
	}
	b, err := os.ReadFile("testdata/translation.tsv")
	if err != nil {
		t.Fatal(err)
	}
	texts, wants := map[string][]string{}, map[string][]string{}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		pair := f[0] + "-" + f[1]
		texts[pair], wants[pair] = append(texts[pair], f[2]), append(wants[pair], f[3])
	}
	for pair, text := range texts {
		model := "apertium"
		if strings.Contains(pair, "fr") {
			model = "apertium-by-spanish"
		}
		from, to, _ := strings.Cut(pair, "-")
		out := run(t, model, one("text", port.NewText(strings.Join(text, "\n"))), task.Params{"source": from, "target": to})
		got := strings.Split(out["text"][0].Text, "\n")
		if len(got) != len(text) {
			t.Fatalf("%d lines became %d", len(text), len(got))
		}
		score := chrF(strings.Join(got, " "), strings.Join(wants[pair], " "))
		t.Logf("%s: chrF %.0f over %d sentences", pair, 100*score, len(text))
		if score < 0.4 {
			t.Errorf("%s: %q", pair, got)
		}
	}
}

// chrF is the F2 score over n-grams of 1 to 6 characters, without spaces.
func chrF(got, want string) float64 {
	grams := func(s string, n int) map[string]int {
		m, r := map[string]int{}, []rune(strings.Join(strings.Fields(s), ""))
		for i := 0; i+n <= len(r); i++ {
			m[string(r[i:i+n])]++
		}
		return m
	}
	var precision, recall float64
	for n := 1; n <= 6; n++ {
		g, w := grams(got, n), grams(want, n)
		both, gs, ws := 0, 0, 0
		for k, c := range g {
			both, gs = both+min(c, w[k]), gs+c
		}
		for _, c := range w {
			ws += c
		}
		precision += float64(both) / float64(max(1, gs)) / 6
		recall += float64(both) / float64(max(1, ws)) / 6
	}
	return 5 * precision * recall / max(1e-9, 4*precision+recall)
}

func TestTranslationContracts(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	for model, target := range map[string]string{"apertium": "es", "apertium-by-spanish": "fr"} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			enginetest.Run(t, e, request(t, e, model, one("text", port.NewText("The house is big.")), task.Params{"source": "en", "target": target}))
		})
	}
}

// TestWhichTranslationsAreRough: all but those that were measured and found good.
func TestWhichTranslationsAreRough(t *testing.T) {
	t.Parallel()
	models, err := program.Models()
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range models {
		for _, pair := range m.Pairs {
			if source, target, _ := strings.Cut(pair, "-"); m.Task == "translation" && !m.RoughFrom(source, target) {
				said = append(said, m.Ref.Name+" "+pair)
			}
		}
	}
	if got := strings.Join(said, ", "); got != "apertium en-es, apertium es-en" {
		t.Errorf("not rough: %s", got)
	}
}
