package hub

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// maxValues is how many values of a facet are returned.
const maxValues = 100

// Facets counts repositories by what is known of them.
func (s *Store) Facets(ctx context.Context, q hub.Query) (f hub.Facets, err error) {
	a := ask(q)
	lines, err := s.facets(ctx, q, a)
	if err == nil && len(lines) == 0 && len(a.words) > 0 {
		var ok bool
		if a, ok, err = s.spell(ctx, a); err == nil && ok {
			lines, err = s.facets(ctx, q, a)
		}
	}
	if err != nil {
		return f, fmt.Errorf("count repositories: %w", err)
	}
	f = hub.Facets{Total: min(len(lines), hub.MaxCounted), Exact: len(lines) <= hub.MaxCounted, By: map[string][]hub.Facet{}}
	counts := make([]map[string]int, len(facetNames))
	for i := range counts {
		counts[i] = map[string]int{}
	}
	for _, text := range lines[:f.Total] {
		i := 0
		for values := range strings.SplitSeq(text, "\n") {
			for v := range strings.SplitSeq(values, "\t") {
				counts[i][v]++
			}
			i++
		}
	}
	for i, name := range facetNames {
		f.By[name] = ordered(counts[i])
	}
	return f, nil
}

// ordered are the values that most have.
func ordered(counts map[string]int) []hub.Facet {
	l := []hub.Facet{}
	for v, n := range counts {
		if v != "" {
			l = append(l, hub.Facet{Value: v, Count: n})
		}
	}
	slices.SortFunc(l, func(a, b hub.Facet) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value)) })
	return l[:min(len(l), maxValues)]
}

// separator is between the documents that come in one row, which is many times
// faster than a row for each.
const separator = "\x1e"

// facets reads what is counted of the most used documents, one more than
// are counted.
func (s *Store) facets(ctx context.Context, q hub.Query, a question) ([]string, error) {
	var args arguments
	docs := a.docs(&args)
	if q.Parameters != [2]int64{} || q.Gated != nil {
		docs = `SELECT r.doc AS rowid FROM (` + docs + `) d CROSS JOIN repo r ON r.doc = d.rowid WHERE TRUE` + size(q, &args)
	}
	query := `SELECT group_concat(f.facets, ` + args.add(separator) + `) FROM (` + docs + ` LIMIT ` + args.add(hub.MaxCounted+1) + `) d CROSS JOIN repo_facet f ON f.doc = d.rowid`
	var text sql.NullString
	if err := s.db.One(ctx, []any{&text}, query, args...); err != nil {
		return nil, err
	}
	if !text.Valid {
		return nil, nil
	}
	return strings.Split(text.String, separator), nil
}

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
	m := map[string]int{labelOwner(r.Name.Owner): weightTag}
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

// maxAlike is how many candidates a label brings: those that are used most.
const maxAlike = 60

// Similar lists repositories that have most in common with one.
func (s *Store) Similar(ctx context.Context, id hub.ID, q hub.Query) ([]hub.Repo, error) {
	r, err := s.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	known, err := s.Known(ctx, false, id)
	if err != nil {
		return nil, err
	}
	q.Kind, q.Text, q.Labels, q.Owner = r.Kind, "", nil, ""
	a := ask(q)
	scores, docs := map[int64]int{}, []int64{}
	for l, weight := range weighed(r, known[id]) {
		err := s.db.Each(ctx, func(row sqlstore.Row) error {
			var doc int64
			err := row.Scan(&doc)
			if scores[doc] == 0 {
				docs = append(docs, doc)
			}
			scores[doc] += weight
			return err
		}, `SELECT rowid FROM repo_search WHERE repo_search MATCH $1 AND rowid BETWEEN $2 AND $3 ORDER BY rowid LIMIT $4`,
			all(append([]string{token(label(l))}, a.filter...)), a.first, a.last, maxAlike)
		if err != nil {
			return nil, fmt.Errorf("look for what is like %s: %w", r.Subject(), err)
		}
	}
	slices.SortFunc(docs, func(x, y int64) int { return cmp.Or(scores[y]-scores[x], cmp.Compare(x, y)) })
	var found []hub.Repo
	for _, doc := range docs {
		other, err := one(ctx, s.db, `SELECT `+columns+` FROM repo r WHERE r.doc = $1`, doc)
		if errors.Is(err, sql.ErrNoRows) || err == nil && other.ID == id {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look for what is like %s: %w", r.Subject(), err)
		}
		if found = append(found, other); len(found) == q.Limit {
			break
		}
	}
	return found, nil
}
