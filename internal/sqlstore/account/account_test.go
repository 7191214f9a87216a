package account_test

import (
	"path/filepath"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/account/accounttest"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
)

func open(t *testing.T) account.Store {
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
	return sqlaccount.New(db)
}

func TestStore(t *testing.T) {
	t.Parallel()
	accounttest.Store(t, open)
}
