package network_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/network"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
)

func look(t *testing.T, s string) *network.Text {
	t.Helper()
	found, err := entity.Find(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	text, err := network.Look(t.Context(), s, found)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestNetwork compares with what PyTorch computed of the same weights.
func TestNetwork(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Text, Question string
		Start, End     []float64
		None           float64
		Verdict        [3]float64
	}
	if err := json.Unmarshal(b, &all); err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	for _, x := range all {
		r, err := look(t, x.Text).Ask(t.Context(), x.Question)
		if err != nil || len(r.Start) != len(x.Start) {
			t.Fatalf("%s: %d tokens of %d, %v", x.Question, len(r.Start), len(x.Start), err)
		}
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 2e-3*max(1, math.Abs(want)) {
				t.Errorf("%s: %s is %.4f, want %.4f", x.Question, what, got, want)
			}
		}
		near("none", r.None, x.None)
		for i := range x.Start {
			near("a beginning", r.Start[i], x.Start[i])
			near("an end", r.End[i], x.End[i])
		}
		for i, v := range x.Verdict {
			near("the verdict", r.Verdict[i], v)
		}
	}
}

func TestNothingToRead(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"", "who?"}, {"Ann pays.", ""}, {" \n", " "}} {
		if r, err := look(t, c[0]).Ask(t.Context(), c[1]); err != nil || len(r.Start) != 0 {
			t.Errorf("%q: %+v, %v", c, r, err)
		}
	}
}

func TestWhoLeavesIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	text := look(t, strings.Repeat("Ann pays for all. ", 50))
	cancel()
	if _, err := text.Ask(ctx, "who pays?"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := network.Look(ctx, "Ann pays.", nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func FuzzAsk(f *testing.F) {
	f.Add("Ann pays £3 on 4 May.", "who pays?")
	f.Add("电话：010-5555", "打哪个号码")
	f.Fuzz(func(t *testing.T, s, question string) {
		if len(s) > 2_000 || len(question) > 200 {
			return
		}
		text := look(t, s)
		r, err := text.Ask(t.Context(), question)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(r.Start); n != len(text.Tokens) && n != 0 || len(r.End) != n {
			t.Errorf("%d tokens, %d beginnings, %d ends", len(text.Tokens), n, len(r.End))
		}
		for i := range r.Start {
			if math.IsNaN(r.Start[i]) || r.Start[i] > 1e-6 || math.IsNaN(r.End[i]) || r.End[i] > 1e-6 {
				t.Fatalf("token %d: %v, %v", i, r.Start[i], r.End[i])
			}
		}
	})
}

func BenchmarkAsk(b *testing.B) {
	s := strings.Repeat("The deposit of £300 is paid by Ann Lee on 4 May 2026, before the house is opened at nine. ", 20)
	found, err := entity.Find(b.Context(), s)
	if err != nil {
		b.Fatal(err)
	}
	text, err := network.Look(b.Context(), s, found)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := text.Ask(b.Context(), "when must the money be there?"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(text.Tokens)), "words")
}
