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
	takings = regexp.MustCompile(`(?i)\b(?:sales )?(?:revenues?|turnover|takings)\b|\bsales (?:amount|value)\b|销售金额|订单金额|销售额|营业额|总金额|营收|金额`)
	// paid speaks of money that changed hands, without a name for it.
	paid = regexp.MustCompile(`(?i)\bmoney\b|\b(?:br(?:ing|ings|inging|ought)|t(?:ake|akes|aking|ook|aken)|rak(?:e|es|ed|ing)) in\b|\bbrought (?:us |me )?(?:the )?(?:most|least)\b|\bturn(?:s|ed)? over\b|\bspen(?:d|ds|t|ding)\b|\bearn(?:s|ed|ing|ings)?\b|\b(?:made|makes?)\b|\bworth\b|\bvalue\b|\b(?:valuable|lucrative)\b|\bpaid\b|\b(?:total|overall|combined) (?:cost|price|sum|amount)\b|\bcost (?:us |them |me )?(?:in total|altogether|all together|together)\b|\border (?:total|sum|amount)s?\b|\bbiggest (?:orders?|sales?|spender|customer|buyer)\b|\blargest (?:orders?|sales?|spender|customer)\b` +
		`|花(?:了|费|掉|的钱|钱|得|销|多少)|消费|收入|进账|入账|赚|挣|值(?:多少|钱|得)|最值|总价值?|货值|价值|(?:一共|总共|共|卖|收|合计|加起来)了?[^，。？?]{0,4}多少(?:钱|元|块)|卖得最[好火]|业绩|贡献`)
	unitPrice = regexp.MustCompile(`(?i)^(?:unit|selling|sale|sales|retail|list|item|net)?[ _]*price(?:[ _](?:per (?:unit|item|piece|kg|bag|box|bottle)|each|apiece|a piece))?$|^(?:销售|零售)?单价|^售价|^价格$|^(?:unit cost|cost each|cost per unit|cost price|purchase price|each)$|^进价|^成本价`)
)

// sales works out what was taken, of how many were sold and what one costs: 销售额 of
// 数量 and 单价. What stands in stock is worth as much.
func sales(s *term.Schema, question string) (t *sheet.Table, asks, made string) {
	said, money := takings.FindString(question), false
	if said == "" {
		said, money = paid.FindString(question), true
	}
	quantity, price := -1, -1
	for i, f := range s.Fields {
		switch name, _, _ := strings.Cut(strings.ReplaceAll(f.Name, "（", "("), "("); {
		case said == "", (f.Concept == "amount" || f.Concept == "pay") && f.Kind == sheet.Number, takings.MatchString(f.Name), slices.Contains(f.Text, said):
			return s.Table, question, ""
		case f.Kind != sheet.Number || f.Role == "none" || f.Concept == "reorder":
		case unitPrice.MatchString(strings.TrimSpace(strings.ReplaceAll(name, "_", " "))):
			if price < 0 {
				price = i
			}
		case (f.Concept == "quantity" || f.Concept == "stock") && quantity < 0:
			quantity = i
		case f.Concept == "quantity" || f.Concept == "stock":
			return s.Table, question, "" // bought or sold
		}
	}
	if quantity < 0 || price < 0 {
		return s.Table, question, ""
	}
	name := strings.ToLower(said)
	if money {
		name = map[bool]string{true: "金额", false: "amount"}[lexicon.Chinese(said)]
	}
	added := column(s.Table, name, quantity, price, "*")
	last, of := &added.Columns[len(added.Columns)-1], s.Table.Columns[price].Format
	last.Format.Prefix, last.Format.Suffix = of.Prefix, ""
	for row := range last.Text {
		if !last.Empty(row) {
			last.Text[row] = last.Format.Write(last.Num[row], last.Format.Decimals)
		}
	}
	if f := &s.Fields[quantity]; money && worth.MatchString(said) && (f.Concept == "stock" || slices.ContainsFunc(s.Cols["库存"], func(m term.Mention) bool { return m.Col == quantity && m.Weight == 7 })) {
		question = stocked.ReplaceAllString(question, " ") // what the stock is worth
	}
	if !money {
		question = takings.ReplaceAllLiteralString(question, " "+name+" ")
	}
	return added, worth.ReplaceAllString(question, name), told(added, quantity, price, "*", lexicon.Chinese(said))
}

var stocked = regexp.MustCompile(`(?i)\b(?:in|of|on)? ?(?:the |our |all )*(?:stock|inventory)(?: on hand)?\b|库存里?的?|存货`)

// worth are words for what things are worth that are no name of a column.
var worth = regexp.MustCompile(`(?i)\b(?:value|worth)\b|货值|总价值?|价值|值(?:多少|得)钱`)
