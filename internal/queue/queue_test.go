package queue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/queue"
	"github.com/tenonhub/tenon/internal/trace"
)

// must enters a line that has a free slot.
func must(t *testing.T, l *queue.Line, who string) (leave func()) {
	t.Helper()
	leave, err := l.Enter(t.Context(), queue.Ask{Who: who, What: "a slot"})
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

func TestWhoHasManyCallsWaitingGetsNoMoreThanItsTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := queue.New(1)
		leave := must(t, l, "first")
		var mu sync.Mutex
		var served []string
		places := map[string]int{}
		for _, who := range []string{"ann 1", "ann 2", "ann 3", "bob 1", "bob 2", "eve 1"} {
			go func() {
				name, _, _ := strings.Cut(who, " ")
				ctx := trace.Waiting(t.Context(), func(place int) {
					mu.Lock()
					defer mu.Unlock()
					places[who] = max(places[who], place)
				})
				leave, err := l.Enter(ctx, queue.Ask{Who: name, What: "a slot"})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				served = append(served, who)
				mu.Unlock()
				leave()
			}()
			synctest.Wait()
		}
		<-time.After(2 * time.Second) // the places are told anew
		synctest.Wait()
		mu.Lock()
		got := fmt.Sprint(places)
		mu.Unlock()
		if got != "map[ann 1:1 ann 2:4 ann 3:6 bob 1:2 bob 2:5 eve 1:3]" {
			t.Errorf("the places are %s", got)
		}
		leave()
		synctest.Wait()
		if want := []string{"ann 1", "bob 1", "eve 1", "ann 2", "bob 2", "ann 3"}; !slices.Equal(served, want) {
			t.Errorf("served %v, want %v", served, want)
		}
		if !l.Idle() {
			t.Error("a slot was not given back")
		}
	})
}

func TestWhoLeavesOrWaitsTooLongGivesUpItsPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := queue.New(1)
		leave := must(t, l, "first")
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() {
			_, err := l.Enter(ctx, queue.Ask{Who: "ann", What: "a slot"})
			left <- err
		}()
		synctest.Wait()
		began := time.Now()
		_, err := l.Enter(t.Context(), queue.Ask{Who: "bob", What: "a slot", Patience: 5 * time.Second})
		if !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "still number 2") || time.Since(began) != 5*time.Second || fault.After(err) != 5*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		cancel()
		if err := <-left; !fault.Is(err, fault.Canceled) {
			t.Errorf("who left: %v", err)
		}
		leave()
		leave() // once more frees nobody else's slot
		second := must(t, l, "eve")
		if _, err := l.Enter(t.Context(), queue.Ask{Who: "bob", What: "a slot", Patience: time.Second}); !fault.Is(err, fault.Exhausted) {
			t.Errorf("a slot was given back twice: %v", err)
		}
		second()
	})
}

func TestALineThatGrowsLetsThoseInWhoWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := queue.New(1)
		defer must(t, l, "first")()
		var in atomic.Int64
		for range 3 {
			go func() {
				if leave, err := l.Enter(t.Context(), queue.Ask{Who: "ann", What: "a slot"}); err == nil {
					in.Add(1)
					defer leave()
				}
				<-t.Context().Done()
			}()
		}
		synctest.Wait()
		for _, c := range []struct{ slots, in int }{{1, 0}, {3, 2}, {0, 3}} { // beside the first
			l.Resize(c.slots)
			synctest.Wait()
			if got := in.Load(); got != int64(c.in) {
				t.Errorf("%d are in beside the first of %d slots", got, c.slots)
			}
		}
	})
}

// Each look at a place reads the whole line: those far behind look seldom.
func TestALongLineLooksSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := queue.New(1)
		defer must(t, l, "first")()
		ctx, stop := context.WithCancel(t.Context())
		var looks, last atomic.Int64
		var wg sync.WaitGroup
		for i := range 2000 {
			wg.Go(func() {
				ctx := trace.Waiting(ctx, func(place int) {
					if looks.Add(1); place == 1 {
						last.Add(1)
					}
				})
				if _, err := l.Enter(ctx, queue.Ask{Who: fmt.Sprint(i), What: "a slot"}); !fault.Is(err, fault.Canceled) {
					t.Errorf("it went in: %v", err)
				}
			})
			synctest.Wait()
		}
		looks.Store(0)
		last.Store(0)
		<-time.After(20 * time.Second)
		if n := looks.Load(); n > 10_000 || last.Load() < 19 {
			t.Errorf("they looked %d times in 20 seconds, the next %d times", n, last.Load())
		}
		stop()
		wg.Wait()
	})
}
