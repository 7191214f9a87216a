package total

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	takings   = regexp.MustCompile(`(?i)\b(?:sales )?(?:revenues?|turnover|takings)\b|\bsales (?:amount|value)\b|销售金额|订单金额|销售额|营业额|总金额|营收|金额`)
	unitPrice = regexp.MustCompile(`(?i)^(?:unit|selling|sale)?[ _]*price(?:[ _](?:per unit|each|a piece))?$|^(?:销售)?单价|^售价|^价格$`)
)

// sales works out what was taken, of how many were sold and what one costs: 销售额 of
// 数量 and 单价.
func sales(s *term.Schema, question string) (t *sheet.Table, asks, made string) {
	said := takings.FindString(question)
	quantity, price := -1, -1
	for i, f := range s.Fields {
		switch name, _, _ := strings.Cut(strings.ReplaceAll(f.Name, "（", "("), "("); {
		case said == "", f.Concept == "amount" && f.Kind == sheet.Number, takings.MatchString(f.Name), slices.Contains(f.Text, said):
			return s.Table, question, ""
		case f.Kind != sheet.Number || f.Role == "none":
		case f.Concept == "quantity" && quantity < 0:
			quantity = i
		case f.Concept == "quantity":
			return s.Table, question, "" // bought or sold
		case unitPrice.MatchString(strings.TrimSpace(name)) && price < 0:
			price = i
		}
	}
	if quantity < 0 || price < 0 {
		return s.Table, question, ""
	}
	name := strings.ToLower(said)
	added := column(s.Table, name, quantity, price, "*")
	last, of := &added.Columns[len(added.Columns)-1], s.Table.Columns[price].Format
	last.Format.Prefix, last.Format.Suffix = of.Prefix, ""
	for row := range last.Text {
		if !last.Empty(row) {
			last.Text[row] = last.Format.Write(last.Num[row], last.Format.Decimals)
		}
	}
	return added, takings.ReplaceAllLiteralString(question, " "+name+" "), told(added, quantity, price, "*", lexicon.Chinese(said))
}
