package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// List lists repositories.
func (s *Store) List(ctx context.Context, q hub.Query) (l []hub.Repo, more *hub.Mark, err error) {
	plain := q.Text == "" && len(q.Labels) == 0 && q.Gated == nil && q.Parameters == [2]int64{}
	listed := false
	if q.Sort == hub.ByRelevance {
		l, more, err = s.ranked(ctx, q)
		listed = true
	} else if plain && (q.Owner == "" || q.Sort == hub.ByUpdated) {
		l, more, listed, err = s.sorted(ctx, q)
	}
	if !listed && err == nil {
		l, more, err = s.found(ctx, q)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("list repositories: %w", err)
	}
	return l, more, nil
}

// ranked lists by relevance: see search.
func (s *Store) ranked(ctx context.Context, q hub.Query) ([]hub.Repo, *hub.Mark, error) {
	if q.Ascending {
		return nil, nil, errQuery("what is found is listed with the best first: name another order to turn it round")
	}
	a, err := s.search(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	from, spelled := hub.Mark{}, false
	if q.After != nil {
		if from = *q.After; from.Class >= classes { // the words were spelled for the page before
			if _, err := a.spell(ctx); err != nil {
				return nil, nil, err
			}
			from.Class, spelled = from.Class-classes, true
		}
	}
	l, more, err := s.byClass(ctx, a, from)
	if err != nil || len(l) > 0 || q.After != nil || len(a.words) == 0 {
		return l, spelledMark(more, spelled), err
	}
	if ok, err := a.spell(ctx); err != nil || !ok {
		return nil, nil, err
	}
	l, more, err = s.byClass(ctx, a, from)
	return l, spelledMark(more, true), err
}

func spelledMark(m *hub.Mark, spelled bool) *hub.Mark {
	if m != nil && spelled {
		m.Class += classes
	}
	return m
}

func (s *Store) byClass(ctx context.Context, a *search, from hub.Mark) (l []hub.Repo, more *hub.Mark, err error) {
	var seen posting.Set
	for class := 0; class < classes && len(l) < a.q.Limit; class++ {
		set, err := a.class(ctx, class)
		if err != nil {
			return nil, nil, err
		}
		own := a.fits.And(set).Without(seen)
		seen = seen.Or(set)
		if class < from.Class || own.Empty() {
			continue
		}
		if own, err = a.sized(ctx, own); err != nil {
			return nil, nil, err
		}
		o := posting.Order{Column: byUse, Descending: true}
		if a.q.After != nil && class == from.Class {
			o.After = &posting.Place{Value: from.Value, Doc: uint32(from.Seq)} //nolint:gosec // as it was given
		}
		places, err := a.r.First(ctx, own, o, a.q.Limit-len(l))
		if err != nil {
			return nil, nil, err
		}
		found, err := s.rows(ctx, places)
		if err != nil {
			return nil, nil, err
		}
		if l = append(l, found...); len(places) > 0 {
			last := places[len(places)-1]
			more = &hub.Mark{Class: class, Value: last.Value, Seq: int64(last.Doc)}
		}
	}
	if len(l) < a.q.Limit {
		more = nil
	}
	return l, more, nil
}

// found lists what the index finds, in the order of a column.
func (s *Store) found(ctx context.Context, q hub.Query) ([]hub.Repo, *hub.Mark, error) {
	a, err := s.search(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	set, err := a.all(ctx)
	if err != nil {
		return nil, nil, err
	}
	places, ok, err := s.walk(ctx, a, set)
	if err == nil && !ok {
		by := order[q.Sort]
		o := posting.Order{Column: by.in, Coarse: &by.step, Descending: !q.Ascending}
		if m := q.After; m != nil {
			o.After = &posting.Place{Value: m.Value, Doc: uint32(m.Seq)} //nolint:gosec // as it was given
		}
		places, err = a.r.First(ctx, set, o, q.Limit)
	}
	if err != nil {
		return nil, nil, err
	}
	l, err := s.rows(ctx, places)
	if err != nil || len(places) < q.Limit {
		return l, nil, err
	}
	last := places[len(places)-1]
	return l, &hub.Mark{Value: last.Value, Seq: int64(last.Doc)}, nil
}

// rows reads repositories in the order of places.
func (s *Store) rows(ctx context.Context, places []posting.Place) ([]hub.Repo, error) {
	by := make(map[int64]hub.Repo, len(places))
	for part := range slices.Chunk(places, maxRows) {
		var args arguments
		in := args.among(len(part), func(i int) any { return part[i].Doc })
		err := s.db.Each(ctx, func(row sqlstore.Row) error {
			var seq int64
			r, err := scanRepo(func(dest ...any) error { return row.Scan(append(dest, &seq)...) })
			by[seq] = r
			return err
		}, `SELECT `+columns+`, r.seq FROM repo r WHERE r.deleted IS NULL AND r.seq IN `+in, args...)
		if err != nil {
			return nil, err
		}
	}
	l := make([]hub.Repo, 0, len(places))
	for _, p := range places {
		if r, ok := by[int64(p.Doc)]; ok {
			l = append(l, r)
		}
	}
	return l, nil
}

// maxRows is how many repositories are read at once.
const maxRows = 256

// order are the columns of orders, in the table and in the index.
var order = map[hub.Sort]struct {
	of   string
	in   posting.Column
	step posting.Coarse
}{
	hub.ByUpdated:   {"r.updated", byUpdated, posting.Coarse{Column: inUpdated, Step: stepOfTime}},
	hub.ByCreated:   {"r.created", byCreated, posting.Coarse{Column: inCreated, Step: stepOfTime}},
	hub.ByDownloads: {"r.downloads", byDownloads, posting.Coarse{Column: inDownloads, Step: stepOfCount}},
	hub.ByLikes:     {"r.likes", byLikes, posting.Coarse{Column: inLikes, Step: stepOfCount}},
	hub.ByTrend:     {"r.trend", byTrend, posting.Coarse{Column: inTrend, Step: stepOfTrend}},
}

// arguments collects the arguments of a query.
type arguments []any

func (a *arguments) add(v any) string {
	*a = append(*a, v)
	return fmt.Sprint("$", len(*a))
}

// among adds n values, at least one, and is the list of them. How long it is, is
// one of few numbers, so that queries are few too, and kept prepared.
func (a *arguments) among(n int, value func(i int) any) string {
	size := 1
	for size < n {
		size *= 2
	}
	l := make([]string, size)
	for i := range l {
		l[i] = a.add(value(min(i, n-1)))
	}
	return "(" + strings.Join(l, ", ") + ")"
}

// maxWalk is how many repositories are passed to find those of a set in their order,
// four times as many as are to be expected. Each takes some microseconds.
const maxWalk = 500

var errEnough = errors.New("enough")

// walk passes over repositories in their order until enough of a set were met.
// It reports whether that is so, and does not begin where it is not to be expected.
func (s *Store) walk(ctx context.Context, a *search, set posting.Set) (l []posting.Place, ok bool, err error) {
	q := a.q
	all, err := a.r.Set(ctx, label(labelKind(q.Kind)))
	if err != nil || set.Empty() || set.Len()*maxWalk < 4*q.Limit*all.Len() {
		return nil, false, err
	}
	var args arguments
	where, by := inOrder(q, &args)
	passed := 0
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var p posting.Place
		if err := row.Scan(&p.Value, &p.Doc); err != nil {
			return err
		}
		if passed++; set.Has(p.Doc) {
			l = append(l, p)
		}
		if len(l) == q.Limit {
			return errEnough
		}
		return nil
	}, fmt.Sprintf("SELECT %s, r.seq FROM repo r WHERE %s ORDER BY %s LIMIT %s", order[q.Sort].of, where, by, args.add(maxWalk)), args...)
	if errors.Is(err, errEnough) {
		return l, true, nil
	}
	return l, passed < maxWalk, err
}

// inOrder is the condition of what comes in a list, and its order.
func inOrder(q hub.Query, args *arguments) (where, by string) {
	at, than, direction := order[q.Sort].of, "<", "DESC"
	if q.Ascending {
		than, direction = ">", "ASC"
	}
	where = "r.deleted IS NULL AND r.kind = " + args.add(q.Kind)
	if m := q.After; m != nil {
		// Of many that have one value the index leads to the next, and none is passed.
		where += fmt.Sprintf(" AND (%s, r.seq) %s (%s, %s)", at, than, args.add(m.Value), args.add(m.Seq))
	}
	return where, fmt.Sprintf("%s %s, r.seq %s", at, direction, direction)
}

// sorted lists repositories in the order of a column of their table. Only the
// shape of the query depends on q: values are arguments. It reports whether that is
// the list: where most are not to be seen it gives up, and the index knows better.
func (s *Store) sorted(ctx context.Context, q hub.Query) (l []hub.Repo, more *hub.Mark, ok bool, err error) {
	var args arguments
	where, by := inOrder(q, &args)
	if q.Owner != "" {
		where += " AND r.owner = " + args.add(q.Owner.Key())
	}
	bounded := false
	if !q.All {
		var end string
		if end, bounded, err = s.end(ctx, q, where, by, &args); err != nil {
			return nil, nil, false, err
		}
		where += end + " AND (" + seen(q, &args) + ")"
	}
	query := fmt.Sprintf("SELECT %s, %s, r.seq FROM repo r WHERE %s ORDER BY %s LIMIT %s", columns, order[q.Sort].of, where, by, args.add(q.Limit))
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var m hub.Mark
		r, err := scanRepo(func(dest ...any) error { return row.Scan(append(dest, &m.Value, &m.Seq)...) })
		l, more = append(l, r), &m
		return err
	}, query, args...)
	if len(l) < q.Limit {
		more = nil
	}
	return l, more, !bounded || len(l) == q.Limit, err
}

// end is where a list ends that passes over maxWalk repositories and four times as
// many as it is to have, if there are more. Indices alone tell it.
func (s *Store) end(ctx context.Context, q hub.Query, where, by string, args *arguments) (cond string, bounded bool, err error) {
	var m hub.Mark
	given := append(arguments(nil), *args...)
	err = s.db.One(ctx, []any{&m.Value, &m.Seq}, fmt.Sprintf("SELECT %s, r.seq FROM repo r WHERE %s ORDER BY %s LIMIT 1 OFFSET %s",
		order[q.Sort].of, where, by, given.add(maxWalk+4*q.Limit)), given...)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	than := ">"
	if q.Ascending {
		than = "<"
	}
	return fmt.Sprintf(" AND (%s, r.seq) %s (%s, %s)", order[q.Sort].of, than, args.add(m.Value), args.add(m.Seq)), true, err
}

// seen is the condition of what may be seen.
func seen(q hub.Query, args *arguments) string {
	l := []string{"r.private = 0"}
	for _, o := range q.Within {
		l = append(l, "r.owner = "+args.add(o.Key()))
	}
	for _, n := range q.Named {
		l = append(l, "r.name_key = "+args.add(n.Key()))
	}
	return strings.Join(l, " OR ")
}
