package discussion_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqldiscussion "github.com/tenonhub/tenon/internal/sqlstore/discussion"
)

// made is a new repository that the holder of a token has opened to propose to it.
func made(t *testing.T, s *apitest.Server, token string) *hub.Handle {
	t.Helper()
	name := ref.Repo{Owner: "lab", Name: "voice"}
	if _, err := s.Hub.Create(s.As(t, s.Ada), hub.Model, name, false); err != nil {
		t.Fatal(err)
	}
	return opened(t, s, token)
}

func opened(t *testing.T, s *apitest.Server, token string) *hub.Handle {
	t.Helper()
	r, err := s.Hub.Open(s.As(t, token), hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, hub.Propose)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func files(content ...string) iter.Seq2[hub.Operation, error] {
	return func(yield func(hub.Operation, error) bool) {
		for i := 0; i < len(content); i += 2 {
			if !yield(hub.Operation{Path: ref.Path(content[i]), Content: []byte(content[i+1])}, nil) {
				return
			}
		}
	}
}

func propose(ctx context.Context, t *testing.T, s *apitest.Server, r *hub.Handle, content ...string) discussion.Discussion {
	t.Helper()
	d, _, err := s.Board.Propose(ctx, r, discussion.Proposal{Message: "A change", Ops: files(content...)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func status(t *testing.T, s *apitest.Server, r *hub.Handle, number int) discussion.Discussion {
	t.Helper()
	d, _, _, err := s.Board.Find(t.Context(), r, number)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOfTwoMergesAtOnceOneWins(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	eve, r := s.As(t, s.Eve), made(t, s, s.Eve)
	for _, c := range []struct{ first, second, want string }{
		{"", "", "is merged already"},
		{"a.txt", "a.txt", "both sides have changed a.txt"},
		{"b.txt", "c.txt", ""},
	} {
		one := propose(eve, t, s, r, c.first+"x", "1")
		two := one
		if c.second != "" {
			one, two = propose(eve, t, s, r, c.first, "1"), propose(eve, t, s, r, c.second, "2")
		}
		var wg sync.WaitGroup
		var failed [2]error
		for i, n := range []int{one.Number, two.Number} {
			wg.Go(func() { failed[i] = s.Board.Merge(s.As(t, s.Bob), opened(t, s, s.Bob), n, "") })
		}
		wg.Wait()
		err := errors.Join(failed[0], failed[1])
		if c.want == "" {
			if err != nil {
				t.Errorf("both should be merged: %v", err)
			}
			continue
		}
		if kind, msg := fault.Of(err); failed[0] != nil && failed[1] != nil || kind != fault.Conflict || !strings.Contains(msg, c.want) {
			t.Errorf("%+v: %v and %v", c, failed[0], failed[1])
		}
	}
}

func TestWhatWasCutOffIsFinishedOrForgotten(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	eve, r := s.As(t, s.Eve), made(t, s, s.Eve)
	bob, writer := s.As(t, s.Bob), opened(t, s, s.Bob)

	// A commit that is refused leaves no number.
	_, _, err := s.Board.Propose(eve, r, discussion.Proposal{Message: "A change", Ops: func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "a", Content: []byte("a")}, nil)
		yield(hub.Operation{}, fault.New(fault.Invalid, "cut off"))
	}})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("a broken commit: %v", err)
	}
	first := propose(eve, t, s, r, "a", "a")
	if first.Number != 1 {
		t.Errorf("the first has the number %d", first.Number)
	}

	// The server was killed after git had merged, and before that was noted.
	head, err := writer.Resolve(bob, hub.Pull(1))
	if err != nil {
		t.Fatal(err)
	}
	c, err := writer.Merge(bob, head.ID, "merged")
	if err != nil {
		t.Fatal(err)
	}
	if kind, msg := fault.Of(s.Board.Merge(bob, writer, 1, "")); kind != fault.Conflict || !strings.Contains(msg, "merged already, as "+string(c.To)) {
		t.Errorf("merged again: %v", msg)
	}
	if d := status(t, s, r, 1); d.Status != discussion.Merged || d.Pull.Merged != c.To {
		t.Errorf("it is %+v, %+v", d, d.Pull)
	}

	// It was killed after a branch was made, and before the pull request was shown.
	db, err := sqlstore.Open(t.Context(), filepath.Join(s.Data, "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n, err := sqldiscussion.New(db).Reserve(t.Context(), r.ID, time.Now())
	if err == nil {
		_, err = r.Propose(eve, n, head.ID, "half", files("b", "b"))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, total, err := s.Board.List(eve, r, discussion.Filter{Limit: 9}); err != nil || total != 1 {
		t.Errorf("%d are seen, %v", total, err)
	}
	if _, err := r.Commit(eve, hub.Pull(n), "", "more", files("c", "c")); !errors.Is(err, hub.ErrNoRevision) {
		t.Errorf("a commit to it: %v", err)
	}
	for _, c := range []struct {
		after time.Duration
		want  error
	}{{time.Hour, nil}, {25 * time.Hour, hub.ErrNoRevision}} {
		if err := s.Board.Tidy(eve, s.Hub, time.Now().Add(c.after)); err != nil {
			t.Error(err)
		}
		if _, err := r.Resolve(eve, hub.Pull(n)); !errors.Is(err, c.want) {
			t.Errorf("its branch after %v: %v, want %v", c.after, err, c.want)
		}
	}
	if d := propose(eve, t, s, r, "b", "b"); d.Number != n {
		t.Errorf("the next has the number %d, want %d", d.Number, n)
	}
}

func large(ctx context.Context, t *testing.T, r *hub.Handle, content string) iter.Seq2[hub.Operation, error] {
	t.Helper()
	p := hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte(content))), Size: int64(len(content))}
	if err := r.Receive(ctx, p, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	return func(yield func(hub.Operation, error) bool) { yield(hub.Operation{Path: "w.bin", Object: &p}, nil) }
}

func TestWhatAPullRequestHasIsCollectedOnlyLongAfterItWasClosed(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	eve, r := s.As(t, s.Eve), made(t, s, s.Eve)
	d, _, err := s.Board.Propose(eve, r, discussion.Proposal{Message: "A change", Ops: large(eve, t, r, "large")})
	if err != nil {
		t.Fatal(err)
	}
	kept := func(now time.Time, want int64) {
		t.Helper()
		if err := s.Board.Tidy(eve, s.Hub, now); err != nil {
			t.Error(err)
		}
		_, err := s.Leftover.Release(eve, time.Now().Add(time.Minute), false)
		if u, e := r.Used(eve); err != nil || e != nil || u.Large != want {
			t.Errorf("it has %d bytes of large files, want %d: %v, %v", u.Large, want, err, e)
		}
	}
	year := time.Now().Add(365 * 24 * time.Hour)
	kept(year, 5)
	for _, to := range []discussion.Status{discussion.Closed, discussion.Open, discussion.Closed} {
		if _, err := s.Board.Move(eve, r, d.Number, to, ""); err != nil {
			t.Fatal(err)
		}
		kept(time.Now().Add(29*24*time.Hour), 5)
	}
	kept(year, 0)
	if _, err := s.Board.Move(eve, r, d.Number, discussion.Open, ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("opened again: %v", err)
	}
	if d := status(t, s, r, d.Number); d.Status != discussion.Closed || !d.Pull.Gone {
		t.Errorf("it is %+v", d)
	}
	if refs, err := r.Refs(eve); err != nil || len(refs) != 1 {
		t.Errorf("refs %v, %v", refs, err)
	}
}

func TestWhatIsProposedFitsIntoTwoQuotas(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	eve, r := s.As(t, s.Eve), made(t, s, s.Eve)
	admin := account.With(t.Context(), account.Keeper("test"))
	quota := func(owner ref.Owner, bytes int64) {
		t.Helper()
		if err := s.Hub.SetQuota(admin, owner, hub.Quota{Bytes: bytes, Repos: -1}); err != nil {
			t.Fatal(err)
		}
	}
	more := func() error {
		p := hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte("large"))), Size: 5}
		_, claimed := r.Claim(eve, p)
		_, _, small := s.Board.Propose(eve, r, discussion.Proposal{Message: "A change", Ops: files("a.txt", "small")})
		return errors.Join(claimed, r.Receive(eve, p, strings.NewReader("large")), small)
	}
	quota("eve", 4)
	if err := more(); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "quota of eve") {
		t.Errorf("over eve's own: %v", err)
	}
	quota("eve", 1<<20)
	quota("lab", 4)
	if err := more(); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "quota of lab") {
		t.Errorf("over the owner's: %v", err)
	}
	if _, total, err := s.Board.List(eve, r, discussion.Filter{Limit: 9}); err != nil || total != 0 {
		t.Errorf("%d were opened, %v", total, err)
	}
	quota("lab", 1<<20)
	if err := more(); err != nil {
		t.Error(err)
	}
}
