package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/naming"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// definitions are the names that the passages define.
func definitions(text string, passages []*passage) []naming.Name {
	var l []naming.Passage
	for _, p := range passages {
		l = append(l, naming.Passage{Start: p.start, End: p.end, Tokens: p.tokens, Entities: p.entities})
	}
	return naming.Read(text, l)
}

// define lets the question know what the text calls by another name: who asks
// for the Client asks for the one that bears that name, and the other way round.
func (q *question) define(text string, l []naming.Name) {
	for _, d := range l {
		alias, bearer := words.Tokens(d.Alias), words.Tokens(text[d.Start:d.End])
		for k := range q.terms {
			x := &q.terms[k]
			switch {
			case len(alias) > 0 && x.norm == alias[len(alias)-1].Norm:
				x.also = append(x.also, distinctive(bearer)...)
				q.bearers = append(q.bearers, text[d.Start:d.End])
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
func (q *question) meant(text string, l []naming.Name) Answer {
	if !q.chinese && !q.identifies() && !whatIs.MatchString(strings.ToLower(q.text)) {
		return Answer{}
	}
	for _, d := range l {
		alias := words.Tokens(d.Alias)
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
		if said || q.chinese && strings.HasPrefix(q.text, d.Alias) && identity.MatchString(q.text[len(d.Alias):]) {
			return Answer{text[d.Start:d.End], d.Start, d.End, 0.97, "name"}
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
func (q *question) parties(text string, passages []*passage, l []naming.Name) Answer {
	if !asksParties.MatchString(strings.ToLower(q.text)) {
		return Answer{}
	}
	var got [][2]int
	at := 0
	for _, d := range l {
		if d.Party && len(got) < 2 && (len(got) == 0 || d.Passage == at) {
			at = d.Passage
			got = append(got, [2]int{d.Start, d.End})
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
	return Answer{strings.TrimSpace(text[a[0]:a[1]]) + and + strings.TrimSpace(text[b[0]:b[1]]), a[0], b[1], 0.95, "parties"}
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
