// Package agenda puts the wishes of a request into the order in which they are
// to be done, makes them agree, and says which of the given files each is about.
package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Agenda are the steps of a request in their order, with the words round them.
type Agenda struct {
	*reading.Reading
	Order []*reading.Step
}

// Of puts the chosen steps in order.
func Of(r *reading.Reading, chosen []*reading.Step) *Agenda {
	a := &Agenda{Reading: r}
	if r.Types[port.Video] > 0 { // 去掉原声 speaks of no original
		r.Cues = slices.DeleteFunc(slices.Clone(r.Cues), func(m phrase.Match) bool { return strings.HasPrefix(r.Said(m.From, m.To), "原声") })
	}
	a.Order = a.steps(chosen)
	return a
}

// Looks are the tasks that look at a text or a file; the others change it.
var Looks = map[task.ID]bool{
	"language-identification": true, "sentiment-analysis": true, "text-classification": true, "zero-shot-classification": true,
	"token-classification": true, "keyword-extraction": true, "question-answering": true, "table-question-answering": true,
	"feature-extraction": true, "text-generation": true, "document-question-answering": true,
	"visual-question-answering": true, "zero-shot-image-classification": true, "image-feature-extraction": true, "keyword-spotting": true, "image-to-text": true, "image-classification": true, "object-detection": true, "face-detection": true,
	"image-segmentation": true, "depth-estimation": true, "barcode-reading": true, "optical-character-recognition": true,
	"audio-classification": true, "speaker-diarization": true, "voice-activity-detection": true, "automatic-speech-recognition": true,
	"video-classification": true, "video-to-text": true, "chart-generation": true, "summarization": true,
	"document-information": true, "audio-information": true, "video-information": true, "image-information": true,
}

// Distance says how many conversions lie between two types; -1: there is no way.
func Distance(from, to port.Type) int {
	switch {
	case from == to:
		return 0
	case to == port.Document:
		return -1
	case port.Fits(from, to):
		return 1
	case to == port.Text && from == port.Document:
		return 1
	case to == port.Text && from == port.Audio:
		return 2
	case to == port.Text && from == port.Image:
		return 3
	case to == port.Text && from == port.Video:
		return 4
	case to == port.Audio && from == port.Video:
		return 1
	}
	return -1
}

var (
	opening = regexp.MustCompile(`(开头|前面?|头|最前面)[^，。,]{0,4}(秒|分钟?)[^。，,]{0,14}(切|剪掉|剪了|去掉|删|不要|掐|砍|裁掉|剪去|扔|拿掉|丢|cut|没用|跳过)|(开头|前面?|头|最前面)[^，。,]{0,4}(秒|分钟?)[^。，,]{0,10}[，,](都|把它|给我|帮我|全|就)*(切|剪掉|剪了|去掉|删掉?|不要|掐掉?|砍掉?|裁掉|剪去|扔掉?|拿掉|丢掉?|cut掉?|没用|跳过)(它|了|吧|掉|的)*([，,。；;、]|$|再|然后)|(切掉|剪掉|去掉|删掉?|掐掉|砍掉|裁掉|剪去|丢掉|扔掉|跳过)[^，。,]{0,3}(开头|前面?|头)|(?i)(first|opening|initial)[^,.]{0,14}(second|sec|minute|min)s?\b[^.]{0,30}\b(cut (it|that|them|this)? ?(off|out|away)|lose|drop|chop|remove|delete|get rid|go(es)?\b|ditch)|\b(throw|toss|chuck) (away|out|off)? ?(the )?(first|opening|initial)[^,.]{0,14}(second|sec|minute|min)s?\b|\b(skip|discard|ditch|lose|drop|remove|delete|cut off|cut away|chop off|trim off|get rid of)\b (the )?(first|opening|initial)[^,.]{0,14}(second|sec|minute|min)s?\b`)
	// what is taken out is not thrown away by the verb of the clause after it
	takenOut = regexp.MustCompile(`[剪截切][下出]来?[，,、]`)

	kept = regexp.MustCompile(`只要|只留|保留|留下|留着|(?i)\b(keep|only|just|save)\b`)
)

// CutAway reports whether a time at the beginning is named to be left out:
// “开头8秒……切了它”.
func (r *Agenda) CutAway(s *reading.Step) bool {
	said := opening.FindString(r.Sentence(s))
	return said != "" && !takenOut.MatchString(said) && !r.Keeps(s)
}

// Keeps reports whether the sentence of a step says what is to be kept.
func (r *Agenda) Keeps(s *reading.Step) bool { return kept.MatchString(r.Sentence(s)) }

// Alone reports whether no other step of the same task stands beside s, so
// that what is said of the whole request is said of s.
func (r *Agenda) Alone(s *reading.Step) bool {
	return !slices.ContainsFunc(r.Order, func(o *reading.Step) bool { return o != s && o.Task.ID == s.Task.ID })
}

// Apart reports whether the wishes are said to have nothing to do with each other.
func (r *Agenda) Apart() bool {
	return oneEach.MatchString(r.Req.Text) || slices.ContainsFunc(r.Cues, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "apart" })
}

// oneEach is “一版……，一版……”: versions of the same thing.
var oneEach = regexp.MustCompile(`一(版|份)[^，。]{1,12}[，、](再)?(来|出|要)?一(版|份)`)
