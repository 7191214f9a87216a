// Package apitest runs a whole hub for tests of its dialects: real git
// repositories, a real database, real files, and a few people.
package apitest

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tenonhub/tenon/internal/access"
	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/git"
	"github.com/tenonhub/tenon/internal/api/huggingface"
	"github.com/tenonhub/tenon/internal/api/modelscope"
	"github.com/tenonhub/tenon/internal/api/xet"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/blob/part"
	"github.com/tenonhub/tenon/internal/certificate"
	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/hub/leftover"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	sqlattachment "github.com/tenonhub/tenon/internal/sqlstore/attachment"
	sqlcollection "github.com/tenonhub/tenon/internal/sqlstore/collection"
	sqldiscussion "github.com/tenonhub/tenon/internal/sqlstore/discussion"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	sqljob "github.com/tenonhub/tenon/internal/sqlstore/job"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
	sqlwebhook "github.com/tenonhub/tenon/internal/sqlstore/webhook"
	sqlxet "github.com/tenonhub/tenon/internal/sqlstore/xetstore"
	"github.com/tenonhub/tenon/internal/webhook"
	"github.com/tenonhub/tenon/internal/webhook/post"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// PartSize is the size of parts of uploads, small enough for a test to need some.
const PartSize = 5 << 20

// postgres lets the tests of real clients run on the other database too.
var postgres = flag.Bool("postgres", false, "let servers keep their tables in PostgreSQL, not in a file")

// Server is a hub. Ada administers the organisation lab, bob may write there,
// and eve is nothing to it.
type Server struct {
	URL           string
	Hub           *hub.Hub
	Board         *discussion.Board
	Attached      *attachment.Desk
	Hooks         *webhook.Desk
	Access        *access.Desk
	Register      *account.Register
	Data          string
	Ada, Bob, Eve string       // tokens that may write
	Sent          atomic.Int64 // bytes of xorbs that clients sent
	Mirror        *mirror.Mirror
	Leftover      *leftover.Collector

	queue *job.Queue
	log   *slog.Logger
}

// Start starts a hub that ends with the test.
func Start(t *testing.T) *Server {
	t.Helper()
	return StartIn(t, t.TempDir())
}

// StartIn is Start on a data folder.
func StartIn(t *testing.T, data string) *Server {
	t.Helper()
	s, h := build(t, data, Mirrors{})
	return s.serve(t, h)
}

func (s *Server) serve(t *testing.T, h http.Handler) *Server {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	s.URL = srv.URL
	return s
}

// StartTLS starts a hub that is reached by TLS, and returns the file that
// clients know it by.
func StartTLS(t *testing.T) (s *Server, trust string) {
	t.Helper()
	s, h := build(t, t.TempDir(), Mirrors{})
	authority, err := certificate.Make(s.Data, nil)
	check(t, err)
	srv := httptest.NewUnstartedServer(h)
	srv.TLS = &tls.Config{GetCertificate: authority.Certificate, MinVersion: tls.VersionTLS12}
	srv.Listener = tls.NewListener(srv.Listener, srv.TLS)
	srv.Start()
	t.Cleanup(srv.Close)
	s.URL = "https://" + srv.Listener.Addr().String()
	return s, authority.Trust()
}

func build(t *testing.T, data string, mirrors Mirrors) (*Server, http.Handler) {
	t.Helper()
	s := &Server{Data: data}
	place := filepath.Join(s.Data, "tenon.db")
	if *postgres {
		place = sqlstoretest.Address(t)
	}
	db, err := sqlstore.Open(t.Context(), place)
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	s.Register = account.NewRegister(sqlaccount.New(db))
	blobs, err := disk.Open(filepath.Join(s.Data, "blobs"), disk.Options{Reserve: 1})
	check(t, err)
	uploads, err := part.Open(filepath.Join(s.Data, "uploads"))
	check(t, err)
	repos, err := gitrepo.Open(filepath.Join(s.Data, "repos"))
	check(t, err)
	check(t, repos.Finish(t.Context()))
	table := sqlhub.New(db)
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	link := s.xet(t, blobs, db)
	said := sqldiscussion.New(db)
	s.hooks(db, table, log)
	s.Access = access.New(access.Parts{Requests: table, Accounts: s.Register, Audit: s.Register})
	s.Mirror = mirrors.build(t, s, db, blobs, repos, link, log)
	s.Hub = hub.New(hub.Parts{
		Mirror: s.Mirror, Repos: table, Index: table, Uses: table, Objects: table, Trees: table, Quotas: table, Findings: table, Requests: table, Events: s.Hooks, Git: repos, Blobs: xetstore.Whole{Store: link.Store}, Xet: link, Accounts: s.Register, Audit: s.Register, Proposals: said,
	})
	s.Leftover = leftover.New(table, repos)
	s.Attached = attachment.New(attachment.Parts{Store: sqlattachment.New(db), Blobs: xetstore.Whole{Store: link.Store}, Hub: s.Hub, Audit: s.Register})
	s.Board = discussion.New(said, repos, s.Attached, s.Register)
	shelf := collection.New(collection.Parts{Store: sqlcollection.New(db), Repos: s.Hub, Accounts: s.Register, Audit: s.Register})
	s.people(t)
	repositories := git.New(git.Parts{Hub: s.Hub, Uploads: uploads, Room: blobs.Room, Xet: link, Secret: []byte("a secret of this test"), Log: log}, git.Options{PartSize: PartSize})
	mux := api.NewTable()
	repositories.Routes(mux)
	modelscope.Routes(mux, modelscope.Parts{Hub: s.Hub, People: s.Register, Uploads: repositories, Log: log})
	huggingface.Routes(mux, huggingface.Parts{Hub: s.Hub, Room: blobs.Room, Board: s.Board, Files: s.Attached, Shelf: shelf, Hooks: s.Hooks, Access: s.Access, People: s.Register, Xet: link, Log: log})
	xet.New(link.Store, link.Keys, xet.Options{Log: log, Address: func(r *http.Request) string { return api.Base(r) + api.XetPath }}).Routes(mux, api.XetPath)
	return s, s.sending(s.gate(mux))
}

// xet is the store of what comes by Xet. What comes whole can be read by Xet
// before its sender hears that it came.
func (s *Server) xet(t *testing.T, blobs *disk.Store, db *sqlstore.DB) xet.Link {
	t.Helper()
	keys, err := xet.NewKeys([]byte("a secret of this test of 32 bytes"))
	check(t, err)
	tables := sqlxet.New(db)
	table := sqlhub.New(db)
	store := xetstore.New(blobs, tables, tables, xet.Readers{Objects: table, Accounts: s.Register, Requests: table, People: s.Register})
	view := func(ctx context.Context, d blob.Digest) error { _, err := store.View(ctx, d); return err }
	return xet.Link{Store: store, Keys: keys, View: view}
}

// hooks is the desk of webhooks. They reach this machine, as a test has no other.
func (s *Server) hooks(db *sqlstore.DB, table *sqlhub.Store, log *slog.Logger) {
	s.queue, s.log = job.NewQueue(sqljob.New(db)), log
	inside := fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}).Transport()
	rows := sqlwebhook.New(db)
	s.Hooks = webhook.New(webhook.Parts{
		Store: rows, Expected: rows, Repos: table, Requests: table, Accounts: s.Register, Users: s.Register, Queue: s.queue, Audit: s.Register, Base: func() string { return s.URL },
		Sender: post.New(inside, inside, fetch.Private, post.Options{}),
	})
}

// Deliver sends what webhooks are to be told until the test ends.
func (s *Server) Deliver(t *testing.T) {
	t.Helper()
	r := job.NewRunner(s.queue, s.log, map[job.Kind]job.Handler{webhook.News: s.Hooks.Spread, webhook.Delivery: s.Hooks.Deliver}, job.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
}

// Spread finds out for what has happened until now which webhooks are to hear of
// it, and sends nothing.
func (s *Server) Spread(t *testing.T) {
	t.Helper()
	r := job.NewRunner(s.queue, s.log, map[job.Kind]job.Handler{webhook.News: s.Hooks.Spread}, job.Options{})
	l, err := s.queue.List(t.Context(), job.Filter{Kind: webhook.News, States: []job.State{job.Waiting}, Limit: 500})
	check(t, err)
	for _, j := range slices.Backward(l) {
		_, err := r.Only(t.Context(), j.ID)
		check(t, err)
	}
}

// Jobs counts the jobs that wait.
func (s *Server) Jobs(t *testing.T) int {
	t.Helper()
	l, err := s.queue.List(t.Context(), job.Filter{States: []job.State{job.Waiting}, Limit: 500})
	check(t, err)
	return len(l)
}

// sending counts the bytes of the chunks that clients send.
func (s *Server) sending(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, api.XetPath+"/v1/xorbs/") {
			s.Sent.Add(r.ContentLength)
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) people(t *testing.T) {
	t.Helper()
	check(t, s.Register.Found(t.Context()))
	admin := account.With(t.Context(), account.Keeper("test"))
	for name, token := range map[string]*string{"ada": &s.Ada, "bob": &s.Bob, "eve": &s.Eve} {
		if _, err := s.Register.AddUser(admin, account.NewUser{Name: name}); !fault.Is(err, fault.Conflict) { // a folder may be used again
			check(t, err)
		}
		*token = s.Token(t, ref.Owner(name), account.Full)
	}
	ctx := s.As(t, s.Ada)
	if _, err := s.Register.AddOrg(ctx, "lab", "The Lab"); !fault.Is(err, fault.Conflict) {
		check(t, err)
	}
	check(t, s.Register.SetMember(ctx, account.Member{Org: "lab", User: "bob", Role: account.Write}))
}

// Token makes a token for a user.
func (s *Server) Token(t *testing.T, user ref.Owner, scope account.Scope) string {
	t.Helper()
	admin := account.With(t.Context(), account.Keeper("test"))
	_, secret, err := s.Register.AddToken(admin, account.NewToken{User: user, Name: rand.Text(), Scope: scope})
	check(t, err)
	return secret
}

// As is a context of what the holder of a token does.
func (s *Server) As(t *testing.T, token string) context.Context {
	t.Helper()
	a, err := s.Register.ByToken(t.Context(), token, "test")
	check(t, err)
	return account.With(t.Context(), a)
}

// gate puts the actor of a bearer token, or of one as a password, into the context.
func (s *Server) gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := ""
		if strings.HasPrefix(r.URL.Path, api.XetPath+"/") { // it has tokens of its own
			next.ServeHTTP(w, r)
			return
		}
		if _, pass, ok := r.BasicAuth(); ok {
			token = pass
		} else if h := r.Header.Get("Authorization"); len(h) > 7 && h[:7] == "Bearer " {
			token = h[7:]
		} else if c, err := r.Cookie("m_session_id"); err == nil { // of ModelScope's clients
			token = c.Value
		}
		if token != "" {
			a, err := s.Register.ByToken(r.Context(), token, r.RemoteAddr)
			if err != nil {
				w.Header().Set("WWW-Authenticate", "Basic")
				w.Header().Set("X-Error-Message", "Invalid credentials in Authorization header")
				http.Error(w, `{"error":"invalid credentials"}`, http.StatusUnauthorized)
				return
			}
			r = r.WithContext(account.With(r.Context(), a))
		}
		next.ServeHTTP(w, r)
	})
}

// Home is an empty folder and an environment for a client program: nothing of
// this machine's settings gets in.
func (s *Server) Home(t *testing.T, more ...string) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	env = append([]string{
		"HOME=" + dir, "PATH=" + path(), "LC_ALL=C.UTF-8", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=true", "NO_PROXY=*",
		"GIT_AUTHOR_NAME=Test", "GIT_AUTHOR_EMAIL=test@example.org", "GIT_COMMITTER_NAME=Test", "GIT_COMMITTER_EMAIL=test@example.org",
	}, more...)
	return dir, env
}

func path() string { return os.Getenv("PATH") } //nolint:forbidigo // the programs that a test runs are found there

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
