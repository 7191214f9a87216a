package draft

import (
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	howToSay   = regexp.MustCompile(`(?i)^(how|what)\b|怎么说`)
	speaks     = regexp.MustCompile(`(?i)narrat|voice|speak|spoken|audio|listen|hear|念|朗|播|语音|出声`)
	stillNamed = regexp.MustCompile(`(?i)画面|那帧|那张|截图|frame|still|thumbnail|picture`)
)

func find(l []*reading.Step, id task.ID) int {
	return slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == id })
}

// settle makes the steps agree: what one says by the way about another goes
// there, and what only repeats another is left out.
func (r *wishes) settle(l []*reading.Step) []*reading.Step {
	drop := func(id task.ID, when func(*reading.Step) bool) {
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { return s.Task.ID == id && when(s) })
	}
	if find(l, "image-colorization") >= 0 {
		drop("image-color-enhancement", func(s *reading.Step) bool { return s.Set["look"] == "black-and-white" || s.Set["look"] == "auto" })
	}
	if i := find(l, "image-color-enhancement"); i >= 0 {
		at := l[i]
		drop("image-colorization", func(s *reading.Step) bool { return r.Text.Tokens[s.From].Clause == r.Text.Tokens[at.From].Clause })
	}
	if len(l) > 1 {
		drop("translation", func(s *reading.Step) bool {
			return !s.Plain && len(r.Tongues.Targets) == 0
		})
	}
	if i := find(l, "text-to-image"); i >= 0 {
		drop("image-resizing", func(s *reading.Step) bool {
			size := slices.IndexFunc(s.Caught, func(c reading.Capture) bool { return c.Name == "size" })
			if size < 0 || s.Set["crop"] != "" {
				return false
			}
			l[i].Caught = append(l[i].Caught, s.Caught[size])
			return true
		})
	}
	if i := find(l, "text-to-speech"); i >= 0 && r.Types[port.Audio] == 0 {
		drop("audio-speed", func(s *reading.Step) bool {
			for _, c := range s.Caught {
				if c.Name == "factor" {
					c.Name = "speed"
					l[i].Caught = append(l[i].Caught, c)
				}
			}
			return true
		})
	}
	if i := find(l, "optical-character-recognition"); i >= 0 {
		drop("image-to-text", func(s *reading.Step) bool { return s.From < l[i].To && l[i].From < s.To })
	}
	if i := find(l, "translation"); i >= 0 {
		at := l[i]
		drop("text-to-speech", func(s *reading.Step) bool { return howToSay.MatchString(r.Said(at.From, at.To)) && s.Meets(at) })
	}
	if i := find(l, "audio-pitch"); i >= 0 {
		at := l[i]
		drop("voice-conversion", func(s *reading.Step) bool { return s.From < at.To+3 && at.From < s.To+3 })
	}
	if find(l, "slideshow-generation") >= 0 {
		drop("text-to-video", func(*reading.Step) bool { return true })
	}
	return r.settleMore(l)
}

// settleMore is the second half of settle: what depends on what is at hand.
func (r *wishes) settleMore(l []*reading.Step) []*reading.Step {
	drop := func(id task.ID, when func(*reading.Step) bool) {
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { return s.Task.ID == id && when(s) })
	}
	if i := find(l, "optical-character-recognition"); i >= 0 {
		drop("text-to-speech", func(s *reading.Step) bool {
			same := r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[i].From].Clause
			return same && r.onlyReads(s)
		})
	}
	if labels, _ := r.Labels(); len(l) > 1 && len(labels) < 2 {
		drop("zero-shot-classification", func(*reading.Step) bool { return true })
	}
	if labels, _ := r.Labels(); len(labels) > 2 && find(l, "zero-shot-classification") >= 0 {
		drop("sentiment-analysis", func(s *reading.Step) bool {
			return r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[find(l, "zero-shot-classification")].From].Clause
		})
	}
	if find(l, "subtitle-burning") >= 0 && r.Types[port.Text] > 0 {
		drop("automatic-speech-recognition", func(s *reading.Step) bool { return s.Port == "subtitles" })
	}
	if i := find(l, "face-detection"); i >= 0 {
		drop("object-detection", func(s *reading.Step) bool { return r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[i].From].Clause })
	}
	if i := find(l, "text-generation"); i >= 0 {
		drop("translation", func(s *reading.Step) bool {
			meant := s.Set["own"] != "" && !s.Verbal() && r.Tongues.Source == ""
			return (!s.Plain || meant) && r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[i].From].Clause
		})
	}
	if i := find(l, "text-to-video"); i >= 0 && find(l, "slideshow-generation") < 0 && (r.Types[port.Image] > 1 || r.Types[port.Image] == 1 && find(l, "text-to-speech") >= 0) {
		l[i].Task = r.Reader.Tasks["slideshow-generation"]
	}
	l = r.everyday(r.oneFrame(l))
	if i := find(l, "video-to-text"); i > 0 && find(l[:i], "video-thumbnail") >= 0 && stillNamed.MatchString(r.Said(l[i].From, l[i].To)) {
		l[i].Task = r.Reader.Tasks["image-to-text"]
	}
	return r.spokenBetween(l)
}

// oneFrame makes a thumbnail of a single frame.
func (r *wishes) oneFrame(l []*reading.Step) []*reading.Step {
	i := find(l, "video-frames")
	if i < 0 || !l[i].Single() ||
		slices.ContainsFunc(l[i].Caught, func(c reading.Capture) bool { return c.Name == "every" }) {
		return l
	}
	if find(l, "video-thumbnail") >= 0 {
		return slices.Delete(l, i, i+1)
	}
	l[i].Task = r.Reader.Tasks["video-thumbnail"]
	return l
}

// spokenBetween speaks a passage that is to be joined to a recording.
func (r *wishes) spokenBetween(l []*reading.Step) []*reading.Step {
	i := find(l, "audio-concatenation")
	if i < 0 || len(r.Content) == 0 || find(l, "text-to-speech") >= 0 {
		return l
	}
	c := r.Content[0]
	s := &reading.Step{Task: r.Reader.Tasks["text-to-speech"], From: c.First, To: c.Last, Set: map[string]string{}, Why: []string{r.Said(c.First, c.Last)}, Spans: [][2]int{{c.First, c.Last}}}
	return slices.Insert(l, i, s)
}
