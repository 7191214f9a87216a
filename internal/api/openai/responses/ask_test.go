package responses_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/openai/responses"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/fault"
	sqldeposit "github.com/tenonhub/tenon/internal/sqlstore/deposit"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Two responses with a picture each, which one request may have, are too much together.
func TestAChainOfLargeResponsesIsRefused(t *testing.T) {
	t.Parallel()
	kept := deposit.Desk{Rows: sqldeposit.New(sqlstoretest.At(t, sqlstoretest.File(t)))}
	picture := "data:image/png;base64," + strings.Repeat("A", 33<<20)
	before := ""
	for i := range 2 {
		id := fmt.Sprintf("resp_%d", i)
		k := struct {
			Response openai.Response `json:"response"`
			Input    []openai.Item   `json:"input"`
		}{openai.Response{ID: id}, []openai.Item{{Type: "message", Role: openai.User, Content: openai.Parts{{Type: "input_image", ImageURL: picture}}}}}
		if before != "" {
			k.Response.Previous = &before
		}
		if err := kept.Save(t.Context(), deposit.OfResponse, id, k, time.Time{}); err != nil {
			t.Fatal(err)
		}
		before = id
	}
	var got error
	d := responses.Desk{Deposits: kept, Fail: func(_ http.ResponseWriter, _ *http.Request, err error) { got = err }}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/responses", bytes.NewReader([]byte(`{"model":"lab/chat-1","input":"and?","previous_response_id":"resp_1"}`)))
	d.Create(httptest.NewRecorder(), r)
	if !fault.Is(got, fault.TooLarge) || !strings.Contains(got.Error(), "resp_0") {
		t.Errorf("it is told %v", got)
	}
}
