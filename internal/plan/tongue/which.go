package tongue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

var (
	nth     = regexp.MustCompile(`(?i)\b(first|second|third|fourth|last)\s+(one|file|recording|photo|picture|pic|clip|video|document|text|audio|image|track|letter|page|pdf|memo)\b|第\s*([一二三四五六七八1-8])\s*(?:个文件|个录音|个视频|个音频|个|张|段|份|条|篇|封)|(左边|右边|左面|右面|头一|前一|后一)(?:那|的那)?(?:个|张|段|份|条|篇|封|幅)|(?i:\bthe (left|right)(?:-hand)? (?:one|photo|picture|image))|最后一?(?:个|张|段|份|条|篇|封)`)
	counted = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "左边": 1, "左面": 1, "头一": 1, "前一": 1, "右边": -1, "右面": -1, "后一": -1, "left": 1, "right": -1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8}
)

// ordinals gives the files that are spoken of by their number to the step that
// they stand with: “the second one”.
func (r *wishes) ordinals(l []*step) {
	if !r.alike() {
		return
	}
	for _, at := range nth.FindAllStringSubmatchIndex(r.req.Text, -1) {
		n := -1
		for _, g := range []int{1, 3, 4, 5} {
			if at[2*g] >= 0 {
				n = counted[strings.ToLower(r.req.Text[at[2*g]:at[2*g+1]])]
			}
		}
		if n < 0 {
			n = len(r.req.Given)
		}
		i := slices.IndexFunc(r.text.Tokens, func(t phrase.Token) bool { return t.End > at[0] })
		if n == 0 || n > len(r.req.Given) || i < 0 {
			continue
		}
		if s := nearest(l, i); s != nil && distance(r.req.Given[n-1].Type, inputType(s.task)) >= 0 && !s.task.In[0].Many && !slices.Contains(s.files, n-1) && !r.leftAlone(i) {
			s.files = append(s.files, n-1)
		}
	}
}

// leftAlone reports whether the clause of a token says that something is to stay as it is.
func (r *wishes) leftAlone(i int) bool {
	from, to := r.clause(i, i+1)
	return untouched.MatchString(r.said(from, to))
}

var untouched = regexp.MustCompile(`(?i)不用|不要|别动|不动|不管|先不|\b(is (ok|fine|good)|leave|ignore|skip|not the|untouched|stays?)\b`)

// nearest is the step that stands nearest to a token, of those behind it first.
func nearest(l []*step, token int) *step {
	var best *step
	for _, s := range l {
		if best == nil || gap(s, token) < gap(best, token) {
			best = s
		}
	}
	return best
}

// unclear reports whether one of several like files is meant, and nothing says
// which.
func (r *reading) unclear() bool {
	which := slices.ContainsFunc(r.vague, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "which" })
	if !which || !r.alike() || nth.MatchString(r.req.Text) {
		return false
	}
	return !slices.ContainsFunc(r.req.Given, func(g plan.Given) bool { return r.mentioned(g.Name) >= 0 }) &&
		!slices.ContainsFunc(r.text.Tokens, func(t phrase.Token) bool { return t.Kind == phrase.File })
}
