package choice

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reader"
)

type item struct {
	file, title, text, question string
	wants                       []string
}

// items reads "= title", a text, and "? question" with "! answer | answer"; "-" is none.
func items(t *testing.T, file string) (out []item) {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + file + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	it := item{file: file}
	for line := range bytes.Lines(b) {
		switch rest := string(bytes.TrimSpace(line[1:])); line[0] {
		case '=':
			text.Reset()
			it.title = file + rest
		case '?':
			it.question = rest
		case '!':
			it.text, it.wants = text.String(), nil
			if rest != "-" {
				for w := range strings.SplitSeq(rest, "|") {
					it.wants = append(it.wants, strings.TrimSpace(w))
				}
			}
			out = append(out, it)
		default:
			text.Write(line)
		}
	}
	return out
}

// yesNo reports whether an item asks for yes or no.
func (it item) yesNo() bool { return len(it.wants) > 0 && says(it.wants[0]) != 0 }

// right is the F1 of the words of an answer; of one that says yes for no it is 0.
func (it item) right(got string) float64 {
	if len(it.wants) == 0 || got == "" {
		if got == "" && len(it.wants) == 0 {
			return 1
		}
		return 0
	}
	most := 0.0
	for _, w := range it.wants {
		if says(got)*says(w) >= 0 {
			most = max(most, reader.Alike(got, w))
		}
	}
	return most
}

// The least probabilities of what is told at all, and of what is told without a word of doubt.
const (
	fair = 0.3
	sure = 0.8
)

// tally is how well questions were answered.
type tally struct {
	n, f1, ruled, polarF1      float64 // ruled: the F1 of the rules alone
	sure, surelyWrong          int
	none, said                 int
	polar, polarRight, polarNo int // questions of yes or no; answered rightly, and with neither
	bins                       [10]struct{ n, right, score float64 }
}

func (s *tally) add(it item, c Choice) {
	f1 := it.right(c.Text)
	b := &s.bins[min(9, int(c.Score*10))]
	b.n++
	b.score += c.Score
	if f1 >= 0.5 {
		b.right++
	}
	if c.Text != "" && (c.Score >= sure || c.Score >= fair && c.Sentence == "") {
		s.sure++
		if f1 < 0.5 {
			s.surelyWrong++
		}
	}
	if c.Score < fair {
		c.Text, f1 = "", it.right("")
	}
	s.n++
	s.f1 += f1
	if len(it.wants) == 0 {
		if s.none++; c.Text != "" {
			s.said++
		}
	}
	if it.yesNo() {
		s.polar++
		s.polarF1 += f1
		switch says(c.Text) {
		case 0:
			s.polarNo++
		case says(it.wants[0]):
			s.polarRight++
		}
	}
}

// apart is how far the probabilities are from how often what has them is right.
func (s *tally) apart() (sum float64) {
	for _, b := range s.bins {
		sum += math.Abs(b.score-b.right) / s.n
	}
	return sum
}

func (s *tally) String() string {
	return fmt.Sprintf("F1 %.3f (the rules alone %.3f) of %.0f questions; told as sure %d, of these wrong %d; answered %d of %d that the text does not answer; of %d of yes or no, F1 %.3f, said %d rightly, of %d neither; calibration error %.3f",
		s.f1/s.n, s.ruled/s.n, s.n, s.sure, s.surelyWrong, s.said, s.none, s.polar, s.polarF1/max(1, float64(s.polar)), s.polarRight, s.polarNo, s.apart())
}

// told is what is told to an item, all its parts.
func told(t *testing.T, it item) (c Choice, ruled string) {
	t.Helper()
	parts, err := answer.Each(t.Context(), it.text, it.question)
	if err != nil {
		t.Fatal(err)
	}
	c.Score = 1
	var said, rules []string
	for _, p := range parts {
		l, err := Weigh(t.Context(), it.text, p.Question, p.Answer)
		if err != nil {
			t.Fatal(err)
		}
		if p.Answer.Text != "" {
			rules = append(rules, p.Answer.Text)
		}
		if c.Score = min(c.Score, l[0].Score); l[0].Text != "" {
			said, c.Sentence = append(said, l[0].Text), l[0].Sentence
		}
	}
	c.Text = strings.Join(said, "; ")
	return c, strings.Join(rules, "; ")
}

// TestQuality measures what is told to questions on texts that nothing was made
// with or learned from: the F1 of words, what is told as sure and wrong, answers to
// what the text does not say, and how far the probabilities are from the truth.
func TestQuality(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file        string
		least       float64 // F1
		wrong, said int     // surely wrong, and said of what is not
		apart       float64 // calibration error
	}{
		{"blind.en", 0.46, 5, 14, 0.13}, {"blind.zh", 0.62, 9, 9, 0.13},
	} {
		s := &tally{}
		for _, it := range items(t, c.file) {
			best, ruled := told(t, it)
			s.ruled += it.right(ruled)
			s.add(it, best)
		}
		t.Logf("%s: %s", c.file, s)
		if s.f1/s.n < c.least || s.surelyWrong > c.wrong || s.said > c.said || s.apart() > c.apart {
			t.Errorf("%s: %s; want F1 %.2f, at most %d wrong, %d said of what is not, calibration error %.2f", c.file, s, c.least, c.wrong, c.said, c.apart)
		}
	}
}
