package agenda

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// steps puts the chosen wishes in order.
func (r *Agenda) steps(chosen []*reading.Step) []*reading.Step {
	for _, s := range chosen {
		r.settlePlace(s)
	}
	slices.SortStableFunc(chosen, func(a, b *reading.Step) int { return cmp.Compare(a.From, b.From) })
	chosen = r.settle(r.wondered(r.mistaken(chosen)))
	chosen = r.spoken(r.reorder(r.formatLast(r.formats(chosen))))
	r.thingsFirst(chosen)
	r.translateAfter(chosen)
	r.before(chosen, "table-question-answering", "chart-generation")
	r.askedBeforeDrawn(chosen)
	r.before(chosen, "automatic-speech-recognition", "subtitle-burning")
	r.before(chosen, "text-error-correction", "subtitle-burning")
	r.before(chosen, "translation", "subtitle-burning")
	r.before(chosen, "automatic-speech-recognition", "video-muting")
	r.before(chosen, "subtitle-burning", "video-muting")
	r.before(chosen, "translation", "text-to-speech")
	r.before(chosen, "translation", "barcode-generation")
	for _, id := range []task.ID{"text-to-speech", "image-style-transfer", "image-color-enhancement", "text-to-image", "video-frames", "text-to-audio", "image-colorization", "audio-trim", "image-super-resolution", "image-resizing"} {
		r.before(chosen, id, "slideshow-generation")
	}
	r.before(chosen, "image-to-text", "sentence-similarity")
	r.before(chosen, "text-to-speech", "audio-concatenation")
	r.before(chosen, "audio-trim", "automatic-speech-recognition")
	for _, id := range []task.ID{"video-to-text", "image-to-text", "automatic-speech-recognition"} {
		r.before(chosen, id, "text-generation")
	}
	r.onlyGist(chosen)
	r.saidAfter(chosen)
	chosen = r.possible(chosen)
	r.references(chosen)
	r.files(chosen)
	r.ordinals(chosen)
	r.named(chosen)
	r.respectively(chosen)
	return chosen
}

// settlePlace puts a step that is spoken of more than once where it is told
// when to do it: “what does he say? first remove the noise, then transcribe”.
func (r *Agenda) settlePlace(s *reading.Step) {
	if s.Task.ID == "translation" && !translatesTo.MatchString(r.Said(s.From, s.To)) {
		for _, at := range s.Spans {
			if at[0] < s.From && translatesTo.MatchString(r.Said(at[0], at[1])) {
				s.From, s.To = at[0], at[1] // 先翻译成英文，再用英文总结
				return
			}
		}
	}
	for _, at := range s.Spans {
		if at[0] <= s.From || s.Task.ID == "summarization" && r.onlyNames(s, at) {
			continue
		}
		if s.Task.ID == "translation" && onlyTongue.MatchString(r.Said(at[0], at[1])) && translatesTo.MatchString(r.Said(s.From, s.To)) {
			continue
		}
		if s.Task.ID == "text-to-speech" && !heardAs(r.Said(s.From, s.To)) && heardAs(r.Said(at[0], at[1])) {
			s.From, s.To = at[0], at[1] // “read the menu, translate it and read that aloud”
			return
		}
		if r.heads(s.From, at[0]) {
			s.From, s.To = at[0], at[1]
			return
		}
		for _, cue := range r.Cues {
			if k := cue.Entry.Set["kind"]; (k == "then" || k == "first") && cue.To <= at[0] && at[0]-cue.To <= 1 {
				s.From, s.To = at[0], at[1]
				return
			}
		}
	}
}

// translatesTo is a verb of translating.
var translatesTo = regexp.MustCompile(`(?i)翻|译|translat`)

// onlyNames reports whether words name what a step makes: “the summary”.
func (r *Agenda) onlyNames(s *reading.Step, at [2]int) bool {
	noun := false
	for _, m := range r.Matches {
		if m.Entry.Section != string(s.Task.ID) || m.From > at[0] || m.To < at[1] {
			continue
		}
		noun = noun || m.Entry.Set["noun"] != ""
	}
	return noun
}

// heardAs reports whether words say that something is to be heard.
func heardAs(said string) bool { return reading.ToEars.MatchString(said) || speaks.MatchString(said) }

// heads reports whether a colon ends the clause of a token that another one
// stands behind: “给视频配音：先把稿子翻成英文，念出来”.
func (r *Agenda) heads(token, later int) bool {
	_, end := r.Clause(token, token+1)
	return end <= later && end > 0 && (r.Text.Tokens[end-1].Word == "：" || r.Text.Tokens[end-1].Word == ":")
}

// formats gives the format that is wanted to the step that takes the sound out
// of a video: nothing is converted after it.
func (r *Agenda) formats(l []*reading.Step) []*reading.Step {
	i := slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == "audio-conversion" })
	if i < 0 || r.Types[port.Audio] > 0 || r.Types[port.Video] == 0 {
		return l
	}
	if slices.ContainsFunc(l, func(s *reading.Step) bool {
		return s.Task.Out[0].Type == port.Audio && s.Task.ID != "video-to-audio" && s.Task.ID != "audio-conversion"
	}) {
		return l
	}
	j := slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == "video-to-audio" })
	if l[i].Set["kilobytes"] != "" { // what is taken out is made small after that
		for _, m := range r.Matches {
			if f := m.Entry.Set["format"]; f != "" && l[i].Set["format"] == "" && (m.Entry.Section == "video-to-audio" || m.Entry.Section == "audio-conversion") {
				l[i].Set["format"] = f
			}
		}
		return l
	}
	if j >= 0 {
		l[j].Set["format"] = l[i].Set["format"]
		return slices.Delete(l, i, i+1)
	}
	l[i].Task = r.Reader.Tasks["video-to-audio"]
	return l
}

// formatLast converts what the last step makes of a sound, where the format is
// named behind the steps that change what was taken out of a video.
func (r *Agenda) formatLast(l []*reading.Step) []*reading.Step {
	j := Find(l, "video-to-audio")
	if j >= 0 && l[j].Set["format"] == "" && Find(l, "audio-conversion") >= 0 {
		l[j].Set = maps.Clone(l[j].Set)
		l[j].Set["format"] = "wav" // the default, whatever hints say
		return l
	}
	if j < 0 || l[j].Set["format"] == "" {
		return l
	}
	if first := slices.IndexFunc(l[:j], func(s *reading.Step) bool { return reading.InputType(s.Task) == port.Audio }); first >= 0 && r.Types[port.Audio] == 0 {
		out := l[j]
		l = slices.Insert(slices.Delete(l, j, j+1), first, out)
		j = first
	}
	if i := Find(l, "audio-conversion"); i > j+1 {
		l[j].Set = maps.Clone(l[j].Set)
		l[j].Set["format"] = "wav" // the default, whatever hints say
		return l
	}
	last := j
	for i, s := range l {
		if i > j && reading.InputType(s.Task) == port.Audio && s.Task.Out[0].Type == port.Audio {
			last = i
		}
	}
	format := l[j].Set["format"]
	k := slices.IndexFunc(r.Matches, func(m phrase.Match) bool {
		return m.Entry.Set["format"] == format && m.From >= l[last].To && (m.Entry.Section == "video-to-audio" || m.Entry.Section == "audio-conversion")
	})
	if last == j || k < 0 {
		return l
	}
	m := r.Matches[k]
	l[j].Set = maps.Clone(l[j].Set)
	l[j].Set["format"] = "wav"
	convert := &reading.Step{
		Task: r.Reader.Tasks["audio-conversion"], From: m.From, To: m.To, Set: map[string]string{"format": format},
		Why: []string{r.Said(m.From, m.To)}, Spans: [][2]int{{m.From, m.To}},
	}
	return slices.Insert(l, last+1, convert)
}

// onlyGist puts a summary before the speech that it is for: “… but only the gist”.
func (r *Agenda) onlyGist(l []*reading.Step) {
	i := slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == "summarization" })
	if i < 1 || l[i-1].Task.ID != "text-to-speech" && l[i-1].Task.ID != "translation" {
		return
	}
	for k := max(l[i].From-4, 0); k < l[i].From; k++ {
		if slices.Contains([]string{"only", "just", "只", "but"}, r.Text.Tokens[k].Word) {
			l[i].Ahead = true
			l[i-1], l[i] = l[i], l[i-1]
			return
		}
	}
}

// saidAfter puts the speech that a colon ends the clause of behind the question
// that follows: “say it out loud: how many were sold?”.
func (r *Agenda) saidAfter(l []*reading.Step) {
	for i := 0; i+1 < len(l); i++ {
		if s, o := l[i], l[i+1]; s.Task.ID == "text-to-speech" && strings.HasSuffix(string(o.Task.ID), "question-answering") && r.heads(s.From, o.From) {
			l[i], l[i+1] = o, s
		}
	}
}

// thingsFirst puts a step whose result is the object of the verb before it in
// front of the step of that verb: “read out the summary”.
func (r *Agenda) thingsFirst(l []*reading.Step) {
	for i := 1; i < len(l); i++ {
		s, o := l[i], l[i-1]
		if Looks[o.Task.ID] || o.To > s.To && !o.Holds(s) || r.Text.Tokens[o.From].Clause != r.Text.Tokens[s.From].Clause {
			continue
		}
		thing := slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
			return m.Entry.Section == string(s.Task.ID) && m.Entry.Set["noun"] != "" && m.From <= s.From && s.To <= m.To
		})
		joined := slices.ContainsFunc(r.Text.Tokens[min(o.To, s.From):s.From], func(t phrase.Token) bool { return slices.Contains(reading.Joints, t.Word) })
		if thing && !joined && s.Task.Out[0].Type == reading.InputType(o.Task) || o.Holds(s) && Distance(s.Task.Out[0].Type, reading.InputType(o.Task)) >= 0 {
			l[i-1], l[i] = s, o
		}
	}
}

// possible puts a step whose input only a later step makes behind that step.
func (r *Agenda) possible(l []*reading.Step) []*reading.Step {
	for range l {
		moved := false
		for i, s := range l {
			need := reading.InputType(s.Task)
			if s.Task.In[0].Name == "prompt" || atHand(r.Reading, need) || made(l[:i], need) {
				continue
			}
			j := slices.IndexFunc(l[i:], func(o *reading.Step) bool { return o.Task.Out[0].Type == need && o.Task.ID != s.Task.ID })
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

// before puts a step of one task before the step of another in its sentence.
func (r *Agenda) before(l []*reading.Step, first, second task.ID) {
	i := slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == first })
	j := slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == second })
	if i > j && j >= 0 && (second == "subtitle-burning" || second == "slideshow-generation" && r.Sentence(l[i]) == r.Sentence(l[j]) || r.Text.Tokens[l[i].From].Clause == r.Text.Tokens[l[j].From].Clause) {
		s := l[i]
		copy(l[j+1:i+1], l[j:i])
		l[j] = s
	}
}

// reorder puts a wish that follows “after you have …” before the one it follows.
func (r *Agenda) reorder(l []*reading.Step) []*reading.Step {
	for _, cue := range r.Cues {
		if cue.Entry.Set["kind"] == "front" && r.Lang == "en" {
			r.toFront(l, cue)
		}
		if cue.Entry.Set["kind"] == "ahead" {
			r.putAhead(l, cue)
		}
		if cue.Entry.Set["kind"] == "ere" {
			r.putBehind(l, cue)
		}
		if cue.Entry.Set["kind"] != "after" || r.Lang != "en" {
			continue
		}
		j := slices.IndexFunc(l, func(s *reading.Step) bool { return s.From >= cue.From })
		if j > 0 && l[j-1].To <= cue.From {
			l[j-1], l[j] = l[j], l[j-1]
		}
	}
	return l
}

// putAhead puts the step that follows “得先” or “之前先” before all others:
// 念之前先翻译.
func (r *Agenda) putAhead(l []*reading.Step, cue phrase.Match) {
	i := slices.IndexFunc(l, func(s *reading.Step) bool { return s.To > cue.To })
	if i < 1 || r.Text.Tokens[l[i].From].Clause != r.Text.Tokens[cue.From].Clause {
		return
	}
	s := l[i]
	copy(l[1:i+1], l[:i])
	l[0] = s
	s.Ahead = true
}

// putBehind puts the step of a clause that “before” opens behind the first of
// the next clause: “before you read it out, shorten it”.
func (r *Agenda) putBehind(l []*reading.Step, cue phrase.Match) {
	tokens := r.Text.Tokens
	i := slices.IndexFunc(l, func(s *reading.Step) bool { return s.From >= cue.From })
	if i < 0 || i+1 >= len(l) || cue.From > 0 && !strings.ContainsAny(tokens[cue.From-1].Word, ".!?;\n") {
		return
	}
	if a, b := l[i], l[i+1]; tokens[a.From].Clause == tokens[cue.From].Clause && tokens[b.From].Clause == tokens[cue.From].Clause+1 {
		l[i], l[i+1] = b, a
	}
}

// toFront puts the step that “first” stands behind before all others:
// “…, but translate it first”.
func (r *Agenda) toFront(l []*reading.Step, cue phrase.Match) {
	for i, s := range slices.Backward(l) {
		if i == 0 || s.From > cue.From || r.Text.Tokens[s.From].Clause != r.Text.Tokens[cue.From].Clause {
			continue
		}
		copy(l[1:i+1], l[:i])
		l[0] = s
		s.Ahead = true
		return
	}
}
