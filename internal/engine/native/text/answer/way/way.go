// Package way knows the words before the ends of a way: from where and to where.
package way

import "github.com/tenonhub/tenon/internal/engine/native/text/words"

// End is which end of a way a question about a place asks for.
type End int

const (
	Anywhere End = iota
	Whither      // where does it move to
	Whence       // where does it come from
)

// Of says which end of a way stands after a word.
func Of(norm string) End {
	switch norm {
	case "to", "into", "towards", "到", "至", "往", "去", "前往", "飞往", "开往", "运往", "搬到", "搬去", "迁往", "迁到", "迁至", "去往":
		return Whither
	case "from", "从", "自", "来自", "由":
		return Whence
	}
	return Anywhere
}

// Moving reports whether a verb leads somewhere.
func Moving(verb string) bool {
	switch words.Stem(verb) {
	case "move", "go", "travel", "relocat", "fly", "sail", "head", "drive", "ship", "send", "sent", "搬", "迁", "搬家", "搬迁", "迁移":
		return true
	}
	return false
}

// Asked is the end that a question asks for: said by its own "to" or "from".
func Asked(tokens []words.Token, chinese bool) End {
	for i, t := range tokens {
		ends := i+1 == len(tokens) || tokens[i+1].Kind == words.Mark
		asks := i+1 < len(tokens) && (tokens[i+1].Norm == "where" || tokens[i+1].Norm == "which" || tokens[i+1].Norm == "what")
		if leads := Of(t.Norm); leads != Anywhere && (chinese || ends || asks) {
			return leads
		}
	}
	return Anywhere
}

// Named is the end of a way that the token at or just before a place of a sentence names: "from
// Lisbon", 迁往上海, "to the old town of Porto".
func Named(tokens []words.Token, at int) End {
	for i := len(tokens) - 1; i >= 0; i-- {
		if tokens[i].Start >= at {
			continue
		}
		if h := Of(tokens[i].Norm); h != Anywhere || tokens[i].Norm != "the" {
			return h
		}
	}
	return Anywhere
}

// Fit is what it is worth that an end is the one that is asked for, or costs that it is the other.
func Fit(asked, named End) float64 {
	switch {
	case asked == Anywhere || named == Anywhere:
		return 0
	case asked == named:
		return 0.5
	}
	return -0.6
}
