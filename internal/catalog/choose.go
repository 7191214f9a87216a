package catalog

import (
	"cmp"
	"context"
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Need is what a step asks of its model.
type Need struct {
	Task     task.ID
	Params   task.Params
	Language string // of the text that goes in; empty is unknown
	Guess    string // its language, perhaps: models that know it are preferred
	Media    string // the media type of the file that goes in; empty is unknown
	Model    ref.Model
	Local    bool // the input must not leave this machine
}

// Choice is a model that fits a need, or the reason that it does not.
type Choice struct {
	Model Model
	Why   string  // for people
	Score float64 // in [0, 1]; the best of its list comes first
	Err   error   // why it cannot be used; nil if it can
}

// Record is how a model has done so far.
type Record struct{ Runs, Failures int }

// Judge tells what is known of models beside their cards.
type Judge interface {
	Ready(ctx context.Context, m Model) error // why m cannot run now; nil if it can
	Record(ctx context.Context, m ref.Model) Record
}

// Choose returns the models of the need's task, the best first and those that
// cannot be used last. A model that the need names stands alone; that of a
// stranger is there only then.
func (c *Catalog) Choose(ctx context.Context, need Need, judge Judge) ([]Choice, error) {
	all, err := c.candidates(ctx, need)
	if err != nil {
		return nil, err
	}
	var choices []Choice
	for _, m := range all {
		if m.Task == need.Task {
			choices = append(choices, weigh(ctx, m, need, judge))
		}
	}
	slices.SortStableFunc(choices, func(a, b Choice) int {
		return cmp.Or(compareBool(a.Err == nil, b.Err == nil), cmp.Compare(b.Score, a.Score))
	})
	explain(choices, need)
	return choices, nil
}

// candidates are the models of the list, or the one that is named, which need not be in
// it: not all are, nor every revision and quantisation.
func (c *Catalog) candidates(ctx context.Context, need Need) ([]Model, error) {
	if (need.Model != ref.Model{}) {
		m, err := c.Find(ctx, need.Model)
		if fault.Is(err, fault.Invalid) {
			return nil, err // there is no such revision or quantisation, it says which there are
		}
		if err == nil && m.Task == need.Task {
			return []Model{m}, nil
		}
	}
	all, err := c.Models(ctx)
	return slices.DeleteFunc(all, func(m Model) bool {
		return need.Model == (ref.Model{}) && m.Stranger || need.Model != (ref.Model{}) && need.Model != m.Ref
	}), err
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// weigh scores a model: its measured quality counts most, then how often it
// succeeded here, then speed; one that keeps the input here comes before one
// that does not.
func weigh(ctx context.Context, m Model, need Need, judge Judge) Choice {
	ch := Choice{Model: m, Err: m.fits(need)}
	if ch.Err == nil {
		ch.Err = judge.Ready(ctx, m)
	}
	r := judge.Record(ctx, m.Ref)
	// Laplace's rule: a model without a past counts as one that half succeeded twice.
	success := float64(r.Runs-r.Failures+1) / float64(r.Runs+2)
	ch.Score = 0.3*m.Quality + 0.25*success + 0.1*m.Speed
	if !m.Remote {
		ch.Score += 0.35
	}
	if need.Guess != "" && len(m.Languages) > 0 && !slices.Contains(m.Languages, Base(need.Guess)) {
		ch.Score -= 0.3
	}
	return ch
}

func (m Model) fits(need Need) error {
	for name, fixed := range m.Fixed {
		if want, asked := need.Params[name]; asked && fmt.Sprint(want) != fmt.Sprint(fixed) {
			return fmt.Errorf("it makes %v, not %v", fixed, want)
		}
	}
	for name, known := range m.Only {
		if want := need.Params.Text(name); want != "" && !slices.Contains(known, want) {
			return fmt.Errorf("it makes %s, not %s", strings.Join(known, ", "), want)
		}
	}
	if media, _, err := mime.ParseMediaType(need.Media); err == nil && (len(m.Reads) > 0 && !slices.Contains(m.Reads, media) || slices.Contains(m.Unread, media)) {
		return fmt.Errorf("it does not read %s", media)
	}
	if need.Local && m.Remote {
		return fmt.Errorf("it would send the input to %s, and the request is to stay on this machine", m.Ref.Owner)
	}
	if m.Task == "translation" {
		return m.translates(need)
	}
	language := cmp.Or(need.Params.Text("language"), need.Language)
	if language != "" && len(m.Languages) > 0 && !slices.Contains(m.Languages, Base(language)) {
		return fmt.Errorf("it does not know the language %q, only %s", language, some(m.Languages))
	}
	return nil
}

// PairError says that a model does not translate a pair of languages. From is
// empty where it translates into To from no language.
type PairError struct{ From, To, msg string }

func (e PairError) Error() string { return e.msg }

func (m Model) translates(need Need) error {
	target := Base(need.Params.Text("target"))
	source := Base(cmp.Or(need.Params.Text("source"), need.Language))
	if len(m.Pairs) > 0 {
		switch {
		case source == "" && !slices.ContainsFunc(m.Pairs, func(p string) bool { return strings.HasSuffix(p, "-"+target) }):
			return PairError{"", target, fmt.Sprintf("it does not translate into %s, only %s", target, some(m.Pairs))}
		case source == "" || slices.Contains(m.Pairs, source+"-"+target):
			return nil
		}
		return PairError{source, target, fmt.Sprintf("it does not translate from %s to %s, only %s", source, target, some(m.Pairs))}
	}
	if len(m.Languages) > 0 && (!slices.Contains(m.Languages, target) || source != "" && !slices.Contains(m.Languages, source)) {
		return PairError{source, target, fmt.Sprintf("it does not translate from %s to %s", source, target)}
	}
	return nil
}

// some lists the first few of many.
func some(l []string) string {
	const few = 6
	if len(l) <= few {
		return strings.Join(l, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(l[:few], ", "), len(l)-few)
}

// Base is the language of a tag: zh of zh-CN.
func Base(tag string) string {
	b, _, _ := strings.Cut(tag, "-")
	return b
}

func explain(choices []Choice, need Need) {
	usable := 0
	for _, ch := range choices {
		if ch.Err == nil {
			usable++
		}
	}
	for i := range choices {
		ch := &choices[i]
		where := "on this machine"
		if ch.Model.Remote {
			where = "at " + ch.Model.Ref.Owner
		}
		switch {
		case ch.Err != nil:
			ch.Why = ch.Err.Error()
		case need.Model != ref.Model{}:
			ch.Why = "it was asked for by name; " + where
		case usable == 1:
			ch.Why = "the only model for this that can run now; " + where
		case i == 0:
			ch.Why = fmt.Sprintf("the best of %d that can run now: quality %.2f; %s", usable, ch.Model.Quality, where)
		default:
			ch.Why = fmt.Sprintf("number %d of %d that can run now: quality %.2f; %s", i+1, usable, ch.Model.Quality, where)
		}
	}
}
