package job_test

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/job/jobtest"
	"github.com/tenonhub/tenon/internal/sqlstore"
	store "github.com/tenonhub/tenon/internal/sqlstore/job"
)

func TestContract(t *testing.T) {
	t.Parallel()
	jobtest.Store(t, func(t *testing.T) job.Store {
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
		return store.New(db)
	})
}
