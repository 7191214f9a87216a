package answer

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// joinNames makes one term of the characters of a Chinese question that are the name of somebody
// whom the text knows: 何小军 is cut into three words where no list has it.
func (q *question) joinNames(found []entity.Entity) {
	if !q.chinese {
		return
	}
	for _, e := range found {
		if e.Kind != entity.Person || !strings.Contains(q.text, e.Text) || slices.ContainsFunc(q.terms, func(x term) bool { return x.norm == e.Text }) {
			continue
		}
		at := -1
		var kept []term
		for _, x := range q.terms {
			if strings.Contains(e.Text, x.norm) {
				at = len(kept)
				q.total -= x.weight
			} else {
				kept = append(kept, x)
			}
		}
		if at < 0 {
			continue
		}
		x := term{stem: e.Text, norm: e.Text, weight: 1, name: true}
		q.terms, q.total = slices.Insert(kept, at, x), q.total+1
	}
}

// in returns how well p meets x, and by which token.
func (x term) in(p *passage, cache map[string]vector.Vector) (best float64, at int) {
	at = -1
	for _, e := range p.entities {
		if x.name && e.Kind == entity.Person && e.Text == x.norm {
			return 1, p.tokenAt(e.Start)
		}
	}
	for i, t := range p.tokens {
		if !t.IsWord() && t.Kind != words.Number || p.stems[i] == "" {
			continue
		}
		m := 0.0
		switch {
		case p.stems[i] == x.stem, t.Kind == words.Han && t.Norm == "月"+x.norm:
			m = 1
		case slices.Contains(x.also, p.stems[i]):
			m = 0.95
		case x.group.Has(strings.TrimPrefix(t.Norm, "月")):
			m = 0.9
		case !x.name && thesaurus.Meet(x.senses, thesaurus.Senses(p.stems[i])):
			m = 0.84 // less than a word that is surely meant
		case x.name:
			if t.Kind == words.Han && (strings.Contains(t.Norm, x.norm) || len(t.Norm) > 3 && strings.Contains(x.norm, t.Norm)) {
				m = 0.9
			}
		case t.Kind == words.Han && len(t.Norm) > 3 && len(x.norm) > 3 && (strings.Contains(t.Norm, x.norm) || strings.Contains(x.norm, t.Norm)):
			m = 0.85
			if strings.HasPrefix(x.norm, t.Norm) {
				m = 0.7 // what it is stands at its end: 保险费 is no 保险
			}
		case words.Function(t):
		default:
			v, ok := cache[t.Norm]
			if !ok {
				v = vector.Of(p.tokens[i : i+1])
				cache[t.Norm] = v
			}
			if c := vector.Cosine(x.vec, v); c > 0.5 {
				m = min(0.9, (c-0.3)/0.6)
			}
		}
		if m > best {
			best, at = m, i
		}
	}
	return best, at
}
