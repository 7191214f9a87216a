package term

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
)

// turned finds what is written another way round or as another kind of word: 每栋楼 of a
// column 楼栋, absences of the value absent.
func (s *Schema) turned(ts []Token) []Token {
	for i := 0; i+1 < len(ts); i++ { // 每间房, where 间 says something by itself
		back := ts[i+1].Key + ts[i].Key
		if cols := s.Cols[back]; len(cols) > 0 && utf8.RuneCountInString(back) == 2 && ts[i+1].Unknown() && lexicon.Chinese(ts[i].Key) {
			ts[i] = Token{Text: ts[i].Text + ts[i+1].Text, Key: back, Cols: cols}
			ts = slices.Delete(ts, i+1, i+2)
		}
	}
	for i := range ts {
		t := &ts[i]
		if i > 0 && len(t.Cols) > 0 && t.Cols[0].Weight < 5 && len(t.Values) == 0 && verbal[ts[i-1].Key] {
			t.Cols = nil // how many didn't run, where a column counts the runs
			t.Words = append(t.Words, lexicon.Word{Class: "generic"})
		}
		if !t.Unknown() {
			continue
		}
		if r := []rune(t.Key); len(r) == 2 && lexicon.Chinese(t.Key) {
			slices.Reverse(r)
			t.Cols = s.Cols[string(r)]
			continue
		}
		for _, end := range []string{"ence", "ance", "ences", "ances"} {
			if stem, ok := strings.CutSuffix(strings.ToLower(t.Text), end); ok && utf8.RuneCountInString(stem) > 2 {
				t.Values = append(t.Values, s.Values[stem+end[:2]+"t"]...)
			}
		}
	}
	return ts
}

// verbal are words behind which a verb stands.
var verbal = map[string]bool{"didnt": true, "dont": true, "doesnt": true, "didn't": true, "don't": true, "doesn't": true, "to": true, "could": true, "couldnt": true, "wont": true}

// UnitOf is the unit of a column as it stands in words.
func (f Field) UnitOf() string { return strings.ReplaceAll(f.Unit, " ", "") }

// Calls reports whether the name of a column is the unit of what it holds: hours.
func (f Field) Calls(unit string) bool {
	return slices.ContainsFunc(lexicon.Units([]rune(lexicon.Narrow(spread(f.Name)))), func(u lexicon.Unit) bool { return u.Norm == unit })
}

// OfUnit is the column of the unit that a question asks “how many” of, and whether it has
// one: 用了多少度, how many kWh.
func (s *Schema) OfUnit(ts []Token) (column int, ok bool) {
	var b strings.Builder
	for _, t := range ts {
		b.WriteString(t.Key)
	}
	said := strings.ReplaceAll(strings.ToLower(b.String()), " ", "")
	for i, f := range s.Fields {
		if f.Unit == "" || f.Role == "none" {
			continue
		}
		if u := f.UnitOf(); lexicon.Chinese(u) && (strings.Contains(said, "多少"+u) || strings.Contains(said, "几"+u)) || len(u) > 1 && strings.Contains(said, "howmany"+u) {
			return i, true
		}
	}
	return -1, false
}
