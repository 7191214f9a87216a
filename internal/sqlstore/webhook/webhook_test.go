package webhook_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
	sqlwebhook "github.com/tenonhub/tenon/internal/sqlstore/webhook"
	"github.com/tenonhub/tenon/internal/webhook/webhooktest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		webhooktest.Run(t, func(t *testing.T) (webhooktest.Store, hub.ID) {
			t.Helper()
			db, id := open(t), hub.NewID()
			if err := sqlhub.New(db).Add(t.Context(), hub.Repo{ID: id, Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: "voice"}}); err != nil {
				t.Fatal(err)
			}
			return sqlwebhook.New(db), id
		})
	})
}
