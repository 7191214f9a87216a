package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

// references notes which earlier results the words of a step name.
func (r *Agenda) references(l []*reading.Step) {
	for _, m := range r.Matches {
		own := func(s *reading.Step) bool {
			return string(s.Task.ID) == m.Entry.Section && (s.From < m.To && m.From < s.To || r.Text.Tokens[m.From].Clause == r.Text.Tokens[s.From].Clause)
		}
		if m.Entry.Set["noun"] == "" || slices.ContainsFunc(l, own) {
			continue
		}
		var near *reading.Step
		for _, s := range l {
			if string(s.Task.ID) == m.Entry.Section || r.Text.Tokens[s.From].Clause != r.Text.Tokens[m.From].Clause {
				continue
			}
			if near == nil || Gap(s, m.From) < Gap(near, m.From) {
				near = s
			}
		}
		if near == nil {
			continue
		}
		earlier := slices.ContainsFunc(l[:slices.Index(l, near)], func(s *reading.Step) bool { return string(s.Task.ID) == m.Entry.Section })
		if earlier && !slices.Contains(near.Refs, task.ID(m.Entry.Section)) {
			near.Refs = append(near.Refs, task.ID(m.Entry.Section))
		}
	}
}

func Gap(s *reading.Step, token int) int { return max(s.From-token, token-s.To, 0) }

// files gives runs of file names to the step that they stand with.
func (r *Agenda) files(l []*reading.Step) {
	tokens := r.Text.Tokens
	for i := 0; i < len(tokens); i++ {
		if tokens[i].Kind != phrase.File || tokens[i].Given < 0 {
			continue
		}
		j := i
		run := []int{tokens[i].Given}
		for k := i + 1; k < len(tokens) && k <= j+3; k++ {
			if tokens[k].Kind == phrase.File && tokens[k].Given >= 0 {
				run = append(run, tokens[k].Given)
				j = k
			} else if tokens[k].Kind != phrase.Mark && !slices.Contains([]string{"and", "和", "跟", "与", "or", "plus", "with", "及", "还", "是"}, tokens[k].Word) {
				break
			}
		}
		if s := owner(l, tokens, i, j); s != nil {
			s.Files = append(s.Files, run...)
		}
		i = j
	}
}

// named adds the files whose names without their endings stand in the clause.
func (r *Agenda) named(l []*reading.Step) {
	if len(r.Req.Given) < 2 {
		return
	}
	for _, s := range l {
		if len(s.Files) > 0 {
			continue
		}
		from, to := r.Clause(s.From, s.To)
		whole := strings.ToLower(r.Said(from, to))
		said := " " + unmarked.Replace(whole) + " "
		for i, g := range r.Req.Given {
			base, _, _ := strings.Cut(strings.ToLower(g.Name), ".")
			if len(base) < 4 || strings.Contains(whole, strings.ToLower(g.Name)) || numbered(whole, base) {
				continue
			}
			if s.Task.ID == "barcode-reading" && r.elsewhere(l, s, g.Name) {
				continue
			}
			if base[0] < 0x80 && strings.Contains(said, " "+base+" ") || base[0] >= 0x80 && strings.Contains(said, base) {
				s.Files = append(s.Files, i)
			}
		}
	}
}

// elsewhere reports whether a name stands nearer to another step: “read the code
// and put the photo next to it”.
func (r *Agenda) elsewhere(l []*reading.Step, s *reading.Step, name string) bool {
	at := r.Mentioned(name)
	return at >= 0 && slices.ContainsFunc(l, func(o *reading.Step) bool { return o != s && Gap(o, at) < Gap(s, at) })
}

// numbered reports whether a file's name stands as a word for several things:
// “这两份合同” with 合同.txt.
func numbered(said, base string) bool {
	before, _, found := strings.Cut(said, base)
	return found && countedOff.MatchString(before)
}

var countedOff = regexp.MustCompile(`(两|俩|几|三|四|这些|那些|所有|全部)(份|个|篇|封|张|段)?(的)?$`)

func owner(l []*reading.Step, tokens []phrase.Token, from, to int) *reading.Step {
	var best *reading.Step
	for _, s := range l {
		same := slices.ContainsFunc(append([][2]int{{s.From, s.To}}, s.Spans...), func(at [2]int) bool {
			return tokens[at[0]].Clause == tokens[from].Clause || tokens[at[0]].Clause == tokens[to].Clause || tokens[at[1]-1].Clause == tokens[from].Clause
		})
		if same && (best == nil || far(s, tokens, from, to) < far(best, tokens, from, to)) {
			best = s
		}
	}
	return best
}

// far is how many tokens stand between a step and a run of files. A mark parts
// them from a step before: “A.jpg上色、B.jpg去颗粒”.
func far(s *reading.Step, tokens []phrase.Token, from, to int) int {
	n := min(Gap(s, from), Gap(s, to))
	if s.To <= from && slices.ContainsFunc(tokens[s.To:from], func(t phrase.Token) bool { return t.Kind == phrase.Mark }) {
		n += 3
	}
	return n
}

var unmarked = strings.NewReplacer(".", " ", ",", " ", ":", " ", ";", " ", "?", " ", "!", " ", "(", " ", ")", " ", "'s", " ")

// ordinals gives the files that are spoken of by their number to the step that
// they stand with: “the second one”.
func (r *Agenda) ordinals(l []*reading.Step) {
	if !r.Alike() {
		return
	}
	for _, at := range reading.Nth.FindAllStringSubmatchIndex(r.Req.Text, -1) {
		n := -1
		for _, g := range []int{1, 3, 4, 5, 6, 7} {
			if at[2*g] >= 0 {
				n = reading.Counted[strings.ToLower(r.Req.Text[at[2*g]:at[2*g+1]])]
			}
		}
		if n < 0 {
			n = len(r.Req.Given)
		}
		i := slices.IndexFunc(r.Text.Tokens, func(t phrase.Token) bool { return t.End > at[0] })
		if n == 0 || n > len(r.Req.Given) || i < 0 {
			continue
		}
		if s := r.nearest(l, i); s != nil && Distance(r.Req.Given[n-1].Type, reading.InputType(s.Task)) >= 0 && !s.Task.In[0].Many && !slices.Contains(s.Files, n-1) && !r.leftAlone(i) {
			s.Files = append(s.Files, n-1)
		}
	}
}

// respectively gives each of the files to one of the steps of a task that the
// request lists as many of: “两张照片分别做成油画和素描”.
func (r *Agenda) respectively(l []*reading.Step) {
	if !r.Alike() || !inTurn.MatchString(r.Req.Text) {
		return
	}
	for _, s := range l {
		var same []*reading.Step
		for _, o := range l {
			if o.Task.ID == s.Task.ID && len(o.Files) == 0 && r.Text.Tokens[o.From].Clause == r.Text.Tokens[s.From].Clause {
				same = append(same, o)
			}
		}
		if len(same) < 2 || len(same) != len(r.Req.Given) || s.Task.In[0].Many {
			continue
		}
		for i, o := range same {
			o.Files = []int{i}
		}
	}
}

var inTurn = regexp.MustCompile(`(?i)分别|\brespectively\b`)

// leftAlone reports whether the clause of a token says that something is to stay as it is.
func (r *Agenda) leftAlone(i int) bool {
	from, to := r.Clause(i, i+1)
	return untouched.MatchString(r.Said(from, to))
}

var untouched = regexp.MustCompile(`(?i)不用|不要|别动|不动|不管|先不|\b(is (ok|fine|good)|leave|ignore|skip|not the|untouched|stays?)\b`)

// nearest is the step that stands nearest to a token, those of its clause first.
func (r *Agenda) nearest(l []*reading.Step, token int) *reading.Step {
	var best *reading.Step
	far := func(s *reading.Step) int {
		if r.Text.Tokens[s.From].Clause != r.Text.Tokens[token].Clause {
			return Gap(s, token) + len(r.Text.Tokens)
		}
		if r.Lang == "zh" && s.From < token {
			return Gap(s, token) + 6 // 左图调成黑白右图调成复古
		}
		return Gap(s, token)
	}
	for _, s := range l {
		if best == nil || far(s) < far(best) {
			best = s
		}
	}
	return best
}

// Told are all given files in the order in which one run of words lists them by
// names without endings, however short, the last such run: “in the order c, a, b”.
func (r *Agenda) Told() []string {
	var last []string
	for i := range r.Text.Tokens {
		var l []string
		for k := i; k < len(r.Text.Tokens); k++ {
			if name := r.calledAt(k, l); name != "" {
				l = append(l, name)
				for end := r.Text.Tokens[k].Start + len(stem(name)); k+1 < len(r.Text.Tokens) && r.Text.Tokens[k+1].Start < end; {
					k++
				}
			} else if len(l) == 0 || !slices.Contains(between, r.Text.Tokens[k].Word) {
				break
			}
		}
		if len(l) > 1 && len(l) == len(r.Req.Given) {
			last = l
		}
	}
	return last
}

// between are what stands between the names of a list.
var between = []string{"、", "，", ",", "-", ">", "→", "/", "然", "后", "再", "和", "and", "then"}

// calledAt is the given file, not yet in a list, whose name stands at a token.
func (r *Agenda) calledAt(k int, l []string) string {
	best := ""
	for _, g := range r.Req.Given {
		base := stem(g.Name)
		end := r.Text.Tokens[k].Start + len(base)
		if base != "" && len(base) > len(stem(best)) && !slices.Contains(l, g.Name) && end <= len(r.Text.Source) && strings.EqualFold(r.Text.Source[r.Text.Tokens[k].Start:end], base) &&
			slices.ContainsFunc(r.Text.Tokens[k:], func(t phrase.Token) bool { return t.End == end }) {
			best = g.Name
		}
	}
	return best
}

// stem is a file's name without its ending.
func stem(name string) string {
	base, _, _ := strings.Cut(name, ".")
	return base
}
