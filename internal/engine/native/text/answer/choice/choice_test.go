package choice_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/choice"
)

// TestARuleThatIsSureAndWrongIsOutweighed: what the rules say to these with a score of
// 0.7 or more is not what the text says.
func TestARuleThatIsSureAndWrongIsOutweighed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, question, want string }{
		{"en", "what does the trailer cost", "£4,800"},
		{"en", "how long will they be in my flat", "about ten minutes"},
		{"zh", "住哪个酒店", "海棠湾澜悦酒店"},
		{"zh", "自己去拉要带啥？", "身份证"},
		{"zh", "花在赠品上的有多少钱？", "4800元"},
		{"zh", "第5节才换教练要多少钱？", "50元"},
	} {
		text := textOf(t, c.lang, c.question)
		ruled, err := answer.Find(t.Context(), text, c.question)
		if err != nil || strings.Contains(ruled.Text, c.want) || ruled.Score < 0.7 {
			t.Errorf("%s: the rules say %+v, %v", c.question, ruled, err)
		}
		l, err := choice.Weigh(t.Context(), text, c.question, ruled)
		if err != nil || l[0].Text != c.want || !strings.Contains(l[0].Sentence, c.want) || l[0].Score < 0.5 || l[0].Score > 1 {
			t.Errorf("%s: %+v, %v, want %q", c.question, l, err, c.want)
		}
	}
}

// textOf is the text in testdata to which a question is put.
func textOf(t *testing.T, lang, question string) string {
	t.Helper()
	b, err := os.ReadFile("../testdata/fifth." + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for line := range strings.Lines(string(b)) {
		switch {
		case strings.HasPrefix(line, "= "):
			text.Reset()
		case strings.TrimSpace(line) == "? "+question:
			return text.String()
		case !strings.HasPrefix(line, "? ") && !strings.HasPrefix(line, "! "):
			text.WriteString(line)
		}
	}
	t.Fatalf("nothing asks %q", question)
	return ""
}

// TestWhatIsPutTogetherIsNotTakenApart: a part of what the rules put together is no
// other answer, and what they count is not weighed.
func TestWhatIsPutTogetherIsNotTakenApart(t *testing.T) {
	t.Parallel()
	const lease = "甲方（出租方）：海棠公司\n乙方（承租方）：李雨桐\n第一条 租期为24个月。"
	for question, want := range map[string]string{"甲方乙方分别是谁？": "海棠公司和李雨桐", "这篇文章有多少字？": ""} {
		ruled, err := answer.Find(t.Context(), lease, question)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" && ruled.Text != "" {
			want = ruled.Text
		}
		if l, err := choice.Weigh(t.Context(), lease, question, ruled); err != nil || l[0].Text != want {
			t.Errorf("%s: %+v, %v, want %q", question, l, err, want)
		}
	}
}

func TestWhoGivesUpIsNotKeptWaiting(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := choice.Weigh(ctx, strings.Repeat("The rent is 400 euros. ", 400), "How much is the rent?", answer.Answer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

// BenchmarkWeigh answers a question over 2,000 words.
func BenchmarkWeigh(b *testing.B) {
	text := strings.Repeat("The committee met on 3 May 2024 in the hall of Leeds, and Mr Brown paid 40 pounds for the tea. Nothing else was decided, and all went home at seven.\n", 2000/29)
	for b.Loop() {
		const question = "Who paid for the tea?"
		ruled, err := answer.Find(b.Context(), text, question)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := choice.Weigh(b.Context(), text, question, ruled); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzWeigh(f *testing.F) {
	for _, text := range []string{"", "\n", "CHANGE 3.00\nTOTAL\t7.00", "Dear Ann,\nsee you at 9:\n30 on 3\fMay.\n\nYours,\nBob", "押金：600元；续航约60公里\r\n。", "card\xff 12.\u2028by\u0085 EUR"} {
		for _, question := range []string{"", "?", "how much change did I get back?", "who signed it", "能跑多远？", "is it paid"} {
			f.Add(text, question)
		}
	}
	f.Fuzz(func(t *testing.T, text, question string) {
		if len(text) > 4000 || len(question) > 400 {
			return
		}
		parts, err := answer.Each(t.Context(), text, question)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			l, err := choice.Weigh(t.Context(), text, p.Question, p.Answer)
			if err != nil || len(l) == 0 || !(l[0].Score >= 0 && l[0].Score <= 1) {
				t.Errorf("%q, %q: %+v, %v", text, p.Question, l, err)
			}
		}
	})
}
