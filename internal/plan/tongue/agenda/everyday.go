package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/ratio"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	soundNamed = regexp.MustCompile(`(?i)声|音|\b(audio|sound|music|soundtrack|mp3|wav|m4a|flac|ogg|voice|speech)\b`)
	filmNamed  = regexp.MustCompile(`(?i)视频|影片|片子|画面|录像|\b(video|clip|film|movie|footage)\b`)
	muted      = regexp.MustCompile(`(?i)静音|消音|(去掉?|删掉?|去除|关掉|拿掉|不要)(这|那)?(段|个|条|部)?(视频|影片|片子|录像)?(里面?的|原来的|的)?(声音|原声|音轨)|\b(mute|(remove|strip|delete|drop|kill|lose|get rid of|cut out|take out|without|with no) (of )?(the |its |all |any )?(sound|audio|music|soundtrack))\b`)
)

// noise is what is taken out of a sound, and no sound out of a film.
var noise = regexp.MustCompile(`(?i)\b(?:noise|hiss|hum|static)\b|噪`)

// everyday lets the steps be about the film where its picture is meant, and
// about reading where a picture is to be read.
func (r *Agenda) everyday(l []*reading.Step) []*reading.Step {
	film := r.Types[port.Video] > 0 && r.Types[port.Audio] == 0
	if i := Find(l, "audio-speed"); film && i >= 0 && (!soundNamed.MatchString(r.Around(l[i])) && Find(l[:i], "video-to-audio") < 0 || muted.MatchString(r.Req.Text)) {
		l[i].Task = r.Reader.Tasks["video-speed"]
	}
	if i := Find(l, "video-to-audio"); film && i >= 0 && muted.MatchString(r.Req.Text) {
		l[i].Task = r.Reader.Tasks["video-muting"]
		l[i].Set = map[string]string{}
	}
	if i := Find(l, "video-muting"); i >= 0 && Find(l, "video-to-audio") >= 0 && noise.MatchString(r.Said(l[i].From, l[i].To)) {
		l[i].Task, l[i].Set = r.Reader.Tasks["speech-enhancement"], map[string]string{}
	}
	r.filmSized(l)
	l = r.lessened(l)
	l = r.besides(l)
	if i, j := Find(l, "video-to-audio"), Find(l, "video-trim"); film && i >= 0 && j > i && !filmNamed.MatchString(r.Around(l[j])) && r.Text.Tokens[l[i].From].Clause != r.Text.Tokens[l[j].From].Clause {
		l[j].Task = r.Reader.Tasks["audio-trim"]
	}
	if i := Find(l, "video-to-gif"); i >= 0 {
		gif := l[i]
		for _, s := range l {
			if s.Task.ID == "audio-trim" && r.Types[port.Audio] == 0 && Find(l, "video-to-audio") < 0 {
				s.Task = r.Reader.Tasks["video-trim"]
			}
		}
		cut := Find(l, "video-trim")
		changed := cut >= 0 && slices.ContainsFunc(l[cut:max(cut, i)], func(s *reading.Step) bool { return s.Task.ID == "video-speed" || s.Task.ID == "video-muting" })
		l = slices.DeleteFunc(l, func(s *reading.Step) bool {
			if changed && s == l[cut] {
				return false // what is said first is done first
			}
			drop := s.Task.ID == "image-resizing" || s.Task.ID == "video-resizing" || s.Task.ID == "video-trim" && !r.CutAway(s) ||
				s.Task.ID == "audio-trim" && r.Text.Tokens[s.From].Clause == r.Text.Tokens[gif.From].Clause
			if drop {
				gif.Caught = append(gif.Caught, s.Caught...)
			}
			return drop
		})
	}
	if i := Find(l, "text-to-speech"); i >= 0 && r.Types[port.Image] > 0 && Find(l, "optical-character-recognition") < 0 && r.Types[port.Text]+r.Types[port.Document] == 0 && !worded(l[:i]) && r.onlyReads(l[i]) {
		l[i].Task = r.Reader.Tasks["optical-character-recognition"]
		l[i].Set = map[string]string{}
	}
	if r.Types[port.Image] > 0 && r.Types[port.Text]+r.Types[port.Document] == 0 {
		l = r.justRead(l)
	}
	if i := Find(l, "voice-activity-detection"); i >= 0 && Find(l, "speaker-diarization") < 0 && eachSpeaker.MatchString(r.Around(l[i])) {
		l[i].Task = r.Reader.Tasks["speaker-diarization"]
	}
	if i := Find(l, "text-to-speech"); i > 0 && Find(l[:i], "barcode-generation") >= 0 && Find(l, "barcode-reading") < 0 && proves.MatchString(r.Around(l[i])) && l[i].Set["voice"] == "" {
		l[i].Task = r.Reader.Tasks["barcode-reading"] // 做成二维码，再读出来验证
		l[i].Set = map[string]string{}
	}
	return l
}

// filmSized gives the film the size that is said of it, where that was taken for
// the size of a picture of it: 把视频压缩到320宽，再截一张图.
func (r *Agenda) filmSized(l []*reading.Step) {
	for _, s := range l {
		only := !slices.ContainsFunc(s.Caught, func(c reading.Capture) bool {
			return c.Token.Kind != phrase.Time && c.Name != "width" && c.Name != "height" && c.Name != "size"
		})
		said := r.Around(s)
		if s.Task.ID == "image-resizing" && only && r.Types[port.Video] > 0 && r.Types[port.Image] == 0 && Find(l, "video-resizing") < 0 && filmNamed.MatchString(said) && !stillNamed.MatchString(said) {
			s.Task = r.Reader.Tasks["video-resizing"]
		}
	}
}

// lessened makes a picture smaller or darker that is to be a part as large or as bright,
// where only the word for that was heard; “half as bright” makes it no smaller.
func (r *Agenda) lessened(l []*reading.Step) []*reading.Step {
	return slices.DeleteFunc(l, func(s *reading.Step) bool {
		size, sized := ratio.Size.Of(r.Sentence(s))
		light, lit := ratio.Brightness.Of(r.Sentence(s))
		switch {
		case s.Task.ID == "image-super-resolution" && sized && size < 1 && Find(l, "image-resizing") < 0:
			s.Task = r.Reader.Tasks["image-resizing"]
			s.Caught, s.Set = nil, map[string]string{}
		case s.Task.ID == "image-color-enhancement" && lit && light < 1 && s.Set["look"] == "bright":
			s.Set["look"] = "dark"
		}
		return s.Task.ID == "image-resizing" && lit && !sized && len(s.Caught) == 0 && len(l) > 1
	})
}

// besides adds what a film that is made is to become as well, where plain words
// behind “and” say it: a size, or no sound.
func (r *Agenda) besides(l []*reading.Step) []*reading.Step {
	if r.Types[port.Video] == 0 || len(l) == 0 || slices.ContainsFunc(l, func(s *reading.Step) bool { return s.Task.ID == "video-to-audio" || s.Task.ID == "video-to-gif" }) ||
		!slices.ContainsFunc(l, func(s *reading.Step) bool { return s.Task.Out[0].Type == port.Video }) {
		return l
	}
	for _, m := range r.Matches {
		id := task.ID(m.Entry.Section)
		if id != "video-resizing" && id != "video-muting" || m.Entry.Weight < 4 || Find(l, id) >= 0 || !r.behindJoint(l, m) || id == "video-muting" && !muted.MatchString(r.Said(m.From, m.To)) {
			continue
		}
		s := &reading.Step{Task: r.Reader.Tasks[m.Entry.Section], From: m.From, To: m.To, Set: map[string]string{}, Why: []string{r.Said(m.From, m.To)}, Spans: [][2]int{{m.From, m.To}}}
		for _, o := range r.Matches {
			if o.Entry.Section == m.Entry.Section && o.From >= m.From && r.Text.Tokens[o.From].Clause == r.Text.Tokens[m.From].Clause {
				s.Merge(r.Reading, o)
			}
		}
		i := slices.IndexFunc(l, func(o *reading.Step) bool { return o.From > m.From })
		if i < 0 {
			i = len(l)
		}
		l = slices.Insert(l, i, s)
	}
	return l
}

// behindJoint reports whether “and” stands before some words, with at most a few
// others between and behind a step: “and make it half as wide”.
func (r *Agenda) behindJoint(l []*reading.Step, m phrase.Match) bool {
	for i := m.From; i > 0 && i >= m.From-3; i-- {
		if t := r.Text.Tokens[i-1]; slices.Contains(reading.Joints, t.Word) || slices.Contains([]string{"并", "且", "再"}, t.Word) {
			return slices.ContainsFunc(l, func(s *reading.Step) bool { return s.From < i })
		}
	}
	return false
}

// justRead reads a picture of which it is only asked what it says.
func (r *Agenda) justRead(l []*reading.Step) []*reading.Step {
	i := slices.IndexFunc(l, func(s *reading.Step) bool {
		return strings.HasSuffix(string(s.Task.ID), "question-answering") && saysWhat.MatchString(r.Said(s.From, s.To))
	})
	if i < 0 {
		return l
	}
	if Find(l, "optical-character-recognition") >= 0 {
		return slices.Delete(l, i, i+1)
	}
	l[i].Task, l[i].Set, l[i].Asks = r.Reader.Tasks["optical-character-recognition"], map[string]string{}, false
	return l
}

// saysWhat asks for all the words that stand somewhere.
var saysWhat = regexp.MustCompile(`(?i)^what (does|do) (the|this|that|these|those|it|they)\b[\w ,'’-]* (say|read)( (in|on) (this|the|that|it) ?\w*)?[?.! ]*$`)

// eachSpeaker is what asks when each of several people speaks, not when anybody does.
var eachSpeaker = regexp.MustCompile(`(?i)双方|两方|各方|各自|每个?人|每位|\beach (of them|speaker|person|one)\b|\bboth (of them|speakers|people|sides)\b`)

// proves is what says that something is read again to see that it is right.
var proves = regexp.MustCompile(`(?i)验证|核对|确认|检验|检查|试试|测试|\b(check|verify|make sure|test|confirm|prove)\b`)

// worded reports whether a step makes words that can be said.
func worded(l []*reading.Step) bool {
	return slices.ContainsFunc(l, func(s *reading.Step) bool {
		return s.Task.Out[0].Type == port.Text || s.Task.ID == "barcode-reading"
	})
}

// onlyReads reports whether nothing says that a step is to be heard.
func (r *Agenda) onlyReads(s *reading.Step) bool {
	return len(r.Content) == 0 && s.Set["voice"] == "" && !slices.ContainsFunc(s.Why, func(w string) bool { return reading.ToEars.MatchString(w) || speaks.MatchString(w) })
}

// Around are the words of the clauses that a step stands in.
func (r *Agenda) Around(s *reading.Step) string { return r.Said(r.Clause(s.From, s.To)) }
