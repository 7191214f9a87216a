package files_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/openai/files"
	"github.com/tenonhub/tenon/internal/deposit"
	sqldeposit "github.com/tenonhub/tenon/internal/sqlstore/deposit"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestAPageIsOfOnePurpose(t *testing.T) {
	t.Parallel()
	rows := sqldeposit.New(sqlstoretest.At(t, sqlstoretest.File(t)))
	for i, f := range []struct{ id, purpose string }{{"a", "batch"}, {"b", "vision"}, {"oss://x/c", "batch"}, {"d", "vision"}, {"e", "batch"}} {
		it := deposit.Item{ID: f.id, Kind: deposit.OfFile, Body: fmt.Appendf(nil, `{"id":%q,"purpose":%q}`, f.id, f.purpose), Created: time.Unix(int64(i), 0)}
		if err := rows.Add(t.Context(), it); err != nil {
			t.Fatal(err)
		}
	}
	d := files.Desk{Deposits: deposit.Desk{Rows: rows}, Fail: func(_ http.ResponseWriter, _ *http.Request, err error) { t.Error(err) }}
	for query, want := range map[string]string{
		"":                              "[e d b a] false",
		"limit=4":                       "[e d b a] false",
		"limit=3":                       "[e d b] true",
		"purpose=batch&limit=1":         "[e] true",
		"purpose=batch&limit=2":         "[e a] false",
		"purpose=vision&after=d":        "[b] false",
		"purpose=batch&order=asc&limit": "[a e] false",
	} {
		w := httptest.NewRecorder()
		d.List(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/files?"+query, http.NoBody))
		var l struct {
			Data []struct {
				ID string `json:"id"`
			} `json:"data"`
			More bool `json:"has_more"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, f := range l.Data {
			ids = append(ids, f.ID)
		}
		if got := fmt.Sprint(ids, l.More); got != want {
			t.Errorf("%q lists %s, want %s", query, got, want)
		}
	}
}
