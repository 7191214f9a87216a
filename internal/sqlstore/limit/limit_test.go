package limit_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/limit/limittest"
	sqllimit "github.com/tenonhub/tenon/internal/sqlstore/limit"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		limittest.Rows(t, sqllimit.New(open(t)))
	})
}
