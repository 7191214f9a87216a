package hub_test

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
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

func TestQuotas(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada, admin := s.As(t, s.Ada), account.With(t.Context(), account.Keeper("test"))
	r := made(t, s, "voice")
	upload(ada, t, r, "12345")
	upload(ada, t, r, "12345") // again
	if u, err := r.Used(ada); err != nil || u.Large != 5 || u.Git == 0 {
		t.Errorf("used %+v, %v", u, err)
	}
	if err := s.Hub.SetQuota(ada, "lab", hub.Unlimited); !fault.Is(err, fault.Forbidden) {
		t.Errorf("ada sets her own quota: %v", err)
	}
	if _, _, err := s.Hub.Quota(s.As(t, s.Eve), "lab"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("eve sees lab's quota: %v", err)
	}
	_, used, err := s.Hub.Quota(ada, "LAB")
	if err != nil || used.Repos != 1 || used.Large != 5 {
		t.Fatalf("%+v, %v", used, err)
	}
	if err := s.Hub.SetQuota(admin, "lab", hub.Quota{Bytes: used.Bytes() + 4, Repos: 1}); err != nil {
		t.Fatal(err)
	}
	over := func(what string, err error) {
		t.Helper()
		if kind, msg := fault.Of(err); kind != fault.Exhausted || !strings.Contains(msg, "the quota of lab is used up") {
			t.Errorf("%s: %v", what, err)
		}
	}
	over("a large file", r.Receive(ada, pointer("67890"), strings.NewReader("67890")))
	if held, err := r.Held(ada, pointer("67890").Digest); err != nil || len(held) != 0 {
		t.Errorf("it is held: %v, %v", held, err)
	}
	upload(ada, t, r, "6789", "12345") // to the byte, and what is there already
	_, err = r.Commit(ada, "main", "", "x", func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "a.txt", Content: []byte("x")}, nil)
	})
	over("a commit", err)
	_, err = s.Hub.Create(ada, hub.Dataset, voice, true)
	over("a repository", err)
	if _, err := s.Hub.Create(ada, hub.Model, voice, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("one that is there: %v", err) // who asks for it before an upload goes on
	}
	own := ref.Repo{Owner: "ada", Name: "voice"}
	if _, err := s.Hub.Create(ada, hub.Model, own, true); err != nil {
		t.Fatal(err)
	}
	mine, err := s.Hub.Open(ada, hub.Model, own, hub.Manage)
	if err != nil {
		t.Fatal(err)
	}
	over("a move", mine.Move(ada, ref.Repo{Owner: "lab", Name: "ears"}))
	if err := r.Delete(ada); err != nil {
		t.Fatal(err)
	}
	if _, used, err = s.Hub.Quota(ada, "lab"); err != nil || used != (hub.Usage{}) {
		t.Errorf("after the deletion: %+v, %v", used, err)
	}
	if err := mine.Move(ada, ref.Repo{Owner: "lab", Name: "ears"}); err != nil {
		t.Errorf("when there is room again: %v", err)
	}
	l, err := s.Register.Entries(admin, 0, 100)
	if err != nil || len(l) == 0 {
		t.Fatal(err)
	}
	acts := ""
	for _, e := range l {
		acts += e.Act + " " + e.Subject + "; "
	}
	for _, want := range []string{"quota set lab", "repository delete model lab/voice", "file upload model lab/voice"} {
		if !strings.Contains(acts, want) {
			t.Errorf("the audit log has no %q: %s", want, acts)
		}
	}
}
