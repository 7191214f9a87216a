package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
)

// Beyond names what the request asks for that no task does, as the lexicon's
// section “beyond” calls it, when the steps chosen make nothing that it could be about.
func (r *Reading) Beyond(chosen []*Step) []string {
	var l []string
	for _, m := range r.beyond {
		what, made := m.Entry.Set["what"], port.Type(m.Entry.Set["unless"])
		about := made != "" && slices.ContainsFunc(chosen, func(s *Step) bool { return s.Task.Out[0].Type == made && s.Line != "hint" })
		if ownWords[what] && (len(chosen) > 0 || what != "comparing") && !slices.ContainsFunc(chosen, func(s *Step) bool { return Whole(s) || what == "condition" && s.Set["fields"] == "form" }) || what == "part" && (!partly(chosen) || r.ofFiles(m)) {
			continue // the words are a question's own
		}
		if with := m.Entry.Set["with"]; with != "" && !slices.ContainsFunc(chosen, func(s *Step) bool { return string(s.Task.ID) == with }) {
			continue // it only says more closely what that task makes
		}
		json := strings.Contains(strings.ToLower(r.Said(m.From, m.To)), "json")
		if what == "data-form" && slices.ContainsFunc(chosen, func(s *Step) bool { return s.Task.ID == "text-generation" || json && s.Set["fields"] != "" }) {
			continue // it writes what it is told to; fields are written so
		}
		if m.Entry.Set["cut"] != "" || what == "picture-form" && slices.ContainsFunc(chosen, func(s *Step) bool { return s.Task.ID == "image-conversion" }) || what == "excel" && slices.ContainsFunc(chosen, func(s *Step) bool { return s.Task.ID == "table-question-answering" }) {
			continue // the part is cut out; the other form is asked for; the rows are written so
		}
		if !about && !r.dismissed(m) && !slices.Contains(l, what) {
			l = append(l, what)
		}
	}
	return l
}

// SaidBeyond are the first words of the request that ask for what Beyond names.
func (r *Reading) SaidBeyond(what string) string {
	m := r.beyond[slices.IndexFunc(r.beyond, func(m phrase.Match) bool { return m.Entry.Set["what"] == what })]
	return r.Said(m.From, m.To)
}

// ofFiles reports whether a part of a text is one of several files: 第二条.
func (r *Reading) ofFiles(m phrase.Match) bool {
	return r.Alike() && Nth.MatchString(r.Said(m.From, m.To))
}

// Cuts are the phrases that name a part of a text that can be cut out of it.
func (r *Reading) Cuts() []phrase.Match {
	return slices.DeleteFunc(slices.Clone(r.beyond), func(m phrase.Match) bool {
		return m.Entry.Set["cut"] == "" || r.ofFiles(m) || r.isFile(m) || r.dismissed(m)
	})
}

// isFile reports whether a chapter is what a given file is: 第一章 with ch1.docx.
func (r *Reading) isFile(m phrase.Match) bool {
	return chapter.MatchString(r.Said(m.From, m.To)) && slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool { return chapter.MatchString(g.Name) })
}

var chapter = regexp.MustCompile(`(?i)\bch(ap(ter)?)?s?[ _-]?\d|\bchapter\b|第.{1,3}章|章节?\b`)

// ownWords are conditions, parts and comparisons: a question or an instruction
// to write takes them in with all its words.
var ownWords = map[string]bool{"condition": true, "part": true, "comparing": true, "length": true}

// Beside reports whether a step is done all the same where what no task does
// stands beside it: it only says more closely what is wanted.
func Beside(what string) bool {
	return ownWords[what] || what == "picture-form" || what == "data-form" || what == "bytes" || what == "commonest" || what == "drawn-code" || what == "judged-chart" || what == "judged-part" || what == "share" || what == "description"
}

// Whole reports whether a step works on the whole of what it reads, and does not
// go by the words of the request.
func Whole(s *Step) bool {
	return !finds(s) && s.Task.In[0].Name != "prompt" && s.Task.ID != "text-generation"
}

// partly reports whether a text is worked on as a whole.
func partly(chosen []*Step) bool {
	return !slices.ContainsFunc(chosen, finds) && slices.ContainsFunc(chosen, func(s *Step) bool {
		return InputType(s.Task) == port.Text && Whole(s) || s.Task.ID == "document-text-extraction"
	})
}

// finds reports whether a step answers a question.
func finds(s *Step) bool {
	switch s.Task.ID {
	case "question-answering", "document-question-answering", "table-question-answering", "visual-question-answering", "sentence-similarity":
		return true
	}
	return false
}

// dismissed reports whether a phrase is spoken of as not wanted.
func (r *Reading) dismissed(m phrase.Match) bool {
	return r.Text.Tokens[m.To-1].End <= r.forgotten || slices.ContainsFunc(r.Cues, func(c phrase.Match) bool {
		return c.Entry.Set["kind"] == "not" && c.From < m.From && m.From <= c.To+1
	})
}

// outdone reports whether a step stands in words that ask for what no task does.
func (r *Reading) outdone(s *Step) bool {
	return slices.ContainsFunc(r.beyond, func(m phrase.Match) bool {
		if over := m.From < s.To && s.From < m.To; over && (m.Entry.Set["what"] == "comparing" || m.Entry.Set["what"] == "across") && (s.Task.ID == "token-classification" || kindred[s.Task.ID] && len(r.Req.Given) > 1) {
			return !r.dismissed(m)
		} else if s.Asks {
			return false
		}
		switch what := m.Entry.Set["what"]; {
		case Beside(what):
			return false // the step is done all the same
		case what == "no-times":
			return r.Text.Tokens[m.From].Clause == r.Text.Tokens[s.From].Clause
		}
		near := m.From < s.To && s.From <= m.To && r.Text.Tokens[m.From].Clause == r.Text.Tokens[s.From].Clause
		return m.Entry.Set["unless"] == "" && near && !r.dismissed(m) && !slices.Contains(Joints, r.Text.Tokens[s.From].Word)
	})
}

// written are the endings of the files that “beyond” says nothing can write.
var written = map[string][]string{"pdf": {".pdf"}, "word": {".docx", ".doc"}, "excel": {".xlsx", ".xls"}}

var (
	hasForm  = regexp.MustCompile(`(?i)^(as|in) |^(pdf|docx?|word|xlsx?|excel)`)
	getsForm = regexp.MustCompile(`(?i)\b(save|saved|export|convert|turn|make|create|write|output|give|get|need|want|send|return|back|put|render|produce|store|download|result|answer|summary|translation|translate[ds]?|summari[sz]e[ds]?|version)\b|成|存|导出|输出|生成|要|给|转|做|出`)
)

// hasAlready reports whether a form that nothing can write is only said of what
// came with the request: “long rant in Hungarian as pdf”.
func (r *Reading) hasAlready(m phrase.Match) bool {
	endings := written[m.Entry.Set["what"]]
	came := slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool {
		return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(strings.ToLower(g.Name), e) })
	})
	from, _ := r.Clause(m.From, m.To)
	return came && hasForm.MatchString(r.Said(m.From, m.To)) && !getsForm.MatchString(r.Said(from, m.From))
}

// AsksWhat reports whether the request is a greeting, or asks what can be done.
func (r *Reading) AsksWhat() bool {
	if len(r.Req.Given)+len(r.Content) > 0 {
		return false
	}
	told := 0
	for i, t := range r.Text.Tokens {
		if t.Kind == phrase.Mark || slices.ContainsFunc(r.about, func(m phrase.Match) bool { return m.From <= i && i < m.To }) {
			continue
		}
		told++
	}
	return len(r.about) > 0 && told <= 2
}
