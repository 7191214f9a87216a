// Package reason finds why something is to be done, or not, in what a Chinese text says would
// follow otherwise: 加冷水肉会变硬.
package reason

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asks    = expression.New(`为什么|为何|怎么(?:就)?不|干嘛|什么原因`)
	bidden  = expression.New(`不能|不可以?|不要|不得|不准|不让|不建议|不宜|别|禁止|必须|一定要?|需要?|应该?|得|最好|要|先|最后`)
	follows = expression.New(`会|容易|否则|不然|以免|免得|防止|避免|以防|以便|导致|造成|影响|有助于|有利于|才能`)
	ends    = "。！？；\n"
)

// Answer is what follows where somebody does what a question says is not to be done, or does not
// what is to be done; empty when something else is asked, or the text says nothing of it.
func Answer(text, question string) string {
	if !words.Chinese(question) || !asks.MatchString(question) || !bidden.MatchString(asks.ReplaceAllString(question, "")) {
		return ""
	}
	asked := cue.Content(bidden.ReplaceAllString(asks.ReplaceAllString(question, "，"), "，"))
	if len(asked) == 0 {
		return ""
	}
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(ends, r) }) {
		said := ""
		for _, c := range strings.FieldsFunc(s, func(r rune) bool { return r == '，' || r == ',' }) {
			if follows.MatchString(c) && said == "" {
				said = strings.TrimSpace(c)
			}
		}
		all := said != "" && agrees(question, s)
		for _, w := range asked {
			for _, r := range w { // 垫布 may be 垫一块布
				all = all && strings.ContainsRune(s, r)
			}
		}
		if all && (!bidden.MatchString(said) || strings.ContainsAny(said, "会易否免防影")) {
			return said
		}
	}
	return ""
}

var (
	forbids = expression.New(`不能|不可以?|不要|不得|不准|不让|不建议|不宜|不应|不该|别|勿|禁止|避免`)
	lest    = expression.New(`否则|不然|以免|免得|防止|以防|以便|有助于|有利于|才能`)
)

// agrees reports whether a sentence can tell why what a question takes as bidden is, or what it
// takes as forbidden: 不要加冷水，否则肉会变硬 tells nothing of why it is to be added.
func agrees(question, s string) bool {
	rest := asks.ReplaceAllString(question, "")
	denied := cue.DeniesChinese(rest) || expression.New(`怎么(?:就)?不`).MatchString(question)
	at := follows.FindStringIndex(s)
	deed := strings.TrimSuffix(s[:at[0]], "不")
	switch {
	case forbids.MatchString(deed):
		return denied
	case cue.DeniesChinese(deed):
		return !denied
	}
	return !denied || !lest.MatchString(s)
}
