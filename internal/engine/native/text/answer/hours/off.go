package hours

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksOff = expression.New(`(?i)^(?:and |so )?(?:on )?(?:which|what) (?:days?|weekdays?)(?: of the week| in the week)?,? (?:is|are|do|does) (?:the |this |your |their |that )?([\pL' -]+?) (?:always |usually |normally )?(?:(?:be |stay )?(?:closed?|shut|off)|not (?:be )?open(?:ed)?)\b[^,;]*$` +
		`|^(?:and |so )?when (?:is|are) (?:the |this |your |their |that )?([\pL' -]+?) (?:closed|shut|not open(?:ed)?)\b[^,;]*$`)
	asksDays = expression.New(`(?i)^(?:and |so )?(?:on )?(?:which|what) (?:days?|weekdays?)(?: of the week| in the week)?,? (?:is|are|does|do) (?:the |this |your |their |that )?([\pL' -]+?) (?:be )?open(?:ed)?\b[^,;]*$` +
		`|^(?:and |so )?when (?:is|are) (?:the |this |your |their |that )?([\pL' -]+?) open(?:ed)?[?.! ]*$|^(?:and |so )?when does (?:the |this |your |their |that )?([\pL' -]+?) open[?.! ]*$`)
	asksIf   = expression.New(`(?i)^(?:and |so )?(?:is|are|will|does|do) (?:the |this |your |their |that )?([\pL' -]+?) (?:be )?(open|closed|shut)(?:ed)? (?:on|at|during) (?:the )?(` + daysEn + `)[?.! ]*$`)
	weekdays = `(?:` + daysEn + `)(?:,? (?:and|or|&) (?:on )?(?:` + daysEn + `))*`
	shut     = expression.New(`(?i)\b(?:closed|shut|not open|closes|day off)\b(?: all day| each week| every week|:)?(?: on| every| is)? ?(` + weekdays + `)|\b(?:on )?(` + weekdays + `)(?: it| we| they)?(?: is| are|'re|:| remains?| stays?) (?:closed|shut)\b|\b(?:closed|closing) days?(?: is| are|:) (` + weekdays + `)`)
	excepted = expression.New(`(?i)\bopens?\b[^.;!?]*?\b(?:every day|daily|all week|seven days a week|each day|all days)[^.;!?]*?\b(?:except|but|apart from|excepting|excluding|save|other than|but not)(?: for| on)* (` + weekdays + `)`)
	opened   = expression.New(`(?i)\bopen(?:s|ed)?,? ((?:every day|daily|all (?:week|year)|each day|from|on|between|seven days|` + daysEn + `)[^.;!?\n]*)`)
	spell    = expression.New(`(?i)\bopens?,?(?: to the public| for (?:business|visitors))?(?: from| on|:)? (` + daysEn + `)`)
	ours     = expression.New(`(?i)\b(?:we|our|it)\b`)
	ceased   = expression.New(`(?i)\b(?:any ?more|any longer|no longer|no more|used to|until now|previously|formerly)\b`)
	stays    = expression.New(`(?i)\b(?:reopen\w*|opened|will open again|during|until further notice)\b`)
)

// Off is on which days of the week a place is closed, from a sentence that says so, that
// excepts some days from all or that names five or more on which it is open; or, in the
// text's words, when it is open where no hours in figures say it.
func Off(text, question string) string {
	if m := asksIf.FindStringSubmatch(question); m != nil {
		return sayIf(text, m[1], m[2], days(m[3]))
	}
	off := asksOff.FindStringSubmatch(question)
	open := asksDays.FindStringSubmatch(question)
	if off == nil && open == nil {
		return ""
	}
	place := strings.Join(append(slices.Clone(off), open...), " ")
	forms := []expression.Lazy{opened}
	if off != nil {
		forms = []expression.Lazy{shut, excepted, spell}
	}
	_, sentences := words.Flat(text)
	known := spoken(place, place) == 0 || spoken(text, place) > 0
	best, most := "", 0
	for i, form := range forms {
		for _, s := range sentences {
			m := form.FindStringSubmatch(s.Text)
			if m == nil || stays.MatchString(m[0]) || denied(s.Text, m[0]) || !known && !ours.MatchString(s.Text) {
				continue
			}
			said := strings.Trim(strings.Join(m[1:], ""), " ,")
			if i == 2 {
				said = rest(days(said))
			}
			switch n := 1 + spoken(s.Text, place); {
			case said == "":
			case n > most:
				best, most = said, n
			case n == most && n == 1 && i < 2 && !strings.Contains(best, said):
				best += "; " + said
			}
		}
	}
	return best
}

// sayIf is whether a place is open, or closed, on some days, where a sentence excepts days
// from all or says from which to which it is open.
func sayIf(text, place, state string, asked week) string {
	_, sentences := words.Flat(text)
	known := spoken(place, place) == 0 || spoken(text, place) > 0
	best, most := "", 0
	for _, s := range sentences {
		open := week(0)
		if !known && !ours.MatchString(s.Text) {
			continue
		}
		if m := excepted.FindStringSubmatch(s.Text); m != nil && !denied(s.Text, m[0]) {
			open = (workdays | weekend) &^ days(m[1])
		} else if m := spell.FindStringSubmatch(s.Text); m != nil && !denied(s.Text, m[0]) && joined.MatchString(m[1]) {
			open = days(m[1])
		}
		if n := 1 + spoken(s.Text, place); open != 0 && n > most && (open&asked == 0 || open&asked == asked) {
			best, most = "No. ", n
			if (open&asked == asked) == strings.EqualFold(state, "open") {
				best = "Yes. "
			}
			best += strings.TrimSpace(s.Text)
		}
	}
	return best
}

// denied reports whether a sentence says that what it says in a part is not so, or is so no more.
func denied(sentence, part string) bool {
	return ceased.MatchString(sentence) || cue.Denies(sentence[:strings.Index(sentence, part)])
}

var dayNames = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// rest names the days that are not open, if those are two or fewer.
func rest(open week) string {
	var l []string
	for i, name := range dayNames {
		if open&(1<<i) == 0 {
			l = append(l, name)
		}
	}
	if len(l) > 2 {
		return ""
	}
	return strings.Join(l, " and ")
}

// spoken is how many words of a place a sentence has.
func spoken(sentence, place string) (n int) {
	low := strings.ToLower(sentence)
	for _, t := range words.Tokens(place) {
		if t.IsWord() && !words.Stop(t.Norm) && strings.Contains(low, t.Norm) {
			n++
		}
	}
	return n
}
