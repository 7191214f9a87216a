package order_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/mirror/order"
	"github.com/tenonhub/tenon/internal/mirror/order/ordertest"
	sqlorder "github.com/tenonhub/tenon/internal/sqlstore/order"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		ordertest.Run(t, func(t *testing.T) order.Rows { t.Helper(); return sqlorder.New(open(t)) })
	})
}
