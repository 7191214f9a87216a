// Package montage reads which pieces of a request want something done to films and
// recordings that takes no learning: another form, one after another, a fade. It
// finds wishes and what they say, and makes no graph.
package montage

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Part is a piece of a request: wishes of this package, or words for other planners.
type Part struct {
	Text   string
	Wishes []Wish
}

// Wish is one thing that is to be done to films or recordings.
type Wish struct {
	Task   task.Task
	Params task.Params
	Files  []string // the given files that it names, in the order of the words
	Why    string
}

// sorts are the tasks whose wishes are read here: of some only those of a sort of phrases.
var sorts = map[task.ID]string{"audio-conversion": "form"}

// Parts are the pieces of a request, in their order; none where no piece has a wish.
func Parts(r *reading.Reading) (l []Part) {
	found := false
	var begin int // of the last part
	for _, at := range pieces(r) {
		p := read(r, at[0], at[1])
		if n := len(l); n > 0 && len(p.Wishes) == 0 && len(l[n-1].Wishes) == 0 {
			l[n-1].Text = strings.TrimSpace(r.Text.Source[begin:at[1]])
			continue
		}
		found, begin = found || len(p.Wishes) > 0, at[0]
		l = append(l, p)
	}
	if !found {
		return nil
	}
	return l
}

var (
	// asking is a piece that wants to know something, and polite what wants something done in such words.
	asking = regexp.MustCompile(`(?i)^\W*(?:what|which|is|are|does|do|did|has|have|how|who|when|where|why)\b|[?？]\s*$|吗|是不是|有没有|多少|什么|哪`)
	polite = regexp.MustCompile(`(?i)\b(?:can|could|would|will) (?:you|i|we)\b|\bplease\b|[能可](?:不[能可])?(?:以|否)?(?:帮|把|给|请|将)|帮我|请`)
	// unwanted leads to something that is not wanted.
	unwanted = regexp.MustCompile(`(?i)(?:\b(?:do not|don['’]?t|never|not|no need to|instead of)|不要|别|不用|不需要|无需|不必)(?:\s+\w+)?\s*$`)
)

// read reads the words from one byte to another.
func read(r *reading.Reading, from, to int) Part {
	p := Part{Text: strings.TrimSpace(r.Text.Source[from:to])}
	if asking.MatchString(p.Text) && !polite.MatchString(p.Text) {
		return p
	}
	q := alone(r, p.Text)
	for _, m := range q.Matches {
		t := r.Reader.Tasks[m.Entry.Section]
		if m.Entry.Weight < 4 || !wished(m) || unwanted.MatchString(q.Text.Source[:q.Text.Tokens[m.From].Start]) || slices.ContainsFunc(p.Wishes, func(w Wish) bool { return w.Task.ID == t.ID }) {
			continue
		}
		p.Wishes = append(p.Wishes, Wish{Task: t, Params: params(q, t), Files: files(q), Why: strings.Trim(p.Text, " ,.;，。；、")})
	}
	return p
}

// wished reports whether a phrase is of a wish that is read here.
func wished(m phrase.Match) bool {
	sort, ok := sorts[task.ID(m.Entry.Section)]
	return ok && (sort == "" || m.Entry.Set["sort"] == sort)
}

// alone reads words as if they were said alone.
func alone(r *reading.Reading, said string) *reading.Reading {
	return r.Reader.Read(plan.Request{Text: said, Given: r.Req.Given, Lang: r.Lang})
}

// files are the given files that are named.
func files(r *reading.Reading) (l []string) {
	for _, t := range r.Text.Tokens {
		if t.Kind == phrase.File && t.Given >= 0 && !slices.Contains(l, r.Req.Given[t.Given].Name) {
			l = append(l, r.Req.Given[t.Given].Name)
		}
	}
	return l
}

var (
	// joint stands between a wish and the next.
	joint = regexp.MustCompile(`(?i)\s*(?:[,;，；。、！!\n]|\.(?:\s|$)|→)+\s*(?:(?:and|then|also|plus|but|finally|after that)\s+)*(?:再|然后|并且?|最后|同时|接着|另外|顺便|之后)*|\s+(?:and\s+then|and\s+also|and|then|plus|also|\+|&)\s+|(?:之后再?|然后再?|并且|同时|接着|顺便|而且|以及|再|并|和|且)`)
	// jointless are words that have a joint in them.
	jointless = regexp.MustCompile(`合并|并成|并起|总和|柔和|再次|并排|并列|和声|和弦`)
)

// pieces are the stretches between joints that say for themselves what is wanted; others belong
// to the one before.
func pieces(r *reading.Reading) (l [][2]int) {
	masked := []byte(r.Text.Source)
	mask := func(from, to int) {
		for i := from; i < to; i++ {
			masked[i] = '_'
		}
	}
	for _, t := range r.Text.Tokens {
		if t.Kind != phrase.Word && t.Kind != phrase.Han && t.Kind != phrase.Mark {
			mask(t.Start, t.End)
		}
	}
	for _, at := range jointless.FindAllIndex(masked, -1) {
		mask(at[0], at[1])
	}
	from := 0
	add := func(to int) {
		said := strings.TrimSpace(r.Text.Source[from:to])
		if n := len(l); n > 0 && (said == "" || !speaks(alone(r, said)) || forms(alone(r, said), true) && forms(alone(r, r.Text.Source[l[n-1][0]:l[n-1][1]]), false)) {
			l[n-1][1] = to
		} else if said != "" {
			l = append(l, [2]int{from, to})
		}
	}
	for _, at := range joint.FindAllIndex(masked, -1) {
		if at[0] > from {
			add(at[0])
		}
		from = at[1]
	}
	add(len(masked))
	if len(l) > 1 && !speaks(alone(r, r.Text.Source[l[0][0]:l[0][1]])) { // “please, …”
		l[1][0] = l[0][0]
		l = l[1:]
	}
	return l
}

// forms reports whether words speak of the form of a recording, or of nothing else: “192 kbps”.
func forms(r *reading.Reading, alone bool) bool {
	of, besides := false, false
	for _, m := range r.Matches {
		form := m.Entry.Section == "audio-conversion"
		of, besides = of || form && m.Entry.Weight >= 4, besides || !form && m.Entry.Weight >= 4 && m.Entry.Section != "audio-information"
	}
	return of && !(alone && besides)
}

// speaks reports whether words say what is to be done with what there is.
func speaks(r *reading.Reading) bool {
	return slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
		t := r.Reader.Tasks[m.Entry.Section]
		return m.Entry.Weight >= 4 && (wished(m) || t.In[0].Type == port.Text || r.Types[t.In[0].Type] > 0 || t.In[0].Type == port.Audio && r.Types[port.Video] > 0)
	})
}
