package tongue

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// steps puts the chosen wishes in order.
func (r *wishes) steps(chosen []*step) []*step {
	for _, s := range chosen {
		r.settlePlace(s)
	}
	slices.SortStableFunc(chosen, func(a, b *step) int { return cmp.Compare(a.from, b.from) })
	chosen = r.settle(chosen)
	chosen = r.spoken(r.reorder(r.formats(chosen)))
	r.thingsFirst(chosen)
	r.translateAfter(chosen)
	r.before(chosen, "table-question-answering", "chart-generation")
	r.before(chosen, "automatic-speech-recognition", "subtitle-burning")
	r.before(chosen, "translation", "subtitle-burning")
	r.before(chosen, "translation", "text-to-speech")
	r.before(chosen, "translation", "barcode-generation")
	for _, id := range []task.ID{"text-to-speech", "image-style-transfer", "image-color-enhancement", "text-to-image", "video-frames", "text-to-audio"} {
		r.before(chosen, id, "slideshow-generation")
	}
	r.before(chosen, "text-to-speech", "audio-concatenation")
	r.before(chosen, "audio-trim", "automatic-speech-recognition")
	for _, id := range []task.ID{"video-to-text", "image-to-text", "automatic-speech-recognition"} {
		r.before(chosen, id, "text-generation")
	}
	r.onlyGist(chosen)
	chosen = r.possible(chosen)
	r.references(chosen)
	r.files(chosen)
	r.ordinals(chosen)
	r.named(chosen)
	return chosen
}

func (s *step) merge(r *reading, m phrase.Match) {
	for k, v := range m.Entry.Set {
		switch k {
		case "on", "noun":
		case "port":
			s.port = v
		default:
			if s.set[k] == "" || s.set[k] == "auto" {
				s.set[k] = v
			}
		}
	}
	names := make([]string, 0, len(m.Caught))
	for name := range m.Caught {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c := capture{name, m.To - m.From, r.text.Tokens[m.Caught[name]]}
		switch i := slices.IndexFunc(s.caught, func(o capture) bool { return o.token.Start == c.token.Start }); {
		case i < 0:
			s.caught = append(s.caught, c)
		case s.caught[i].width < c.width && s.caught[i].name != "count":
			s.caught[i] = c
		}
	}
	s.why = append(s.why, r.said(m.From, m.To))
}

func (r *reading) said(from, to int) string {
	return r.text.Source[r.text.Tokens[from].Start:r.text.Tokens[to-1].End]
}

// settlePlace puts a step that is spoken of more than once where it is told
// when to do it: “what does he say? first remove the noise, then transcribe”.
func (r *wishes) settlePlace(s *step) {
	for _, at := range s.spans {
		if at[0] <= s.from {
			continue
		}
		for _, cue := range r.cues {
			if k := cue.Entry.Set["kind"]; (k == "then" || k == "first") && cue.To <= at[0] && at[0]-cue.To <= 1 {
				s.from, s.to = at[0], at[1]
				return
			}
		}
	}
}

// formats gives the format that is wanted to the step that takes the sound out
// of a video: nothing is converted after it.
func (r *wishes) formats(l []*step) []*step {
	i := slices.IndexFunc(l, func(s *step) bool { return s.task.ID == "audio-conversion" })
	if i < 0 || r.types[port.Audio] > 0 || r.types[port.Video] == 0 {
		return l
	}
	if slices.ContainsFunc(l, func(s *step) bool {
		return s.task.Out[0].Type == port.Audio && s.task.ID != "video-to-audio" && s.task.ID != "audio-conversion"
	}) {
		return l
	}
	j := slices.IndexFunc(l, func(s *step) bool { return s.task.ID == "video-to-audio" })
	if j >= 0 {
		l[j].set["format"] = l[i].set["format"]
		return slices.Delete(l, i, i+1)
	}
	l[i].task = r.reader.tasks["video-to-audio"]
	return l
}

// onlyGist puts a summary before the speech that it is for: “… but only the gist”.
func (r *wishes) onlyGist(l []*step) {
	i := slices.IndexFunc(l, func(s *step) bool { return s.task.ID == "summarization" })
	if i < 1 || l[i-1].task.ID != "text-to-speech" && l[i-1].task.ID != "translation" {
		return
	}
	for k := max(l[i].from-4, 0); k < l[i].from; k++ {
		if slices.Contains([]string{"only", "just", "只", "but"}, r.text.Tokens[k].Word) {
			l[i].ahead = true
			l[i-1], l[i] = l[i], l[i-1]
			return
		}
	}
}

// thingsFirst puts a step whose result is the object of the verb before it in
// front of the step of that verb: “read out the summary”.
func (r *wishes) thingsFirst(l []*step) {
	for i := 1; i < len(l); i++ {
		s, o := l[i], l[i-1]
		if looks[o.task.ID] || o.to > s.to && !o.holds(s) || r.text.Tokens[o.from].Clause != r.text.Tokens[s.from].Clause {
			continue
		}
		thing := slices.ContainsFunc(r.matches, func(m phrase.Match) bool {
			return m.Entry.Section == string(s.task.ID) && m.Entry.Set["noun"] != "" && m.From <= s.from && s.to <= m.To
		})
		joined := slices.ContainsFunc(r.text.Tokens[min(o.to, s.from):s.from], func(t phrase.Token) bool { return slices.Contains(joints, t.Word) })
		if thing && !joined && s.task.Out[0].Type == inputType(o.task) || o.holds(s) && distance(s.task.Out[0].Type, inputType(o.task)) >= 0 {
			l[i-1], l[i] = s, o
		}
	}
}

// possible puts a step whose input only a later step makes behind that step.
func (r *wishes) possible(l []*step) []*step {
	for range l {
		moved := false
		for i, s := range l {
			need := inputType(s.task)
			if s.task.In[0].Name == "prompt" || atHand(r.reading, need) || made(l[:i], need) {
				continue
			}
			j := slices.IndexFunc(l[i:], func(o *step) bool { return o.task.Out[0].Type == need && o.task.ID != s.task.ID })
			if j > 0 {
				o := l[i+j]
				l = slices.Insert(slices.Delete(l, i+j, i+j+1), i, o)
				moved = true
				break
			}
		}
		if !moved {
			break
		}
	}
	return l
}

func atHand(r *reading, need port.Type) bool {
	if need == port.Text && len(r.content) > 0 {
		return true
	}
	return slices.ContainsFunc(r.req.Given, func(g plan.Given) bool { return distance(g.Type, need) >= 0 })
}

func made(l []*step, need port.Type) bool {
	return slices.ContainsFunc(l, func(s *step) bool { return distance(s.task.Out[0].Type, need) >= 0 })
}

// before puts a step of one task before the step of another in its sentence.
func (r *wishes) before(l []*step, first, second task.ID) {
	i := slices.IndexFunc(l, func(s *step) bool { return s.task.ID == first })
	j := slices.IndexFunc(l, func(s *step) bool { return s.task.ID == second })
	if i > j && j >= 0 && (second == "subtitle-burning" || second == "slideshow-generation" && r.sentence(l[i]) == r.sentence(l[j]) || r.text.Tokens[l[i].from].Clause == r.text.Tokens[l[j].from].Clause) {
		s := l[i]
		copy(l[j+1:i+1], l[j:i])
		l[j] = s
	}
}

// reorder puts a wish that follows “after you have …” before the one it follows.
func (r *wishes) reorder(l []*step) []*step {
	for _, cue := range r.cues {
		if cue.Entry.Set["kind"] == "front" && r.lang == "en" {
			r.toFront(l, cue)
		}
		if cue.Entry.Set["kind"] != "after" || r.lang != "en" {
			continue
		}
		j := slices.IndexFunc(l, func(s *step) bool { return s.from >= cue.From })
		if j > 0 && l[j-1].to <= cue.From {
			l[j-1], l[j] = l[j], l[j-1]
		}
	}
	return l
}

// references notes which earlier results the words of a step name.
func (r *wishes) references(l []*step) {
	for _, m := range r.matches {
		own := func(s *step) bool {
			return string(s.task.ID) == m.Entry.Section && (s.from < m.To && m.From < s.to || r.text.Tokens[m.From].Clause == r.text.Tokens[s.from].Clause)
		}
		if m.Entry.Set["noun"] == "" || slices.ContainsFunc(l, own) {
			continue
		}
		var near *step
		for _, s := range l {
			if string(s.task.ID) == m.Entry.Section || r.text.Tokens[s.from].Clause != r.text.Tokens[m.From].Clause {
				continue
			}
			if near == nil || gap(s, m.From) < gap(near, m.From) {
				near = s
			}
		}
		if near == nil {
			continue
		}
		earlier := slices.ContainsFunc(l[:slices.Index(l, near)], func(s *step) bool { return string(s.task.ID) == m.Entry.Section })
		if earlier && !slices.Contains(near.refs, task.ID(m.Entry.Section)) {
			near.refs = append(near.refs, task.ID(m.Entry.Section))
		}
	}
}

func gap(s *step, token int) int { return max(s.from-token, token-s.to, 0) }

// files gives runs of file names to the step that they stand with.
func (r *wishes) files(l []*step) {
	tokens := r.text.Tokens
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
			s.files = append(s.files, run...)
		}
		i = j
	}
}

// named adds the files whose names without their endings stand in the clause.
func (r *wishes) named(l []*step) {
	if len(r.req.Given) < 2 {
		return
	}
	for _, s := range l {
		if len(s.files) > 0 {
			continue
		}
		from, to := r.clause(s.from, s.to)
		whole := strings.ToLower(r.said(from, to))
		said := " " + unmarked.Replace(whole) + " "
		for i, g := range r.req.Given {
			base, _, _ := strings.Cut(strings.ToLower(g.Name), ".")
			if len(base) < 4 || strings.Contains(whole, strings.ToLower(g.Name)) {
				continue
			}
			if base[0] < 0x80 && strings.Contains(said, " "+base+" ") || base[0] >= 0x80 && strings.Contains(said, base) {
				s.files = append(s.files, i)
			}
		}
	}
}

func owner(l []*step, tokens []phrase.Token, from, to int) *step {
	var best *step
	for _, s := range l {
		same := slices.ContainsFunc(append([][2]int{{s.from, s.to}}, s.spans...), func(at [2]int) bool {
			return tokens[at[0]].Clause == tokens[from].Clause || tokens[at[0]].Clause == tokens[to].Clause || tokens[at[1]-1].Clause == tokens[from].Clause
		})
		if same && (best == nil || min(gap(s, from), gap(s, to)) < min(gap(best, from), gap(best, to))) {
			best = s
		}
	}
	return best
}

var unmarked = strings.NewReplacer(".", " ", ",", " ", ":", " ", ";", " ", "?", " ", "!", " ", "(", " ", ")", " ", "'s", " ")

// mentioned is the token where the name of a file stands without its ending,
// or -1.
func (r *reading) mentioned(name string) int {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	if len(base) < 3 || base[0] >= 0x80 && len(base) < 6 {
		return -1
	}
	for i, t := range r.text.Tokens {
		end := t.Start + len(base)
		if t.Kind == phrase.File || end > len(r.text.Source) || !strings.EqualFold(r.text.Source[t.Start:end], base) {
			continue
		}
		if base[0] >= 0x80 || end == len(r.text.Source) || !letter(r.text.Source[end]|0x20) {
			return i
		}
	}
	return -1
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// toFront puts the step that “first” stands behind before all others:
// “…, but translate it first”.
func (r *wishes) toFront(l []*step, cue phrase.Match) {
	for i, s := range slices.Backward(l) {
		if i == 0 || s.from > cue.From || r.text.Tokens[s.from].Clause != r.text.Tokens[cue.From].Clause {
			continue
		}
		copy(l[1:i+1], l[:i])
		l[0] = s
		s.ahead = true
		return
	}
}

// holds reports whether another step stands in what the phrase of s leaves
// open: “make the cartoon version of my dog move”.
func (s *step) holds(o *step) bool {
	return slices.ContainsFunc(s.gaps, func(g [2]int) bool { return g[0] <= o.from && o.to <= g[1] })
}
