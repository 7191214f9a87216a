package hubtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
)

func trees(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/voice", 0, false)
	const n = 2500
	var l []hub.Entry
	for i := range n {
		l = append(l, hub.Entry{Name: fmt.Sprintf("f%05d", 2*i), Mode: hub.File, OID: "b1", Size: int64(i)})
	}
	l[7].Object = &hub.Pointer{Digest: blob.Digest{9}, Size: 5 << 40}
	if _, _, known, err := s.Page(t.Context(), r.ID, "t1", ""); known || err != nil {
		t.Errorf("a tree is known before it is kept: %v", err)
	}
	keep := func(from, to int) {
		t.Helper()
		first := ""
		if from > 0 {
			first = l[from].Name
		}
		if err := s.Keep(t.Context(), r.ID, "t1", first, to < n, l[from:to]); err != nil {
			t.Fatal(err)
		}
	}
	keep(2000, n)
	keep(1000, 2000)
	if _, _, known, err := s.Page(t.Context(), r.ID, "t1", ""); known || err != nil {
		t.Errorf("a tree is known before its first part is kept: %v", err)
	}
	for range 2 {
		keep(0, 1000)
	}
	if _, _, known, err := s.Page(t.Context(), add(t, s, hub.Model, "lab/other", 0, false).ID, "t1", ""); known || err != nil {
		t.Errorf("a tree is known to another repository: %v", err)
	}
	var all []hub.Entry
	for from, pages := "", 0; ; pages++ {
		page, more, known, err := s.Page(t.Context(), r.ID, "t1", from)
		if err != nil || !known || len(page) == 0 || pages > 10 {
			t.Fatal(pages, len(page), known, err)
		}
		for _, e := range page {
			if e.Name >= from {
				all = append(all, e)
			}
		}
		if !more {
			break
		}
		from = page[len(page)-1].Name + "\x00"
	}
	if len(all) != n || all[n-1].Name != l[n-1].Name || *all[7].Object != *l[7].Object || all[8] != l[8] {
		t.Errorf("read %d entries of %d", len(all), n)
	}
	for from, want := range map[string]bool{"f02468": true, "f02469": false, "a": false, "z": false} {
		page, _, known, err := s.Page(t.Context(), r.ID, "t1", from)
		has := slices.ContainsFunc(page, func(e hub.Entry) bool { return e.Name == from })
		if err != nil || !known || has != want || len(page) > 1500 {
			t.Errorf("from %s: %d entries, it is there: %v, %v", from, len(page), has, err)
		}
	}
	if err := s.Keep(t.Context(), r.ID, "empty", "", false, nil); err != nil {
		t.Fatal(err)
	}
	if page, more, known, err := s.Page(t.Context(), r.ID, "empty", "x"); err != nil || !known || more || len(page) != 0 {
		t.Errorf("an empty folder: %v, %v, %v, %v", page, more, known, err)
	}
}

func forgotten(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/voice", 0, false)
	const trees, rows = 70, 150 // more than go at once, of the large one too
	for i := range trees {
		if err := s.Keep(t.Context(), r.ID, hub.OID(fmt.Sprint("t", i)), "", false, nil); err != nil {
			t.Fatal(err)
		}
	}
	large := func() {
		for i := range rows {
			first, l := fmt.Sprintf("f%03d", rows-i), []hub.Entry{{Name: fmt.Sprintf("f%03d", rows-i), Mode: hub.File}}
			if i == rows-1 {
				first = ""
			}
			if err := s.Keep(t.Context(), r.ID, "large", first, i > 0, l); err != nil {
				t.Fatal(err)
			}
		}
	}
	large()
	for _, step := range []struct {
		at   time.Time
		want int
	}{{time.Now().Add(-time.Hour), 0}, {time.Now().Add(48 * time.Hour), trees + 1}, {time.Now().Add(48 * time.Hour), 0}} {
		if n, err := s.Unused(t.Context(), step.at); err != nil || n != step.want {
			t.Errorf("%d are not used since %v, %v; want %d", n, step.at, err, step.want)
		}
		if n, err := s.Drop(t.Context(), step.at); err != nil || n != step.want {
			t.Errorf("forgot %d as of %v, %v; want %d", n, step.at, err, step.want)
		}
		for _, tree := range []hub.OID{"t0", "t69", "large"} {
			for _, from := range []string{"", "f020"} {
				if _, _, known, err := s.Page(t.Context(), r.ID, tree, from); err != nil || known != (step.want == 0 && step.at.Before(time.Now())) {
					t.Errorf("%s as of %v: it is known: %v, %v", tree, step.at, known, err)
				}
			}
		}
	}
	large()
	if l, more, known, err := s.Page(t.Context(), r.ID, "large", "f020"); err != nil || !known || !more || l[0].Name != "f020" {
		t.Errorf("kept again: %v, %v, %v, %v", l, more, known, err)
	}
}
