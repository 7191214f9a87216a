package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/figure"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// prior is what the lexicon and the types say before anything is learned.
func (r *Reading) prior(l []Candidate, i int) float64 {
	s := l[i].Step
	v := 1.3*(s.weight-2.6) + 0.2*float64(min(s.To-s.From, 5)-2) + r.fit(s.Task)
	if s.noun {
		v -= 0.5
	}
	if s.Task.ID == "translation" && r.targeted(s) {
		v += 1.5
	}
	if s.Task.ID == "translation" && !s.Verbal() && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == s.Task.ID && c.Step != s && r.negated(c.Step) }) {
		v -= 5
	}
	if r.negated(s) {
		v -= 7
	}
	if s.pictured {
		v -= 1.5
	}
	if r.titles(s) {
		v--
	}
	if s.Task.ID == "sentiment-analysis" && r.asksWhy(s) {
		v -= 4
	}
	v += r.lookedAt(s, l) + r.oneAsked(s)
	if s.Task.ID == "summarization" && slices.ContainsFunc(r.beyond, func(m phrase.Match) bool { return m.Entry.Set["what"] == "length" && m.From < s.To && s.From < m.To }) {
		v += 2
	}
	if r.Types[port.Table] > 0 && figure.Praise(r.Said(r.Clause(s.From, s.To))) {
		v += map[task.ID]float64{"table-question-answering": -5, "sentiment-analysis": 2}[s.Task.ID]
	}
	if s.Asks && len(r.Vague) > 0 {
		v -= 0.7
	}
	if r.bare(l, s) {
		v -= 1.6
	}
	if s.Task.ID == "image-to-video" && r.Types[port.Image] > 1 && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == "slideshow-generation" }) {
		v -= 2
	}
	if s.Task.ID == "slideshow-generation" && r.Types[port.Image] == 1 && r.Types[port.Audio]+r.Types[port.Text] == 0 && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == "image-to-video" && c.Step.weight >= 4 }) {
		v -= 4
	}
	if s.Task.ID == "video-thumbnail" && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == "video-frames" && c.Step.several() }) {
		v -= 2
	}
	if s.Task.ID == "text-to-image" && r.Types[port.Table] > 0 && slices.ContainsFunc(l, func(c Candidate) bool { return c.Task == "chart-generation" && c.Step.weight >= 4 }) {
		v -= 2
	}
	for j, o := range l {
		if j == i || o.Task == l[i].Task || !s.Meets(o.Step) {
			continue
		}
		switch {
		case s.Asks && !o.Step.Asks && o.Step.weight >= 4:
			v -= 1.3
		case s.Asks || o.Step.Asks:
		case o.Step.weight >= 4 && o.Step.From == s.From && o.Step.object() < s.object() && r.fit(o.Step.Task) >= r.fit(s.Task):
			v -= 1.6
		case o.Step.weight > s.weight || o.Step.weight == s.weight && o.Step.To-o.Step.From > s.To-s.From:
			v--
		}
	}
	return max(v, -8)
}

// bare reports whether a step is a mere “write” before what another task makes:
// “write a summary”.
func (r *Reading) bare(l []Candidate, s *Step) bool {
	verb := s.To
	if len(s.gaps) > 0 {
		verb = s.gaps[0][0]
	}
	return s.Task.ID == "text-generation" && verb-s.From <= 2 && slices.ContainsFunc(l, func(c Candidate) bool {
		o := c.Step
		return c.Task != s.Task.ID && o.weight >= 4 && !o.Asks && o.Task.Out[0].Type == port.Text && verb <= o.From && o.From <= s.To+min(2, 2+verb-s.To) && r.fit(o.Task) > -2 &&
			!slices.ContainsFunc(r.Text.Tokens[verb:o.From], func(t phrase.Token) bool { return slices.Contains(Joints, t.Word) })
	})
}

// lookedAt says which kind of question about a picture is likely: words on
// paper are read, what else it shows is looked at.
func (r *Reading) lookedAt(s *Step, l []Candidate) float64 {
	if r.Types[port.Image] == 0 || !kindred[s.Task.ID] || r.Types[port.Document]+r.Types[port.Text]+r.Types[port.Table] > 0 {
		return 0
	}
	about := func(kind string) bool {
		return slices.ContainsFunc(r.topics, func(m phrase.Match) bool { return m.Entry.Set["kind"] == kind })
	}
	switch {
	case s.Task.ID == "question-answering" && !about("paper"):
		return -1
	case s.Task.ID == "visual-question-answering" && about("paper"):
		return -1
	case s.Task.ID == "visual-question-answering" && !about("form") && len(r.Vague) == 0 && !slices.ContainsFunc(l, func(c Candidate) bool {
		return !kindred[c.Task] && c.Step.weight >= 4 && c.Step.Meets(s)
	}):
		return 0.7
	}
	return 0
}

var (
	oneName = regexp.MustCompile(`(?i)\b(which|what) (country|city|town|place|state|person|company|firm|bank|court|organi[sz]ation|street|region|department)('s|’s)?\b|哪(个|一个|座|位|一位)(国家|城市|公司|地方|银行|机构|法院)|哪(一)?(家|国)`)
	anyName = regexp.MustCompile(`(?i)\b(mention\w*|named?|occurs?|appears?|lists?|find|extract|all|every)\b|提到|提及|出现|列|找|提取|所有|都`)
)

// oneAsked tells a question that a single name answers, “which country's law
// applies?”, from a search for all names.
func (r *Reading) oneAsked(s *Step) float64 {
	if s.Task.ID != "token-classification" && s.Task.ID != "question-answering" || r.Types[port.Image] > 0 && r.Types[port.Document]+r.Types[port.Text] == 0 {
		return 0
	}
	said := r.Said(r.Clause(s.From, s.To))
	switch {
	case !oneName.MatchString(said) || anyName.MatchString(said):
		return 0
	case s.Task.ID == "token-classification":
		return -5
	case s.Asks:
		return 2
	}
	return 0
}

// Joints are the words that one wish ends with and another begins.
var Joints = []string{"and", "then", "plus", "also", "but", "再", "并", "然", "后", "且", "也", "就", ",", "，", "、", ";", "→", "+", "&"}

// pictured reports whether a phrase stands in what a step before it is to
// make a picture, a sound or a video of.
func (r *Reading) pictured(l []Candidate, s *Step) bool {
	if r.Types[port.Table] > 0 {
		return false
	}
	tokens := r.Text.Tokens
	return slices.ContainsFunc(l, func(c Candidate) bool {
		o := c.Step
		if o.Task.In[0].Name != "prompt" || c.Task == "text-generation" || o.Task.ID == s.Task.ID || o.weight < 4 || o.noun || r.fit(o.Task) < 0 {
			return false
		}
		if s.From < o.To || tokens[s.From].Clause != tokens[o.From].Clause {
			return false
		}
		return !slices.ContainsFunc(tokens[o.To:s.From], func(t phrase.Token) bool { return slices.Contains(Joints, t.Word) })
	})
}

// opens reports whether a phrase stands where a wish begins.
func (r *Reading) opens(s *Step) bool {
	tokens := r.Text.Tokens
	return s.From == 0 || tokens[s.From-1].Clause != tokens[s.From].Clause || tokens[s.From-1].Kind == phrase.Mark || slices.Contains(Joints, tokens[s.From-1].Word)
}

// removes are the tasks whose very wish is that something be not there.
var removes = map[task.ID]bool{"audio-trim": true, "video-trim": true, "speech-enhancement": true, "image-denoising": true, "image-to-image": true, "image-segmentation": true, "image-inpainting": true, "background-blur": true}

// negated reports whether a step is spoken of as not wanted: “no need to
// summarise”.
func (r *Reading) negated(s *Step) bool {
	if r.Text.Tokens[s.To-1].End <= r.forgotten {
		return true
	}
	if removes[s.Task.ID] {
		return false
	}
	room := 1
	if r.Lang == "zh" {
		room = 4
	}
	return slices.ContainsFunc(r.Cues, func(m phrase.Match) bool {
		if m.Entry.Set["kind"] == "kept" && s.To <= m.From && m.From <= s.To+1 {
			return r.Text.Tokens[m.From].Clause == r.Text.Tokens[s.From].Clause
		}
		if m.Entry.Set["kind"] != "not" || m.From > s.From || s.From > m.To+room {
			return false
		}
		return !slices.ContainsFunc(r.Text.Tokens[min(m.To, s.From):s.From], func(t phrase.Token) bool { return t.Kind == phrase.Mark || slices.Contains(Joints, t.Word) })
	})
}

// targeted reports whether a step catches a language that is one to translate into.
func (r *Reading) targeted(s *Step) bool {
	return slices.ContainsFunc(s.Caught, func(c Capture) bool {
		at := slices.IndexFunc(r.Text.Tokens, func(t phrase.Token) bool { return t.Start == c.Token.Start })
		return c.Token.Kind == phrase.Language && r.Tongues.parts[at] == toSpeak
	})
}

// forgets is what takes back everything before it.
var forgets = regexp.MustCompile(`(?i)算了|\b(oh just|just kidding|never ?mind|scratch that|forget (it|that)|on second thoughts?)\b`)

// titles reports whether a phrase is only what a given file is called:
// “summary.docx” is no wish for a summary.
func (r *Reading) titles(s *Step) bool {
	return len(s.Why) > 0 && !s.Asks && slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool {
		name := strings.ToLower(g.Name)
		return !slices.ContainsFunc(s.Why, func(w string) bool { return !strings.Contains(name, strings.ToLower(w)) })
	})
}

// asksWhy reports whether the clause of a step asks for a reason.
func (r *Reading) asksWhy(s *Step) bool {
	from, to := r.Clause(s.From, s.To)
	return reason.MatchString(r.Said(from, to))
}

var reason = regexp.MustCompile(`(?i)\bwhy\b|\bwhat makes\b|为什么|为啥|为何|因为什么|怎么会`)
