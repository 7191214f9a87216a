package hub_test

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/hubtest"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/hub"
)

func TestContract(t *testing.T) {
	t.Parallel()
	hubtest.Run(t, func(t *testing.T) hubtest.Store {
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
		return hub.New(db)
	})
}
