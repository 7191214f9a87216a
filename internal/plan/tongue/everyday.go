package tongue

import (
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
)

var (
	soundNamed = regexp.MustCompile(`(?i)声|音|\b(audio|sound|music|soundtrack|mp3|wav|m4a|flac|ogg|voice|speech)\b`)
	muted      = regexp.MustCompile(`(?i)静音|消音|(去掉?|删掉?|去除|关掉|拿掉|不要)(里面的|视频的|原来的|的)?(声音|原声|音轨)|\b(mute|(remove|strip|delete|drop|kill|lose|get rid of|cut out|take out|without|with no) (of )?(the |its |all |any )?(sound|audio|music|soundtrack))\b`)
	unwritten  = regexp.MustCompile(`(?i)\b(webp|avif|heic|heif|svg|ico|psd)\b`)
)

// everyday lets the steps be about the film where its picture is meant, and
// about reading where a picture is to be read.
func (r *wishes) everyday(l []*step) []*step {
	film := r.types[port.Video] > 0 && r.types[port.Audio] == 0
	if i := find(l, "audio-speed"); film && i >= 0 && (!soundNamed.MatchString(r.req.Text) || muted.MatchString(r.req.Text)) {
		l[i].task = r.reader.tasks["video-speed"]
	}
	if i := find(l, "video-to-audio"); film && i >= 0 && muted.MatchString(r.req.Text) {
		l[i].task = r.reader.tasks["video-muting"]
		l[i].set = map[string]string{}
	}
	if i := find(l, "video-to-gif"); i >= 0 {
		l = slices.DeleteFunc(l, func(s *step) bool {
			if s.task.ID == "image-resizing" {
				l[i].caught = append(l[i].caught, s.caught...)
			}
			return s.task.ID == "image-resizing"
		})
	}
	if i := find(l, "text-to-speech"); i >= 0 && r.types[port.Image] > 0 && find(l, "optical-character-recognition") < 0 && r.onlyReads(l[i]) {
		l[i].task = r.reader.tasks["optical-character-recognition"]
		l[i].set = map[string]string{}
	}
	return l
}

// onlyReads reports whether nothing says that a step is to be heard.
func (r *wishes) onlyReads(s *step) bool {
	return len(r.content) == 0 && s.set["voice"] == "" && !slices.ContainsFunc(s.why, func(w string) bool { return toEars.MatchString(w) || speaks.MatchString(w) })
}

// strange reports whether hardly a word of the request is known.
func (r *reading) strange() bool {
	known, all := 0, 0
	for _, t := range r.text.Tokens {
		if t.Kind != phrase.Word && t.Kind != phrase.Han {
			continue
		}
		all++
		if _, ok := r.reader.hints.clues[t.Word]; ok {
			known++
		}
	}
	return 2*known < all
}
