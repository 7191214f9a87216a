package answer

import (
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/dimension"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/edge"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/party"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/span"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/spot"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// candidates are the stretches of p that could be the answer.
func (q *question) candidates(text string, p *passage) []Answer {
	var out []Answer
	for rank, w := range q.wants {
		var got []Answer
		switch w {
		case want.YesNo:
			got = q.yesOrNo(text, p)
		case want.Why:
			got = q.reasons(text, p)
		case want.Phrase:
			got = q.phrases(text, p)
		case want.Count:
			got = q.counts(text, p)
		case want.Often:
			got = q.intervals(text, p)
		case want.Age:
			got = q.ages(text, p)
		case want.Trade:
			got = q.standings(text, p)
		default:
			got = q.entities(text, p, w)
			if w == want.Date && (len(got) == 0 || q.chinese) {
				got = append(got, q.moments(text, p)...)
			}
			if w == want.Place {
				got = append(got, q.spots(text, p)...)
			}
		}
		for _, a := range got {
			a.Score -= 0.15 * float64(rank)
			a.Origin += " " + string(w)
			out = append(out, a)
		}
	}
	return out
}

// entities are the names, dates and amounts of p of the kind that w asks for.
func (q *question) entities(text string, p *passage, w want.Kind) []Answer {
	var out []Answer
	for i, e := range p.entities {
		guess := w == want.Org && e.Kind == entity.Person // a name of two words may be a firm
		share := (w == want.Money || w == want.Percent) && (bill.AsksPenalty(q.text) || bill.AsksBack(q.text)) && (want.Percent.Fits(e) || bill.OfPay(text[e.End:p.end]))
		if !w.Fits(e) && !guess && !share || q.mentions(e.Text) || (w == want.Person || w == want.Org) && q.names(e.Text) {
			continue
		}
		if w == want.Person && q.has("whose") && !strings.HasPrefix(text[e.End:], "'") && !strings.HasPrefix(text[e.End:], "’") && !owns.MatchString(text[p.start:p.end]) {
			continue // somebody who has nothing to do with the thing
		}
		start, end := q.joined(text, p, i, w)
		if w == want.Date && asksWhen.MatchString(q.text) {
			end = p.hours(text, end)
		} else if q.whenever(w) {
			start, end = p.whole(text, start, end)
		}
		prior := 0.0
		if end > e.End {
			prior = 0.3 // a day with its hours
		}
		if share {
			start, end = p.clauseStart(p.tokenAt(start)), p.clauseEnd(text, p.tokenAt(start))
		}
		switch {
		case guess:
			prior = -0.15
		case w == want.Person && e.Kind == entity.Organisation && (q.has("他") || q.has("她")):
			prior = -0.4
		case w == want.Person && e.Kind == entity.Organisation:
			prior = -0.12
		}
		if w == want.Date {
			start = span.WholeDay(text, start, end)
		}
		prior += q.suited(text, p, e, w, start, end)
		if numeral.Outgrown(text[p.start:start], text[end:p.end]) {
			prior -= 0.3
		}
		if w == want.Measure && !dimension.Measures(q.dimension, e.Text) {
			prior -= 0.5
		}
		out = append(out, Answer{text[start:end], start, end, q.near(p, e.Start, e.End) + prior, "entity"})
	}
	if w == want.Person && !q.bears() {
		for _, r := range party.Roles(p.tokens) {
			if t := text[r[0]:r[1]]; !q.mentions(t) {
				out = append(out, Answer{t, r[0], r[1], q.near(p, r[0], r[1]) - 0.1, "role"})
			}
		}
	}
	if w == want.Date && q.whenever(w) {
		out = append(out, q.usual(text, p)...)
	}
	out = append(out, q.unlisted(text, p, w)...)
	out = append(out, q.doers(text, p, w)...)
	if w == want.Money && !q.chinese && q.counted != "" { // how much notice
		for _, e := range p.entities {
			if (e.Kind == entity.Duration || e.Kind == entity.Amount && !bill.Money(e.Text)) && !q.mentions(e.Text) {
				out = append(out, Answer{e.Text, e.Start, e.End, q.near(p, e.Start, e.End) - 0.1, "amount"})
			}
		}
	}
	return out
}

// suited is what it is worth, or costs, that an entity of p stands as the question would have it.
func (q *question) suited(text string, p *passage, e entity.Entity, w want.Kind, start, end int) (prior float64) {
	switch w {
	case want.Person:
		if q.bears() && !q.tied(text, p, start, end) {
			prior = -0.3
		}
	case want.Place:
		prior = q.onTheWay(p, start)
	case want.Date:
		prior = q.onTheEdge(text, p, e)
		if asksWhen.MatchString(q.text) && (strings.HasPrefix(text[end:p.end], "的") || span.Vague(q.text, e.Text) && p.names(end)) {
			prior -= 0.4 // the report of the third quarter, 2026年春季运动会
		}
		if start < e.Start && q.chinese && strings.Contains(q.text, text[start:e.Start]) {
			prior -= 2 // 什么时候还车: 还车当日
		}
	case want.Money:
		prior = q.priced(p, start) + q.ofSubject(text, p, start) + bill.Fined(q.text, text[p.start:p.end])
	default:
	}
	if q.chinese {
		i := p.tokenAt(start)
		from := p.clauseStart(i)
		prior += spot.Numbered(q.text, text[from:p.clauseEnd(text, i)])
		if w == want.Money {
			prior += bill.Aside(q.text, text[min(from, start):start])
		}
	}
	return prior
}

// bears reports whether q asks who bears a name or part, and not who did something: 菜是谁做的.
func (q *question) bears() bool { return q.identifies() && !asksDoer.MatchString(q.text) }

var asksDoer = expression.New(`是谁[\p{Han}]{1,6}的[？?。 ]*$`)

// identifies reports whether q asks who bears a name or part: "who is the
// tenant", "甲方是谁". Another part is no answer then.
func (q *question) identifies() bool {
	if q.chinese {
		return strings.Contains(q.text, "是谁") || strings.Contains(q.text, "叫什么")
	}
	if len(q.tokens) < 2 || q.tokens[0].Norm != "who" {
		return false
	}
	switch q.tokens[1].Norm {
	case "is", "are", "was", "were", "'s", "becomes", "became":
	case "will":
		if len(q.tokens) < 3 || q.tokens[2].Norm != "be" {
			return false
		}
	default:
		return false
	}
	return len(q.terms) <= 2 && !q.has("responsible")
}

// doers are the names after "by" where the verb of the question stands before:
// signed for Acme Ltd by Ruth Lane.
func (q *question) doers(text string, p *passage, w want.Kind) []Answer {
	if w != want.Person && w != want.Org {
		return nil
	}
	var out []Answer
	for _, m := range party.Agents(text[p.start:p.end]) {
		if q.bears() {
			break
		}
		start, end := p.start+m[0], p.start+m[1]
		out = append(out, Answer{text[start:end], start, end, q.near(p, start, end) + 0.25, "doer"})
	}
	if q.chinese {
		return out
	}
	for k, x := range q.terms {
		if !x.verb || p.match[k] < 0.85 {
			continue
		}
		for _, m := range doer.FindAllStringSubmatchIndex(text[p.start:p.end], -1) {
			start, end := p.start+m[2], p.start+m[3]
			if start > p.tokens[p.where[k]].End && !p.dated(start) && !q.mentions(text[start:end]) {
				out = append(out, Answer{text[start:end], start, end, q.near(p, start, end) + 0.2, "doer"})
			}
		}
	}
	return out
}

var doer = expression.New(`\bby ((?:[A-Z][\pL'’-]*\.? ){0,3}[A-Z][\pL'’-]+(?: and (?:[A-Z][\pL'’-]*\.? ){0,3}[A-Z][\pL'’-]+)?)`)

// unlisted are words with capitals that are no entity for certain, but stand
// where a person or organisation would.
func (q *question) unlisted(text string, p *passage, w want.Kind) []Answer {
	if w != want.Person && w != want.Org || q.chinese || q.bears() {
		return nil
	}
	var out []Answer
	capital := func(i int) bool {
		t := p.tokens[i]
		return t.Kind == words.Word && t.Text != t.Norm && !words.Stop(t.Norm) && !cues()["role"]["the "+t.Norm] &&
			(!p.inEntity(t.Start) || p.weakly(t.Start)) && !q.mentions(t.Text)
	}
	for i := 0; i < len(p.tokens); i++ {
		if !capital(i) || i == 0 && !q.known[p.tokens[0].Norm] {
			continue
		}
		if i > 0 && (p.tokens[i-1].Text == "." || p.tokens[i-1].Text == "\"" || w == want.Person && p.weakly(p.tokens[i].Start) && standsIn[p.tokens[i-1].Norm]) {
			continue
		}
		last := i
		for last+1 < len(p.tokens) && capital(last+1) {
			last++
		}
		start, end := p.tokens[i].Start, p.tokens[last].End
		out = append(out, Answer{text[start:end], start, end, q.near(p, start, end) - 0.15, "capital"})
		i = last
	}
	return out
}

// standsIn are words after which a name is that of a place.
var standsIn = map[string]bool{"in": true, "at": true, "near": true, "from": true, "to": true, "towards": true, "into": true}

func (p *passage) inEntity(at int) bool {
	for _, e := range p.entities {
		if at >= e.Start && at < e.End {
			return true
		}
	}
	return false
}

// weakly reports whether the entity at a place is one word that may be another name.
func (p *passage) weakly(at int) bool {
	for _, e := range p.entities {
		if at == e.Start {
			return e.Kind == entity.Place && !strings.Contains(e.Text, " ")
		}
	}
	return false
}

var (
	links     = []string{" and ", ", ", " and the ", ", and ", "和", "、", "与", " & ", " and in "}
	direction = expression.New(`(?:\b(?:the\s)?(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est)(?:ern|[- ]?(?:east|west)(?:ern)?)?|\b[Cc]entral)\s$`)
	fellow    = expression.New(`^ and (?:[A-Z][\pL'’-]+ ){0,2}[A-Z][\pL'’-]+\b`)
	upTo      = expression.New(`^(?: to |\s?[-–—]\s?)$`)
	rangeTo   = expression.New(`(?:(?:between|from)\s)?(?:[\d.,]+|one|two|three|four|five|six|seven|eight|nine|ten)\s?(?:to|and|[-–—])\s?$|[0-9０-９.一二三四五六七八九十百千万]+(?:至|到|[-–—~～])$`)
)

// joined extends entity i of p over its fellows: "Lyon, France", "from 14 to 17 October".
func (q *question) joined(text string, p *passage, i int, w want.Kind) (start, end int) {
	start, end = p.entities[i].Start, p.entities[i].End
	switch w {
	case want.Person, want.Place, want.Org:
	case want.Date, want.Measure, want.Duration, want.Money:
		if from, to := span.Weekday(text[p.start:p.end], start-p.start); to > 0 && p.entities[i].Kind == entity.Date {
			return p.start + from, p.start + to
		}
		if q.edge() != edge.Neither {
			whole := p.wholeDate(text, i)
			return whole[0], whole[1]
		}
		return q.ranged(text, p, i)
	default:
		return start, end
	}
	link := func(s string) bool {
		if w == want.Place {
			s = direction.ReplaceAllString(s, "")
		}
		return s == "" && w == want.Place || slices.Contains(links, s) && (s != ", " || w == want.Place)
	}
	same := func(e entity.Entity) bool { return e.Kind == p.entities[i].Kind && !q.mentions(e.Text) }
	for k := i + 1; k < len(p.entities) && same(p.entities[k]) && link(text[end:p.entities[k].Start]); k++ {
		end = p.entities[k].End
	}
	for k := i - 1; k >= 0 && same(p.entities[k]) && link(text[p.entities[k].End:start]); k-- {
		start = p.entities[k].Start
	}
	if m := fellow.FindStringIndex(text[end:p.end]); m != nil && w == want.Person && !q.mentions(text[end:end+m[1]]) {
		end += m[1] // one whose name is no known one
	}
	if w == want.Place && q.chinese {
		end += spot.Address(q.text, text[end:p.end])
	}
	if m := direction.FindStringIndex(text[p.start:start]); m != nil && w == want.Place {
		start = p.start + m[0]
	}
	return start, end
}

// ranged extends an amount or date to the range that it ends.
func (q *question) ranged(text string, p *passage, i int) (start, end int) {
	start, end = p.entities[i].Start, p.entities[i].End
	if m := rangeTo.FindStringIndex(text[p.start:start]); m != nil {
		return p.start + m[0], end
	}
	if from, to := span.Around(text[p.start:p.end], start-p.start); to > 0 && p.entities[i].Kind == entity.Date && q.edge() == edge.Neither {
		return p.start + from, p.start + to
	}
	if i+1 < len(p.entities) && p.entities[i].Kind == entity.Amount && p.entities[i+1].Kind == entity.Amount && text[end:p.entities[i+1].Start] == " and " && strings.HasSuffix(text[p.start:start], "between ") {
		return start - len("between "), p.entities[i+1].End
	}
	if i > 0 && p.entities[i].Kind == entity.Amount && p.entities[i-1].Kind == entity.Amount && text[p.entities[i-1].End:start] == " and " && strings.HasSuffix(text[p.start:p.entities[i-1].Start], "between ") {
		return p.entities[i-1].Start - len("between "), end
	}
	if i+1 < len(p.entities) && p.entities[i].Kind == entity.Amount && p.entities[i+1].Kind == entity.Amount && !q.chinese && upTo.MatchString(text[end:p.entities[i+1].Start]) && !strings.HasSuffix(text[p.start:start], "from ") {
		return start, p.entities[i+1].End
	}
	if w := p.wholeDate(text, i); w != [2]int{start, end} {
		return w[0], w[1]
	}
	if i > 0 && p.entities[i-1].Kind == p.entities[i].Kind && strings.Contains("|至|到|-| to |—|", "|"+text[p.entities[i-1].End:start]+"|") {
		return p.entities[i-1].Start, end
	}
	return start, end
}

// asksWhen are words that ask for the day and the hour.
var asksWhen = expression.New(`什么时候|何时|什么时间`)

// mentions reports whether the question has the words of s itself.
func (q *question) mentions(s string) bool {
	for _, b := range q.bearers {
		if strings.Contains(b, s) || strings.HasPrefix(s, b) {
			return true
		}
	}
	n, all := 0, 0
	for _, t := range words.Tokens(s) {
		if !t.IsWord() && t.Kind != words.Number || words.Stop(t.Norm) && !numeral.Han(t.Norm) {
			continue
		}
		all++
		for _, u := range q.tokens {
			if stem(u) == stem(t) {
				n++
				break
			}
		}
	}
	return all > 0 && n == all || q.chinese && strings.Contains(q.text, s)
}

// near says how close a stretch of p stands to the words that the question has
// too, in [0, 1]; what comes after them counts a little more.
func (q *question) near(p *passage, start, end int) float64 {
	first, last := -1, -1
	for i, t := range p.tokens {
		if t.End > start && first < 0 {
			first = i
		}
		if t.Start < end {
			last = i
		}
	}
	var sum, all float64
	for k, x := range q.terms {
		w := x.weight
		if x.verb || x.noun {
			w *= 1.5
		}
		all += w
		at := p.nearest(x, k, first, last)
		if at < 0 {
			continue
		}
		d := 0.0
		switch {
		case at < first:
			d = float64(first-at) + p.barriers(at, first)
			if q.chinese && p.barriers(at, first) == 0 {
				d = min(d, 4) // long names stand between: 6:40在上海虹桥机场T2航站楼集合
			}
		case at > last:
			d = float64(at-last) + 0.7 + p.barriers(last, at)
			if q.chinese && p.barriers(last, at) == 0 {
				d = min(d, 4.7)
			}
		}
		share := w * p.match[k] / (1 + d/4)
		if p.rival(at, first, last) {
			share /= 2
		}
		sum += share
	}
	if all == 0 {
		return 0.3
	}
	if k := len(q.terms) - 1; q.terms[k].verb && first > 0 && p.tokens[first-1].Kind != words.Mark && p.meets(q.terms[k], first-1, first-2) {
		sum += 0.5 * all // raised to 180, 调整为180元
	}
	return sum / all
}

// meets reports whether one of the tokens at the given places is the word x itself.
func (p *passage) meets(x term, at ...int) bool {
	for _, i := range at {
		if i >= 0 && p.stems[i] == x.stem {
			return true
		}
	}
	return false
}

// rival reports whether an entity of the kind that stands from token first to
// last stands nearer to token at.
func (p *passage) rival(at, first, last int) bool {
	from, to := p.tokens[first].Start, p.tokens[last].End
	kind := entity.Kind("")
	for _, e := range p.entities {
		if e.Start < to && e.End > from {
			kind = e.Kind
		}
	}
	gap := p.gap(at, from, to)
	for _, e := range p.entities {
		if e.Kind == kind && (e.Start >= to || e.End <= from) && p.gap(at, e.Start, e.End) < gap {
			return true
		}
	}
	return false
}

// gap is how far a stretch of p stands from token at, in bytes; a comma of
// Chinese parts more than its size.
func (p *passage) gap(at, from, to int) int {
	word := p.tokens[at]
	gap := max(from-word.End, word.Start-to)
	if word.Kind == words.Han {
		gap = min(gap, 20) // what parts them is the comma
	}
	for _, t := range p.tokens {
		if (t.Text == "，" || t.Text == "；") && t.Start >= min(to, word.End) && t.End <= max(from, word.Start) {
			gap += 24
		}
	}
	return gap
}

// nearest is the token with the stem of x that stands nearest to the tokens
// from first to last, or the one that meets x best.
func (p *passage) nearest(x term, k, first, last int) int {
	best, at := math.MaxInt, -1
	for i, s := range p.stems {
		monthly := strings.TrimPrefix(p.tokens[i].Norm, "月") // 月租金 is 租金
		if s != x.stem && monthly != x.norm && !x.group.Has(monthly) {
			continue
		}
		d := max(first-i, i-last, 0)
		if d < best {
			best, at = d, i
		}
	}
	if at < 0 {
		return p.where[k]
	}
	return at
}

// barriers weighs the marks between two tokens: a comma is worth three words.
func (p *passage) barriers(from, to int) float64 {
	sum := 0.0
	for i := from + 1; i < to; i++ {
		switch p.tokens[i].Text {
		case ",", "，", ";", "；", "、":
			sum += 3
		case "and", "but", "和", "并", "或", "or":
			sum++
		}
	}
	return sum
}
