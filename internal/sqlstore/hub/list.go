package hub

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/words"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// few is how many documents are sorted; of more, the order is walked instead,
// where there is a hit before long.
const few = 1000

// List lists repositories.
func (s *Store) List(ctx context.Context, q hub.Query) (l []hub.Repo, more *hub.Mark, err error) {
	switch {
	case q.Sort == hub.ByRelevance:
		l, more, err = s.ranked(ctx, q)
	case q.Text == "" && len(q.Labels) == 0 && (q.Owner == "" || q.Sort == hub.ByUpdated):
		l, more, err = s.sorted(ctx, q, "repo r", "", nil)
	default:
		l, more, err = s.found(ctx, q)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("list repositories: %w", err)
	}
	return l, more, nil
}

// ranked lists by relevance: see question.
func (s *Store) ranked(ctx context.Context, q hub.Query) ([]hub.Repo, *hub.Mark, error) {
	if q.Ascending {
		return nil, nil, errQuery("what is found is listed with the best first: name another order to turn it round")
	}
	a, from, spelled := ask(q), hub.Mark{Value: -1}, false
	if q.After != nil {
		if from = *q.After; from.Class >= classes { // the words were spelled for the page before
			var err error
			if a, _, err = s.spell(ctx, a); err != nil {
				return nil, nil, err
			}
			from.Class, spelled = from.Class-classes, true
		}
	}
	l, more, err := s.byClass(ctx, q, a, from)
	if err != nil || len(l) > 0 || q.After != nil || len(a.words) == 0 {
		return l, marked(more, spelled), err
	}
	a, ok, err := s.spell(ctx, a)
	if err != nil || !ok {
		return nil, nil, err
	}
	l, more, err = s.byClass(ctx, q, a, from)
	return l, marked(more, true), err
}

func marked(m *hub.Mark, spelled bool) *hub.Mark {
	if m != nil && spelled {
		m.Class += classes
	}
	return m
}

func (s *Store) byClass(ctx context.Context, q hub.Query, a question, from hub.Mark) (l []hub.Repo, more *hub.Mark, err error) {
	for class := from.Class; class < classes && len(l) < q.Limit; class++ {
		expr := a.match(class)
		if len(a.words) == 0 { // nothing is asked: all are in the last class
			if expr = ""; class == anywhere {
				expr = a.any()
			}
		}
		if expr == "" {
			continue
		}
		after := a.first - 1
		if class == from.Class && from.Value >= 0 {
			after = from.Value
		}
		var args arguments
		query := fmt.Sprintf(`SELECT %s, r.doc FROM repo_search CROSS JOIN repo r ON r.doc = repo_search.rowid
			WHERE repo_search MATCH %s AND repo_search.rowid > %s AND repo_search.rowid <= %s`, columns, args.add(expr), args.add(after), args.add(a.last))
		if class == inParts {
			query += " AND " + a.parts(args.add, "r.name_key")
		}
		query += size(q, &args) + ` ORDER BY repo_search.rowid LIMIT ` + args.add(q.Limit-len(l))
		err := s.db.Each(ctx, func(row sqlstore.Row) error {
			m := hub.Mark{Class: class}
			r, err := scanRepo(func(dest ...any) error { return row.Scan(append(dest, &m.Value)...) })
			l, more = append(l, r), &m
			return err
		}, query, args...)
		if err != nil {
			return nil, nil, err
		}
	}
	if len(l) < q.Limit {
		more = nil
	}
	return l, more, nil
}

// size is the condition on the number of parameters, and on the gate.
func size(q hub.Query, args *arguments) (where string) {
	if q.Parameters[0] > 0 {
		where += " AND r.parameters >= " + args.add(q.Parameters[0])
	}
	if q.Parameters[1] > 0 {
		where += " AND r.parameters > 0 AND r.parameters <= " + args.add(q.Parameters[1])
	}
	if q.Gated != nil {
		where += map[bool]string{true: " AND r.gate <> ''", false: " AND r.gate = ''"}[*q.Gated]
	}
	return where
}

// found lists what the index finds, in the order of a column.
func (s *Store) found(ctx context.Context, q hub.Query) ([]hub.Repo, *hub.Mark, error) {
	a := ask(q)
	n, err := s.count(ctx, a, few+1)
	if err == nil && n == 0 && len(a.words) > 0 {
		var ok bool
		if a, ok, err = s.spell(ctx, a); err == nil && ok {
			n, err = s.count(ctx, a, few+1)
		}
	}
	if err != nil || n == 0 {
		return nil, nil, err
	}
	var args arguments
	if n <= few {
		return s.sorted(ctx, q, "("+a.docs(&args)+") d CROSS JOIN repo r ON r.doc = d.rowid", "", args)
	}
	where := ""
	for _, l := range q.Labels {
		where += ` AND r.labels LIKE ` + args.add("%\n"+escape.Replace(words.Fold(l))+"\n%") + ` ESCAPE '\'`
	}
	if len(a.words) > 0 { // the plus keeps the order of the walk from being lost
		a.filter = nil
		where += ` AND +r.doc IN (` + a.docs(&args) + `)`
	}
	return s.sorted(ctx, q, "repo r", where, args)
}

// order are the columns of orders.
var order = map[hub.Sort]string{
	hub.ByUpdated: "r.updated", hub.ByCreated: "r.created", hub.ByDownloads: "r.downloads", hub.ByLikes: "r.likes", hub.ByTrend: "r.trend",
}

// sorted lists repositories from a source in the order of a column. Only the shape of the
// query depends on q: values are arguments.
func (s *Store) sorted(ctx context.Context, q hub.Query, from, where string, args arguments) (l []hub.Repo, more *hub.Mark, err error) {
	at, than, direction := order[q.Sort], "<", "DESC"
	if q.Ascending {
		than, direction = ">", "ASC"
	}
	where = "r.deleted IS NULL AND r.kind = " + args.add(q.Kind) + where
	if q.Owner != "" {
		where += " AND r.owner = " + args.add(q.Owner.Key())
	}
	if !q.All {
		seen := []string{"r.private = 0"}
		for _, o := range q.Within {
			seen = append(seen, "r.owner = "+args.add(o.Key()))
		}
		where += " AND (" + strings.Join(seen, " OR ") + ")"
	}
	if m := q.After; m != nil {
		v := args.add(m.Value)
		where += fmt.Sprintf(" AND %s %s= %s AND (%s %s %s OR r.id %s %s)", at, than, v, at, than, v, than, args.add(m.ID))
	}
	where += size(q, &args)
	query := fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s ORDER BY %s %s, r.id %s LIMIT %s", columns, at, from, where, at, direction, direction, args.add(q.Limit))
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var m hub.Mark
		r, err := scanRepo(func(dest ...any) error { return row.Scan(append(dest, &m.Value)...) })
		m.ID = r.ID
		l, more = append(l, r), &m
		return err
	}, query, args...)
	if len(l) < q.Limit {
		more = nil
	}
	return l, more, err
}
