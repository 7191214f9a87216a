package term

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
)

// nameStock makes words for what is there find the only column of quantities beside one
// of how many there should be: 现有数量 beside 安全库存.
func (s *Schema) nameStock() {
	quantity, level := -1, -1
	for i, f := range s.Fields {
		switch {
		case f.Concept == "reorder":
			level = i
		case f.Concept == "stock" || f.Concept == "quantity" && quantity >= 0:
			return
		case f.Concept == "quantity":
			quantity = i
		}
	}
	if quantity < 0 || level < 0 {
		return
	}
	for _, k := range lexicon.Load().Concepts {
		for _, p := range k.Phrases {
			if k.Name == "stock" {
				s.addSynonym(p, quantity)
			}
		}
	}
}

// dealt makes of a whole price an amount, which is added up, where the rows are deals:
// it stands beside what was paid or how many were ordered.
func (s *Schema) dealt() {
	if !slices.ContainsFunc(s.Fields, func(f Field) bool {
		return f.Concept == "quantity" || f.Concept == "order" || f.Concept == "duration" && f.Role == "sum" || strings.Contains(f.Name, "已付") || strings.Contains(strings.ToLower(f.Name), "paid")
	}) {
		return
	}
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Concept == "price" && (strings.Contains(f.Name, "总价") || strings.Contains(strings.ToLower(f.Name), "total")) {
			f.Concept, f.Role = "amount", "sum"
		}
	}
}
