package tongue

import (
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

func find(l []*step, id task.ID) int {
	return slices.IndexFunc(l, func(s *step) bool { return s.task.ID == id })
}

var (
	howToSay   = regexp.MustCompile(`(?i)^(how|what)\b|怎么说`)
	speaks     = regexp.MustCompile(`(?i)narrat|voice|speak|spoken|audio|listen|hear|念|朗|播|语音|出声`)
	stillNamed = regexp.MustCompile(`(?i)画面|那帧|那张|截图|frame|still|thumbnail|picture`)
)

// settle makes the steps agree: what one says by the way about another goes
// there, and what only repeats another is left out.
func (r *wishes) settle(l []*step) []*step {
	drop := func(id task.ID, when func(*step) bool) {
		l = slices.DeleteFunc(l, func(s *step) bool { return s.task.ID == id && when(s) })
	}
	if find(l, "image-colorization") >= 0 {
		drop("image-color-enhancement", func(s *step) bool { return s.set["look"] == "black-and-white" || s.set["look"] == "auto" })
	}
	if i := find(l, "image-color-enhancement"); i >= 0 {
		at := l[i]
		drop("image-colorization", func(s *step) bool { return r.text.Tokens[s.from].Clause == r.text.Tokens[at.from].Clause })
	}
	if len(l) > 1 {
		drop("translation", func(s *step) bool {
			return !s.plain && len(r.tongues.targets) == 0
		})
	}
	if i := find(l, "text-to-image"); i >= 0 {
		drop("image-resizing", func(s *step) bool {
			size := slices.IndexFunc(s.caught, func(c capture) bool { return c.name == "size" })
			if size < 0 || s.set["crop"] != "" {
				return false
			}
			l[i].caught = append(l[i].caught, s.caught[size])
			return true
		})
	}
	if i := find(l, "text-to-speech"); i >= 0 && r.types[port.Audio] == 0 {
		drop("audio-speed", func(s *step) bool {
			for _, c := range s.caught {
				if c.name == "factor" {
					c.name = "speed"
					l[i].caught = append(l[i].caught, c)
				}
			}
			return true
		})
	}
	if i := find(l, "optical-character-recognition"); i >= 0 {
		drop("image-to-text", func(s *step) bool { return s.from < l[i].to && l[i].from < s.to })
	}
	if i := find(l, "translation"); i >= 0 {
		at := l[i]
		drop("text-to-speech", func(s *step) bool { return howToSay.MatchString(r.said(at.from, at.to)) && s.meets(at) })
	}
	if i := find(l, "audio-pitch"); i >= 0 {
		at := l[i]
		drop("voice-conversion", func(s *step) bool { return s.from < at.to+3 && at.from < s.to+3 })
	}
	if find(l, "slideshow-generation") >= 0 {
		drop("text-to-video", func(*step) bool { return true })
	}
	return r.settleMore(l)
}

// settleMore is the second half of settle: what depends on what is at hand.
func (r *wishes) settleMore(l []*step) []*step {
	drop := func(id task.ID, when func(*step) bool) {
		l = slices.DeleteFunc(l, func(s *step) bool { return s.task.ID == id && when(s) })
	}
	if i := find(l, "optical-character-recognition"); i >= 0 {
		drop("text-to-speech", func(s *step) bool {
			same := r.text.Tokens[s.from].Clause == r.text.Tokens[l[i].from].Clause
			return same && r.onlyReads(s)
		})
	}
	if i := find(l, "video-to-text"); i > 0 && find(l[:i], "video-thumbnail") >= 0 && stillNamed.MatchString(r.said(l[i].from, l[i].to)) {
		l[i].task = r.reader.tasks["image-to-text"]
	}
	if labels, _ := r.labels(); len(l) > 1 && len(labels) < 2 {
		drop("zero-shot-classification", func(*step) bool { return true })
	}
	if find(l, "subtitle-burning") >= 0 && r.types[port.Text] > 0 {
		drop("automatic-speech-recognition", func(s *step) bool { return s.port == "subtitles" })
	}
	if i := find(l, "face-detection"); i >= 0 {
		drop("object-detection", func(s *step) bool { return r.text.Tokens[s.from].Clause == r.text.Tokens[l[i].from].Clause })
	}
	if i := find(l, "text-generation"); i >= 0 {
		drop("translation", func(s *step) bool {
			return !s.plain && r.text.Tokens[s.from].Clause == r.text.Tokens[l[i].from].Clause
		})
	}
	if i := find(l, "text-to-video"); i >= 0 && find(l, "slideshow-generation") < 0 && (r.types[port.Image] > 1 || r.types[port.Image] == 1 && find(l, "text-to-speech") >= 0) {
		l[i].task = r.reader.tasks["slideshow-generation"]
	}
	l = r.everyday(r.oneFrame(l))
	return r.spokenBetween(l)
}

// oneFrame makes a thumbnail of a single frame.
func (r *wishes) oneFrame(l []*step) []*step {
	i := find(l, "video-frames")
	if i < 0 || !l[i].single() ||
		slices.ContainsFunc(l[i].caught, func(c capture) bool { return c.name == "every" }) {
		return l
	}
	if find(l, "video-thumbnail") >= 0 {
		return slices.Delete(l, i, i+1)
	}
	l[i].task = r.reader.tasks["video-thumbnail"]
	return l
}

// spokenBetween speaks a passage that is to be joined to a recording.
func (r *wishes) spokenBetween(l []*step) []*step {
	i := find(l, "audio-concatenation")
	if i < 0 || len(r.content) == 0 || find(l, "text-to-speech") >= 0 {
		return l
	}
	c := r.content[0]
	s := &step{task: r.reader.tasks["text-to-speech"], from: c.first, to: c.last, set: map[string]string{}, why: []string{r.said(c.first, c.last)}, spans: [][2]int{{c.first, c.last}}}
	return slices.Insert(l, i, s)
}

// single reports whether the first number that a step catches as its count is one.
func (s *step) single() bool {
	i := slices.IndexFunc(s.caught, func(c capture) bool { return c.name == "count" })
	return i >= 0 && s.caught[i].token.Value == 1
}
