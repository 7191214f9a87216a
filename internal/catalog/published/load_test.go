package published_test

import (
	"context"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/cache"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/catalog/published"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

// shelf is a model in a hub, and what lays out its files, of so many bytes.
type shelf struct {
	*published.Source
	laid *cache.Cache
	ctx  context.Context //nolint:containedctx // of who asks
	know func(files ...string)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// source is the models of a hub, with what lays out their files.
func source(t *testing.T, s *apitest.Server, limit int64) (*published.Source, *cache.Cache) {
	t.Helper()
	laid, err := cache.Open(filepath.Join(s.Data, "weights"), limit)
	must(t, err)
	blobs, err := disk.Open(filepath.Join(s.Data, "blobs"), disk.Options{Reserve: 1})
	must(t, err)
	files := struct {
		*cache.Cache
		*disk.Store
	}{laid, blobs}
	return published.New(s.Hub, files, s.Register), laid
}

func open(t *testing.T, limit int64) shelf {
	t.Helper()
	s := apitest.Start(t)
	ctx := s.As(t, s.Ada)
	_, err := s.Hub.Create(ctx, hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, true,
		hub.Operation{Path: "model.onnx", Content: []byte("weights")}, hub.Operation{Path: "config.json", Content: []byte("{}")})
	must(t, err)
	r, err := s.Hub.Open(ctx, hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, hub.Manage)
	must(t, err)
	db, err := sqlstore.Open(t.Context(), filepath.Join(s.Data, "tenon.db"))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	models, laid := source(t, s, limit)
	return shelf{models, laid, ctx, func(files ...string) {
		f := facts.Facts{Runs: running.Way{Engine: "onnx", Task: "text-classification", Files: files}}
		must(t, sqlhub.New(db).Describe(ctx, r.ID, r.Head, f))
	}}
}

// laidOut has a file be there, and returns its path.
func (s shelf) laidOut(t *testing.T, text string) string {
	t.Helper()
	p, err := s.laid.File(t.Context(), blob.Info{Digest: sha256.Sum256([]byte(text)), Size: int64(len(text))}, func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (s shelf) load(t *testing.T) (l fleet.Load, names []string) {
	t.Helper()
	l, err := s.Load(s.ctx, ref.Model{Owner: "lab", Name: "voice"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range l.Files {
		names = append(names, f.Name)
	}
	return l, names
}

// TestFilesThatAreKnownLaterAreLoaded: a request may come between a commit and the reading
// of its files, or before a newer program has read them again.
func TestFilesThatAreKnownLaterAreLoaded(t *testing.T) {
	t.Parallel()
	s := open(t, 0)
	s.know("model.onnx")
	first, names := s.load(t)
	if !slices.Equal(names, []string{"model.onnx"}) {
		t.Fatalf("%q", names)
	}
	s.know("model.onnx", "config.json")
	if next, names := s.load(t); !slices.Equal(names, []string{"model.onnx", "config.json"}) || next.Key == first.Key {
		t.Errorf("the worker is given %q, and has the key of before: %v", names, next.Key == first.Key)
	}
}

// TestAModelThatIsUsedStaysLaidOut: files that nobody asks for go before those of a model
// that is asked for again and again, though these are not laid out anew.
func TestAModelThatIsUsedStaysLaidOut(t *testing.T) {
	t.Parallel()
	s := open(t, 20)
	s.know("model.onnx")
	l, _ := s.load(t)
	other := s.laidOut(t, "another")
	long := time.Now().Add(-time.Hour)
	for i, p := range []string{l.Files[0].Path, other} {
		if err := os.Chtimes(p, time.Time{}, long.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	s.load(t)
	s.laidOut(t, "a third")
	if _, err := os.Stat(l.Files[0].Path); err != nil {
		t.Error("what is used went first")
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("nothing went")
	}
}
