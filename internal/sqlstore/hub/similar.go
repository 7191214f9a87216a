package hub

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// What repositories have in common weighs the more, the fewer have it.
const (
	weightBase    = 40
	weightDataset = 20
	weightType    = 12
	weightTask    = 10
	weightTag     = 4
	weightOther   = 3
)

// weighed are the labels of a repository with what they weigh.
func weighed(r hub.Repo, f facts.Facts) map[string]int {
	m := map[string]int{labelOwner(r.Name.Owner): weightOther}
	add := func(prefix string, weight int, l ...string) {
		for _, s := range l {
			if s != "" {
				m[prefix+s] = max(m[prefix+s], weight)
			}
		}
	}
	add("base_model:", weightBase, f.BaseModels...)
	add("base_model:", weightBase, r.Name.String()) // those that were made of it
	add("dataset:", weightDataset, f.Datasets...)
	add("", weightType, f.ModelType)
	add("", weightTask, f.Task)
	add("task_categories:", weightTask, f.Tasks...)
	add("", weightTag, f.Tags...)
	add("", weightOther, f.Library)
	add("", weightOther, f.Languages...)
	add("license:", 1, f.Licenses...)
	return m
}

// Candidates are what has the labels that weigh most: enough of them, and of
// each label those that are used most. An owner, a language, a library or a
// licence in common alone makes none.
const (
	maxAlike = 60
	enough   = 500
)

// Similar lists repositories that have most in common with one.
func (s *Store) Similar(ctx context.Context, id hub.ID, q hub.Query) ([]hub.Repo, error) {
	r, err := s.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	l, err := s.similar(ctx, r, hub.Query{Kind: r.Kind, Within: q.Within, Named: q.Named, All: q.All, Limit: q.Limit})
	if err != nil {
		return nil, fmt.Errorf("look for what is like %s: %w", r.Subject(), err)
	}
	return l, nil
}

func (s *Store) similar(ctx context.Context, r hub.Repo, q hub.Query) ([]hub.Repo, error) {
	known, err := s.Known(ctx, false, r.ID)
	if err != nil {
		return nil, err
	}
	own, err := number(ctx, s.db, r.ID)
	if err != nil {
		return nil, err
	}
	a, err := s.search(ctx, q)
	if err != nil {
		return nil, err
	}
	weights := weighed(r, known[r.ID])
	labels := slices.SortedFunc(maps.Keys(weights), func(x, y string) int { return cmp.Or(weights[y]-weights[x], cmp.Compare(x, y)) })
	sets := make([]posting.Set, len(labels))
	scores := map[uint32]int{}
	for i, l := range labels {
		set, err := a.r.Set(ctx, label(l))
		if err != nil {
			return nil, err
		}
		sets[i] = set.And(a.fits).Without(posting.Of(own))
		if weights[l] <= weightOther || len(scores) >= enough {
			continue
		}
		places, err := a.r.First(ctx, sets[i], posting.Order{Column: byUse, Descending: true}, maxAlike)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			scores[p.Doc] = 0
		}
	}
	for doc := range scores {
		for i, set := range sets {
			if set.Has(doc) {
				scores[doc] += weights[labels[i]]
			}
		}
	}
	return s.best(ctx, a, scores)
}

// best reads the repositories with the highest scores, of equals the most used.
func (s *Store) best(ctx context.Context, a *search, scores map[uint32]int) ([]hub.Repo, error) {
	places, err := a.r.First(ctx, posting.Of(slices.Collect(maps.Keys(scores))...), posting.Order{Column: byUse, Descending: true}, max(1, len(scores)))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(places, func(x, y posting.Place) int { return scores[y.Doc] - scores[x.Doc] })
	return s.rows(ctx, places[:min(len(places), a.q.Limit)])
}
