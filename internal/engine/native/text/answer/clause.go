package answer

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/span"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/spot"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var interval = expression.New(`(?i)\bevery\s(?:\w+\s)?(?:second|minute|hour|day|night|week|weekday|month|quarter|year|decade|morning|evening)s?\b|\b(?:once|twice|\w+ times)\s(?:a|an|per|every|each)\s\w+|\b(?:hourly|daily|weekly|monthly|quarterly|annually|yearly)\b|\beach\s(?:day|week|month|year)\b|每隔?[0-9一二两三四五六七八九十半]*(?:个)?(?:小时|天|日|周|星期|月|季度|年)`)

// intervals say how often.
func (q *question) intervals(text string, p *passage) []Answer {
	var out []Answer
	for _, m := range interval.FindAllStringIndex(text[p.start:p.end], -1) {
		start, end := p.start+m[0], p.start+m[1]
		out = append(out, Answer{text[start:end], start, end, 0.3 + 0.6*q.near(p, start, end), "interval"})
	}
	return out
}

// spots are places without a name, "in the community hall", and addresses on the web.
func (q *question) spots(text string, p *passage) []Answer {
	var out []Answer
	for _, m := range spot.Said(text[p.start:p.end]) {
		start, end := p.start+m[0], p.start+m[1]
		out = append(out, Answer{text[start:end], start, end, q.near(p, start, end) + spot.Lodges(q.text, text[p.start:start]), "spot"})
	}
	for _, e := range p.entities {
		if e.Kind == entity.URL || e.Kind == entity.Email && (q.has("send") || q.has("apply") || q.has("write") || q.has("register")) {
			out = append(out, Answer{e.Text, e.Start, e.End, q.near(p, e.Start, e.End) - 0.1, "address"})
		}
	}
	for i, t := range p.tokens {
		if t.Norm != "in" && t.Norm != "at" && t.Norm != "near" && t.Norm != "on" || i+2 >= len(p.tokens) {
			continue
		}
		if d := p.tokens[i+1].Norm; d != "the" && d != "a" && d != "an" && d != "our" && d != "their" && d != "hall" && d != "room" || p.inEntity(p.tokens[i+2].Start) {
			continue
		}
		end := i + 2
		for end < len(p.tokens) && p.tokens[end].Kind == words.Word && !words.Stop(p.tokens[end].Norm) && end < i+6 {
			end++
		}
		if end > i+2 {
			start, stop := t.Start, p.tokens[end-1].End
			out = append(out, Answer{text[start:stop], start, stop, q.near(p, start, stop) - 0.2, "spot"})
		}
	}
	return out
}

// goal answers where a thing is brought: 报名表交到哪里. The thing must be spoken of.
func (q *question) goal(text string, passages []*passage) Answer {
	verb := spot.Verb(q.text)
	if verb == "" {
		return Answer{}
	}
	for _, p := range passages {
		about := true
		for k, x := range q.terms {
			about = about && (strings.Contains(x.norm, verb) || max(p.match[k], p.before[k]) >= 0.5)
		}
		if from, to := spot.Goal(q.text, text[p.start:p.end]); about && to > 0 && !q.mentions(text[p.start+from:p.start+to]) {
			return Answer{text[p.start+from : p.start+to], p.start + from, p.start + to, 0.9, "goal"}
		}
	}
	return Answer{}
}

// moments are times that are no dates: "at dawn", "during the war".
func (q *question) moments(text string, p *passage) []Answer {
	var out []Answer
	for _, m := range span.Within(text[p.start:p.end]) {
		start, end := p.start+m[0], p.start+m[1]
		for i := p.tokenAt(start); i < len(p.tokens) && p.tokens[i].End < end && q.meets(p.tokens[i]); i++ {
			start = p.tokens[i].End
		}
		if i := p.tokenAt(start); i > 0 && p.tokens[i-1].End == start && q.meets(p.tokens[i-1]) && strings.HasSuffix(text[:end], "后") {
			continue // 还车三十天后 does not say when it is
		}
		if q.chinese && !p.dated(start) && !q.mentions(text[start:end]) {
			out = append(out, Answer{text[start:end], start, end, q.near(p, start, end) - 0.05, "moment"})
		}
	}
	for i, t := range p.tokens {
		switch t.Norm {
		case "最后", "首先", "最先":
			if i+2 < len(p.tokens) && (q.meets(p.tokens[i+1]) || q.meets(p.tokens[i+2])) {
				out = append(out, Answer{t.Text, t.Start, t.End, 0.6, "moment"})
			}
		case "at", "during", "before", "after", "until", "when", "while", "whenever", "within":
			end := p.clauseEnd(text, i)
			for k := i + 1; k < len(p.tokens) && p.tokens[k].Start < end; k++ {
				if n := p.tokens[k].Norm; n == "and" && k > i+2 || n == "but" {
					end = p.tokens[k-1].End
					break
				}
			}
			if q.tells(p, i+1, end) {
				start := p.long(text, t.Start)
				out = append(out, Answer{text[start:end], start, end, q.near(p, t.Start, end) - 0.1 - q.apart(p, i), "moment"})
			}
		}
	}
	return out
}

// long is where a time that begins at a place of p begins with how long before or after it is:
// three weeks before departure.
func (p *passage) long(text string, at int) int {
	for _, e := range p.entities {
		if e.Kind == entity.Duration && e.End < at && strings.TrimSpace(text[e.End:at]) == "" {
			return e.Start
		}
	}
	return at
}

// apart is what it costs that the time that begins at a token of p is that of another deed than the
// one asked for: “before moving in” where another verb stands between.
func (q *question) apart(p *passage, at int) float64 {
	for k, x := range q.terms {
		if !x.verb || q.chinese || p.match[k] < 0.85 {
			continue
		}
		commas := 0
		for i := min(at, p.where[k]); i < max(at, p.where[k]); i++ {
			if p.tokens[i].Text == "," || p.tokens[i].Text == ";" {
				commas++
			}
		}
		if at < p.where[k] && (at == 0 || p.tokens[at-1].Kind == words.Mark) {
			commas-- // its own comma
		}
		if commas > 0 {
			return 0.4
		}
	}
	return 0
}

// meets reports whether the question has a word, or another for the same.
func (q *question) meets(t words.Token) bool {
	return slices.ContainsFunc(q.terms, func(x term) bool { return x.norm == t.Norm || x.group.Has(t.Norm) })
}

// tells reports whether the words of p from a token to a byte say anything that
// the question has not: “after the end of the agreement” does not say when it ends.
func (q *question) tells(p *passage, from, end int) bool {
	for k := from; k < len(p.tokens) && p.tokens[k].Start < end; k++ {
		t := p.tokens[k]
		said := slices.ContainsFunc(q.terms, func(x term) bool { return x.stem == p.stems[k] || slices.Contains(x.also, p.stems[k]) })
		if !said && !words.Function(t) && (t.IsWord() || t.Kind == words.Number) {
			return true
		}
	}
	return false
}

// reasons are what p gives after because and its like.
func (q *question) reasons(text string, p *passage) []Answer {
	var out []Answer
	list := cues()["because"]
	for i, t := range p.tokens {
		phrase := t.Norm
		if i+1 < len(p.tokens) && t.Kind == words.Word {
			if two := t.Norm + " " + p.tokens[i+1].Norm; list[two] {
				phrase = two
			}
		}
		purpose := t.Norm == "to" && i > 0 && i+1 < len(p.tokens) && purposeVerb(p, i+1)
		if i > 1 && (t.Norm == "so" && p.tokens[i-1].Text == "," || t.Norm == "因此" || t.Norm == "所以" || t.Norm == "于是") {
			start := p.clauseStart(i - 2)
			out = append(out, Answer{strings.TrimRight(text[start:p.tokens[i-1].Start], " ,，"), start, p.tokens[i-1].Start, 0.7, "reason"})
		}
		if !list[phrase] && !purpose {
			continue
		}
		end := p.clauseEnd(text, i)
		score := 0.75
		if purpose {
			score = 0.35
		}
		out = append(out, Answer{text[t.Start:end], t.Start, end, score, "reason"})
	}
	return out
}

func purposeVerb(p *passage, i int) bool {
	_, tag := words.Rank(p.tokens[i].Norm)
	return tag == 'v' && !strings.HasSuffix(p.tokens[i].Norm, "ing")
}

// clauseEnd is where the clause that holds token i ends.
func (p *passage) clauseEnd(text string, i int) int {
	for k := i + 1; k < len(p.tokens); k++ {
		switch p.tokens[k].Text {
		case ",", "，", ";", "；", ".", "。", "!", "?", "！", "？", ":", "：", "(", "（":
			return p.tokens[k].Start
		}
	}
	return len(strings.TrimRightFunc(text[:p.end], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("。.;；!?！？", r) }))
}

// clauseStart is where the clause that holds token i begins.
func (p *passage) clauseStart(i int) int {
	for k := i; k >= 0; k-- {
		switch p.tokens[k].Text {
		case ",", "，", ";", "；", ":", "：":
			return p.tokens[k+1].Start
		}
	}
	return p.tokens[0].Start
}

// yesOrNo answers with the sentence itself after Yes or No, or alone where it is neither.
func (q *question) yesOrNo(text string, p *passage) []Answer {
	met := 0.0
	for k, x := range q.terms {
		met += x.weight * p.match[k]
	}
	a, says := q.clause(text, p)
	if q.total == 0 || met/q.total < 0.7 || a.Text == "" {
		return nil
	}
	for _, t := range q.tokens {
		if q.chinese && (t.Kind == words.Number || numeral.Han(t.Norm)) && !slices.ContainsFunc(p.tokens, func(o words.Token) bool {
			return o.Text == t.Text || numeral.Value(o.Text) > 0 && numeral.Value(o.Text) == numeral.Value(t.Text)
		}) {
			return nil // 超过三个月还能报吗: 超过两小时的可乘坐经济舱
		}
	}
	return []Answer{{says.Say(strings.Trim(text[p.start:p.end], " \n；;"), q.chinese), p.start, p.end, met / q.total, "clause"}}
}
