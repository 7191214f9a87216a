package term

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
)

// clauseEnds are where a request goes on to something else.
var clauseEnds = regexp.MustCompile(`(?i)[;；。!！]\s*|\.\s+|,?\s+(?:and\s+)?then\s+|，?(?:然后|接着|之后再|最后再|再把)`)

// Concern keeps of a request for a chart, which may ask for more than that, the
// clauses that speak of the table: of “bars of sales by region, then read the
// title aloud” the first. Other questions stay.
func (s *Schema) Concern(request string) string {
	request = strings.ReplaceAll(request, "是不是", "是否") // it denies nothing
	ends := clauseEnds.FindAllStringIndex(request, -1)
	if len(ends) == 0 || !slices.ContainsFunc(s.Scan(request), func(t Token) bool { return t.Is("generic") }) {
		return request
	}
	var kept []string
	from := 0
	for _, end := range append(ends, []int{len(request), len(request)}) {
		if clause := request[from:end[0]]; s.speaks(clause) {
			kept = append(kept, clause)
		}
		from = end[1]
	}
	if len(kept) == 0 {
		return request
	}
	return strings.Join(kept, ", ")
}

// speaks reports whether a clause names something of the table, a figure, or
// an order.
func (s *Schema) speaks(clause string) bool {
	return slices.ContainsFunc(s.Scan(clause), func(t Token) bool {
		return len(t.Cols) > 0 || len(t.Values) > 0 || t.When != nil || slices.ContainsFunc(t.Words, func(w lexicon.Word) bool {
			return slices.Contains([]string{"agg", "howmany", "sup", "top", "order", "sortby", "cmp", "share"}, w.Class)
		})
	})
}
