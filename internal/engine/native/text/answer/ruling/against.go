package ruling

import (
	"strconv"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	only    = expression.New(`\b(?:only|just|solely|except|apart from|other than|unless|but not|instead|rather than|exception)\b|只|仅|限|唯|除|改为|而非|而不是|才`)
	choices = expression.New(`\b(?:or|either)\b|还是|或`)
)

// exceptions are words that limit what is said: only, except.
func (p *page) exceptions(q *question, v *view, lang string, parity float64, verdict adder) {
	u := v.u
	cl := u.clauses[v.focus]
	said := p.text[cl.start:cl.end]
	whole := p.text[u.start:u.end]
	lost := 1 - cl.met
	for _, m := range only.FindAllStringIndex(said, -1) {
		w := said[m[0]:m[1]]
		verdict(lang+"limit "+w, 1)
		verdict("limit", parity)
		verdict("limit*lost", lost)
		verdict(lang+"limit "+w+"*lost", lost)
		// whether what is asked stands behind the limit
		behind, before := 0.0, 0.0
		for i := cl.from; i < cl.to; i++ {
			t := u.tokens[i]
			for _, x := range q.terms {
				if u.stems[i] == x.stem {
					if t.Start >= cl.start+m[1] {
						behind += x.weight
					} else {
						before += x.weight
					}
				}
			}
		}
		if q.total > 0 {
			verdict(lang+"behind "+w, behind/q.total)
			verdict(lang+"before "+w, before/q.total)
		}
	}
	if only.MatchString(q.text) {
		verdict(lang+"asks limit", 1)
		verdict(lang+"asks limit*parity", parity)
	}
	if m := only.FindStringIndex(whole); m != nil {
		verdict(lang+"limit beside", 1)
		verdict(lang+"limit beside*lost", 1-u.met)
	}
}

// numbers are those of the question against those of the unit.
func (p *page) numbers(q *question, v *view, parity float64, asked map[string]float64, verdict adder) {
	u := v.u
	seen := map[string]bool{}
	for _, a := range q.quantities {
		compared := false
		for _, s := range v.quantities {
			h := compare(a, s)
			if h == "" {
				continue
			}
			compared = true
			zone := v.zoneAt(s.start + u.start)
			kind := a.kind
			if kind == "clock" || kind == "date" || kind == "day" || kind == "money" || kind == "time" || kind == "age" {
				kind = "of " + kind
			} else {
				kind = "of any"
			}
			for _, name := range []string{"number " + h, "number " + h + " " + zone, "number " + h + " " + kind} {
				if !seen[name] {
					seen[name] = true
					verdict(name, 1)
					verdict(name+"*parity", parity)
				}
			}
			for _, axis := range []string{"more", "good", "far", "cost", "leave", "need"} {
				if x := sign(asked[axis]); x != 0 && !seen[h+axis] {
					seen[h+axis] = true
					verdict("number "+h+"*"+axis, x)
				}
			}
		}
		if !compared {
			verdict("number alone", 1)
		}
	}
}

// times are the days and months of the question against those of the unit.
func (p *page) times(v *view, q *question, parity float64, verdict adder) {
	u := v.u
	for kind, sets := range map[string][2]uint16{"day ": {q.days, v.days}, "month ": {q.months, v.months}} {
		if h := overlap(sets[0], sets[1]); h != "" {
			verdict(kind+h, 1)
			verdict(kind+h+"*parity", parity)
			if only.MatchString(p.text[u.start:u.end]) {
				verdict(kind+h+" limited", 1)
				verdict(kind+h+" limited*parity", parity)
			}
		} else if sets[0] != 0 {
			verdict(kind+"alone", 1)
		}
	}
}

// compares tells whether the names of the question are met, and how much of it is.
func (p *page) compares(q *question, v *view, lang string, parity float64, verdict adder) {
	u := v.u
	for k, x := range q.terms {
		if !x.name || x.vec == nil {
			continue
		}
		other := false
		for _, e := range u.entities {
			other = other || e.Kind == entity.Person || e.Kind == entity.Place || e.Kind == entity.Organisation
		}
		switch {
		case u.best[k] >= 0.85:
			verdict("name met*parity", parity)
		case other:
			verdict("another name", 1)
			verdict("another name*parity", parity)
		}
	}
	if choices.MatchString(q.text) {
		verdict(lang+"choice", 1)
	}
	missing := 1 - u.met
	verdict("missing", missing)
	verdict("missing*parity", missing*parity)
	if u.clauses[v.focus].met > 0.8 {
		verdict("all met", 1)
		verdict("all met*parity", parity)
	}
}

// binds tells whether a denial of the clause stands right before what it has of the question,
// whether it has the opposite of a word of the question, and whether nothing is denied or limited at all.
func (p *page) binds(q *question, v *view, parity float64, verdict adder) {
	u := v.u
	cl := u.clauses[v.focus]
	reach := 3
	if q.chinese {
		reach = 2
	}
	bound, free, opposite := 0.0, 0.0, 0.0
	for i := cl.from; i < cl.to; i++ {
		t := u.tokens[i]
		for _, a := range q.tokens {
			if inquiry.Denied(a.Norm, t.Norm) {
				opposite = 1
			}
		}
		for k, x := range q.terms {
			if cl.best[k] < 0.85 || p.meets(x, t, u.stems[i]) < 0.85 {
				continue
			}
			from := u.tokens[max(cl.from, i-reach)].Start - u.start
			near := false
			for _, n := range v.denials {
				near = near || n[0] >= from && n[0] < t.End-u.start
			}
			if near {
				bound = max(bound, x.weight)
			} else {
				free = max(free, x.weight)
			}
		}
	}
	if bound > 0 {
		verdict("bound", 1)
		verdict(q.kind+" bound", 1)
		verdict("bound by", bound)
	}
	if free > 0 && bound == 0 {
		verdict("free", 1)
		verdict("free*parity", parity)
	}
	if opposite > 0 {
		verdict("opposite", parity)
		verdict(q.kind+" opposite", parity)
	}
	if v.no["in"]+v.no["by"]+v.no["lead"] == 0 && !only.MatchString(p.text[u.start:u.end]) && q.no == 0 {
		verdict("clean", 1)
		verdict(q.kind+" clean", 1)
		verdict("clean*met", cl.met)
		verdict("clean*all met", boolean(cl.met > 0.7))
	}
}

// siblings are things that the question names and the clause does not, beside another
// that it names: what is said of that may not hold for them.
func (p *page) siblings(q *question, v *view, parity float64, verdict adder) {
	u := v.u
	cl := u.clauses[v.focus]
	sum := vector.Known(nil)
	for i := cl.from; i < cl.to; i++ {
		if t := u.tokens[i]; !words.Function(t) {
			sum.Add(p.vec(t), 0.2+words.Rarity(t))
		}
	}
	for k, x := range sum.Unit() {
		name := "v" + strconv.Itoa(k)
		verdict(name, 3*float64(x))
		verdict(q.kind+name, 3*float64(x))
	}
	most := 0.0
	for k, x := range q.terms {
		if u.best[k] >= 0.6 || x.verb || x.vec == nil {
			continue
		}
		for i := cl.from; i < cl.to; i++ {
			t := u.tokens[i]
			if words.Function(t) {
				continue
			}
			most = max(most, vector.Cosine(x.vec, p.vec(t)))
		}
	}
	verdict("sibling", most)
	verdict("sibling*parity", most*parity)
	if most > 0.3 {
		verdict("a sibling", 1)
		verdict("a sibling*parity", parity)
	}
}
