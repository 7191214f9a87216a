package limit_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/limit"
	"github.com/tenonhub/tenon/internal/limit/limittest"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	sqllimit "github.com/tenonhub/tenon/internal/sqlstore/limit"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		db := open(t)
		log := sqlaccount.New(db)
		limittest.Rows(t, sqllimit.New(db, log.Noted))
		l, err := log.Entries(t.Context(), 0, 100)
		if err != nil || len(l) != 9 || l[0].Act != "limit set" { // what was refused has no line
			t.Errorf("%d lines in the audit log, %v", len(l), err)
		}
	})
}

// What cannot be noted is not done.
func TestALimitAndItsLineAreOne(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		db := open(t)
		s := sqllimit.New(db, sqlaccount.New(db).Noted)
		if err := db.Write(t.Context(), func(tx *sqlstore.Tx) error { _, err := tx.Exec(t.Context(), `DROP TABLE audit`); return err }); err != nil {
			t.Fatal(err)
		}
		to := func(limit.Limits) (limit.Limits, error) { return limit.Limits{Requests: 1}, nil }
		if err := s.Change(t.Context(), "ann", to, func(limit.Limits) account.Entry { return account.Entry{} }); err == nil {
			t.Error("there is no log")
		}
		if l, err := s.Limits(t.Context()); err != nil || len(l) != 0 {
			t.Errorf("%v, %v", l, err)
		}
	})
}
