// Package discussiontest has the contract of stores of discussions.
package discussiontest

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// Run checks a store: open makes an empty one, and two repositories in it.
func Run(t *testing.T, open func(t *testing.T) (discussion.Store, []hub.ID)) {
	t.Helper()
	for name, f := range map[string]func(*testing.T, discussion.Store, []hub.ID){
		"what is added is found": added, "each has a number of its own": numbered,
		"lists": listed, "a change and its events are one": changed, "comments are edited": edited,
		"a reserved number is nobody else's, and not seen": reserved, "what pull requests have left": stale,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, repos := open(t)
			f(t, s, repos)
		})
	}
}

func said(text string) discussion.Event {
	return discussion.Event{ID: string(hub.NewID()), Kind: discussion.Comment, Author: "Ann", At: epoch, Text: text}
}

func begun(repo hub.ID, title string, by ref.Owner) discussion.Discussion {
	return discussion.Discussion{Repo: repo, Title: title, Author: by, Status: discussion.Open, Created: epoch}
}

func add(t *testing.T, s discussion.Store, d discussion.Discussion, events ...discussion.Event) discussion.Discussion {
	t.Helper()
	d, err := s.Add(t.Context(), d, events...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func added(t *testing.T, s discussion.Store, repos []hub.ID) {
	t.Helper()
	first := said("hello")
	d := add(t, s, begun(repos[0], "a title", "Ann"), first, discussion.Event{ID: string(hub.NewID()), Kind: discussion.Moved, Author: "bob", At: epoch, Text: "closed"})
	if found, err := s.Find(t.Context(), repos[0], 1); err != nil || !reflect.DeepEqual(found, d) || found.Number != 1 {
		t.Errorf("found %+v, %v, want %+v", found, err, d)
	}
	if l, err := s.Events(t.Context(), repos[0], 1); err != nil || len(l) != 2 || !reflect.DeepEqual(l[0], first) || l[1].Text != "closed" {
		t.Errorf("events %+v, %v", l, err)
	}
	for _, other := range []struct {
		repo   hub.ID
		number int
	}{{repos[0], 2}, {repos[1], 1}} {
		if _, err := s.Find(t.Context(), other.repo, other.number); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v: %v", other, err)
		}
	}
}

func numbered(t *testing.T, s discussion.Store, repos []hub.ID) {
	t.Helper()
	const n = 20
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if _, err := s.Add(t.Context(), begun(repos[0], "a title", "ann"), said("x")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for number := 1; number <= n; number++ {
		if _, err := s.Find(t.Context(), repos[0], number); err != nil {
			t.Error(err)
		}
	}
	if d := add(t, s, begun(repos[1], "a title", "ann")); d.Number != 1 {
		t.Errorf("the first of another repository is %d", d.Number)
	}
}

func listed(t *testing.T, s discussion.Store, repos []hub.ID) {
	t.Helper()
	yes, no := true, false
	for _, e := range []struct {
		by     ref.Owner
		status discussion.Status
	}{{"ann", discussion.Open}, {"Bob", discussion.Draft}, {"ann", discussion.Closed}, {"bob", discussion.Merged}} {
		d := begun(repos[0], "a title", e.by)
		d.Status = e.status
		if e.by.Key() == "bob" {
			d.Pull = &discussion.Pull{Start: "abc"}
		}
		add(t, s, d)
	}
	add(t, s, begun(repos[1], "another", "ann"))
	for _, c := range []struct {
		f     discussion.Filter
		want  []int
		total int
	}{
		{discussion.Filter{Limit: 10}, []int{4, 3, 2, 1}, 4},
		{discussion.Filter{Limit: 2, Skip: 1}, []int{3, 2}, 4},
		{discussion.Filter{Limit: 2, Skip: 4}, nil, 4},
		{discussion.Filter{Limit: 10, Author: "bob"}, []int{4, 2}, 2},
		{discussion.Filter{Limit: 10, Author: "eve"}, nil, 0},
		{discussion.Filter{Limit: 10, Done: &yes}, []int{4, 3}, 2},
		{discussion.Filter{Limit: 10, Done: &no, Author: "ann"}, []int{1}, 1},
		{discussion.Filter{Limit: 10, Pull: &yes}, []int{4, 2}, 2},
		{discussion.Filter{Limit: 10, Pull: &no, Done: &yes}, []int{3}, 1},
	} {
		l, total, err := s.List(t.Context(), repos[0], c.f)
		var got []int
		for _, d := range l {
			got = append(got, d.Number)
		}
		if err != nil || total != c.total || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %v of %d, %v; want %v of %d", c.f, got, total, err, c.want, c.total)
		}
	}
}

var errNo = errors.New("no")

func changed(t *testing.T, s discussion.Store, repos []hub.ID) {
	t.Helper()
	add(t, s, begun(repos[0], "a title", "ann"))
	change := func(to string, failed error) error {
		_, err := s.Change(t.Context(), repos[0], 1, func(d *discussion.Discussion) ([]discussion.Event, error) {
			d.Title, d.Status, d.Author = to, discussion.Closed, "eve"
			return []discussion.Event{said(to)}, failed
		})
		return err
	}
	if err := change("refused", errNo); !errors.Is(err, errNo) {
		t.Error(err)
	}
	if err := change("made", nil); err != nil {
		t.Error(err)
	}
	d, err := s.Find(t.Context(), repos[0], 1)
	if err != nil || d.Title != "made" || d.Status != discussion.Closed || d.Author != "ann" {
		t.Errorf("it is %+v, %v", d, err)
	}
	if l, err := s.Events(t.Context(), repos[0], 1); err != nil || len(l) != 1 || l[0].Text != "made" {
		t.Errorf("events %+v, %v", l, err)
	}
	_, err = s.Change(t.Context(), repos[1], 1, func(*discussion.Discussion) ([]discussion.Event, error) { return nil, nil })
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("a change of nothing: %v", err)
	}
}

func edited(t *testing.T, s discussion.Store, repos []hub.ID) {
	t.Helper()
	first, second := said("one"), said("two")
	add(t, s, begun(repos[0], "a title", "ann"), first, second)
	edit := func(failed error) error {
		_, err := s.Edit(t.Context(), repos[0], 1, second.ID, func(d discussion.Discussion, e *discussion.Event) error {
			if d.Author != "ann" {
				t.Errorf("the discussion is %+v", d)
			}
			e.Edits = append(e.Edits, discussion.Edit{Text: e.Text, By: "bob", At: epoch})
			e.Text, e.Hidden = "three", true
			return failed
		})
		return err
	}
	if err := edit(errNo); !errors.Is(err, errNo) {
		t.Error(err)
	}
	if err := edit(nil); err != nil {
		t.Error(err)
	}
	l, err := s.Events(t.Context(), repos[0], 1)
	if err != nil || len(l) != 2 || l[0].Text != "one" || l[1].Text != "three" || !l[1].Hidden || !reflect.DeepEqual(l[1].Edits, []discussion.Edit{{Text: "two", By: "bob", At: epoch}}) {
		t.Errorf("events %+v, %v", l, err)
	}
	if d, err := s.Find(t.Context(), repos[0], 1); err != nil || d.Events != 2 || d.Bytes != int64(len("one")+len("three")+len("two")) {
		t.Errorf("it has %d events of %d bytes, %v", d.Events, d.Bytes, err)
	}
	if _, err := s.Edit(t.Context(), repos[0], 1, string(hub.NewID()), nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("an edit of nothing: %v", err)
	}
}

func reserved(t *testing.T, s discussion.Store, repos []hub.ID) {
	t.Helper()
	n, err := s.Reserve(t.Context(), repos[0], epoch)
	if err != nil || n != 1 {
		t.Fatalf("reserved %d, %v", n, err)
	}
	if d := add(t, s, begun(repos[0], "another", "ann")); d.Number != 2 {
		t.Errorf("the next is %d", d.Number)
	}
	if _, err := s.Find(t.Context(), repos[0], 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("found: %v", err)
	}
	if _, total, err := s.List(t.Context(), repos[0], discussion.Filter{Limit: 9}); err != nil || total != 1 {
		t.Errorf("listed %d, %v", total, err)
	}
	d := begun(repos[0], "proposed", "Bob")
	d.Number, d.Status, d.Pull = 1, discussion.Draft, &discussion.Pull{Start: "abc"}
	d = add(t, s, d, said("hello"))
	if err := s.Release(t.Context(), repos[0], 1); err != nil {
		t.Error(err)
	}
	if found, err := s.Find(t.Context(), repos[0], 1); err != nil || !reflect.DeepEqual(found, d) {
		t.Errorf("used %+v, %v", found, err)
	}
	if _, err := s.Add(t.Context(), d); !fault.Is(err, fault.Stale) {
		t.Errorf("used twice: %v", err)
	}
	if n, err := s.Reserve(t.Context(), repos[0], epoch); err != nil || n != 3 || s.Release(t.Context(), repos[0], 3) != nil {
		t.Errorf("reserved %d, %v", n, err)
	}
	if d := add(t, s, begun(repos[0], "a third", "ann")); d.Number != 3 {
		t.Errorf("what was given back is not taken: %d", d.Number)
	}
}

func stale(t *testing.T, s discussion.Store, repos []hub.ID) {
	t.Helper()
	if _, err := s.Reserve(t.Context(), repos[0], epoch); err != nil {
		t.Fatal(err)
	}
	close := func(at time.Time, pull *discussion.Pull) {
		d := begun(repos[1], "a title", "ann")
		d.Pull = pull
		d = add(t, s, d, said("hello"))
		_, err := s.Change(t.Context(), repos[1], d.Number, func(d *discussion.Discussion) ([]discussion.Event, error) {
			d.Status = discussion.Closed
			return []discussion.Event{{ID: string(hub.NewID()), Kind: discussion.Moved, At: at, Text: "closed"}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	close(epoch, &discussion.Pull{Start: "abc"})
	close(epoch, nil)
	close(epoch.Add(time.Hour), &discussion.Pull{Start: "abc"})
	add(t, s, discussion.Discussion{Repo: repos[1], Title: "open", Author: "ann", Status: discussion.Open, Created: epoch, Pull: &discussion.Pull{}})
	later := epoch.Add(time.Minute)
	unused, old, err := s.Stale(t.Context(), later, later)
	if err != nil || !reflect.DeepEqual(unused, []discussion.Place{{Repo: repos[0], Number: 1}}) || !reflect.DeepEqual(old, []discussion.Place{{Repo: repos[1], Number: 1}}) {
		t.Errorf("left %v, %v, %v", unused, old, err)
	}
	want := discussion.Pull{Start: "abc", Base: "b", Head: "h", Merged: "m", Gone: true}
	d, err := s.Change(t.Context(), repos[1], 1, func(d *discussion.Discussion) ([]discussion.Event, error) {
		*d.Pull = want
		return nil, nil
	})
	if found, e := s.Find(t.Context(), repos[1], 1); err != nil || e != nil || *d.Pull != want || *found.Pull != want {
		t.Errorf("changed to %+v and %+v, %v, %v", d.Pull, found.Pull, err, e)
	}
	if unused, old, err = s.Stale(t.Context(), epoch, later); err != nil || len(unused)+len(old) != 0 {
		t.Errorf("still left %v, %v, %v", unused, old, err)
	}
}
