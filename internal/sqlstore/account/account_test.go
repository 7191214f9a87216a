package account_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/account/accounttest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		accounttest.Store(t, func(t *testing.T) account.Store { t.Helper(); return sqlaccount.New(open(t)) })
	})
}

func TestTheNameOfTheOwnerOfAMirrorIsTaken(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		db := open(t)
		s, repos := sqlaccount.New(db), sqlhub.New(db)
		mirrored := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "Acme", Name: "voice"}, Upstream: "up", Private: true}
		own := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "gone", Name: "voice"}}
		if err := errors.Join(repos.Add(t.Context(), mirrored), repos.Add(t.Context(), own), s.AddUser(t.Context(), account.User{Name: "ann"}, account.Identity{}, account.Entry{})); err != nil {
			t.Fatal(err)
		}
		_, missing := s.Owner(t.Context(), "acme")
		if !fault.Is(missing, fault.NotFound) {
			t.Fatal(missing)
		}
		for what, err := range map[string]error{
			"an organisation": s.AddOrg(t.Context(), account.Org{Name: "acme"}, "ann", account.Entry{}),
			"a user":          s.AddUser(t.Context(), account.User{Name: "ACME"}, account.Identity{}, account.Entry{}),
		} {
			if _, msg := fault.Of(err); !fault.Is(err, fault.Conflict) || !strings.Contains(msg, "model Acme/voice from the upstream up") || !strings.Contains(msg, "choose another") {
				t.Errorf("%s takes the name: %v", what, err)
			}
		}
		if err := s.AddOrg(t.Context(), account.Org{Name: "gone"}, "ann", account.Entry{}); err != nil {
			t.Errorf("a name with a repository that is no mirror: %v", err)
		}
		if err := repos.Delete(t.Context(), mirrored.ID, time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := s.AddOrg(t.Context(), account.Org{Name: "acme"}, "ann", account.Entry{}); err != nil {
			t.Errorf("after the mirror was deleted: %v", err)
		}
	})
}
