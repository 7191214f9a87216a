// Package app builds the whole program from its parts. It is the one place
// that knows everything.
package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/account/oidc"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/api/mcp"
	"github.com/tenonhub/tenon/internal/api/native"
	"github.com/tenonhub/tenon/internal/api/openai"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/blob/part"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/deployment"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/job/lockfile"
	"github.com/tenonhub/tenon/internal/limit"
	"github.com/tenonhub/tenon/internal/machine"
	"github.com/tenonhub/tenon/internal/metrics"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/mirror/order"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sandbox"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlaccount "github.com/tenonhub/tenon/internal/sqlstore/account"
	"github.com/tenonhub/tenon/internal/sqlstore/connection"
	sqldeployment "github.com/tenonhub/tenon/internal/sqlstore/deployment"
	sqldeposit "github.com/tenonhub/tenon/internal/sqlstore/deposit"
	"github.com/tenonhub/tenon/internal/sqlstore/holding"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
	sqljob "github.com/tenonhub/tenon/internal/sqlstore/job"
	sqllimit "github.com/tenonhub/tenon/internal/sqlstore/limit"
	"github.com/tenonhub/tenon/internal/sqlstore/memo"
	"github.com/tenonhub/tenon/internal/sqlstore/record"
	"github.com/tenonhub/tenon/internal/telemetry"
	"github.com/tenonhub/tenon/internal/webhook"
	"github.com/tenonhub/tenon/internal/wicket"
)

// Config says what to build. Open checks it.
type Config struct {
	Data        string   // folder
	Database    string   // the address of PostgreSQL; empty is a file in Data
	Listen      string   // address with port
	Hosts       []string // names that others call this server by, besides its addresses
	PublicURL   string   // the address that browsers reach it by, if it is not its own
	Login       Login    // by OpenID Connect
	TLS         TLS
	Version     string
	Programs    string        // folder of an operator's manifests; empty is none
	MaxFile     int64         // bytes
	NodeTimeout time.Duration // for one call of one model
	Parallel    int           // nodes of a run at once
	Keep        time.Duration // runs and remembered results; 0 is for good
	Mirrors     Mirrors
	Workers     Workers
	Limits      Limits        // of what users ask of models
	Patience    time.Duration // how long a call of a model waits for its turn; 0 is as long as its caller does
	Collector   string        // the address of a collector of OpenTelemetry that hears of requests; empty is none
	Drain       time.Duration // how long requests may go on after the server was told to end; 0 is half a minute
	PrivateURLs bool          // whether requests may name private addresses
	Bare        bool          // whether the hub is to be without the models that come with the program
}

// Limits are what a user may ask of models, unless others are set for it.
type Limits = limit.Limits

// Provider is an OpenID Connect provider.
type Provider = oidc.Options

// Login is where people can log in besides here. No issuer is nowhere.
type Login struct {
	Options Provider
	Create  bool // whether who comes from there becomes a user
}

// TokenFile is the file in the data folder that holds the token of the server;
// only its user can read it.
const TokenFile = "token"

const databaseFile = "tenon.db"

// App is the program. Close it.
type App struct {
	config   Config
	log      *slog.Logger
	db       *sqlstore.DB
	blobs    *disk.Store
	memos    *memo.Store
	ours     []catalog.Model // the models that come with the program
	queue    *job.Queue
	runner   *job.Runner
	alive    *lockfile.Presence
	token    string
	table    *api.Table // all that is answered, by address
	routes   http.Handler
	identity identity // nil without TLS

	people   accounts
	holders  *holding.Store
	hub      *hub.Hub      // nil without a git program
	rows     *sqlhub.Store // the tables of repositories
	board    *discussion.Board
	attached *attachment.Desk // to what is said on the board
	repos    *gitrepo.Store
	uploads  *part.Store // large files that come in parts
	views    *views
	mirror   *mirror.Mirror // nil without a git program
	orders   *order.Book    // as well
	syncs    *job.Runner    // does them

	meter  *metrics.Meter
	book   *limit.Book       // of what is asked of models
	past   *record.Store     // how models have done
	tracer *telemetry.Tracer // nil without a collector

	connections *connections
	deposits    deposit.Desk     // files and responses of the models' APIs
	deployments *deployment.Desk // models that are kept loaded
	tasks       *job.Runner      // answers requests to them that wait

	guarded    http.RoundTripper // to addresses that anybody may name
	hooks      *webhook.Desk
	deliveries *job.Runner

	reading  sync.WaitGroup // of repositories that were brought back
	stocking sync.Mutex     // held while the repositories of the program's own models are made
	stocked  atomic.Bool    // they are there

	looked time.Time // when a sweep last looked through the repositories

	workers *workers // that hold models of the hub

	watching    context.Context //nolint:containedctx // it ends when requests are to end that only look on
	endWatching func()
	answering   atomic.Int64 // requests

	restored     chan struct{} // closed when a backup waits to take its place
	restoredOnce sync.Once
}

// Open builds the program on its data folder, which it makes if need be.
func Open(ctx context.Context, c Config, log *slog.Logger) (*App, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the data folder %s cannot be made; name another with --data", c.Data)
	}
	token, err := readSecret(c.Data, TokenFile)
	if err != nil {
		return nil, err
	}
	blobs, err := disk.Open(filepath.Join(c.Data, "blobs"), disk.Options{})
	if err != nil {
		return nil, err
	}
	db, err := openDatabase(ctx, c)
	if err != nil {
		return nil, err
	}
	alive, err := lockfile.Enter(filepath.Join(c.Data, aliveDir))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a := &App{
		config: c, log: log, db: db, blobs: blobs, alive: alive, meter: metrics.New(), token: token, memos: memo.New(db), holders: holding.New(db),
		past: record.New(db), book: limit.New(sqllimit.New(db, sqlaccount.New(db).Noted), limit.Options{Usual: c.Limits, Patience: c.Patience}),
		people: accounts{account.NewRegister(sqlaccount.New(db)), c.Data}, restored: make(chan struct{}),
	}
	if c.Collector != "" {
		if a.tracer, err = telemetry.Open(ctx, c.Collector, c.Version); err != nil {
			return nil, errors.Join(err, alive.Leave(), db.Close())
		}
	}
	a.watching, a.endWatching = context.WithCancel(context.WithoutCancel(ctx))
	a.clearScratch(time.Now())
	if err := errors.Join(a.people.Found(ctx), a.certify(), a.build(), a.payRepos(ctx)); err != nil { //nolint:contextcheck // what is built outlives the start
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) build() error {
	fetch, guarded := newFetch(a.config)
	a.guarded = guarded
	if err := a.openWorkers(); err != nil {
		return err
	}
	a.connections = newConnections(connection.New(a.db), sqlaccount.New(a.db), a.people, fetch, a.traced(guarded), a.traced(inside()))
	models, err := a.models(a.connections)
	if err != nil {
		return err
	}
	planner, err := tongue.New()
	if err != nil {
		return err
	}
	store := held{store{a.blobs}, a.holders}
	as := assistant.New(assistant.Parts{
		Gateway: models.gateway, Models: models, Planner: planner, Chat: models.chat, Store: store, Memo: a.memos, Log: a.log,
	}, assistant.Options{NodeTimeout: a.config.NodeTimeout, Parallel: a.config.Parallel, Version: a.config.Version})
	a.queue = job.NewQueue(sqljob.New(a.db))
	desk := assistant.NewDesk(as, a.queue)
	a.runner = job.NewRunner(a.queue, a.log, map[job.Kind]job.Handler{assistant.Kind: onBehalf(desk.Handle)}, job.Options{Presence: a.alive})

	files := attach.Desk{Store: store, Fetch: fetch, Limits: intake.Limits{Bytes: a.config.MaxFile}}
	a.deposits = deposit.Desk{Rows: sqldeposit.New(a.db), Bytes: store}
	a.deployments = deployment.New(sqldeployment.New(a.db, sqlaccount.New(a.db).Noted), a.workers, a.people.Entry, a.log)
	a.workers.deployed = a.deployments.Of
	talks := dialogue.Desk{Desk: callee.Desk{Models: models, Gateway: models.gateway, Limits: a.book, Deployed: a.deployments}, Assistant: desk, Files: files, Log: a.log}
	a.routes, err = a.serve(
		native.Parts{Desk: desk, Models: models, Files: files, Count: talks.Count, Connections: a.connections, Keeper: a, Log: a.log}, talks,
		mcp.Parts{Desk: desk, Models: models, Files: files, Count: talks.Count, Gateway: models.gateway, Version: a.config.Version, Log: a.log})
	return err
}

// traced tells the servers that are asked which trace a request is part of.
func (a *App) traced(next http.RoundTripper) http.RoundTripper {
	if a.tracer == nil {
		return next
	}
	return a.tracer.Transport(next)
}

// onBehalf runs jobs on behalf of their owners.
func onBehalf(h job.Handler) job.Handler {
	return func(ctx context.Context, t *job.Task) (json.RawMessage, error) {
		return h(account.With(ctx, account.Actor{User: ref.Owner(t.Job().Owner), Scope: account.Full, Via: "run"}), t)
	}
}

// readSecret reads a secret of a data folder, or makes it.
func readSecret(dir, name string) (string, error) {
	file := filepath.Join(dir, name)
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		b = []byte(rand.Text() + rand.Text()) // 260 random bits
		err = writeNew(file, b)
		if errors.Is(err, fs.ErrExist) { // another process was first
			b, err = os.ReadFile(file)
		}
	}
	if err != nil {
		return "", fmt.Errorf("read the secret %s: %w", name, err)
	}
	return strings.TrimSpace(string(b)), nil
}

// writeNew writes a file that appears whole or not at all.
func writeNew(file string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".token-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), file)
}

// Token lets a client in.
func (a *App) Token() string { return a.token }

// Loopback reports whether an address to listen on is of this machine alone.
func Loopback(address string) (bool, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false, fault.New(fault.Invalid, "listen address %q is not HOST:PORT", address)
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback(), nil
}

const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	drainTime  = 30 * time.Second // for what goes on when the server ends, unless the settings say otherwise
	leaveTime  = 5 * time.Second  // for what was told to end then
	flushTime  = 5 * time.Second
)

func (a *App) server(ctx context.Context) *http.Server {
	return &http.Server{
		Handler: a.routes, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime,
		ErrorLog:    slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
}

// Serve answers on ln and works on runs until ctx ends or a backup was
// restored. Then it takes no more requests, and those that it has may go on for
// a while (Config.Drain); at last they are told to end. Runs that are cut off go
// on when the program is opened again.
func (a *App) Serve(ctx context.Context, ln net.Listener) error {
	began := time.Now() // before any request
	if a.repos != nil {
		if err := a.repos.Finish(ctx); err != nil { // the other repositories are well
			a.log.ErrorContext(ctx, "bring main to what was pushed to master", "err", err)
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lasting, cut := context.WithCancel(context.WithoutCancel(ctx)) // for what may go on
	defer cut()
	var wg sync.WaitGroup
	wg.Go(func() {
		select {
		case <-a.restored:
			cancel()
		case <-ctx.Done():
		}
	})
	wg.Go(func() { a.runner.Run(lasting) }) // requests wait for runs and tasks
	wg.Go(func() { a.tasks.Run(lasting) })
	wg.Go(func() {
		a.past.Run(lasting, func(err error) { a.log.WarnContext(lasting, "write how models have done", "err", err) })
	})
	wg.Go(func() { a.sweep(ctx) })
	wg.Go(func() { a.runViews(ctx) })
	wg.Go(func() { a.catalogue(ctx) })
	wg.Go(func() { a.examine(ctx) })
	wg.Go(func() { a.deliver(ctx, began) })
	wg.Go(func() { a.runMirror(ctx) })
	wg.Go(func() { a.furnish(ctx) })
	wg.Go(func() { a.deployments.Run(ctx) })
	wg.Go(func() { sandbox.Keep(ctx, machine.Slots()) })
	srv := &wicket.Server{Rest: a.server(lasting), Takes: openai.Calls}
	stop := context.AfterFunc(ctx, a.endWatching)
	defer stop()
	wg.Go(func() {
		<-ctx.Done()
		a.drain(lasting, srv, cut)
	})
	err := a.answer(srv, ln) //nolint:contextcheck // requests have that of the server
	if !errors.Is(err, http.ErrServerClosed) {
		cancel()
	}
	wg.Wait()
	select {
	case <-a.restored:
		return ErrRestored
	default:
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}

// drain ends a server: what it answers may go on for a time, is told to end then,
// and at last cut off.
func (a *App) drain(ctx context.Context, srv *wicket.Server, cut func()) {
	most := cmp.Or(a.config.Drain, drainTime)
	drain, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	err := cmp.Or(srv.Shutdown(drain), a.finished(drain))
	cut()
	if err == nil {
		return
	}
	a.log.WarnContext(ctx, "requests went on for too long when the server was to end, and are cut off", "after", most)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
	defer cancel()
	if cmp.Or(srv.Shutdown(last), a.finished(last)) != nil {
		_ = srv.Close()
	}
}

// finished waits for requests that took their connections over, as those over
// WebSocket do: nobody else does.
func (a *App) finished(ctx context.Context) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for a.answering.Load() > 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// watches reports whether a request only looks on, as pages and tools do that stay
// open: nothing is lost with it.
func watches(r *http.Request) bool {
	below := func(base, end string) bool {
		rest, ok := strings.CutPrefix(r.URL.Path, base)
		return ok && strings.HasSuffix(rest, end)
	}
	return r.Method == http.MethodGet && (below("/api/tenon/v1/runs/", "/events") || below(dashscope.Base+"/deployments/", "/stream") || r.URL.Path == "/mcp")
}

// watchers ends those when the server is to end.
func (a *App) watchers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.answering.Add(1)
		defer a.answering.Add(-1)
		if !watches(r) {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(a.watching, cancel)() //nolint:contextcheck // that ends with the program
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Only works on one run, or one order to mirror, alone, until it or ctx ends. Where no server does it,
// it then removes what is old, once a day.
func (a *App) Only(ctx context.Context, id string) error {
	j, err := a.queue.Find(ctx, job.ID(id))
	if err != nil {
		return err
	}
	runner := a.runner
	if j.Kind == order.Kind && a.syncs != nil {
		runner = a.syncs
	}
	if _, err := runner.Only(ctx, j.ID); err != nil {
		return fmt.Errorf("work on run %s: %w", id, err)
	}
	if err := a.sweepDaily(ctx, time.Now()); err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "remove what is old", "err", err)
	}
	return nil
}

// Close ends the workers and closes the stores.
func (a *App) Close() (err error) {
	a.endWatching()
	a.reading.Wait()
	if a.workers != nil {
		a.workers.pool.Close()
	}
	if a.mirror != nil {
		err = a.mirror.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	if a.tracer != nil {
		if e := a.tracer.Close(ctx); e != nil { // the collector is away, which is no failure of this program
			a.log.WarnContext(ctx, "tell the collector of the last requests", "err", e)
		}
	}
	return errors.Join(err, a.past.Flush(ctx), a.alive.Leave(), a.db.Close())
}
