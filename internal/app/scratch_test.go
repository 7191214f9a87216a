package app_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tenonhub/tenon/internal/app"
)

func TestWhatTheDeadLeftOfBundlesGoesAtTheStart(t *testing.T) {
	t.Parallel()
	c := config(t)
	open := func() *app.App {
		t.Helper()
		a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	shut := func(a *app.App) {
		t.Helper()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	a := open()
	dir, err := a.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	forgotten, fresh, old, other := filepath.Join(c.Data, "bundle-"+uuid.NewString()+"-1"), filepath.Join(c.Data, "bundle-123"), filepath.Join(c.Data, "bundle-456"), filepath.Join(c.Data, "bundled-7")
	for _, d := range []string{forgotten, fresh, old, other} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range []string{dir, old} {
		if err := os.WriteFile(filepath.Join(d, "0"), []byte("history"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(old, before, before); err != nil {
		t.Fatal(err)
	}
	there := func(when string, want map[string]bool) {
		t.Helper()
		for d, want := range want {
			if _, err := os.Stat(d); (err == nil) != want {
				t.Errorf("%s %s is there: %v, want %v", when, filepath.Base(d), err == nil, want)
			}
		}
	}
	shut(open())
	there("while its process lives", map[string]bool{dir: true, forgotten: false, fresh: true, old: false, other: true})
	shut(a) // it had no time to remove it
	shut(open())
	there("after it died", map[string]bool{dir: false, fresh: true, other: true})
}
