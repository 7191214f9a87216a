package draft

import (
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/ellipsis"
	"github.com/tenonhub/tenon/internal/plan/tongue/interrogative"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/plan/tongue/restriction"
	"github.com/tenonhub/tenon/internal/pronoun"
)

// resumed is a question as a model can answer it that leaves most of it to the
// one before. What a table is asked keeps both, since only its columns and values
// tell what takes the place of what, and what stands alone.
func (r *wishes) resumed(s *reading.Step, question string) string {
	rest, yes := ellipsis.Resumes(question)
	i := slices.Index(r.Order, s)
	if i < 0 {
		return question
	}
	leans := s.Task.ID == "table-question-answering" && !restriction.Draws(question)
	if !yes && !leans {
		return r.meant(s, r.Order[:i], question)
	}
	for _, o := range slices.Backward(r.Order[:i]) {
		if o.Task.ID != s.Task.ID {
			continue
		}
		before := r.asked(o)
		if s.Task.ID != "table-question-answering" {
			return interrogative.Instead(before, rest, question)
		}
		joint, part := restriction.Behind(r.narrowed(o, before), question, r.Lang)
		if part {
			return r.resumed(o, restriction.Refined(r.Text.Source, joint))
		}
		return joint
	}
	return question
}

// meant is a question with what those before it name for its pronoun.
func (r *wishes) meant(s *reading.Step, earlier []*reading.Step, question string) string {
	var before []string
	for _, o := range earlier {
		if o.Task.ID == s.Task.ID {
			before = append(before, r.asked(o))
		}
	}
	question = pronoun.Meant(before, question)
	if s.Task.ID == "question-answering" {
		if n := len(before); n > 0 {
			question = ellipsis.Topical(before[n-1], question)
		}
		return interrogative.Bare(question, len(r.Req.Given) > 1)
	}
	return question
}
