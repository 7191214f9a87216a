// Package mention finds the stored values that the tables mention, so that the
// others can be removed from the blob store.
package mention

import (
	"context"
	"fmt"
	"regexp"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// texts are the columns whose JSON may mention values. A new table with values
// in it must be added here.
const texts = `
	SELECT payload FROM job WHERE payload IS NOT NULL
	UNION ALL SELECT result FROM job WHERE result IS NOT NULL
	UNION ALL SELECT result FROM job_step
	UNION ALL SELECT data FROM job_event
	UNION ALL SELECT value FROM memo
	UNION ALL SELECT '"' || digest || '"' FROM deposit
	UNION ALL SELECT '"' || digest || '"' FROM attachment
	UNION ALL SELECT '"' || blob || '","' || layout || '"' FROM xet_xorb
	UNION ALL SELECT '"' || digest || '"' FROM repo_owed`

const objects = `
	UNION ALL SELECT '"' || digest || '"' FROM repo_object`

// digest is a JSON string that can be a digest. What only looks like one keeps
// a value too long, which does less harm than to miss one.
var digest = regexp.MustCompile(`"[0-9a-f]{64}"`)

// Digests returns every digest that stands in db, as it is at one moment.
func Digests(ctx context.Context, db *sqlstore.DB) (map[blob.Digest]bool, error) {
	return digests(ctx, db, texts+objects)
}

// Others is Digests without what repositories hold, and holders says how many
// of them hold what.
func Others(ctx context.Context, db *sqlstore.DB) (found map[blob.Digest]bool, holders map[blob.Digest]int, err error) {
	if found, err = digests(ctx, db, texts); err != nil {
		return nil, nil, err
	}
	holders = map[blob.Digest]int{}
	err = db.Each(ctx, func(r sqlstore.Row) error {
		var text string
		var n int
		if err := r.Scan(&text, &n); err != nil {
			return err
		}
		d, err := blob.ParseDigest(text)
		holders[d] = n
		return err
	}, `SELECT digest, COUNT(*) FROM repo_object GROUP BY digest`)
	if err != nil {
		return nil, nil, fmt.Errorf("find who holds large files: %w", err)
	}
	return found, holders, nil
}

func digests(ctx context.Context, db *sqlstore.DB, query string) (map[blob.Digest]bool, error) {
	found := map[blob.Digest]bool{}
	err := db.Each(ctx, func(r sqlstore.Row) error {
		var text []byte
		if err := r.Scan(&text); err != nil {
			return err
		}
		for _, quoted := range digest.FindAll(text, -1) {
			d, err := blob.ParseDigest(string(quoted[1 : len(quoted)-1]))
			if err != nil {
				return err
			}
			found[d] = true
		}
		return nil
	}, query)
	if err != nil {
		return nil, fmt.Errorf("find the values that are mentioned: %w", err)
	}
	return found, nil
}
