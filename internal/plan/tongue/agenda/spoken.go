package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

// spoken sets the language of speech that is not translated first: the
// passage is in that language already.
func (r *Agenda) spoken(l []*reading.Step) []*reading.Step {
	speech := slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == "text-to-speech" })
	translation := slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == "translation" })
	if speech < 0 || len(r.Tongues.Targets) != 1 || len(r.Content) == 0 || len(r.Req.Given) > 0 {
		return l
	}
	if code := r.Tongues.Targets[0]; r.Reader.Lexicon.WrittenIn(r.Words(r.Content[0])) == code {
		l[speech].Set["language"] = code
		if translation >= 0 {
			l = slices.Delete(l, translation, translation+1)
		}
	}
	return l
}

// sayable are the tasks whose text may be asked for in another language.
var sayable = []task.ID{"summarization", "image-to-text", "video-to-text", "automatic-speech-recognition", "optical-character-recognition", "question-answering", "visual-question-answering"}

// translateAfter moves a translation named by its language alone (“tell me in
// Hindi what …”) behind the step whose text it is.
func (r *Agenda) translateAfter(l []*reading.Step) {
	for i, s := range l {
		if s.Task.ID != "translation" || !strings.HasPrefix(s.Line, "in {") && !strings.HasPrefix(s.Line, "用{") && !strings.HasPrefix(s.Line, "{target:lang} (summary") && s.Plain || i+1 == len(l) {
			continue
		}
		next := l[i+1]
		if s.Verbal() || r.ThenAfter(s, next) {
			continue
		}
		if slices.Contains(sayable, next.Task.ID) && r.Text.Tokens[next.From].Clause == r.Text.Tokens[s.From].Clause {
			l[i], l[i+1] = l[i+1], l[i]
			return
		}
	}
}

// ThenAfter reports whether words between two steps say that one follows the other.
func (r *Agenda) ThenAfter(a, b *reading.Step) bool {
	return slices.ContainsFunc(r.Cues, func(m phrase.Match) bool {
		k := m.Entry.Set["kind"]
		return (k == "then" || k == "after") && a.To <= m.From && m.To <= b.From
	})
}

var (
	bothVoices = regexp.MustCompile(`(男|女)(?:声|生)?(?:版)?[和、与跟及/]?(男|女)(?:声|生)|一(男)一(女)|一(女)一(男)|(男)声[^，。；、]{1,4}[、，](?:再)?(女)声|(女)声[^，。；、]{1,4}[、，](?:再)?(男)声|(男)(?:声|生)[，,；;]?第.{1,3}(女)(?:声|生)|(女)(?:声|生)[，,；;]?第.{1,3}(男)(?:声|生)|(?i:\b(male|female)\b[^.]{0,30}\bsecond\b[^.]{0,12}\b(male|female)\b|\b(male|female) (?:and|&|/) (?:a )?(male|female)\b)`)
	voiceOf    = map[string]string{"男": "male", "女": "female", "male": "male", "female": "female"}
)

// Voices are the two voices that a step is wanted in: “男声女声各一版”.
func (r *Agenda) Voices(s *reading.Step) []string {
	m := bothVoices.FindStringSubmatch(r.Sentence(s))
	if m == nil || !r.Alone(s) {
		return nil
	}
	var l []string
	for _, g := range m[1:] {
		if v := voiceOf[strings.ToLower(g)]; v != "" && !slices.Contains(l, v) {
			l = append(l, v)
		}
	}
	return l
}
