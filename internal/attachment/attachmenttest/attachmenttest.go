// Package attachmenttest has the contract of stores of attachments.
package attachmenttest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)

// Opened is an empty store with two repositories, and what makes a comment in one.
type Opened struct {
	Store attachment.Store
	Repos []hub.ID
	Say   func(t *testing.T, repo hub.ID) (said string)
}

// Run checks a store.
func Run(t *testing.T, open func(t *testing.T) Opened) {
	t.Helper()
	for name, f := range map[string]func(*testing.T, Opened){
		"what is added is found": found, "it is found by its bytes": among, "few may wait": few, "a comment takes its own along": dropped, "what no comment has goes": swept,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, open(t))
		})
	}
}

var plenty = attachment.Waiting{Files: 100, Bytes: 1 << 30}

func add(t *testing.T, s attachment.Store, at time.Time) attachment.File {
	t.Helper()
	f := attachment.File{ID: string(hub.NewID()), By: "ann", Media: "image/png", Digest: blob.Digest{1, 2}, Size: 10, At: at}
	if err := s.Add(t.Context(), f, plenty); err != nil {
		t.Fatal(err)
	}
	return f
}

func put(t *testing.T, s attachment.Store, f attachment.File, repo hub.ID, said string) {
	t.Helper()
	if err := s.Put(t.Context(), attachment.Use{File: f.ID, Repo: repo, Said: said, At: f.At}); err != nil {
		t.Fatal(err)
	}
}

func there(t *testing.T, s attachment.Store, what string, f attachment.File, want bool) {
	t.Helper()
	if _, err := s.Find(t.Context(), f.ID); (err == nil) != want || err != nil && !fault.Is(err, fault.NotFound) {
		t.Errorf("%s: %v, want it there: %v", what, err, want)
	}
}

func found(t *testing.T, o Opened) {
	t.Helper()
	f := add(t, o.Store, epoch)
	if got, err := o.Store.Find(t.Context(), f.ID); err != nil || !reflect.DeepEqual(got, f) {
		t.Errorf("found %+v, %v, want %+v", got, err, f)
	}
	there(t, o.Store, "another", attachment.File{ID: string(hub.NewID())}, false)
	if l, err := o.Store.Repos(t.Context(), f.ID); err != nil || len(l) != 0 {
		t.Errorf("before any comment: %v, %v", l, err)
	}
	put(t, o.Store, f, o.Repos[0], "a comment that was not made")
	if l, err := o.Store.Repos(t.Context(), f.ID); err != nil || len(l) != 0 {
		t.Errorf("before the comment is there: %v, %v", l, err)
	}
	said := o.Say(t, o.Repos[0])
	for _, said := range []string{said, said, o.Say(t, o.Repos[0])} {
		put(t, o.Store, f, o.Repos[0], said)
	}
	put(t, o.Store, f, o.Repos[1], o.Say(t, o.Repos[1]))
	l, err := o.Store.Repos(t.Context(), f.ID)
	slices.Sort(l)
	if want := slices.Sorted(slices.Values(o.Repos)); err != nil || !slices.Equal(l, want) {
		t.Errorf("it is in %v, %v, want %v", l, err, want)
	}
}

// among finds the attachments of a repository by their bytes.
func among(t *testing.T, o Opened) {
	t.Helper()
	f := add(t, o.Store, epoch)
	put(t, o.Store, f, o.Repos[0], o.Say(t, o.Repos[0]))
	for _, c := range []struct {
		repo    hub.ID
		digests []blob.Digest
		want    int
	}{{o.Repos[0], []blob.Digest{f.Digest, {9}}, 1}, {o.Repos[0], nil, 0}, {o.Repos[1], []blob.Digest{f.Digest}, 0}} {
		l, err := o.Store.Among(t.Context(), c.repo, c.digests)
		if err != nil || len(l) != c.want || c.want > 0 && l[f.Digest] != f {
			t.Errorf("among %v are %+v, %v", c.digests, l, err)
		}
	}
}

func few(t *testing.T, o Opened) {
	t.Helper()
	try := func(size int64, w attachment.Waiting) error {
		return o.Store.Add(t.Context(), attachment.File{ID: string(hub.NewID()), By: "Ann", Media: "image/png", Size: size, At: epoch}, w)
	}
	first := add(t, o.Store, epoch)
	for name, w := range map[string]attachment.Waiting{"files": {Files: 1, Bytes: 100}, "bytes": {Files: 9, Bytes: 19}} {
		if err := try(10, w); !fault.Is(err, fault.Exhausted) {
			t.Errorf("too many %s: %v", name, err)
		}
	}
	if w, err := o.Store.Waiting(t.Context(), "ANN"); err != nil || w != (attachment.Waiting{Files: 1, Bytes: 10}) {
		t.Errorf("waiting are %+v, %v", w, err)
	}
	put(t, o.Store, first, o.Repos[0], "a")
	if w, err := o.Store.Waiting(t.Context(), "ann"); err != nil || w != (attachment.Waiting{}) {
		t.Errorf("when a comment has it, waiting are %+v, %v", w, err)
	}
	if err := try(10, attachment.Waiting{Files: 1, Bytes: 10}); err != nil {
		t.Errorf("when a comment has the first: %v", err)
	}
}

func dropped(t *testing.T, o Opened) {
	t.Helper()
	one, two := add(t, o.Store, epoch), add(t, o.Store, epoch)
	put(t, o.Store, one, o.Repos[0], "a")
	put(t, o.Store, two, o.Repos[0], "a")
	put(t, o.Store, two, o.Repos[1], o.Say(t, o.Repos[1]))
	if err := o.Store.Drop(t.Context(), o.Repos[0], "a"); err != nil {
		t.Fatal(err)
	}
	there(t, o.Store, "what only that comment had", one, false)
	there(t, o.Store, "what another has too", two, true)
	if l, err := o.Store.Repos(t.Context(), two.ID); err != nil || !slices.Equal(l, o.Repos[1:]) {
		t.Errorf("it is in %v, %v", l, err)
	}
}

func swept(t *testing.T, o Opened) {
	t.Helper()
	old, kept, orphan, fresh := add(t, o.Store, epoch), add(t, o.Store, epoch), add(t, o.Store, epoch), add(t, o.Store, epoch.Add(time.Hour))
	put(t, o.Store, kept, o.Repos[0], o.Say(t, o.Repos[0]))
	put(t, o.Store, orphan, o.Repos[0], "a comment that was not made")
	foreign := attachment.File{ID: string(hub.NewID()), By: "eve", Media: "image/png", Digest: blob.Digest{3}, Size: 10, At: epoch}
	if err := o.Store.Add(t.Context(), foreign, plenty); err != nil {
		t.Fatal(err)
	}
	put(t, o.Store, foreign, o.Repos[0], o.Say(t, o.Repos[0]))
	if l, err := o.Store.Repos(t.Context(), foreign.ID); err != nil || len(l) > 0 {
		t.Errorf("what is put to another's comment is in %v, %v", l, err)
	}
	n, err := o.Store.Sweep(t.Context(), epoch.Add(time.Minute))
	if err != nil || n != 3 {
		t.Errorf("%d went, %v", n, err)
	}
	for what, f := range map[string]attachment.File{"what no comment has": old, "what one has that is not there": orphan, "what another's has": foreign} {
		there(t, o.Store, what, f, false)
	}
	for what, f := range map[string]attachment.File{"what a comment has": kept, "what has just come": fresh} {
		there(t, o.Store, what, f, true)
	}
	if n, err = o.Store.Sweep(t.Context(), epoch.Add(2*time.Hour)); err != nil || n != 1 {
		t.Error(fmt.Sprint(n, " went later, ", err))
	}
}
