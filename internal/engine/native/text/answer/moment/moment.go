// Package moment joins the days and hours of an English sentence that say
// together when something is: “on weekdays between 9:00 and 15:30”.
package moment

import (
	"cmp"
	"slices"

	"github.com/tenonhub/tenon/internal/expression"
)

// Span is a day or an hour of a sentence, in byte offsets.
type Span struct {
	Start, End int
	Hour       bool
}

var (
	days    = expression.New(`(?:(?:[Ee]very|[Ee]ach|[Oo]n) )?\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days|[Ww]eekdays|[Ww]eekends|[Ww]orking days|[Bb]usiness days)\b|\b(?:[Ee]very|[Ee]ach) (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|day|morning|afternoon|evening|night|weekday)\b|\b[Dd]aily\b`)
	noon    = expression.New(`\b(?:noon|midday|midnight)\b`)
	stretch = expression.New(`^(?: ?(?:-|–|—) ?| (?:to|until|till|through) (?:about |around |on |the )?)$`)
	both    = expression.New(`^ and (?:about |on )?$`)
	beside  = expression.New(`^(?:,? |, ?)?(?:(?:at|from|between|on|by|until) )?(?:about |around |the )?$`)
	among   = expression.New(`(?i)(?:^|\W)between (?:about |around )?$`)
	leading = expression.New(`(?i)(?:^|\W)((?:between|from) (?:about |around |the )?|about |around |every |each )$`)
)

// Find returns what the days and hours of a sentence, and the days that it names
// in general, are together.
func Find(sentence string, named []Span) (out []Span) {
	all := slices.Clone(named)
	for _, form := range []expression.Lazy{days, noon} {
		for _, m := range form.FindAllStringIndex(sentence, -1) {
			if !slices.ContainsFunc(named, func(s Span) bool { return s.Start < m[1] && m[0] < s.End }) {
				all = append(all, Span{m[0], m[1], noon.MatchString(sentence[m[0]:m[1]])})
			}
		}
	}
	slices.SortFunc(all, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	for i := 0; i < len(all); {
		whole, last := all[i], all[i]
		ranged := false
		k := i + 1
		for ; k < len(all) && all[k].Start >= last.End; k++ {
			gap := sentence[last.End:all[k].Start]
			spans := last.Hour == all[k].Hour && (stretch.MatchString(gap) || both.MatchString(gap) && (!last.Hour || among.MatchString(sentence[:last.Start])))
			if !spans && (last.Hour == all[k].Hour || !beside.MatchString(gap)) {
				break
			}
			ranged = ranged || spans
			whole.Hour = whole.Hour && all[k].Hour
			last = all[k]
		}
		whole.End = last.End
		if m := leading.FindStringSubmatchIndex(sentence[:whole.Start]); m != nil && (ranged || sentence[m[2]] == 'a' || sentence[m[2]] == 'e') {
			whole.Start = m[2]
		}
		out = append(out, whole)
		i = k
	}
	return out
}

// Usual reports whether a sentence names days in general: on weekdays, every Monday.
func Usual(sentence string) bool { return days.MatchString(sentence) }
