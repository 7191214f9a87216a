package object_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/object"
)

const some = "2dab74926a1d7dcc10117896f2b9090cfcef2fc2"

// written is a tree as git stores it.
func written(tb testing.TB, entries ...string) (b []byte) {
	tb.Helper()
	id, err := hex.DecodeString(some)
	if err != nil {
		tb.Fatal(err)
	}
	for _, e := range entries {
		b = append(append(append(b, e...), 0), id...)
	}
	return b
}

func TestTree(t *testing.T) {
	t.Parallel()
	b := written(t, "100644 a.txt", "40000 a", "100755 run", "120000 to", "160000 sub", "100664 odd")
	l, err := object.Tree(b)
	want := []hub.Entry{
		{Name: "a.txt", Mode: hub.File, OID: some},
		{Name: "a", Mode: hub.Folder, OID: some},
		{Name: "run", Mode: hub.Executable, OID: some},
		{Name: "to", Mode: hub.Link, OID: some},
		{Name: "sub", Mode: hub.Module, OID: some},
		{Name: "odd", Mode: hub.File, OID: some},
	}
	if err != nil || !slices.Equal(l, want) {
		t.Errorf("it has %+v, %v", l, err)
	}
	at, err := object.ByName(b)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, from := range at {
		e, _, err := object.Entry(b[from:])
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, e.Name)
	}
	if got := strings.Join(names, " "); got != "a a.txt odd run sub to" {
		t.Errorf("by name they are %s", got)
	}
	if _, err := object.Tree(b[:len(b)-1]); err == nil {
		t.Error("what is cut off is read")
	}
}

func TestCommit(t *testing.T) {
	t.Parallel()
	c, err := object.Commit("x", []byte("tree "+some+"\nparent a\nparent b\nauthor Ada X <ada@x> 1700000000 +0100\ncommitter Bob <b@x> 1 +0000\n\nsaid\n\nmore"))
	if err != nil || c.Tree != some || fmt.Sprint(c.Parents) != "[a b]" || c.Author != (hub.Person{Name: "Ada X", Email: "ada@x"}) ||
		!c.Time.Equal(time.Unix(1700000000, 0)) || c.Message != "said\n\nmore" {
		t.Errorf("it is %+v, %v", c, err)
	}
	if _, err := object.Commit("x", []byte("author Ada <a@x> 1 +0000\n\nno tree")); err == nil {
		t.Error("a commit without a tree is read")
	}
}

func TestLast(t *testing.T) {
	t.Parallel()
	history := [][]byte{written(t, "100644 a", "100644 b", "40000 c"), written(t, "100755 a", "100644 b", "40000 c"), written(t, "100644 b"), nil}
	n := 0
	got, err := object.Last([]string{"a", "b", "c", "none"}, func() (hub.OID, []byte, error) {
		b := history[n]
		if n++; n == len(history) {
			return "", nil, nil
		}
		return hub.OID(rune('0' + n)), b, nil
	})
	if want := map[string]hub.OID{"a": "1", "c": "2", "b": "3"}; err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := object.Last([]string{"a"}, func() (hub.OID, []byte, error) { return "1", history[0][:9], nil }); err == nil {
		t.Error("what is damaged was read")
	}
}

func FuzzTree(f *testing.F) {
	f.Add(written(f, "100644 a.txt", "40000 a"))
	f.Add([]byte("100644 a\x00short"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := object.Tree(b)
		at, failed := object.ByName(bytes.Clone(b))
		if (err == nil) != (failed == nil) || err == nil && len(at) != len(l) {
			t.Errorf("%d entries, %v; by name %d, %v", len(l), err, len(at), failed)
		}
	})
}

func FuzzCommit(f *testing.F) {
	f.Add([]byte("tree " + some + "\nauthor Ada <ada@x> 1700000000 +0100\n\nsaid"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := object.Commit("x", b); err == nil && len(c.Tree) != len(some) {
			t.Errorf("%q has the tree %q", b, c.Tree)
		}
	})
}
