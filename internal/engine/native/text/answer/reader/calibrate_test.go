package reader

import (
	"fmt"
	"os"
	"testing"
)

// judged are the choices for the questions of the sets that nothing was learned from.
func judged(t *testing.T, lang string) (out []told) {
	t.Helper()
	m := model(lang == "zh")
	for _, name := range unseen {
		for _, it := range items(t, name, lang) {
			s, err := sift(t.Context(), it.text, it.question)
			if err != nil {
				t.Fatal(err)
			}
			if len(s.all) == 0 {
				continue
			}
			chances := m.scores(s)
			if err := s.lean(t.Context(), it.question, chances); err != nil {
				t.Fatal(err)
			}
			a, doubts := s.choose(chances, m)
			o := told{item: it, got: a, doubts: doubts}
			if len(it.wants) > 0 {
				o.f1 = it.right(a.Text)
			}
			out = append(out, o)
		}
	}
	return out
}

// TestCalibrate says how often an answer of a score is right, where the score was
// learned from other texts; with -update it learns it from all. What the network
// says of what it learned from is too sure to learn that from, so the sets that
// measure are used.
func TestCalibrate(t *testing.T) {
	for lang, file := range map[string]string{"en": "weights.en.bin", "zh": "weights.zh.bin"} {
		l := judged(t, lang)
		titles := map[string]int{}
		var half [2][]told
		for _, o := range l {
			if _, ok := titles[o.title]; !ok {
				titles[o.title] = len(titles)
			}
			k := titles[o.title] % 2
			half[k] = append(half[k], o)
		}
		type bin struct{ n, right, sure float64 }
		var bins [10]bin
		forced, answered := 0.0, 0.0
		for k := range half {
			w := &weights{odds: calibrate(half[1-k])}
			for _, o := range half[k] {
				p := w.sure(o.doubts)
				b := &bins[min(9, int(p*10))]
				b.n++
				b.sure += p
				if o.f1 >= 0.5 {
					b.right++
				}
				if len(o.wants) > 0 {
					answered++
					forced += o.f1
				}
			}
		}
		apart := 0.0
		for i, b := range bins {
			if b.n > 0 {
				t.Logf("%s: scores from 0.%d: %.0f answers, %.0f %% right", lang, i, b.n, 100*b.right/b.n)
				apart += max(b.sure-b.right, b.right-b.sure) / float64(len(l))
			}
		}
		t.Logf("%s: F1 %.3f where it must answer; calibration error %.3f", lang, forced/answered, apart)
		if forced/answered < 0.5 || apart > 0.15 {
			t.Errorf("%s: F1 %.3f, want 0.5; calibration error %.3f, want at most 0.15", lang, forced/answered, apart)
		}
		if *update {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := parse(b)
			w.odds = calibrate(l)
			if err := os.WriteFile(file, w.bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			fmt.Println(lang, w.odds)
		}
	}
}
