package deployment_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/deployment"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	sqldeployment "github.com/tenonhub/tenon/internal/sqlstore/deployment"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestDeployments(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		db := open(t)
		log := sqlaccount.New(db)
		s := sqldeployment.New(db, log.Noted)
		at := time.Now().UTC().Truncate(time.Microsecond)
		one := deployment.Deployment{Name: "Parrot-a", Repo: "0123456789abcdef01234567", Model: ref.Model{Owner: "admin", Name: "Parrot"}, Capacity: 1, Creator: "admin", Modifier: "admin", Created: at, Modified: at}
		two := one
		two.Name, two.Repo, two.Created = "owl-1", "", at.Add(-time.Second) // of before that was known
		for _, d := range []deployment.Deployment{one, two} {
			if err := s.Add(t.Context(), d, account.Entry{Act: "model deploy"}); err != nil {
				t.Fatal(err)
			}
		}
		same := one
		same.Name = "PARROT-A"
		if err := s.Add(t.Context(), same, account.Entry{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a name that is taken: %v", err)
		}
		same.Capacity, same.Modifier, same.Modified = 3, "ann", at.Add(time.Minute)
		if err := s.Scale(t.Context(), same, account.Entry{Act: "model scale"}); err != nil {
			t.Error(err)
		}
		one.Capacity, one.Modifier, one.Modified = same.Capacity, same.Modifier, same.Modified
		for _, name := range []string{"OWL-1", "parrot-a"} { // which has one
			if err := s.Bind(t.Context(), name, "89abcdef0123456701234567"); err != nil {
				t.Error(err)
			}
		}
		two.Repo = "89abcdef0123456701234567"
		if l, err := s.Deployments(t.Context()); err != nil || !slices.Equal(l, []deployment.Deployment{two, one}) {
			t.Errorf("%+v, %v", l, err)
		}
		if err := s.Remove(t.Context(), "OWL-1", account.Entry{Act: "model withdraw"}); err != nil {
			t.Error(err)
		}
		if err := s.Remove(t.Context(), "owl-1", account.Entry{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("what is gone, again: %v", err)
		}
		if err := s.Scale(t.Context(), two, account.Entry{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("what is gone: %v", err)
		}
		l, err := log.Entries(t.Context(), 0, 100)
		if err != nil || len(l) != 4 || l[0].Act != "model withdraw" { // what was refused has no line
			t.Errorf("%+v, %v", l, err)
		}
	})
}
