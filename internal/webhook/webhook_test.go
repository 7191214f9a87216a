package webhook_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	sqljob "github.com/tenonhub/tenon/internal/sqlstore/job"
	sqlwebhook "github.com/tenonhub/tenon/internal/sqlstore/webhook"
	"github.com/tenonhub/tenon/internal/webhook"
	"github.com/tenonhub/tenon/internal/webhook/post"
)

var voice = ref.Repo{Owner: "lab", Name: "voice"}

// heard is what was told: an event, and where a ref went.
type heard struct{ event, from, to string }

// ear hears of refs that move.
func ear(t *testing.T) (address string, news <-chan heard) {
	t.Helper()
	c := make(chan heard, 10_000)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var p struct {
			Event struct{ ID string }
			Refs  []struct{ OldSha, NewSha string } `json:"updatedRefs"`
		}
		if b, err := io.ReadAll(r.Body); err == nil && json.Unmarshal(b, &p) == nil {
			for _, m := range p.Refs {
				c <- heard{p.Event.ID, m.OldSha, m.NewSha}
			}
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, c
}

// mute is how long an ear is waited for.
const mute = 60 * time.Second

// hear waits for one message.
func hear(t *testing.T, news <-chan heard) heard {
	t.Helper()
	select {
	case h := <-news:
		return h
	case <-time.After(mute):
		t.Fatal("nothing was told")
		return heard{}
	}
}

// watched makes lab/voice and has it watched.
func watched(t *testing.T, s *apitest.Server, address string) *hub.Handle {
	t.Helper()
	ada := s.As(t, s.Ada)
	if _, err := s.Hub.Create(ada, hub.Model, voice, false); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, voice, hub.Write)
	if err == nil {
		_, err = s.Hooks.Create(ada, webhook.Draft{URL: address, Watched: []webhook.Watched{{Kind: "model", Name: "lab/voice"}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatWasExpectedIsToldOnce(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	address, news := ear(t)
	r := watched(t, s, address)
	s.Deliver(t)
	id, err := s.Hooks.Expect(t.Context(), r.Repo, func() ([]hub.Change, error) {
		return []hub.Change{{Name: "refs/heads/main", From: r.Head}, {Name: "refs/heads/other"}}, nil
	})
	if err != nil || id == "" {
		t.Fatal(id, err)
	}
	repos, err := gitrepo.Open(filepath.Join(s.Data, "repos"))
	if err != nil {
		t.Fatal(err)
	}
	git := func(args ...string) string {
		t.Helper()
		_, env := s.Home(t)
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"--git-dir=" + filepath.Join(s.Data, "repos", string(r.ID[:2]), string(r.ID)+".git")}, args...)...)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	made := git("commit-tree", "-m", "unseen", "-p", string(r.Head), string(r.Head)+"^{tree}")
	git("update-ref", "refs/heads/main", made)
	for range 2 { // the second time there is nothing left
		if err := s.Hooks.Recover(t.Context(), repos, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if h := hear(t, news); h != (heard{string(id), string(r.Head), made}) {
		t.Errorf("heard %+v, want %s", h, made)
	}
	// A push that moves nothing leaves nothing behind, and what comes after is next.
	ctx := s.As(t, s.Ada)
	if _, err := r.Commit(ctx, "nowhere", "", "x", func(func(hub.Operation, error) bool) {}); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	if err := s.Hooks.Recover(t.Context(), repos, time.Now()); err != nil {
		t.Fatal(err)
	}
	next, err := r.Commit(ctx, "main", "", "x", func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "x", Content: []byte("x")}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if h := hear(t, news); h.from != made || h.to != string(next) {
		t.Errorf("heard %+v, want from %s to %s", h, made, next)
	}
	select {
	case h := <-news:
		t.Errorf("and heard %+v", h)
	default:
	}
}

func TestNobodyHearsWhatItMayNotSee(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	address, news := ear(t)
	r := watched(t, s, address)
	ada, eve := s.As(t, s.Ada), s.As(t, s.Eve)
	hers, err := s.Hooks.Create(eve, webhook.Draft{URL: address, Watched: []webhook.Watched{{Kind: "model", Name: "lab/voice"}, {Kind: webhook.Org, Name: "lab"}}})
	if err != nil {
		t.Fatal(err)
	}
	commit := func(name ref.Path) {
		t.Helper()
		if _, err := r.Commit(ada, "main", "", "x", func(yield func(hub.Operation, error) bool) {
			yield(hub.Operation{Path: name, Content: []byte("x")}, nil)
		}); err != nil {
			t.Fatal(err)
		}
	}
	manage, err := s.Hub.Open(ada, hub.Model, voice, hub.Manage)
	if err == nil {
		err = manage.SetPrivate(ada, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	commit("hidden")
	s.Spread(t)
	if err := manage.SetPrivate(ada, false); err != nil {
		t.Fatal(err)
	}
	commit("seen")
	s.Spread(t)
	admin := account.With(t.Context(), account.Keeper("test"))
	if err := s.Register.Disable(admin, "eve", true); err != nil {
		t.Fatal(err)
	}
	commit("after she was disabled")
	s.Spread(t)
	if l, err := s.Hooks.Deliveries(eve, hers.ID); err != nil || len(l) != 2 || l[0].Title != "update repo.content of model lab/voice" || l[1].Title != "update repo.config of model lab/voice" {
		t.Errorf("eve is to hear %+v, %v", l, err)
	}
	s.Deliver(t)
	events := map[string]int{}
	for range 3 { // ada alone: what eve may have seen is dropped with her
		events[hear(t, news).event]++
	}
	if len(events) != 3 {
		t.Errorf("heard %v", events)
	}
}

// However many webhooks watch, who pushes waits for one job to be written.
func TestAPushWritesOneJob(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	address, news := ear(t)
	r := watched(t, s, address)
	eve := s.As(t, s.Eve)
	const many = 60
	var last webhook.Hook
	for range many {
		var err error
		if last, err = s.Hooks.Create(eve, webhook.Draft{URL: address, Watched: []webhook.Watched{{Kind: "model", Name: "lab/voice"}}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Commit(s.As(t, s.Ada), "main", "", "x", func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "x", Content: []byte("x")}, nil)
	}); err != nil {
		t.Fatal(err)
	}
	if n := s.Jobs(t); n != 1 {
		t.Errorf("%d jobs were written by a commit", n)
	}
	s.Spread(t)
	l, err := s.Hooks.Deliveries(eve, last.ID)
	if err != nil || len(l) != 1 || l[0].Share != "webhooks of eve" {
		t.Errorf("to be told are %+v, %v", l, err)
	}
	s.Deliver(t)
	for range many + 1 {
		hear(t, news)
	}
}

// child is set where the test below runs as another process.
const child = "TENON_TEST_WEBHOOK_CHILD"

// A process that is killed in the middle of commits has told of all that came
// about, or the next one does.
func TestKilledServersTellAll(t *testing.T) {
	t.Parallel()
	if data := os.Getenv(child); data != "" { //nolint:forbidigo // how the parent speaks to this process
		commits(t, data)
		return
	}
	address, news := ear(t)
	data := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledServersTellAll$", "-test.timeout=2m")
	cmd.Env = append(os.Environ(), child+"="+data, child+"_EAR="+address)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines, acknowledged := bufio.NewScanner(out), map[string]bool{}
	for len(acknowledged) < 4 && lines.Scan() {
		if oid, ok := strings.CutPrefix(lines.Text(), "made "); ok {
			acknowledged[oid] = true
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		if oid, ok := strings.CutPrefix(lines.Text(), "made "); ok {
			acknowledged[oid] = true
		}
	}
	_ = cmd.Wait() // it was killed
	if len(acknowledged) < 4 {
		t.Fatalf("the process made %d commits", len(acknowledged))
	}
	made := revive(t, data)
	for oid := range acknowledged {
		if !made[oid] {
			t.Errorf("%s was acknowledged, and is not there", oid)
		}
	}
	for len(made) > 0 {
		delete(made, hear(t, news).to)
	}
}

// commits makes commits until the process is killed.
func commits(t *testing.T, data string) {
	t.Helper()
	s := apitest.StartIn(t, data)
	r, ctx := watched(t, s, os.Getenv(child+"_EAR")), s.As(t, s.Ada) //nolint:forbidigo // how the parent speaks to this process
	for i := range 10_000 {
		oid, err := r.Commit(ctx, "main", "", "x", func(yield func(hub.Operation, error) bool) {
			yield(hub.Operation{Path: "x", Content: fmt.Append(nil, i)}, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(os.Stdout, "made %s\n", oid)
	}
}

// revive delivers what the process that was killed left, and returns all
// commits that it made.
func revive(t *testing.T, data string) map[string]bool {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), filepath.Join(data, "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	repos, err := gitrepo.Open(filepath.Join(data, "repos"))
	if err != nil {
		t.Fatal(err)
	}
	table, rows, people, queue := sqlhub.New(db), sqlwebhook.New(db), account.NewRegister(sqlaccount.New(db)), job.NewQueue(sqljob.New(db))
	desk := webhook.New(webhook.Parts{
		Store: rows, Expected: rows, Repos: table, Requests: table, Accounts: people, Users: people, Queue: queue, Audit: people, Base: func() string { return "http://models.example" },
		Sender: post.New(http.DefaultTransport, http.DefaultTransport, fetch.Private, post.Options{}),
	})
	if err := desk.Recover(t.Context(), repos, time.Now()); err != nil {
		t.Fatal(err)
	}
	runner := job.NewRunner(queue, slog.New(slog.DiscardHandler), map[job.Kind]job.Handler{webhook.News: desk.Spread, webhook.Delivery: desk.Deliver}, job.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { runner.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	r, err := table.Find(t.Context(), hub.Model, voice)
	if err != nil {
		t.Fatal(err)
	}
	tip, err := repos.Tip(t.Context(), r.ID, hub.Branch(hub.Main))
	if err != nil {
		t.Fatal(err)
	}
	l, _, err := repos.Log(t.Context(), r.ID, tip, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for _, c := range l[:len(l)-1] { // the first was made before it was watched
		made[string(c.ID)] = true
	}
	return made
}

func TestASecretIsPrintedNowhere(t *testing.T) {
	t.Parallel()
	h := webhook.Hook{Secret: "s3cret"}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "hook", h.Secret)
	if s := fmt.Sprintf("%v %+v %s %q", h, h, h.Secret, h.Secret) + log.String(); strings.Contains(s, "s3cret") {
		t.Errorf("printed %s", s)
	}
}
