package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/backup"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sqlstore"
	"github.com/tenonhub/tenon/internal/sqlstore/memo"
)

// house is a data folder as the program has it.
type house struct {
	*testing.T
	dir   string
	blobs *disk.Store
	db    *sqlstore.DB
	memos *memo.Store
}

func newHouse(t *testing.T, dir string) *house {
	t.Helper()
	h := &house{T: t, dir: dir}
	var err error
	if h.blobs, err = disk.Open(filepath.Join(dir, "blobs"), disk.Options{Reserve: 1}); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) file() string { return filepath.Join(h.dir, "tenon.db") }

func (h *house) open() *house {
	h.Helper()
	var err error
	if h.db, err = sqlstore.Open(h.Context(), h.file()); err != nil {
		h.Fatal(err)
	}
	h.memos = memo.New(h.db)
	h.Cleanup(func() { _ = h.db.Close() })
	return h
}

func (h *house) taken(ctx context.Context) (string, error) { return sqlstore.Taken(ctx, h.file()) }

func (h *house) keep(content string) {
	h.Helper()
	info, err := h.blobs.Put(h.Context(), strings.NewReader(content))
	if err == nil {
		err = h.memos.Save(h.Context(), "ada", content, fmt.Appendf(nil, "%q", info.Digest))
	}
	if err != nil {
		h.Error(err)
	}
}

// has checks that the memo of content is there and so is what it points to.
func (h *house) has(content string, want bool) {
	h.Helper()
	_, ok, err := h.memos.Lookup(h.Context(), "ada", content)
	if err != nil || ok != want {
		h.Errorf("memo of %q is there: %v, %v; want %v", content, ok, err, want)
	}
	if !want {
		return
	}
	r, _, err := h.blobs.Open(h.Context(), sha256.Sum256([]byte(content)))
	if err != nil {
		h.Error(err)
		return
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != content {
		h.Errorf("%q came back as %q, %v", content, b, err)
	}
}

func (h *house) write() []byte {
	h.Helper()
	var b bytes.Buffer
	if _, err := backup.Write(h.Context(), &b, h.source()); err != nil {
		h.Fatal(err)
	}
	return b.Bytes()
}

func (h *house) source() backup.Source {
	return backup.Source{Snapshot: h.db.Snapshot, Blobs: h.blobs, Version: "1.2.3", Temp: h.dir}
}

func (h *house) restore(from []byte, replace bool) (backup.Manifest, backup.Summary, error) {
	return backup.Restore(h.Context(), bytes.NewReader(from), backup.Target{
		Taken: h.taken, Staged: sqlstore.Staged(h.file()), Blobs: h.blobs, Replace: replace, Check: sqlstore.Check,
	})
}

func TestABackupOfALiveHouseIsWhole(t *testing.T) {
	t.Parallel()
	old := newHouse(t, t.TempDir()).open()
	old.keep("before")
	old.keep(strings.Repeat("large ", 1<<18))
	var enough atomic.Bool
	var busy sync.WaitGroup
	kept := make(chan int, 1000)
	busy.Go(func() {
		for i := 0; !enough.Load() && i < cap(kept); i++ {
			old.keep(fmt.Sprint("meanwhile ", i))
			kept <- i
		}
	})
	<-kept
	from := old.write()
	enough.Store(true)
	busy.Wait()
	old.keep("after")

	young := newHouse(t, t.TempDir())
	m, sum, err := young.restore(from, false)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != "1.2.3" || time.Since(m.Made) > time.Minute || sum.Blobs < 3 || sum.Bytes < 6<<18 {
		t.Errorf("restored %+v, %+v", m, sum)
	}
	young.open()
	young.has("before", true)
	young.has(strings.Repeat("large ", 1<<18), true)
	young.has("meanwhile 0", true)
	young.has("after", false)
	for i := range 1000 { // every memo that is in the snapshot has its value
		content := fmt.Sprint("meanwhile ", i)
		if _, ok, _ := young.memos.Lookup(t.Context(), "ada", content); ok {
			young.has(content, true)
		}
	}
	entries, err := os.ReadDir(old.dir)
	if err != nil || len(entries) != 5 { // blobs, tenon.db, its log, its index, its lock
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestARestoredDatabaseWaitsForTheNextStart(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir()).open()
	h.keep("old")
	from := h.write()
	h.keep("new")
	if _, _, err := h.restore(from, false); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), h.file()) {
		t.Errorf("restored over data: %v", err)
	}
	if _, _, err := h.restore(from, true); err != nil {
		t.Fatal(err)
	}
	h.has("new", true)
	h.keep("newest") // the server that is at work knows nothing of it
	if _, _, err := h.restore(from, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("restored twice: %v", err)
	}
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	h.open()
	h.has("old", true)
	h.has("new", false)
}

// entry is a file of a backup that a test writes itself.
type entry struct{ name, content string }

// repack writes a backup anew with its entries changed.
func repack(t *testing.T, from []byte, change func([]entry) []entry) []byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(from))
	if err != nil {
		t.Fatal(err)
	}
	var entries []entry
	for r := tar.NewReader(zip); ; {
		head, err := r.Next()
		if err == io.EOF { //nolint:errorlint // tar gives it as it is
			break
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry{head.Name, string(content)})
	}
	var b bytes.Buffer
	out := gzip.NewWriter(&b)
	w := tar.NewWriter(out)
	for _, e := range change(entries) {
		if err := w.WriteHeader(&tar.Header{Name: e.name, Size: int64(len(e.content)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	src := newHouse(t, t.TempDir()).open()
	src.keep("a value")
	good := src.write()
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	edit := func(change func([]entry) []entry) []byte { return repack(t, good, change) }
	digest := blob.Digest(sha256.Sum256([]byte("a value"))).String()
	for name, c := range map[string]struct {
		from []byte
		says string
	}{
		"nothing":            {nil, "cut off"},
		"words":              {[]byte("these are words, not a backup"), "not a backup that Tenon wrote"},
		"half of one":        {good[:len(good)/2], "cut off"},
		"one without an end": {good[:len(good)-5], "cut off"},
		"a flipped bit":      {flipped, ""},
		"a changed value": {edit(func(l []entry) []entry {
			l[2].content = "b value"
			return l
		}), "value " + digest + " in the backup is damaged"},
		"a changed database": {edit(func(l []entry) []entry {
			l[1].content = strings.Replace(l[1].content, "ada", "eve", 1)
			return l
		}), "the database in the backup is damaged"},
		"a value less":    {edit(func(l []entry) []entry { return append(l[:2], l[3]) }), "should hold 1 values and holds 0"},
		"no end":          {edit(func(l []entry) []entry { return l[:3] }), "cut off"},
		"no manifest":     {edit(func(l []entry) []entry { return l[1:] }), `"manifest.json" should be`},
		"more at the end": {edit(func(l []entry) []entry { return append(l, entry{"more", ""}) }), "goes on after its end"},
		"a way out": {edit(func(l []entry) []entry {
			l[2].name = "blobs/../../../tmp/x"
			return l
		}), "is not a SHA-256"},
		"a newer format": {edit(func(l []entry) []entry {
			l[0].content = strings.Replace(l[0].content, `"format":1`, `"format":2`, 1)
			return l
		}), "has format 2, and this program reads 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, t.TempDir())
			_, _, err := h.restore(c.from, false)
			if kind, msg := fault.Of(err); kind != fault.Invalid || !strings.Contains(msg, c.says) {
				t.Errorf("got %v, want invalid: … %s", err, c.says)
			}
			entries, err := os.ReadDir(h.dir)
			if err != nil || len(entries) != 1 {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

func TestCancelStopsABackup(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir()).open()
	h.keep("a value")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := backup.Write(ctx, io.Discard, h.source()); !fault.Is(err, fault.Canceled) {
		t.Errorf("write: %v, want a fault of kind canceled", err)
	}
	_, _, err := backup.Restore(ctx, bytes.NewReader(h.write()), backup.Target{
		Taken: newHouse(t, t.TempDir()).taken, Staged: filepath.Join(t.TempDir(), "tenon.db.next"), Blobs: h.blobs,
	})
	if !fault.Is(err, fault.Canceled) {
		t.Errorf("restore: %v, want a fault of kind canceled", err)
	}
}
