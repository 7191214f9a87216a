package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/sdk"
)

func TestOrdersOfASlowUpstreamHoldUpNoRun(t *testing.T) {
	t.Parallel()
	asked, end := make(chan struct{}, 100), make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-end:
		case <-r.Context().Done():
		}
	}))
	defer slow.Close()
	defer close(end)
	c := config(t)
	c.Mirrors.Upstreams = []app.Upstream{{Name: "slow", URL: slow.URL, Kind: "tenon"}}
	h, _, stop := listen(t, c)
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	const slots = 4 // of a runner
	for i := range slots {
		h.must(t, http.MethodPost, "/api/tenon/v1/mirrors", fmt.Sprintf(`{"upstream":"slow","kind":"model","name":"acme/voice-%d"}`, i))
	}
	for range slots {
		select {
		case <-asked:
		case <-ctx.Done():
			t.Fatal("the orders have not begun")
		}
	}
	client := sdk.New("http://127.0.0.1", h.Token(), h.client)
	run, err := client.Ask(ctx, sdk.Ask{Text: "help me with this"})
	if err != nil {
		t.Fatal(err)
	}
	for run, err = range client.Follow(ctx, run.ID) {
		if err != nil {
			t.Fatalf("while orders wait for their upstream a run is %s: %v", run.State, err)
		}
	}
	if run.State != sdk.Question {
		t.Errorf("it ended as %s", run.State)
	}
}
