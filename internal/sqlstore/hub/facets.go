package hub

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// maxValues is how many values of a facet are returned.
const maxValues = 100

// Facets counts repositories by what is known of them.
func (s *Store) Facets(ctx context.Context, q hub.Query) (f hub.Facets, err error) {
	a, err := s.search(ctx, q)
	var found posting.Set
	if err == nil {
		found, err = a.all(ctx)
	}
	var lines []string
	if err == nil {
		lines, err = s.facets(ctx, a, found)
	}
	if err != nil {
		return f, fmt.Errorf("count repositories: %w", err)
	}
	f = hub.Facets{Total: min(found.Len(), hub.MaxCounted), Exact: found.Len() <= hub.MaxCounted, By: map[string][]hub.Facet{}}
	counts := make([]map[string]int, len(facetNames))
	for i := range counts {
		counts[i] = map[string]int{}
	}
	for _, text := range lines {
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

// facets reads what is counted of the most used of some documents.
func (s *Store) facets(ctx context.Context, a *search, found posting.Set) ([]string, error) {
	docs := found.Docs()
	if len(docs) > hub.MaxCounted {
		places, err := a.r.First(ctx, found, posting.Order{Column: byUse, Descending: true}, hub.MaxCounted)
		if err != nil {
			return nil, err
		}
		docs = docs[:0]
		for _, p := range places {
			docs = append(docs, p.Doc)
		}
		slices.Sort(docs) // many of them are in one page of the database
	}
	list, err := json.Marshal(docs)
	if err != nil {
		return nil, err
	}
	var text sql.NullString
	query := `SELECT group_concat(f.facets, $1) FROM json_each($2) d CROSS JOIN repo_facets f ON f.seq = d.value`
	given := string(list)
	if s.db.Postgres() {
		query = `SELECT string_agg(f.facets, $1) FROM unnest($2::bigint[]) d (seq) JOIN repo_facets f USING (seq)`
		given = "{" + strings.Trim(given, "[]") + "}"
	}
	err = s.db.One(ctx, []any{&text}, query, separator, given)
	if err != nil || !text.Valid {
		return nil, err
	}
	return strings.Split(text.String, separator), nil
}
