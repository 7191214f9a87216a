package answer

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
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
