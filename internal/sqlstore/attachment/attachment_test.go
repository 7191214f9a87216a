package attachment_test

import (
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/attachment/attachmenttest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlattachment "github.com/tenonhub/tenon/internal/sqlstore/attachment"
	sqldiscussion "github.com/tenonhub/tenon/internal/sqlstore/discussion"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	"github.com/tenonhub/tenon/internal/sqlstore/mention"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func repo(t *testing.T, db *sqlstore.DB, name string) hub.ID {
	t.Helper()
	r := hub.Repo{ID: hub.NewID(), Kind: hub.Model, Name: ref.Repo{Owner: "lab", Name: name}}
	if err := sqlhub.New(db).Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func say(db *sqlstore.DB) func(t *testing.T, repo hub.ID) string {
	return func(t *testing.T, repo hub.ID) string {
		t.Helper()
		e := discussion.Event{ID: string(hub.NewID()), Kind: discussion.Comment, Author: "ann", Text: "said"}
		if _, err := sqldiscussion.New(db).Add(t.Context(), discussion.Discussion{Repo: repo, Title: "a title", Author: "ann", Status: discussion.Open}, e); err != nil {
			t.Fatal(err)
		}
		return e.ID
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, func(t *testing.T, open sqlstoretest.Open) {
		t.Helper()
		attachmenttest.Run(t, func(t *testing.T) attachmenttest.Opened {
			t.Helper()
			db := open(t)
			return attachmenttest.Opened{Store: sqlattachment.New(db), Repos: []hub.ID{repo(t, db, "voice"), repo(t, db, "other")}, Say: say(db)}
		})
	})
}

// What a comment has attached stays when the repository's files need it no more,
// and goes with the repository.
func TestAnAttachmentIsKeptAsLongAsItsComment(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, anAttachmentIsKeptAsLongAsItsComment)
}

func anAttachmentIsKeptAsLongAsItsComment(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	s, repos, id := sqlattachment.New(db), sqlhub.New(db), repo(t, db, "voice")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	f := attachment.File{ID: string(hub.NewID()), By: "ann", Media: "image/png", Digest: blob.Digest{7}, Size: 5, At: time.Now().Add(-time.Hour)}
	must(s.Add(t.Context(), f, attachment.Waiting{Files: 1, Bytes: 5}))
	mentioned := func(want bool) {
		t.Helper()
		all, err := mention.Digests(t.Context(), db)
		if err != nil || all[f.Digest] != want {
			t.Errorf("the bytes are needed: %v, %v", all[f.Digest], err)
		}
	}
	mentioned(true)
	must(repos.Hold(t.Context(), id, []hub.Pointer{{Digest: f.Digest, Size: f.Size}, {Digest: blob.Digest{8}, Size: 1}}))
	must(s.Put(t.Context(), attachment.Use{File: f.ID, Repo: id, Said: say(db)(t, id), At: f.At}))
	old, err := repos.Old(t.Context(), id, time.Now().Add(time.Hour))
	if err != nil || len(old) != 1 || old[0].Digest != (blob.Digest{8}) {
		t.Errorf("the repository may no longer need %v, %v", old, err)
	}
	must(repos.Release(t.Context(), id, []blob.Digest{f.Digest, {8}}, time.Now().Add(time.Hour))) // as a purge does
	if held, err := repos.Held(t.Context(), id, []blob.Digest{f.Digest, {8}}); err != nil || len(held) != 1 || held[f.Digest].Size != f.Size {
		t.Errorf("after a purge the repository holds %v, %v", held, err)
	}
	must(repos.Delete(t.Context(), id, time.Now()))
	must(repos.Forget(t.Context(), id))
	if n, err := s.Sweep(t.Context(), time.Now()); err != nil || n != 1 {
		t.Errorf("%d went with the repository, %v", n, err)
	}
	if _, err := s.Find(t.Context(), f.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("found: %v", err)
	}
	mentioned(false)
}
