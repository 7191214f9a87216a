package mirror_test

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/mirror/mirrortest"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/mirror"
)

func TestContract(t *testing.T) {
	t.Parallel()
	mirrortest.Run(t, func(t *testing.T) mirrortest.Store {
		t.Helper()
		db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		table := sqlhub.New(db)
		return mirrortest.Store{Rows: mirror.New(db), Repos: table, Objects: table}
	})
}
