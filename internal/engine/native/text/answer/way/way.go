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
