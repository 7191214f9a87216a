// Package naming finds the names that a text gives to those whom it speaks of:
// Northwind Ltd (the “Client”), 以下简称“甲方”.
package naming

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/way"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Name is a name that a text gives to somebody or something, which it
// then uses: Bluebird LLP, Bath (the “Contractor”); 某公司（以下简称“乙方”）.
type Name struct {
	Alias      string // in lower case, without an article
	Start, End int    // what bears it
	Party      bool   // a person or organisation bears it
	Passage    int
}

// Passage is a sentence; offsets are of the whole text.
type Passage struct {
	Start, End int
	Tokens     []words.Token
	Entities   []entity.Entity
}

var defined = expression.New(`\((?:[^()“”"]{0,60}[\s,])?(?:the\s|each an?\s)?[“"‘'](?:[Tt]he\s)?(\pL[\pL -]{1,40})[”"’'][^()]{0,40}\)` +
	`|\((?:hereinafter|hereafter|henceforth)[^()“”"]{0,40}?\s([A-Z][\pL]+)\)` +
	`|[（(](?:以下|下文|下)?(?:统一|统)?(?:简称|称为|称)为?[“"「『]?([^“”"」』（）()\n]{1,20})[”"」』]?[）)]` +
	`|[（(]([甲乙丙丁]方|买方|卖方|出租方|承租方|出租人|承租人|委托方|受托方|供方|需方)[）)]`)

// beforeName is what a preamble says right before the name of a party.
var beforeName = expression.New(`^(?:本|该|此)?(?:合同|协议|协议书|合约)?(?:由|与|和)?`)

// papers are what a text calls itself.
var papers = map[string]bool{"agreement": true, "contract": true, "lease": true, "deed": true, "document": true, "本合同": true, "本协议": true, "合同": true, "协议": true}

// Read finds what the passages of a text define.
func Read(text string, passages []Passage) (out []Name) {
	for i, p := range passages {
		from := p.Start
		for _, m := range defined.FindAllStringSubmatchIndex(text[p.Start:p.End], -1) {
			if rest := text[p.Start+m[1] : p.End]; strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":") {
				from = p.Start + m[1]
				continue // 承租方（乙方）：李红 names who it is behind it
			}
			at, alias := p.Start+m[0], ""
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					alias = strings.ToLower(text[p.Start+m[g] : p.Start+m[g+1]])
				}
			}
			d := Name{Alias: alias, Passage: i}
			if d.bearer(text, p, from, at, out) && !cue.Lists()["role"][text[d.Start:d.End]] {
				d.Party = d.Party && !papers[alias]
				out = append(out, d)
			}
			from = p.Start + m[1]
		}
	}
	return out
}

// bearer finds who or what the name at an offset is given to: between the last
// such name and this one a person or organisation, else the words before it.
func (d *Name) bearer(text string, p Passage, from, at int, before []Name) bool {
	if i := strings.LastIndex(text[from:at], "between "); i >= 0 {
		from += i
	}
	for _, e := range p.Entities {
		known := false
		for _, b := range before {
			known = known || strings.EqualFold(b.Alias, e.Text)
		}
		if e.Start >= from && e.End <= at && !known && (e.Kind == entity.Person || e.Kind == entity.Organisation) {
			d.Start, d.End, d.Party = e.Start, e.End, true
			d.Start += len(beforeName.FindString(e.Text))
			return d.End > d.Start
		}
	}
	first := len(p.Tokens)
	for i := len(p.Tokens) - 1; i >= 0 && p.Tokens[i].Start >= from; i-- {
		t := p.Tokens[i]
		if t.Start >= at {
			continue
		}
		_, tag := words.Rank(t.Norm)
		if t.Kind == words.Word && (tag == 'v' && t.Text == t.Norm || aliased(before, t.Norm)) || t.Kind == words.Mark && !strings.ContainsAny(t.Text, ",'’&-") {
			break
		}
		first = i
	}
	for first < len(p.Tokens) && (p.Tokens[first].Kind == words.Mark || way.Of(p.Tokens[first].Norm) != way.Anywhere || p.Tokens[first].Norm == "and" || p.Tokens[first].Norm == "by") {
		first++
	}
	if first >= len(p.Tokens) || p.Tokens[first].Start >= at {
		return false
	}
	d.Start = p.Tokens[first].Start
	d.Start += len(beforeName.FindString(text[d.Start:at]))
	d.End = d.Start + len(strings.TrimRight(text[d.Start:at], " ,，"))
	d.Party = p.Tokens[first].Kind == words.Han || !strings.EqualFold(p.Tokens[first].Text, "the")
	return d.End > d.Start
}

func aliased(l []Name, word string) bool {
	for _, d := range l {
		if d.Alias == word {
			return true
		}
	}
	return false
}

// Known are the words of the names of persons in a text: “Anna” at the head of
// a sentence is one where the text has an Anna Keller.
func Known(found []entity.Entity) map[string]bool {
	out := map[string]bool{}
	for _, e := range found {
		if e.Kind != entity.Person {
			continue
		}
		for _, t := range words.Tokens(e.Text) {
			out[t.Norm] = true
		}
	}
	return out
}
