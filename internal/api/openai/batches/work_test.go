package batches

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/api/later"
)

func TestWhatPassesIsAskedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, times int // what is answered how often before it goes well
		want, calls   int
		lasts         time.Duration
	}{
		{http.StatusTooManyRequests, 3, http.StatusOK, 4, 7 * time.Second},
		{http.StatusServiceUnavailable, 100, http.StatusServiceUnavailable, 7, 63 * time.Second},
		{http.StatusBadRequest, 100, http.StatusBadRequest, 1, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			calls, began := 0, time.Now()
			k := Worker{Serve: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if calls++; calls <= c.times {
					w.WriteHeader(c.status)
				}
			})}
			a, err := k.ask(t.Context(), later.Request{Base: "http://here", Path: "/v1/embeddings"})
			if err != nil || a.Status != c.want || calls != c.calls || time.Since(began) != c.lasts {
				t.Errorf("%d: %d after %d calls and %v, %v", c.status, a.Status, calls, time.Since(began), err)
			}
			ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
			defer stop()
			calls = 0
			if _, err := k.ask(ctx, later.Request{Base: "http://here", Path: "/v1/embeddings"}); c.calls > 1 && err == nil {
				t.Errorf("%d: it waits on when nobody wants the answer any more", c.status)
			}
		})
	}
}
