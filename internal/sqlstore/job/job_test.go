package job_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/job/jobtest"
	store "github.com/tenonhub/tenon/internal/sqlstore/job"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		jobtest.Store(t, func(t *testing.T) job.Store { t.Helper(); return store.New(open(t)) })
	})
}
