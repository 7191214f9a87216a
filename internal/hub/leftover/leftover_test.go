package leftover_test

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

func made(t *testing.T, s *apitest.Server, name string) *hub.Handle {
	t.Helper()
	ada := s.As(t, s.Ada)
	n := ref.Repo{Owner: "lab", Name: name}
	if _, err := s.Hub.Create(ada, hub.Model, n, true); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, n, hub.Manage)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func pointer(content string) hub.Pointer {
	return hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte(content))), Size: int64(len(content))}
}

func upload(ctx context.Context, t *testing.T, r *hub.Handle, contents ...string) {
	t.Helper()
	for _, c := range contents {
		if err := r.Receive(ctx, pointer(c), strings.NewReader(c)); err != nil {
			t.Fatal(err)
		}
	}
}

func commit(ctx context.Context, t *testing.T, r *hub.Handle, branch ref.Rev, files map[ref.Path]string) {
	t.Helper()
	_, err := r.Commit(ctx, branch, "", "x", func(yield func(hub.Operation, error) bool) {
		for path, content := range files {
			op := hub.Operation{Path: path}
			if content == "" {
				op.Action = hub.Delete
			} else {
				p := pointer(content)
				op.Object = &p
			}
			if !yield(op, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyWhatNoRefLeadsToIsReleased(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	r, other, doomed := made(t, s, "voice"), made(t, s, "other"), made(t, s, "doomed")
	upload(ada, t, r, "current", "old", "branch", "tagged", "pulled", "never named")
	upload(ada, t, other, "never named")
	upload(ada, t, doomed, "doomed")
	commit(ada, t, r, "main", map[ref.Path]string{"a.bin": "old"})
	commit(ada, t, r, "main", map[ref.Path]string{"a.bin": "current"})
	commit(ada, t, other, "main", map[ref.Path]string{"a.bin": "never named"})
	commit(ada, t, doomed, "main", map[ref.Path]string{"a.bin": "doomed"})
	if _, err := s.Board.OpenPull(ada, r, "A change", "proposed"); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[ref.Rev]string{"refs/heads/dev": "branch", "refs/heads/tmp": "tagged", "refs/pr/1": "pulled"} {
		if !hub.IsPull(name) {
			if err := r.MakeRef(ada, name, hub.Main); err != nil {
				t.Fatal(err)
			}
		}
		commit(ada, t, r, name, map[ref.Path]string{"x.bin": content})
	}
	if err := r.MakeRef(ada, "refs/tags/v1", "tmp"); err != nil {
		t.Fatal(err)
	}
	if err := r.RemoveRef(ada, "refs/heads/tmp"); err != nil {
		t.Fatal(err)
	}
	if err := doomed.Delete(ada); err != nil {
		t.Fatal(err)
	}

	if done, err := s.Leftover.Release(ada, time.Now().Add(-time.Hour), false); err != nil || done.Objects != 0 {
		t.Errorf("within the grace period: %+v, %v", done, err)
	}
	later := time.Now().Add(time.Second)
	for _, dry := range []bool{true, false} {
		done, err := s.Leftover.Release(ada, later, dry)
		if err != nil || done.Objects != 1 || done.Bytes != int64(len("never named")) || done.Gone[pointer("never named").Digest] != 1 || done.Repos != 3 {
			t.Errorf("dry %v: %+v, %v", dry, done, err)
		}
	}
	for _, content := range []string{"current", "old", "branch", "tagged", "pulled"} {
		if held, err := r.Held(ada, pointer(content).Digest); err != nil || len(held) != 1 {
			t.Errorf("%s was taken: %v, %v", content, held, err)
		}
	}
	if held, err := other.Held(ada, pointer("never named").Digest); err != nil || len(held) != 1 {
		t.Errorf("it was taken from another: %v", err)
	}
	if u, err := r.Used(ada); err != nil || u.Large != int64(len("current"+"old"+"branch"+"tagged"+"pulled")) {
		t.Errorf("used %+v, %v", u, err)
	}
	if _, err := r.Commit(ada, "main", "", "x", func(yield func(hub.Operation, error) bool) {
		p := pointer("never named")
		yield(hub.Operation{Path: "n.bin", Object: &p}, nil)
	}); err != nil {
		t.Errorf("what another repository still holds, which ada can read, cannot be named: %v", err)
	}
}

// A client that is told that it need not send a file has time to name it.
func TestWhatIsInFlightIsNotReleased(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	r := made(t, s, "voice")
	upload(ada, t, r, "slow")
	asked := time.Now()
	if held, err := r.Claim(ada, pointer("slow")); err != nil || len(held) != 1 {
		t.Fatal(held, err)
	}
	if done, err := s.Leftover.Release(ada, asked.Add(-time.Second), false); err != nil || done.Objects != 0 {
		t.Errorf("%+v, %v", done, err)
	}
	commit(ada, t, r, "main", map[ref.Path]string{"a.bin": "slow"})
	if done, err := s.Leftover.Release(ada, time.Now().Add(time.Hour), false); err != nil || done.Objects != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestFoldersThatNobodyLooksIntoAreReadFromGitAgain(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	r := made(t, s, "voice")
	upload(ada, t, r, "content")
	commit(ada, t, r, "main", map[ref.Path]string{"a/b/c.bin": "content"})
	head, err := r.Resolve(ada, hub.Main)
	if err != nil {
		t.Fatal(err)
	}
	look := func() {
		t.Helper()
		if l, err := r.List(ada, head, "", true, "", 10); err != nil || len(l) == 0 || l[len(l)-1].Object == nil {
			t.Errorf("the folders have %v, %v", l, err)
		}
	}
	look()
	now := time.Now()
	if n, err := s.Leftover.Forget(ada, now.Add(6*24*time.Hour), false); err != nil || n != 0 {
		t.Errorf("within a week: %d, %v", n, err)
	}
	for _, dry := range []bool{true, false} {
		if n, err := s.Leftover.Forget(ada, now.Add(9*24*time.Hour), dry); err != nil || n < 3 {
			t.Errorf("dry %v: %d, %v", dry, n, err)
		}
	}
	if n, err := s.Leftover.Forget(ada, now.Add(9*24*time.Hour), true); err != nil || n != 0 {
		t.Errorf("still kept: %d, %v", n, err)
	}
	look()
}
