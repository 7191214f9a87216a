package collection

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// order are the columns of orders.
var order = map[collection.Sort]string{collection.ByUpdated: "c.updated", collection.ByTrend: "c.trend", collection.ByVotes: "c.votes"}

// arguments collects the arguments of a query.
type arguments []any

func (a *arguments) add(v any) string {
	*a = append(*a, v)
	return fmt.Sprint("$", len(*a))
}

// owners is the condition that a collection is of one of some owners.
func (a *arguments) owners(l []ref.Owner) string {
	in := make([]string, len(l))
	for i, o := range l {
		in[i] = a.add(o.Key())
	}
	return "c.owner IN (" + strings.Join(in, ", ") + ")"
}

var escape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// where is the condition of a query, whose shape alone depends on it.
func where(q collection.Query, args *arguments) string {
	l := []string{"1 = 1"}
	if len(q.Owners) > 0 {
		l = append(l, args.owners(q.Owners))
	}
	var with []string
	for _, i := range q.Items {
		if i.Repo != "" {
			with = append(with, "repo = "+args.add(i.Repo))
		} else {
			with = append(with, "other = "+args.add(i.Other))
		}
	}
	if len(with) > 0 {
		l = append(l, "c.id IN (SELECT collection FROM collection_item WHERE "+strings.Join(with, " OR ")+")")
	}
	for word := range strings.FieldsSeq(strings.ToLower(q.Text)) {
		l = append(l, "c.words LIKE "+args.add("%"+escape.Replace(word)+"%")+` ESCAPE '\'`)
	}
	if !q.All {
		seen := "c.private = 0"
		if len(q.Within) > 0 {
			seen += " OR " + args.owners(q.Within)
		}
		l = append(l, "("+seen+")")
	}
	return strings.Join(l, " AND ")
}

// List lists collections.
func (s *Store) List(ctx context.Context, q collection.Query) (l []collection.Collection, more *collection.Mark, err error) {
	var args arguments
	cond, at := where(q, &args), order[q.Sort]
	if m := q.After; m != nil {
		cond += fmt.Sprintf(" AND (%s, c.id) < (%s, %s)", at, args.add(m.Value), args.add(m.ID))
	}
	err = s.db.Each(ctx, func(row sqlstore.Row) error {
		var m collection.Mark
		c, err := scan(func(dest ...any) error { return row.Scan(append(dest, &m.Value)...) })
		m.ID = c.ID
		l, more = append(l, c), &m
		return err
	}, fmt.Sprintf("SELECT %s, %s FROM collection c WHERE %s ORDER BY %s DESC, c.id DESC LIMIT %s", columns, at, cond, at, args.add(q.Limit)), args...)
	if err != nil {
		return nil, nil, fmt.Errorf("list collections: %w", err)
	}
	if len(l) < q.Limit {
		more = nil
	}
	return l, more, nil
}
