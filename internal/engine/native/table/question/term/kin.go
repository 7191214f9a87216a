package term

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	humps    = regexp.MustCompile(`([\p{L}\d][\p{Ll}\d])(\p{Lu})`) // and kWh is one word
	measured = regexp.MustCompile(`(?i)^t(?:emp)?[ _.-]?(max|min|avg|mean)$`)
)

// spread is a header with its words apart: of rainMm “rain Mm”, of tmax
// “temperature max”.
func spread(name string) string {
	if g := measured.FindStringSubmatch(strings.TrimSpace(name)); g != nil {
		return "temperature " + strings.ToLower(g[1])
	}
	return humps.ReplaceAllString(name, "$1 $2")
}

// kin makes words that nothing knows find the columns of numbers that a word of
// the same root names: rained and rain_mm, weighed and Weight.
func (s *Schema) kin(ts []Token) {
	for i := range ts {
		t := &ts[i]
		if !t.Unknown() || lexicon.Chinese(t.Key) {
			continue
		}
		mine := roots(strings.ToLower(t.Text))
		for c, f := range s.Fields {
			if f.Kind != sheet.Number || f.Role == "none" {
				continue
			}
			if slices.ContainsFunc(lexicon.Units([]rune(spread(f.Name))), func(u lexicon.Unit) bool {
				return slices.ContainsFunc(roots(u.Norm), func(r string) bool { return slices.Contains(mine, r) })
			}) {
				t.Cols = append(t.Cols, Mention{c, 3})
			}
		}
	}
}

var endings = []string{"ed", "ing", "ings", "er", "ers", "s", "es", "y", "t", "al", "ly", "fall", "falls", "ment", "ion", "ation", "ance", "ence", "e"}

// roots are a word without its usual endings, four letters and more.
func roots(w string) []string {
	out := []string{w}
	for _, e := range endings {
		r, ok := strings.CutSuffix(w, e)
		if !ok || len(r) < 4 {
			continue
		}
		out = append(out, r)
		if n := len(r); n > 4 && r[n-1] == r[n-2] {
			out = append(out, r[:n-1])
		}
	}
	if len(w) < 4 {
		return nil
	}
	return out
}

// ends are the words of headers that say which end of what is measured a column holds.
var ends = map[string]string{
	"max": "max", "maximum": "max", "high": "max", "highest": "max", "最高": "max", "最大": "max",
	"min": "min", "minimum": "min", "low": "min", "lowest": "min", "最低": "min", "最小": "min",
	"avg": "avg", "mean": "avg", "average": "avg", "平均": "avg",
}

// End is which end of what is measured column c holds: max, min, avg or nothing.
func (s *Schema) End(c int) string {
	name := strings.ToLower(lexicon.Narrow(spread(s.Fields[c].Name)))
	for _, u := range lexicon.Units([]rune(name)) {
		if e := ends[u.Norm]; e != "" {
			return e
		}
	}
	for han, e := range ends {
		if lexicon.Chinese(han) && strings.Contains(name, han) {
			return e
		}
	}
	return ""
}

// EndOf is the column of a concept that holds its greatest or its least values,
// else the first one of it; -1 is none.
func (s *Schema) EndOf(concept string, most bool) int {
	want := map[bool]string{true: "max", false: "min"}[most]
	for c, f := range s.Fields {
		if f.Concept == concept && s.End(c) == want {
			return c
		}
	}
	return s.WithConcept(concept)
}

// qualify chooses among columns that measure the same by the word before or
// behind them: of tmin and tmax the “max temperature” is tmax, and the word asks
// for no more where another one beside it asks for a figure: the average max temperature.
func (s *Schema) qualify(ts []Token) {
	for i := range ts {
		t := &ts[i]
		if len(t.Cols) < 2 || t.Cols[0].Weight >= 10 || s.Fields[t.Cols[0].Col].Kind != sheet.Number {
			continue
		}
		for _, j := range []int{i - 1, i + 1, i - 2} {
			if j < 0 || j >= len(ts) || j == i-2 && !ts[i-1].Filler() {
				continue
			}
			want := ends[ts[j].Key]
			at := slices.IndexFunc(t.Cols, func(m Mention) bool { return want != "" && m.Weight == t.Cols[0].Weight && s.End(m.Col) == want })
			if at < 0 {
				continue
			}
			t.Cols[at].Weight++
			t.Cols[0], t.Cols[at] = t.Cols[at], t.Cols[0]
			others := slices.ContainsFunc(ts, func(u Token) bool {
				return (u.Is("agg") || u.Is("sup")) && !u.Used && u.Key != ts[j].Key
			})
			ts[j].Used = ts[j].Used || others
			break
		}
	}
}

// Either are the columns among which token t leaves open which is meant: tmin
// and tmax of “temperature”.
func (s *Schema) Either(t *Token) (names []string) {
	if len(t.Cols) < 2 || t.Cols[0].Weight >= 10 || t.Cols[0].Weight > t.Cols[1].Weight {
		return nil
	}
	for _, m := range t.Cols {
		if m.Weight == t.Cols[0].Weight && s.Fields[m.Col].Kind == sheet.Number && s.End(m.Col) != "" {
			names = append(names, s.Fields[m.Col].Name)
		}
	}
	if len(names) < 2 {
		return nil
	}
	return names
}
