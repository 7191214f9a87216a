package answer

import "github.com/tenonhub/tenon/internal/engine/native/text/words"

// heading is which end of a way a question about a place asks for.
type heading int

const (
	anywhere heading = iota
	whither          // where does it move to
	whence           // where does it come from
)

// heading finds the end that is asked for: said by the question's own "to" or
// "from", or by a verb that leads somewhere.
func (q *question) heading() heading {
	for i, t := range q.tokens {
		ends := i+1 == len(q.tokens) || q.tokens[i+1].Kind == words.Mark
		asks := i+1 < len(q.tokens) && (q.tokens[i+1].Norm == "where" || q.tokens[i+1].Norm == "which" || q.tokens[i+1].Norm == "what")
		switch leads := way(t.Norm); {
		case leads == anywhere:
		case q.chinese, ends, asks:
			return leads
		}
	}
	for _, x := range q.terms {
		if x.verb && moving(x.norm) {
			return whither
		}
	}
	return anywhere
}

// way says which end of a way stands after a word.
func way(norm string) heading {
	switch norm {
	case "to", "into", "towards", "到", "至", "往", "去", "前往", "飞往", "开往", "运往", "搬到", "搬去", "迁往", "迁到", "迁至", "去往":
		return whither
	case "from", "从", "自", "来自", "由":
		return whence
	}
	return anywhere
}

func moving(verb string) bool {
	switch words.Stem(verb) {
	case "move", "go", "travel", "relocat", "fly", "sail", "head", "drive", "ship", "send", "sent", "搬", "迁", "搬家", "搬迁", "迁移":
		return true
	}
	return false
}

// leads is the end of a way that the token of p at or just before i names: "from
// Lisbon", 迁往上海, "to the old town of Porto".
func (p *passage) leads(at int) heading {
	for i := len(p.tokens) - 1; i >= 0; i-- {
		if p.tokens[i].Start >= at {
			continue
		}
		if h := way(p.tokens[i].Norm); h != anywhere || p.tokens[i].Norm != "the" {
			return h
		}
	}
	return anywhere
}

// onTheWay is what it is worth that the place at an offset of p is the end of
// the way that q asks for, or costs that it is the other.
func (q *question) onTheWay(p *passage, at int) float64 {
	asked, named := q.heading(), p.leads(at)
	switch {
	case asked == anywhere || named == anywhere:
		return 0
	case asked == named:
		return 0.5
	}
	return -0.6
}
