// Package demand answers what a text asks somebody for, and by when: the sum that
// a letter demands, the last day for a reply, an application or a payment.
package demand

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	// asksUntil asks for the last day of something that somebody is to do.
	asksUntil = expression.New(`(?i)^(?:and )?(?:(?:until|till|by|before) (?:when|what (?:date|day|time)|which (?:date|day))|(?:when|what) is the (?:last|latest) (?:day|date|moment|time)|how long|when at the latest|when)\b.*?\b(?:have to|has to|need to|needs to|must|should|can|may|could|is to|are to|latest|last day|last date)\b`)
	asksClose = expression.New(`(?i)\b(?:deadline|closing date|cut-?off(?: date)?|time limit|final date|last (?:day|date) (?:to|for|on which))\b`)
	latest    = expression.New(`(?i)^(?:and )?(?:(?:until|till|by|before) (?:when|what|which)|how long (?:do|does|have|has|can|may))\b|\bat the latest\b|\bthe (?:last|latest) (?:day|date)\b|\b(?:deadline|closing date|cut-?off|time limit|final date)\b`)

	// further is a second question behind the first.
	further = expression.New(`(?i)\S.*?(?:[,;?]|\band)\s+(?:and )?(?:(?:until|till|by|to|from|since|for|at|on|in)\s+)?(?:whom?|what|when|where|why|which|how)\b`)
	before  = expression.New(`(?i)(?:\b(?:by|until|till|before|(?:no|not) later than|on or before|up to|latest|deadline(?: (?:is|for [^.]{2,40} is))?:?|closing date(?: is)?:?|due(?: on| date:?)?|ends? on|clos(?:es?|ing) on|expires? on)(?: and including)?(?: the| noon on| midnight on| the end of)?\s)$`)
	surely  = expression.New(`(?i)\b(?:by|until|till|before|no later than|at the latest)\b`)
	within  = expression.New(`(?i)\bwithin (?:the next )?((?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|thirty|sixty|ninety)(?: (?:working|business|calendar))? (?:hours?|days?|weeks?|months?)(?: (?:of|from|after) [^.,;]{3,60})?)`)
)

// acts are words for one thing that a letter asks for, in any of which a question may put it.
var acts = [][]string{
	{"reply", "answer", "respond", "response", "confirm", "confirmation", "react", "contact", "write", "hear", "know", "tell", "inform", "notify", "feedback", "object", "comment", "rsvp"},
	{"pay", "payment", "transfer", "settle", "owe", "due", "remit", "overdue", "balance"},
	{"apply", "application", "cv", "letter"},
	{"send", "submit", "submission", "hand", "return", "deliver", "post", "supply", "provide", "file"},
	{"book", "register", "registration", "enrol", "enroll", "sign", "join", "reserve", "entry", "enter", "participate"},
	{"cancel", "cancellation", "withdraw", "terminate", "notice", "end"},
	{"collect", "pick", "fetch"},
	{"help", "volunteer"},
	{"vote", "elect", "nominate", "nomination"},
}

// Until answers by when somebody has to do something; it is empty when something
// else is asked, or no date in the text is said to be the last for that.
func Until(ctx context.Context, text, question string) (string, error) {
	if words.Chinese(question) || !asksClose.MatchString(question) && !asksUntil.MatchString(question) || !latest.MatchString(question) || further.MatchString(question) {
		return "", nil
	}
	asked := content(question)
	flat, sentences := words.Flat(text)
	found, err := entity.Find(ctx, text)
	best, most, several := "", 0, false
	for _, s := range sentences {
		about := meets(asked, s.Text)
		for _, day := range days(flat, s, found) {
			met := 2 * about
			if about > 0 && !strings.HasPrefix(day, "within ") && surely.MatchString(s.Text) {
				met++
			}
			switch {
			case met > most || best == "":
				best, most, several = day, met, false
			case met == most && day != best:
				several = true
			}
		}
	}
	if most == 0 && (several || len(asked) > 0) {
		return "", err
	}
	return best, err
}

// days are the last days that a sentence names.
func days(flat string, s words.Sentence, found []entity.Entity) (l []string) {
	for _, e := range found {
		if e.Start < s.Start || e.End > s.End || e.Kind != entity.Date && e.Kind != entity.Time {
			continue
		}
		if lead := before.FindStringIndex(flat[s.Start:e.Start]); lead != nil {
			l = append(l, e.Text)
		}
	}
	if m := within.FindStringSubmatch(flat[s.Start:s.End]); m != nil && len(l) == 0 {
		l = append(l, "within "+m[1])
	}
	return l
}

// content are the words of a question that say what is to be done.
func content(question string) (l []string) {
	for _, t := range words.Tokens(question) {
		if t.IsWord() && !words.Stop(t.Norm) && !asking[t.Norm] {
			l = append(l, t.Norm)
		}
	}
	return l
}

var asking = map[string]bool{"deadline": true, "closing": true, "date": true, "day": true, "latest": true, "last": true, "cut-off": true, "cutoff": true, "time": true, "limit": true, "final": true, "need": true, "long": true, "still": true}

// meets counts the words of asked that a sentence has, or has others for.
func meets(asked []string, sentence string) (n int) {
	tokens := words.Tokens(sentence)
	for _, w := range asked {
		group := groupOf(w)
		for _, t := range tokens {
			if words.Stem(t.Norm) == words.Stem(w) {
				n += 2
				break
			}
			if group >= 0 && groupOf(t.Norm) == group {
				n++
				break
			}
		}
	}
	return n
}

func groupOf(w string) int {
	for i, act := range acts {
		for _, a := range act {
			if words.Stem(a) == words.Stem(w) {
				return i
			}
		}
	}
	return -1
}

var (
	asksSum = expression.New(`(?i)^(?:and )?(?:what|how much(?: money)?|which (?:sum|amount))\b.*\b(?:does|do|did|is|are|would|will)\b.*\b(?:want|wants|ask|asks|asking|demand|demands|demanding|claim|claims|claiming|expect|expects|request|requests|require|requires|wanting)\b.*?(?:\b(?:us|me|you|them|him|her|back|pay|refund|reimburse|compensat\w+|for|in all|in total|altogether)\b|[?.! ]*$)|^(?:and )?how (?:much|high|large|big)\b.*\b(?:claim|claimed|demand|demanded|refund|compensation|asked for|requested)\b`)
	asksAll = expression.New(`(?i)^(?:and )?(?:what|how much)\b.*\b(?:in all|in total|altogether|all together|all in all)\b`)
	money   = expression.New(`\b(?:pay|refund|reimburse|give back|return|compensat|money|cost|owe|transfer)|^(?:and )?how (?:much|high|large|big)`)
	// demands are what leads to what is asked for.
	demands = expression.New(`(?i)\b(?:ask(?:s|ed|ing)?|demand\w*|claim\w*|request\w*|expect\w*|want\w*|require[sd]?|refund\w*|reimburse\w*|compensat\w*|please (?:pay|transfer|send|return|refund)|pay (?:me|us|back)|send back|owed?)\b`)
	inAll   = expression.New(`(?i)\b(?:in all|in total|altogether|all together|total(?:s|ling|ing)?(?: of)?|sum of|amounts? to|adds? up to|comes? to|makes?)\b`)
)

// Sum answers how much money somebody asks for, or what something comes to in all
// where a sentence says it; empty when something else is asked or none is named.
func Sum(ctx context.Context, text, question string, isMoney func(string) bool) (string, error) {
	claim, all := asksSum.MatchString(question) && money.MatchString(strings.ToLower(question)), asksAll.MatchString(question)
	if words.Chinese(question) || !claim && !all || further.MatchString(question) {
		return "", nil
	}
	flat, sentences := words.Flat(text)
	found, err := entity.Find(ctx, text)
	var asked []string
	for _, s := range sentences {
		said := flat[s.Start:s.End]
		if claim && !demands.MatchString(said) {
			continue
		}
		for _, e := range found {
			if e.Start < s.Start || e.End > s.End || e.Kind != entity.Amount || !isMoney(e.Text) {
				continue
			}
			if summed(flat[max(s.Start, e.Start-24):e.Start], flat[e.End:min(s.End, e.End+16)]) {
				return e.Text, err
			}
			asked = append(asked, e.Text)
		}
	}
	if claim && len(asked) == 1 {
		return asked[0], err
	}
	return "", err
}

// summed reports whether what stands around an amount says that it is what all comes to.
func summed(before, after string) bool {
	lead := inAll.FindAllStringIndex(before, -1)
	return len(lead) > 0 && len(strings.Fields(before[lead[len(lead)-1][1]:])) <= 2 || inTail.MatchString(after)
}

var inTail = expression.New(`(?i)^,? (?:in all|in total|altogether|all together|all in all)(?:[.,;:)!?]|\s[^\d$€£]|$)`)
