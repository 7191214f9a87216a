package reader_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reader"
)

func TestTheSentenceThatHasTheAnswerIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want, sentence string }{
		{"GREEN GROCER\nApples 2.40\nBread 3.10\nTOTAL 7.00\nCASH 10.00\nCHANGE 3.00\n", "how much change did I get back?", "3.00", "CHANGE 3.00"},
		{"这款电动车重32公斤，续航约60公里，充电需要六小时。", "能跑多远？", "60公里", "续航约60公里"},
	} {
		r, err := reader.Read(t.Context(), c.text, c.question)
		if err != nil {
			t.Fatal(err)
		}
		if a := r.Best(3); len(a) == 0 || !strings.Contains(a[0].Text, c.want) || !strings.Contains(a[0].Sentence, c.sentence) {
			t.Errorf("%s: %+v", c.question, a)
		}
	}
}

// TestALongText: what is looked at does not grow with the text, and who gives up is
// not kept waiting.
func TestALongText(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for b.Len() < 3<<20 {
		b.WriteString("The committee spoke about the weather of the year and about many other things that nobody remembers. Nothing was decided, and all went home.\n")
		if b.Len() > 2<<20 && b.Len() < 2<<20+200 {
			b.WriteString("The swimming pool opens at 7:45 in summer.\n")
		}
	}
	r, err := reader.Read(t.Context(), b.String(), "What time does the swimming pool open?")
	if err != nil {
		t.Fatal(err)
	}
	if a := r.Best(1); len(a) == 0 || !strings.Contains(a[0].Text, "7:45") {
		t.Errorf("%+v", a)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader.Read(ctx, b.String(), "What time does the swimming pool open?"); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat("The committee met on 3 May 2024 in the hall of Leeds, and Mr Brown paid 40 pounds for the tea. Nothing else was decided, and all went home at seven.\n", 100_000/145)
	for b.Loop() {
		if _, err := reader.Read(b.Context(), text, "Who paid for the tea and when was that?"); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"", "\n", "CHANGE 3.00\nTOTAL\t7.00", "Dear Ann,\nsee you at 9:\n30 on 3\fMay.\n\nYours,\nBob", "押金：600元；续航约60公里\r\n。", "card\xff 12.\u2028by\u0085 EUR", "|a|b|\n|-|-|\n|x|9|"} {
		for _, question := range []string{"", "?", "how much change did I get back?", "who signed it", "能跑多远？", "什么时候开始？", "is it paid"} {
			f.Add(text, question)
		}
	}
	f.Fuzz(func(t *testing.T, text, question string) {
		if len(text) > 4000 || len(question) > 400 {
			return
		}
		r, err := reader.Read(t.Context(), text, question)
		if err != nil {
			t.Fatalf("%q, %q: %v", text, question, err)
		}
		for _, a := range r.Best(5) {
			if o := a.Holds.Own[0]; !(o >= 0 && o <= 1) || r.Sentence(a.Text) == "" && a.Text != "" && !strings.Contains(a.Sentence, a.Text) {
				t.Errorf("%q, %q: %+v", text, question, a)
			}
		}
	})
}
