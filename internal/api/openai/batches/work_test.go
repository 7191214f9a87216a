package batches

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/api/later"
	"github.com/tenonhub/tenon/internal/job"
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

func TestABatchEndsWithItsDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		k := Worker{until: began.Add(window), late: &atomic.Bool{}, Serve: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(http.StatusTooManyRequests)
		})}
		a, err := k.reply(t.Context(), order{Base: "http://here"}, line{CustomID: "a", URL: "/v1/embeddings"})
		if err != nil || a.Error == nil || a.Error.Code != "batch_expired" || a.CustomID != "a" || !k.late.Load() || time.Since(began) != 24*time.Hour {
			t.Errorf("%+v after %v, %v", a, time.Since(began), err)
		}
		b, err := Desk{}.shown(t.Context(), job.Job{ID: "batch_1", State: job.Done, Payload: []byte(`{}`), Result: []byte(`{"expired":true,"failed":1}`)})
		if err != nil || b.Status != "expired" || b.Expired == 0 || b.Completed != 0 || b.Counts.Failed != 1 {
			t.Errorf("%+v, %v", b, err)
		}
	})
}
