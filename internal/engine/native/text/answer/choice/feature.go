package choice

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reader"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// sight is all that is seen of a question.
type sight struct {
	r     *reader.Reading
	best  []reader.Span
	ruled answer.Answer
	text  string
}

type features map[string]float64

func lg(p float64) float64 { return math.Log(p+1e-3) / 3 }

func (f features) chance(name string, c reader.Chance) {
	for k, by := range []string{"both", "learned", "network", "soft"} {
		f[name+" "+by] = lg(c[k])
	}
}

func (f features) flag(name string, is bool) {
	if is {
		f[name] = 1
	}
}

// common are what holds of all options.
func (s sight) common(f features) {
	chinese := words.Chinese(s.text)
	f.flag("zh", chinese)
	f["class "+s.r.Class] = 1
	f["missing"] = s.r.Missing
	f.flag("missing all", s.r.Missing > 0.99)
	f["terms"] = float64(s.r.Terms)
	f["units"] = math.Log(float64(1+s.r.Units)) / 3
	f["missing of units"] = s.r.Missing / float64(max(1, s.r.Units))
	f.chance("none", s.r.None)
	for k, v := range []string{"words", "yes", "no"} {
		f["verdict "+v] = s.r.Verdict[k]
	}
	for k := range min(2, len(s.best)) {
		f.chance("best"+strconv.Itoa(k)+" shared", s.best[k].Holds.Shared)
		if k == 0 {
			f.chance("best own", s.best[k].Holds.Own)
			f["best context"], f["best unit"], f["best near"] = s.best[k].Context, s.best[k].Unit, s.best[k].Near
			f.flag("best unfit", s.best[k].Unfit)
			f["best size"] = size(s.best[k].Text)
		}
	}
	f.flag("ruled", s.ruled.Text != "")
	if s.ruled.Text == "" {
		return
	}
	origin, _, _ := strings.Cut(s.ruled.Origin, " ")
	f["by "+s.ruled.Origin] = 1
	f["of "+origin] = 1
	f["score"] = s.ruled.Score
	f.flag("score sure", s.ruled.Score >= 0.9)
	h := s.r.Holds(s.ruled.Text)
	f.chance("ruled own", h.Own)
	f.chance("ruled shared", h.Shared)
	if len(s.best) > 0 {
		f["agree"] = reader.Alike(s.ruled.Text, s.best[0].Text)
		f["ratio"] = lg(h.Shared[0]) - lg(s.best[0].Holds.Shared[0])
	}
	if sentence := s.r.Sentence(s.ruled.Text); len(s.best) > 0 && sentence != "" {
		f.flag("same sentence", sentence == s.best[0].Sentence)
	}
	f.flag("no span", !strings.Contains(s.text, s.ruled.Text))
	f.flag("lines", strings.Contains(s.ruled.Text, "\n"))
	f.flag("says yes", says(s.ruled.Text) > 0)
	f.flag("says no", says(s.ruled.Text) < 0)
	f["ruled size"] = size(s.ruled.Text)
}

var numbered = regexp.MustCompile(`(?m)(?:^|\s)\w{1,3}\)`)

// whole reports whether s has both brackets of each pair: “tenant): Amy” is cut out wrongly.
func whole(s string) bool {
	s = numbered.ReplaceAllString(strings.NewReplacer("（", "(", "）", ")").Replace(s), "")
	return strings.Count(s, "(") == strings.Count(s, ")") && strings.Index(s, ")") >= strings.Index(s, "(")
}

func size(s string) float64 { return math.Log(float64(1+len(words.Tokens(s)))) / 2 }

// says is 1 of yes, -1 of no, 0 of what is neither.
func says(s string) int {
	switch {
	case strings.HasPrefix(s, "Yes") || strings.HasPrefix(s, "是。"):
		return 1
	case strings.HasPrefix(s, "No. ") || strings.HasPrefix(s, "否。"):
		return -1
	}
	return 0
}

func (s sight) options() (out []option) {
	if s.ruled.Text != "" {
		f := features{"rule": 1}
		s.common(f)
		out = append(out, option{Choice{Text: s.ruled.Text, Sentence: s.r.Sentence(s.ruled.Text)}, f, false})
	}
	for k, b := range s.best {
		if s.ruled.Text != "" && !strings.Contains(s.text, s.ruled.Text) && strings.Contains(s.ruled.Text, b.Text) {
			continue // a part of what the rules put together
		}
		if !whole(b.Text) {
			continue
		}
		f := features{"span": 1, "span" + strconv.Itoa(k): 1}
		s.common(f)
		f.chance("own", b.Holds.Own)
		f.chance("shared", b.Holds.Shared)
		f["context"], f["unit"], f["near"] = b.Context, b.Unit, b.Near
		f.flag("fits", b.Fits)
		f.flag("unfit", b.Unfit)
		f["lead"] = lg(b.Holds.Own[0]) - lg(s.best[0].Holds.Own[0])
		most := 0.0
		for j, o := range s.best {
			if j != k {
				most = max(most, o.Holds.Own[0])
			}
		}
		f["other"] = lg(most)
		f["size"] = size(b.Text)
		kind, _, _ := strings.Cut(b.Kind, ".")
		f["kind "+kind] = 1
		if s.ruled.Text != "" {
			f["like ruled"] = reader.Alike(s.ruled.Text, b.Text)
		}
		out = append(out, option{Choice{Text: b.Text, Sentence: b.Sentence}, f, b.Unfit})
	}
	f := features{"nothing": 1}
	s.common(f)
	return append(out, option{Choice{}, f, false})
}
