package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/way"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// definition is a name that a text gives to somebody or something, which it
// then uses: Bluebird LLP, Bath (the “Contractor”); 某公司（以下简称“乙方”）.
type definition struct {
	alias      string // in lower case, without an article
	start, end int    // what bears it
	party      bool   // a person or organisation bears it
	passage    int
}

var defined = expression.New(`\((?:[^()“”"]{0,60}[\s,])?(?:the\s|each an?\s)?[“"‘'](?:[Tt]he\s)?(\pL[\pL -]{1,40})[”"’'][^()]{0,40}\)` +
	`|\((?:hereinafter|hereafter|henceforth)[^()“”"]{0,40}?\s([A-Z][\pL]+)\)` +
	`|[（(](?:以下|下文|下)?(?:统一|统)?(?:简称|称为|称)为?[“"「『]?([^“”"」』（）()\n]{1,20})[”"」』]?[）)]` +
	`|[（(]([甲乙丙丁]方|买方|卖方|出租方|承租方|出租人|承租人|委托方|受托方|供方|需方)[）)]`)

// beforeName is what a preamble says right before the name of a party.
var beforeName = expression.New(`^(?:本|该|此)?(?:合同|协议|协议书|合约)?(?:由|与|和)?`)

// papers are what a text calls itself.
var papers = map[string]bool{"agreement": true, "contract": true, "lease": true, "deed": true, "document": true, "本合同": true, "本协议": true, "合同": true, "协议": true}

// definitions finds what the passages define.
func definitions(text string, passages []*passage) (out []definition) {
	for i, p := range passages {
		from := p.start
		for _, m := range defined.FindAllStringSubmatchIndex(text[p.start:p.end], -1) {
			if rest := text[p.start+m[1] : p.end]; strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":") {
				from = p.start + m[1]
				continue // 承租方（乙方）：李红 names who it is behind it
			}
			at, alias := p.start+m[0], ""
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					alias = strings.ToLower(text[p.start+m[g] : p.start+m[g+1]])
				}
			}
			d := definition{alias: alias, passage: i}
			if d.bearer(text, p, from, at, out) && !cues()["role"][text[d.start:d.end]] {
				d.party = d.party && !papers[alias]
				out = append(out, d)
			}
			from = p.start + m[1]
		}
	}
	return out
}

// bearer finds who or what the name at an offset is given to: between the last
// such name and this one a person or organisation, else the words before it.
func (d *definition) bearer(text string, p *passage, from, at int, before []definition) bool {
	if i := strings.LastIndex(text[from:at], "between "); i >= 0 {
		from += i
	}
	for _, e := range p.entities {
		known := false
		for _, b := range before {
			known = known || strings.EqualFold(b.alias, e.Text)
		}
		if e.Start >= from && e.End <= at && !known && (e.Kind == entity.Person || e.Kind == entity.Organisation) {
			d.start, d.end, d.party = e.Start, e.End, true
			d.start += len(beforeName.FindString(e.Text))
			return d.end > d.start
		}
	}
	first := len(p.tokens)
	for i := len(p.tokens) - 1; i >= 0 && p.tokens[i].Start >= from; i-- {
		t := p.tokens[i]
		if t.Start >= at {
			continue
		}
		_, tag := words.Rank(t.Norm)
		if t.Kind == words.Word && (tag == 'v' && t.Text == t.Norm || aliased(before, t.Norm)) || t.Kind == words.Mark && !strings.ContainsAny(t.Text, ",'’&-") {
			break
		}
		first = i
	}
	for first < len(p.tokens) && (p.tokens[first].Kind == words.Mark || way.Of(p.tokens[first].Norm) != way.Anywhere || p.tokens[first].Norm == "and" || p.tokens[first].Norm == "by") {
		first++
	}
	if first >= len(p.tokens) || p.tokens[first].Start >= at {
		return false
	}
	d.start = p.tokens[first].Start
	d.start += len(beforeName.FindString(text[d.start:at]))
	d.end = d.start + len(strings.TrimRight(text[d.start:at], " ,，"))
	d.party = p.tokens[first].Kind == words.Han || !strings.EqualFold(p.tokens[first].Text, "the")
	return d.end > d.start
}

func aliased(l []definition, word string) bool {
	for _, d := range l {
		if d.alias == word {
			return true
		}
	}
	return false
}

// define lets the question know what the text calls by another name: who asks
// for the Client asks for the one that bears that name, and the other way round.
func (q *question) define(text string, l []definition) {
	for _, d := range l {
		alias, bearer := words.Tokens(d.alias), words.Tokens(text[d.start:d.end])
		for k := range q.terms {
			x := &q.terms[k]
			switch {
			case len(alias) > 0 && x.norm == alias[len(alias)-1].Norm:
				x.also = append(x.also, distinctive(bearer)...)
				q.bearers = append(q.bearers, text[d.start:d.end])
			case len(distinctive(bearer)) > 0 && x.stem == distinctive(bearer)[0]:
				x.also = append(x.also, stem(alias[len(alias)-1]))
			}
		}
	}
}

// distinctive is the stem of the word that tells a name from others: the first
// one with a capital.
func distinctive(tokens []words.Token) []string {
	for _, t := range tokens {
		if t.Kind == words.Han && len(t.Norm) > 3 || t.Kind == words.Word && t.Text != t.Norm && !words.Stop(t.Norm) {
			return []string{stem(t)}
		}
	}
	return nil
}

// meant answers who or what bears a name that the text defines: "who is the
// Client", 乙方是哪家公司.
func (q *question) meant(text string, l []definition) Answer {
	if !q.chinese && !q.identifies() && !whatIs.MatchString(strings.ToLower(q.text)) {
		return Answer{}
	}
	for _, d := range l {
		alias := words.Tokens(d.alias)
		met, all := 0, 0
		for _, t := range alias {
			for _, x := range q.terms {
				if x.norm == t.Norm {
					met++
					break
				}
			}
			if t.IsWord() && !words.Stop(t.Norm) {
				all++
			}
		}
		said := all > 0 && met == all && len(q.terms) == all
		if said || q.chinese && strings.HasPrefix(q.text, d.alias) && identity.MatchString(q.text[len(d.alias):]) {
			return Answer{text[d.start:d.end], d.start, d.end, 0.97}
		}
	}
	return Answer{}
}

var (
	whatIs   = expression.New(`^(?:what|which (?:\pL+ )?)(?:is|are|was|were|does)\b`)
	identity = expression.New(`^(?:是|指|为|叫)的?(?:谁|哪|什么|何)`)
)

// parties answers who an agreement is between, from the names that it defines,
// from 甲方：… and 乙方：…, or from "between … and …".
func (q *question) parties(text string, passages []*passage, l []definition) Answer {
	if !asksParties.MatchString(strings.ToLower(q.text)) {
		return Answer{}
	}
	var got [][2]int
	at := 0
	for _, d := range l {
		if d.party && len(got) < 2 && (len(got) == 0 || d.passage == at) {
			at = d.passage
			got = append(got, [2]int{d.start, d.end})
		}
	}
	if len(got) < 2 {
		got = got[:0]
		for _, m := range partyLine.FindAllStringSubmatchIndex(text, 2) {
			got = append(got, [2]int{m[2], m[3]})
		}
	}
	for _, p := range passages {
		if len(got) >= 2 {
			break
		}
		got = p.between(text)
	}
	if len(got) < 2 {
		return Answer{}
	}
	and := " and "
	if q.chinese {
		and = "和"
	}
	a, b := got[0], got[1]
	return Answer{strings.TrimSpace(text[a[0]:a[1]]) + and + strings.TrimSpace(text[b[0]:b[1]]), a[0], b[1], 0.95}
}

var (
	asksParties = expression.New(`\b(?:(?:who|which|what)\b.*\bparties|part(?:ies|y)\b.*\bbetween|between (?:whom|who|which)|(?:who|whom|which \w+)\b.*\bbetween)\b|(?:双方|签约方|合同方|当事人|甲乙|甲方.{0,3}乙方|出租方.{0,3}承租方|买方.{0,3}卖方).*(?:谁|哪|什么)|(?:谁|哪).*(?:双方|之间签)`)
	partyLine   = expression.New(`(?m)^\s*(?:甲方|乙方|买方|卖方|出租方|承租方|委托方|受托方|供方|需方)(?:（[^）\n]*）|\([^)\n]*\))?\s*[:：]\s*([^，,；;。\n]{2,40})`)
)

// between are the two that stand in "between Ann Lee and Acme Ltd".
func (p *passage) between(text string) [][2]int {
	i := strings.Index(text[p.start:p.end], "between ")
	if i < 0 {
		return nil
	}
	var got [][2]int
	for _, e := range p.entities {
		if e.Start >= p.start+i && (e.Kind == entity.Person || e.Kind == entity.Organisation) && len(got) < 2 {
			got = append(got, [2]int{e.Start, e.End})
		}
	}
	return got
}
