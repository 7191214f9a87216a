package mirror_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/mirror/mirrortest"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/mirror"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		mirrortest.Run(t, func(t *testing.T) mirrortest.Store {
			t.Helper()
			db := open(t)
			table := sqlhub.New(db)
			return mirrortest.Store{Rows: mirror.New(db), Repos: table, Objects: table}
		})
	})
}
