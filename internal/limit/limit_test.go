package limit_test

import (
	"context"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/limit"
	"github.com/tenonhub/tenon/internal/limit/limittest"
	"github.com/tenonhub/tenon/internal/ref"
)

// rows keeps limits in memory.
type rows struct {
	mu  sync.Mutex
	set map[string]limit.Limits
}

func (r *rows) Limits(context.Context) (map[string]limit.Limits, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Collect(maps.All(r.set)), nil
}

func (r *rows) Change(_ context.Context, user string, change func(limit.Limits) (limit.Limits, error), _ func(limit.Limits) account.Entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.set[user]
	if !ok {
		l = limit.Nothing
	}
	l, err := change(l)
	if err != nil {
		return err
	}
	if r.set[user] = l; l == limit.Nothing {
		delete(r.set, user)
	}
	return nil
}

// set sets the limits of a user.
func set(ctx context.Context, b *limit.Book, user string, l limit.Limits) error {
	return b.Change(ctx, user, func(limit.Limits) limit.Limits { return l }, func(limit.Limits) account.Entry { return account.Entry{} })
}

func newRows() *rows { return &rows{set: map[string]limit.Limits{}} }

func TestRows(t *testing.T) {
	t.Parallel()
	limittest.Rows(t, newRows())
}

func as(ctx context.Context, user string) context.Context {
	return account.With(ctx, account.Actor{User: ref.Owner(user), Admin: user == "admin"})
}

func TestRequestsOfAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := limit.New(newRows(), limit.Options{Usual: limit.Limits{Requests: 60}})
		ann := as(t.Context(), "Ann")
		for i := range 60 {
			if s, err := b.Request(ann); err != nil || s.Requests != (limit.Gauge{Limit: 60, Left: int64(59 - i), Reset: time.Duration(i+1) * time.Second}) || s.Tokens.Limit != 0 {
				t.Fatalf("request %d: %+v, %v", i, s, err)
			}
		}
		s, err := b.Request(ann)
		if kind, msg := fault.Of(err); kind != fault.Exhausted || !strings.Contains(msg, "60 requests in a minute") || fault.After(err) != time.Second || s.Requests.Left != 0 {
			t.Errorf("one more: %+v, %v after %v", s, err, fault.After(err))
		}
		for _, other := range []string{"bob", "admin"} { // another's are its own, and administrators have no limit
			if _, err := b.Request(as(t.Context(), other)); err != nil {
				t.Errorf("%s: %v", other, err)
			}
		}
		if _, err := b.Request(t.Context()); err != nil {
			t.Errorf("nobody: %v", err)
		}
		<-time.After(fault.After(err))
		if _, err := b.Request(ann); err != nil {
			t.Errorf("when it was told to come again: %v", err)
		}
	})
}

func TestTokensAreCountedWhenTheyAreUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := limit.New(newRows(), limit.Options{Usual: limit.Limits{Tokens: 600}})
		ann := as(t.Context(), "ann")
		leave, err := b.Enter(ann)
		if err != nil {
			t.Fatal(err)
		}
		leave(900) // more than there were
		if s, err := b.Request(ann); fault.After(err) != 30*time.Second+100*time.Millisecond || s.Tokens != (limit.Gauge{Limit: 600, Reset: 90 * time.Second}) {
			t.Errorf("a request: %+v, %v after %v", s, err, fault.After(err))
		}
		if _, err := b.Enter(ann); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "600 tokens") {
			t.Errorf("a call by another road: %v", err)
		}
		<-time.After(31 * time.Second)
		if s, err := b.Request(ann); err != nil || s.Tokens.Left != 10 {
			t.Errorf("later: %+v, %v", s, err)
		}
	})
}

func TestCallsAtOnceWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := limit.New(newRows(), limit.Options{Usual: limit.Limits{Concurrent: 1}, Patience: time.Minute})
		ann := as(t.Context(), "ann")
		leave, err := b.Enter(ann)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Enter(as(t.Context(), "bob")); err != nil {
			t.Errorf("another: %v", err)
		}
		entered := make(chan error, 1)
		go func() {
			_, err := b.Enter(ann)
			entered <- err
		}()
		synctest.Wait()
		select {
		case err := <-entered:
			t.Fatalf("a second did not wait: %v", err)
		default:
		}
		leave(0)
		if err := <-entered; err != nil {
			t.Error(err)
		}
		if _, err := b.Enter(ann); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "1m0s") {
			t.Errorf("one that waits too long: %v", err)
		}
	})
}

func TestLimitsOfOneUser(t *testing.T) {
	t.Parallel()
	b := limit.New(newRows(), limit.Options{Usual: limit.Limits{Requests: 10, Tokens: 20, Concurrent: 30}})
	if err := set(t.Context(), b, "ann", limit.Limits{Requests: 0, Tokens: limit.Usual, Concurrent: 3}); err != nil {
		t.Fatal(err)
	}
	if err := set(t.Context(), b, "admin", limit.Limits{Requests: 5, Tokens: limit.Usual, Concurrent: limit.Usual}); err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]limit.Limits{
		"ann": {Requests: 0, Tokens: 20, Concurrent: 3}, "bob": {Requests: 10, Tokens: 20, Concurrent: 30}, "admin": {Requests: 5},
	} {
		if got, err := b.Of(t.Context(), account.From(as(t.Context(), user))); err != nil || got != want {
			t.Errorf("%s has %+v, %v", user, got, err)
		}
	}
	if err := set(t.Context(), b, "ann", limit.Limits{Requests: -2}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a limit below that: %v", err)
	}
}

func TestALimitThatIsSetBeginsFull(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRows()
		b := limit.New(r, limit.Options{Usual: limit.Limits{Concurrent: 4}})
		ann := as(t.Context(), "ann")
		for range 1000 {
			if _, err := b.Request(ann); err != nil {
				t.Fatal(err)
			}
			leave, err := b.Enter(ann)
			if err != nil {
				t.Fatal(err)
			}
			leave(1000)
			<-time.After(time.Millisecond)
		}
		if err := set(t.Context(), b, "ann", limit.Limits{Requests: 60, Tokens: 1000}); err != nil {
			t.Fatal(err)
		}
		if s, err := b.Request(ann); err != nil || s.Requests.Left != 59 || s.Tokens.Left != 1000 {
			t.Errorf("the first request under a limit: %+v, %v", s, err)
		}
	})
}

func TestNobodyIsLockedOutForLongerThanAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := limit.New(newRows(), limit.Options{Usual: limit.Limits{Tokens: 600}})
		ann := as(t.Context(), "ann")
		leave, err := b.Enter(ann)
		if err != nil {
			t.Fatal(err)
		}
		leave(1 << 40)
		if _, err := b.Request(ann); fault.After(err) < 59*time.Minute || fault.After(err) > 61*time.Minute {
			t.Errorf("%v after %v", err, fault.After(err))
		}
	})
}

func TestThoseWhoWaitAreAskedAgainForTokens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := limit.New(newRows(), limit.Options{Usual: limit.Limits{Tokens: 100, Concurrent: 1}})
		ann := as(t.Context(), "ann")
		var wg sync.WaitGroup
		var ran, refused atomic.Int64
		for range 50 {
			wg.Go(func() {
				leave, err := b.Enter(ann)
				if err != nil {
					refused.Add(1)
					return
				}
				ran.Add(1)
				<-time.After(time.Millisecond)
				leave(100)
			})
		}
		wg.Wait()
		if ran.Load() != 1 || refused.Load() != 49 || b.Refused()["tokens"]() != 49 {
			t.Errorf("%d calls of 100 tokens ran, %d did not", ran.Load(), refused.Load())
		}
	})
}
