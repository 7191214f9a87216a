package question

import (
	"github.com/tenonhub/tenon/internal/engine/native/table/query"
)

// belongs is the column that the next question asks of groups that each have one value of
// it: of which team is the employee with the fewest hours.
func (p *parser) belongs(next *parser) (column int, ok bool) {
	if p.q.Shape != query.Groups || len(p.q.Keys) != 1 || p.q.Keys[0].Part != "" || p.q.Per > 0 || next.q.Shape != query.Distinct || len(next.q.Columns) != 1 {
		return -1, false
	}
	key, column := p.s.Fields[p.q.Keys[0].Column].Text, next.q.Columns[0]
	value := map[string]string{}
	for i, of := range p.s.Fields[column].Text {
		if was, seen := value[key[i]]; seen && was != of {
			return -1, false
		}
		value[key[i]] = of
	}
	return column, column != p.q.Keys[0].Column
}
