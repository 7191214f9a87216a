package order_test

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/mirror/order"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqljob "github.com/tenonhub/tenon/internal/sqlstore/job"
	sqlorder "github.com/tenonhub/tenon/internal/sqlstore/order"
)

// desk is where orders are given, to a hub whose upstream is another.
type desk struct {
	*order.Book
	*testing.T
	here, there *apitest.Server
	runner      *job.Runner
}

func open(t *testing.T, kind upstream.Kind) desk {
	t.Helper()
	d := desk{T: t, there: apitest.Start(t)}
	if _, err := d.there.Register.AddOrg(d.there.As(t, d.there.Ada), "acme", "Acme"); err != nil {
		t.Fatal(err)
	}
	o := upstream.Options{Name: "up", URL: d.there.URL, Kind: kind, Guarded: fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}).Transport()}
	d.here = apitest.StartMirror(t, t.TempDir(), apitest.Mirrors{
		Options: mirror.Options{Pause: time.Millisecond, Linger: time.Hour, Again: time.Millisecond}, From: []upstream.Options{o}, Allow: []string{"acme/*"}, Deny: []string{"*/secret"},
	})
	up, err := upstream.New(o)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	queue := job.NewQueue(sqljob.New(db))
	d.Book = &order.Book{Rows: sqlorder.New(db), Queue: queue, Audit: d.here.Register, Hub: d.here.Hub, Mirror: d.here.Mirror, Listers: map[string]order.Lister{"up": up}}
	d.runner = job.NewRunner(queue, slog.New(slog.DiscardHandler), map[job.Kind]job.Handler{order.Kind: d.Handle}, job.Options{})
	return d
}

// commit fills a repository of the upstream with large files of some bytes.
func (d desk) commit(k hub.Kind, name, card string, sizes map[string]int) {
	d.Helper()
	ada := d.there.As(d.T, d.there.Ada)
	n, err := ref.ParseRepo(name)
	if err != nil {
		d.Fatal(err)
	}
	r, err := d.there.Hub.Open(ada, k, n, hub.Write)
	if fault.Is(err, fault.NotFound) {
		if _, err = d.there.Hub.Create(ada, k, n, false); err == nil {
			r, err = d.there.Hub.Open(ada, k, n, hub.Write)
		}
	}
	if err != nil {
		d.Fatal(err)
	}
	ops := []hub.Operation{{Path: "README.md", Content: []byte(card)}}
	for path, size := range sizes {
		b := make([]byte, size)
		_, _ = rand.NewChaCha8(sha256.Sum256([]byte(name + path))).Read(b) // never fails
		p := hub.Pointer{Digest: sha256.Sum256(b), Size: int64(size)}
		if err := r.Receive(ada, p, strings.NewReader(string(b))); err != nil {
			d.Fatal(err)
		}
		ops = append(ops, hub.Operation{Path: ref.Path(path), Object: &p})
	}
	if _, err := r.Commit(ada, hub.Main, "", "fill", func(yield func(hub.Operation, error) bool) {
		for _, op := range ops {
			if !yield(op, nil) {
				return
			}
		}
	}); err != nil {
		d.Fatal(err)
	}
}

// admin is what somebody does who may give orders.
func (d desk) admin() context.Context { return account.With(d.Context(), account.Keeper("test")) }

// done does what an order has begun with, and reports on it.
func (d desk) done(r order.Report, err error) order.Report {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
	ctx := d.admin()
	if _, err := d.runner.Only(ctx, r.Job); err != nil {
		d.Fatal(err)
	}
	if r, err = d.Find(ctx, r.ID); err != nil || r.State != job.Done || len(r.Progress.Failed) > 0 {
		d.Fatalf("it is %+v, %v", r, err)
	}
	return r
}

// mirrored are the repositories that are here, with those of their large files that are.
func (d desk) mirrored(k hub.Kind) (l []string) {
	d.Helper()
	ctx := d.admin()
	repos, _, err := d.here.Hub.List(ctx, hub.Query{Kind: k, Limit: 100})
	if err != nil {
		d.Fatal(err)
	}
	for _, repo := range repos {
		r, err := d.here.Hub.OpenID(ctx, repo.ID, hub.Read)
		if err != nil {
			d.Fatal(err)
		}
		at, err := r.Resolve(ctx, hub.Main)
		if err != nil {
			d.Fatal(err)
		}
		files, err := r.List(ctx, at, "", true, "", 100)
		if err != nil {
			d.Fatal(err)
		}
		said := repo.Name.Name + ":"
		for _, f := range files {
			if f.Object == nil {
				continue
			}
			digest := f.Object.Digest.String()
			if _, err := os.Stat(filepath.Join(d.here.Data, "blobs", digest[:2], digest)); err == nil {
				said += " " + f.Name
			}
		}
		l = append(l, said)
	}
	slices.Sort(l)
	return l
}

// An order is for the repositories of a task, and for those of their large files that
// are named and not too large. What the settings deny comes with no order for all.
func TestWhatAnOrderIsFor(t *testing.T) {
	t.Parallel()
	for _, kind := range []upstream.Kind{upstream.Tenon, upstream.HuggingFace, upstream.ModelScope} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			d := open(t, kind)
			files := map[string]int{"a.gguf": 1000, "deep/b.gguf": 1001, "big.gguf": 9000, "c.safetensors": 1002}
			d.commit(hub.Model, "acme/chat-one", "---\npipeline_tag: text-generation\n---\n", files)
			d.commit(hub.Model, "acme/chat-two", "---\npipeline_tag: text-generation\n---\n", map[string]int{"x.gguf": 10})
			d.commit(hub.Model, "acme/secret", "---\npipeline_tag: text-generation\n---\n", files)
			d.commit(hub.Model, "acme/mask", "---\npipeline_tag: fill-mask\n---\n", files)
			d.commit(hub.Dataset, "acme/words", "", map[string]int{"train.parquet": 1003})
			d.commit(hub.Space, "acme/site", "", map[string]int{"logo.png": 1004})
			for _, step := range []struct {
				terms order.Terms
				k     hub.Kind
				want  string
			}{
				{order.Terms{Name: "acme/*-one", Tasks: []string{"text-generation"}, Files: []string{"*.gguf"}, MaxSize: 5000}, hub.Model, "chat-one: a.gguf deep/b.gguf"},
				{order.Terms{Name: "acme/chat-one", Files: []string{"big.*"}}, hub.Model, "chat-one: a.gguf big.gguf deep/b.gguf"},
				{order.Terms{Name: "acme", Tasks: []string{"text-generation"}, Files: []string{"deep/*"}}, hub.Model, "chat-one: a.gguf big.gguf deep/b.gguf|chat-two:"},
				{order.Terms{Name: "acme/*"}, hub.Model, "chat-one: a.gguf big.gguf c.safetensors deep/b.gguf|chat-two: x.gguf|mask: a.gguf big.gguf c.safetensors deep/b.gguf"},
				{order.Terms{Name: "acme/*"}, hub.Dataset, "words: train.parquet"},
				{order.Terms{Name: "acme/*"}, hub.Space, "site: logo.png"},
			} {
				step.terms.Upstream, step.terms.Kind = "up", step.k
				d.done(d.Add(d.admin(), step.terms))
				if got := strings.Join(d.mirrored(step.k), "|"); got != step.want {
					t.Errorf("after %+v there is %s, want %s", step.terms, got, step.want)
				}
			}
		})
	}
}

// An order is done again when its time has come, and brings what is new.
func TestAnOrderIsDoneAgain(t *testing.T) {
	t.Parallel()
	d := open(t, upstream.Tenon)
	d.commit(hub.Model, "acme/voice", "one", map[string]int{"a.bin": 1000})
	r := d.done(d.Add(d.admin(), order.Terms{Upstream: "up", Kind: hub.Model, Name: "acme/voice", Every: 3600}))
	once := d.done(d.Add(d.admin(), order.Terms{Upstream: "up", Kind: hub.Model, Name: "acme/voice"}))
	d.commit(hub.Model, "acme/voice", "two", map[string]int{"b.bin": 1000})
	first := r.Job
	for _, step := range []struct {
		after time.Duration
		again bool
	}{{59 * time.Minute, false}, {61 * time.Minute, true}} {
		if err := d.Due(d.admin(), time.Now().Add(step.after)); err != nil {
			t.Fatal(err)
		}
		var err error
		if r, err = d.Find(d.admin(), r.ID); err != nil || (r.Job != first) != step.again {
			t.Fatalf("after %v it is %+v, %v", step.after, r, err)
		}
	}
	d.done(r, nil)
	if got := strings.Join(d.mirrored(hub.Model), "|"); got != "voice: a.bin b.bin" {
		t.Errorf("then there is %s", got)
	}
	if now, err := d.Find(d.admin(), once.ID); err != nil || now.Job != once.Job || !now.Next.IsZero() {
		t.Errorf("what was to be done once is %+v, %v", now, err)
	}
	if err := d.Remove(d.admin(), r.ID); err != nil {
		t.Fatal(err)
	}
	if err := d.Due(d.admin(), time.Now().AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Find(d.admin(), r.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("what was removed is there: %v", err)
	}
}

// Large files come no faster than an order says.
func TestAnOrderTakesNoMoreThanItsRate(t *testing.T) {
	t.Parallel()
	d := open(t, upstream.Tenon)
	d.commit(hub.Model, "acme/voice", "", map[string]int{"a.bin": 300_000, "b.bin": 200_000})
	r, err := d.Add(d.admin(), order.Terms{Upstream: "up", Kind: hub.Model, Name: "acme/voice", Rate: 500_000})
	began := time.Now()
	r = d.done(r, err)
	if took := time.Since(began); took < 900*time.Millisecond || r.Progress.Bytes != 500_000 { // the last piece may come at once
		t.Errorf("%d bytes at 500,000 a second took %v", r.Progress.Bytes, took)
	}
}

// Who is no administrator of the server gives no orders, and each that is given is in
// the audit log.
func TestOrdersAreTheAdministrators(t *testing.T) {
	t.Parallel()
	d := open(t, upstream.Tenon)
	d.commit(hub.Model, "acme/voice", "", map[string]int{"a.bin": 10})
	terms := order.Terms{Upstream: "up", Kind: hub.Model, Name: "acme/voice", Every: 3600}
	if _, err := d.Add(d.here.As(t, d.here.Ada), terms); !fault.Is(err, fault.Forbidden) {
		t.Errorf("ada orders: %v", err)
	}
	for what, bad := range map[string]order.Terms{
		"an unknown upstream": {Upstream: "down", Kind: hub.Model, Name: "acme/*"}, "no kind": {Upstream: "up", Kind: "app", Name: "acme/*"}, "no owner": {Upstream: "up", Kind: hub.Model, Name: "*"},
		"no pattern": {Upstream: "up", Kind: hub.Model, Name: "acme/[", Files: nil}, "too often": {Upstream: "up", Kind: hub.Model, Name: "acme/*", Every: 59}, "no rate": {Upstream: "up", Kind: hub.Model, Name: "acme/*", Rate: -1},
	} {
		if _, err := d.Add(d.admin(), bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r := d.done(d.Add(d.admin(), terms))
	d.done(d.Sync(d.admin(), r.ID))
	if err := d.Remove(d.admin(), r.ID); err != nil {
		t.Fatal(err)
	}
	l, err := d.here.Register.Entries(d.admin(), 0, 5)
	var acts []string
	for _, e := range slices.Backward(l) {
		acts = append(acts, e.Act+" "+e.Subject)
	}
	if want := "mirror add model acme/voice|mirror bring model acme/voice|mirror sync model acme/voice|mirror remove model acme/voice"; err != nil || !strings.HasSuffix(strings.Join(acts, "|"), want) {
		t.Errorf("the audit log has %v, %v; want %s", acts, err, want)
	}
}
