package reading

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	separators = []string{",", "，", "、", "/", "or", "and", "和", "与", "或", "或者", "还", "&"}
	anchors    = []string{"into", "as", "about", "under", "between", "among", "either", "is", "it", "call", ":", "：", "-", "–", "label", "class", "category", "成", "为", "是", "到", "于", "算", "类", "里", "从", "放", "该", "归", "给", "?", "？", "(", "（", "this", "these", "them", "by", "to", "say", "for", "with", "标"}
	aside      = regexp.MustCompile(`^(最后|再|然后|接着|另外|并|顺便|同时|还要|写|拟|翻|转|提|总结|你|请|帮|看|算|该|到底|给|麻烦|which|what|please|can you|could you|you|show|give|tell|list|find|also|write|translate|read|send|summar|extract|get)`)
	tails      = regexp.MustCompile(`(这?[两三四五六几]?[类种个]?(里的|中的|当中的|之一|这|哪|里|中|那)?(一|哪)?(一?类|种|个|方面)?|类别?|问题|方面|呢|吗|呀|啊|吧|嘛|[一-九]类|please|plz|pls|thanks| too| as well|的)$`)
)

// hedged is what stands before a class without being of it.
var hedged = regexp.MustCompile(`(?i)^((more|rather|just|only|either|mostly|simply|maybe) )?(of )?(a |an )?`)

// classes are those that a request names, with the token after them.
type classes struct {
	labels []string
	end    int
}

// Labels are the classes that a request names, and the token after them.
func (r *Reading) Labels() (l []string, end int) {
	return slices.Clone(r.classes.labels), r.classes.end
}

// readClasses finds the classes: the longest list of words between commas and
// “or”, short ones, after a word that leads to them.
func (r *Reading) readClasses() classes {
	tokens := r.Text.Tokens
	best, end := r.quotedLabels()
	if len(best) > 1 {
		return classes{best, end}
	}
	for from := 0; from < len(tokens); {
		to := from
		for to < len(tokens) && !ends(tokens[to]) {
			to++
		}
		if l := r.list(from, to); len(l) > len(best) && len(l) > 1 && !r.inPassage(from) {
			best, end = l, to
		}
		from = to + 1
	}
	return classes{best, end}
}

// quotedLabels are the classes that stand in one quote: 按“服务、口味、环境”分一下.
func (r *Reading) quotedLabels() (l []string, end int) {
	classifies := slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
		return Named(task.ID(m.Entry.Section)) && m.Entry.Weight >= 4
	})
	for i, t := range r.Text.Tokens {
		if !classifies || t.Kind != phrase.Quote {
			continue
		}
		l = nil
		for _, w := range quotedList.Split(r.Text.Source[t.In:t.Out], -1) {
			if w = strings.TrimSpace(w); w != "" && len(w) <= 30 {
				l = append(l, w)
			}
		}
		if len(l) > 1 && !sentence(r.Text.Source[t.In:t.Out], l) {
			return l, i + 1
		}
	}
	return nil, 0
}

// sentence reports whether a quote is a sentence with commas and no list of
// classes: 「夜里输液泵老报警，叫了三趟才有人来」.
func sentence(quote string, parts []string) bool {
	return !strings.ContainsAny(quote, "、/；;") && slices.ContainsFunc(parts, func(w string) bool { return w[0] >= 0x80 && utf8.RuneCountInString(w) > 6 })
}

// asksOne is the beginning of a question, which is no class.
var asksOne = regexp.MustCompile(`(?i)^(who|whom|whose|when|where|why|how) `)

var quotedList = regexp.MustCompile(`[、，,/；;]|\bor\b|或者?|还是`)

func ends(t phrase.Token) bool {
	return t.Kind == phrase.Mark && strings.Contains(".?!。？！;；:：\n—–()（）", t.Word) || t.Kind == phrase.Quote
}

// list reads the list that ends the tokens from one to another.
func (r *Reading) list(from, to int) []string {
	tokens := r.Text.Tokens
	var items [][2]int
	start := from
	chosen := false
	for i := from; i <= to; i++ {
		if i < to && !r.separates(i) {
			continue
		}
		if chosen && i < to && slices.Contains([]string{"and", ",", "，"}, tokens[i].Word) {
			to = i
		}
		chosen = chosen || i < to && slices.Contains([]string{"or", "还"}, tokens[i].Word)
		if i > start {
			items = append(items, [2]int{start, i})
		}
		start = i + 1
		if i+1 < to && tokens[i].Word == "还" && tokens[i+1].Word == "是" {
			start++
		}
	}
	for len(items) > 0 && items[len(items)-1][1]-items[len(items)-1][0] > 8 {
		items = items[:len(items)-1]
	}
	for i := len(items) - 1; i >= 0; i-- {
		cut := items[i][0]
		for k := items[i][0]; k < items[i][1]-1 && (i == 0 || i < len(items)-1); k++ {
			if slices.Contains(anchors, tokens[k].Word) || tokens[k].Kind == phrase.File || r.Text.Tokens[k].Word == "要" && k > 0 && tokens[k-1].Word == "是" {
				cut = k + 1
			}
		}
		if cut > items[i][0] || items[i][1]-items[i][0] > 6 {
			items[i][0] = cut
			items = items[i:]
			break
		}
	}
	r.fromArticle(items)
	var l []string
	if len(items) > 0 && asksOne.MatchString(r.Said(items[0][0], items[0][1])) {
		return nil // “who pays, the tenant or the landlord?”
	}
	for _, it := range items {
		if said := r.Said(it[0], it[1]); len(l) > 1 && aside.MatchString(said) {
			continue
		}
		if slices.ContainsFunc(tokens[it[0]:it[1]], func(t phrase.Token) bool { return t.Kind == phrase.File && t.Given >= 0 }) {
			return nil // “which is nearer to it, a.txt or b.txt”
		}
		w := strings.TrimSpace(r.Said(it[0], it[1]))
		if i := strings.LastIndexByte(w, ' '); len(l) == 0 && i > 0 && w[i-1] >= 0x80 && w[i+1] >= 0x80 {
			w = w[i+1:] // “留言偏 物流、质量 里哪一类”
		}
		if it[1] == to {
			cut := strings.TrimSpace(tails.ReplaceAllString(w, ""))
			tail := strings.TrimPrefix(w, cut)
			if shared := len(l) > 0 && strings.HasSuffix(l[len(l)-1], tail); cut != "" && !shared {
				w = cut
			}
		}
		l = append(l, strings.TrimPrefix(hedged.ReplaceAllString(w, ""), "一下"))
	}
	return l
}

// fromArticle cuts the first item of a list at its article where another one
// begins with one: “is their answer a yes, a no or a maybe”.
func (r *Reading) fromArticle(items [][2]int) {
	article := func(k int) bool { return r.Text.Tokens[k].Word == "a" || r.Text.Tokens[k].Word == "an" }
	if len(items) < 2 || !slices.ContainsFunc(items[1:], func(it [2]int) bool { return article(it[0]) }) {
		return
	}
	for k := items[0][1] - 2; k > items[0][0]; k-- {
		if article(k) {
			items[0][0] = k
			return
		}
	}
}

func (r *Reading) separates(i int) bool {
	t := r.Text.Tokens[i]
	return (t.Kind == phrase.Mark || t.Kind == phrase.Word || t.Kind == phrase.Han) && slices.Contains(separators, t.Word)
}

// inPassage reports whether a token stands in the material after a colon.
func (r *Reading) inPassage(i int) bool {
	return i < len(r.Text.Tokens) && len(r.Content) == 1 && r.Text.Tokens[r.Content[0].First].Kind != phrase.Quote && i >= r.Content[0].First
}

// chooses reports whether the tokens from one to another name classes to
// choose from: “A, B or C”, “A/B/C”.
func (r *Reading) chooses(from, to int) bool {
	tokens := r.Text.Tokens[from:to]
	or := slices.ContainsFunc(tokens, func(t phrase.Token) bool { return slices.Contains([]string{"还", "or", "/", "或"}, t.Word) })
	return or && len(r.list(from, to)) > 1
}

// announces reports whether the words before a colon point at what follows it:
// “the times and places in this sentence: …”.
func (r *Reading) announces(colon int) bool {
	return following.MatchString(r.Text.Source[:r.Text.Tokens[colon].Start])
}

var following = regexp.MustCompile(`(?i)下面|以下|下列|这(几|一|两)?(句|段|条|首|则|篇)|\b(following|this (sentence|text|line|paragraph|message|review))\b`)
