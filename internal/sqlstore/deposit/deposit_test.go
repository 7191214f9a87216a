package deposit_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/deposit/deposittest"
	sqldeposit "github.com/tenonhub/tenon/internal/sqlstore/deposit"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestDeposits(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		deposittest.Rows(t, func(t *testing.T) deposit.Rows { t.Helper(); return sqldeposit.New(open(t)) })
	})
}
