package draft

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// option is something that a step may read, with the traits that speak for
// and against it.
type option struct {
	values []value
	from   *group // nil is what came with the request
	ruled  bool   // what the conventions alone say
	traits []string
}

// Edge is a choice of what a step reads, for teaching.
type Edge struct {
	Task    task.ID
	Options []EdgeOption
}

// EdgeOption is one thing that may be read: the task that makes it, or the
// given files and passages, by name.
type EdgeOption struct {
	Task   task.ID
	Given  []string
	Ruled  bool
	Traits []string
}

// sources returns what a step of one input reads: one node is made for each.
func (b *Draft) sources(s *reading.Step) []value {
	to := reading.InputType(s.Task)
	if s.Task.In[0].Name == "prompt" {
		return b.promptSources(s)
	}
	if vs := b.settled(s, to); len(vs) > 0 {
		if !b.swerves(overruled) {
			return vs
		}
		others := slices.DeleteFunc(b.options(s, to), func(o option) bool { return reflect.DeepEqual(o.values, vs) })
		if len(others) == 0 {
			return vs
		}
		first, _ := b.likeliest(others)
		return first.values
	}
	l := b.options(s, to)
	if len(l) == 0 {
		return nil
	}
	if b.watch != nil && len(l) > 1 {
		b.watch(s, l)
	}
	return b.prefer(l).values
}

// settled is what a step reads where words or names leave no choice.
func (b *Draft) settled(s *reading.Step, to port.Type) []value {
	if s.Task.ID == "barcode-generation" {
		if vs := b.coded(s); len(vs) > 0 {
			return vs
		}
	}
	if vs := b.quoted(s, to); len(vs) > 0 {
		return vs
	}
	if vs := b.named(s, to); len(vs) > 0 {
		return b.ruled(s)
	}
	if b.ownWords(s, "original") {
		if vs := b.ruled(s); len(vs) > 0 {
			return vs
		}
	}
	for _, of := range []func(*reading.Step, port.Type) []value{b.called, b.forked, b.material, b.listed} {
		if vs := of(s, to); len(vs) > 0 {
			return vs
		}
	}
	if vs := b.everyone(s, to); len(vs) > 1 {
		return vs
	}
	return nil
}

// overruled are the log-odds by which what words or names say is taken to be
// surer than anything else.
const overruled = 1.5

// swerves notes a choice with the log-odds between the two likeliest, and
// reports whether the draft is to take the second.
func (b *Draft) swerves(margin float64) bool {
	b.Close = append(b.Close, margin)
	return len(b.Close)-1 == b.swerve
}

// prefer takes the likeliest option, or the next to it where the draft is to swerve.
func (b *Draft) prefer(l []option) option {
	first, margin := b.likeliest(l)
	if len(l) < 2 || !b.swerves(margin) {
		return first
	}
	next, _ := b.likeliest(slices.DeleteFunc(slices.Clone(l), func(o option) bool { return reflect.DeepEqual(o.values, first.values) }))
	return next
}

// likeliest is the likeliest option, the first of equals, and the log-odds
// between it and the next.
func (b *Draft) likeliest(l []option) (first option, margin float64) {
	best, second := math.Inf(-1), math.Inf(-1)
	for _, o := range l {
		switch score := edgePrior(o.ruled) + b.r.Reader.Weights.Score(o.traits); {
		case score > best:
			first, best, second = o, score, best
		case score > second:
			second = score
		}
	}
	return first, best - second
}

func edgePrior(ruled bool) float64 {
	if ruled {
		return 1
	}
	return -1
}

// options are the results before a step, the newest first, and what came with
// the request, as far as they can be read.
func (b *Draft) options(s *reading.Step, to port.Type) []option {
	var l []option
	add := func(o option) {
		if len(o.values) == 0 || slices.ContainsFunc(l, func(p option) bool { return reflect.DeepEqual(p.values, o.values) }) {
			return
		}
		l = append(l, o)
	}
	ruled, base := b.ruled(s), b.base(to)
	if again := b.recognised(); again != nil && to == port.Text && len(base) > 0 && agenda.Distance(base[0].typ, to) >= 2 {
		if reflect.DeepEqual(ruled, base) {
			ruled = again.values
		}
		base = nil
	}
	for _, g := range slices.Backward(b.groups) {
		if b.readable(s, g, to) {
			add(option{values: spoken(s, g.values), from: &g})
		}
	}
	add(option{values: base})
	if vs := b.named(s, to); len(vs) > 0 {
		add(option{values: vs})
	}
	i := slices.IndexFunc(l, func(o option) bool { return reflect.DeepEqual(o.values, ruled) })
	if i < 0 && len(ruled) > 0 {
		l, i = append(l, option{values: ruled}), len(l)
	}
	for k := range l {
		l[k].ruled = k == i
		l[k].traits = b.edgeTraits(s, l[k], k)
	}
	return l
}

// readable reports whether a step can read what a group made.
func (b *Draft) readable(s *reading.Step, g group, to port.Type) bool {
	v := g.values[0]
	switch {
	case s.Task.ID == "translation" && answers[g.task] && !pointing.MatchString(b.r.Around(s)):
		return false // the whole is to be translated, not what was asked of it
	case agenda.Distance(v.typ, to) < 0 || v.typ == port.Boxes || v.typ == port.Table || v.typ == port.Labels && !listsWords(g.task, s.Task.ID):
		return false
	case v.many && !s.Task.In[0].Many || to == port.Text && drawn[g.task] || g.task == "text-to-speech" && to == port.Text:
		return false
	case to == port.Text && (v.typ == port.Image || v.typ == port.Audio || v.typ == port.Video) && b.has(port.Text, port.Document):
		return false
	case to == port.Text && v.typ == port.Image && b.has(port.Audio, port.Video) && (b.recognised() != nil || told[s.Task.ID]):
		return false
	}
	return true
}

// told are the tasks that read what is said in a film rather than what stands
// on a frame of it.
var told = map[task.ID]bool{"summarization": true, "keyword-extraction": true, "sentiment-analysis": true, "token-classification": true, "text-generation": true}

// answers are the tasks that answer a question about a text.
var answers = map[task.ID]bool{"question-answering": true, "document-question-answering": true}

// pointing is what speaks of the answer before.
var pointing = regexp.MustCompile(`(?i)\b(it|them|that|this|those|answer|answers|reply|result)\b|答案|回答|结果|它|这|那|其`)

// listsWords reports whether a task finds words of a text that another can
// translate or say.
func listsWords(made, reads task.ID) bool {
	switch made {
	case "barcode-reading":
		return true
	case "token-classification", "keyword-extraction":
		return reads == "translation" || reads == "text-to-speech" || reads == "barcode-generation"
	}
	return false
}

// recognised is the group that first has the words of what was given, where
// they had to be recognised: nothing is recognised twice.
func (b *Draft) recognised() *group {
	for i, g := range b.groups {
		switch g.task {
		case "automatic-speech-recognition", "optical-character-recognition", "document-text-extraction":
			if g.values[0].typ == port.Text && len(g.values) >= len(b.base(port.Text)) {
				return &b.groups[i]
			}
		}
	}
	return nil
}

// edgeTraits tell what an option is, how far back it is, and what words lead
// from it to the step.
func (b *Draft) edgeTraits(s *reading.Step, o option, place int) []string {
	t := string(s.Task.ID)
	kind := "made"
	from := "given"
	back := "given"
	if o.from != nil {
		from = string(o.from.task)
		back = fmt.Sprintf("back %d", min(place, 3))
	} else if len(o.values) > 0 {
		kind = "given"
		from = "given " + string(o.values[0].typ)
	}
	l := []string{
		"edge " + kind, fmt.Sprintf("edge ruled %v %s", o.ruled, kind), "edge " + back, "edge " + t + " from " + from, "edge " + t + " " + back,
		fmt.Sprintf("edge look %v whole %v %s", agenda.Looks[s.Task.ID], o.from != nil && whole[o.from.task], kind),
		fmt.Sprintf("edge distance %d", agenda.Distance(o.values[0].typ, reading.InputType(s.Task))), fmt.Sprintf("edge values %d", min(len(o.values), 3)),
		fmt.Sprintf("edge ruled %v %s from %s", o.ruled, t, from),
	}
	if b.r.Apart() {
		l = append(l, "edge apart "+kind)
	}
	for _, k := range []string{"then", "after", "first", "before", "branch", "all", "original", "based"} {
		if b.cued(s, k) {
			l = append(l, "edge cue "+k+" "+back, "edge cue "+k+" "+kind+" "+b.r.Lang, fmt.Sprintf("edge cue %s look %v %s", k, agenda.Looks[s.Task.ID], kind))
		}
	}
	for _, w := range b.leads(s) {
		l = append(l, "edge leads "+w+" "+back)
	}
	if o.from != nil && o.from.step != nil {
		same := b.r.Text.Tokens[o.from.step.From].Clause == b.r.Text.Tokens[s.From].Clause
		l = append(l, fmt.Sprintf("edge same clause %v look %v", same, agenda.Looks[s.Task.ID]), fmt.Sprintf("edge same clause %v %s", same, back))
	}
	if o.from != nil && b.r.nameBeside(s, o.from.task) {
		l = append(l, "edge named", "edge named "+back)
	}
	for _, w := range b.points(s) {
		l = append(l, "edge points "+w+" "+back, "edge points "+w+" "+kind)
	}
	return l
}

// ownWords reports whether a cue stands between the step before and this one,
// or in it.
func (b *Draft) ownWords(s *reading.Step, kind string) bool {
	from := 0
	for _, o := range b.r.Order {
		if o != s && o.To <= s.From {
			from = max(from, o.To)
		}
	}
	return b.cued(s, kind) && slices.ContainsFunc(b.r.Cues, func(m phrase.Match) bool {
		return m.Entry.Set["kind"] == kind && m.From >= from && m.From < s.To+2
	})
}

// leads are the joints between the step before and this one.
func (b *Draft) leads(s *reading.Step) []string {
	from := 0
	for _, o := range b.r.Order {
		if o != s && o.To <= s.From {
			from = max(from, o.To)
		}
	}
	var l []string
	for _, t := range b.r.Text.Tokens[from:max(from, s.From)] {
		if t.Kind == phrase.Mark || slices.Contains(reading.Joints, t.Word) || slices.Contains(pointers, t.Word) {
			l = append(l, strings.ReplaceAll(t.Word, "\n", "newline"))
		}
	}
	if len(l) == 0 {
		return []string{"nothing"}
	}
	return slices.Compact(l[max(0, len(l)-3):])
}

// pointers are words that stand for what was spoken of before.
var pointers = []string{"it", "that", "them", "this", "those", "result", "both", "它", "其", "这", "那", "成", "结", "果", "各", "都", "原", "全"}

// points are the pointers that stand in the phrase of a step or next to it.
func (b *Draft) points(s *reading.Step) []string {
	tokens := b.r.Text.Tokens
	var l []string
	for _, t := range tokens[max(0, s.From-1):min(len(tokens), s.To+3)] {
		if slices.Contains(pointers, t.Word) && !slices.Contains(l, t.Word) {
			l = append(l, t.Word)
		}
	}
	return l
}

// Edges returns the choices of what the steps of a request read, when its
// tasks are known.
func Edges(p *reading.Reader, req plan.Request, tasks map[task.ID]bool) []Edge {
	r := p.Read(req)
	var chosen []*reading.Step
	l := r.Candidates()
	for i := range l {
		if !tasks[l[i].Task] {
			l[i].P = 0
		} else if l[i].P < 0.5 && !slices.ContainsFunc(l, func(c reading.Candidate) bool { return c.Task == l[i].Task && c.P > l[i].P }) {
			l[i].P = 0.5
		}
	}
	chosen = agenda.Supply(r, l, r.Choose(l, nil, 0.5))
	var edges []Edge
	b := begin(r)
	b.watch = func(s *reading.Step, l []option) {
		e := Edge{Task: s.Task.ID}
		for _, o := range l {
			one := EdgeOption{Ruled: o.ruled, Traits: o.traits}
			if o.from != nil {
				one.Task = o.from.task
			} else {
				for _, v := range o.values {
					one.Given = append(one.Given, v.src.Given+v.src.Text)
				}
			}
			e.Options = append(e.Options, one)
		}
		edges = append(edges, e)
	}
	b.all(chosen)
	return edges
}

// spoken takes the words that were said in place of the subtitles, unless the
// step is about subtitles.
func spoken(s *reading.Step, values []value) []value {
	if s.Task.ID == "translation" || s.Task.ID == "text-error-correction" {
		return values
	}
	l := slices.Clone(values)
	for i := range l {
		if l[i].src.Port == "subtitles" {
			l[i].src.Port = ""
		}
	}
	return l
}

// nameBeside reports whether the words of a step, or those next to them, name
// what a task makes: “the cleaned file as mp3”.
func (r *wishes) nameBeside(s *reading.Step, id task.ID) bool {
	return slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
		return m.Entry.Section == string(id) && m.Entry.Set["noun"] != "" && m.From >= s.From-2 && m.To <= s.To+2
	})
}
