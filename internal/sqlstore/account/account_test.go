package account_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/account/accounttest"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		accounttest.Store(t, func(t *testing.T) account.Store { t.Helper(); return sqlaccount.New(open(t)) })
	})
}
