package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/native"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine/remote"
	"github.com/tenonhub/tenon/internal/engine/remote/keepalive"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/metrics"
	"github.com/tenonhub/tenon/internal/plan/chatplan"
	"github.com/tenonhub/tenon/internal/sqlstore/connection"
	"github.com/tenonhub/tenon/internal/task"
)

// connections are the servers that users have connected. Those of
// administrators serve everybody, the others their owner alone.
type connections struct {
	store  *connection.Store
	users  account.Users
	audit  hub.Audit
	engine *remote.Engine

	mu    sync.Mutex
	known []connected // as they were read at
	at    time.Time
	lists map[string][]remote.Connection // of known, by who can use them
}

type connected struct {
	remote.Connection
	all     bool // an administrator's
	updated time.Time
}

// servers are the servers of a connection, as they are kept beside its first one's address and key.
type servers struct {
	Weight int              `json:"weight,omitempty"`
	Only   []string         `json:"only,omitempty"`
	More   []remote.Backend `json:"more,omitempty"`
}

// fresh is how long connections are not read again: models are chosen several
// times for each node, and another process may connect a server.
const fresh = 2 * time.Second

const kindOpenAI = "openai"

func newConnections(store *connection.Store, users account.Users, audit hub.Audit, open attach.Fetch, guarded, inside http.RoundTripper) *connections {
	c := &connections{store: store, users: users, audit: audit}
	c.engine = remote.New(c.list, &http.Client{Transport: road{c, guarded, inside}}, remote.Options{
		Fetch: func(ctx context.Context, address string) (io.ReadCloser, error) {
			_, body, err := open(ctx, address)
			return body, err
		},
	})
	return c
}

// list returns the connections that the actor of ctx can use. Of two with one
// name its own comes first.
func (c *connections) list(ctx context.Context) ([]remote.Connection, error) {
	me := account.From(ctx).Owner()
	c.mu.Lock()
	defer c.mu.Unlock()
	all, err := c.now(ctx)
	if err != nil {
		return nil, err
	}
	if l, ok := c.lists[me]; ok {
		return l, nil
	}
	l := []remote.Connection{}
	for _, own := range []bool{true, false} {
		for _, k := range all {
			taken := slices.ContainsFunc(l, func(r remote.Connection) bool { return r.Name == k.Name })
			if (k.Owner == me) == own && (own || k.all) && !taken {
				l = append(l, k.Connection)
			}
		}
	}
	c.lists[me] = l // it is not changed any more
	return l, nil
}

func (c *connections) everybodys(ctx context.Context) ([]connected, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now(ctx)
}

// now is all that there are. They are locked.
func (c *connections) now(ctx context.Context) ([]connected, error) {
	if time.Since(c.at) < fresh {
		return c.known, nil
	}
	rows, err := c.store.List(ctx)
	if err != nil {
		return nil, err
	}
	users, err := c.users.Users(ctx)
	if err != nil {
		return nil, err
	}
	admins := map[string]bool{}
	for _, u := range users {
		admins[u.Name.Key()] = u.Admin
	}
	var l []connected
	for _, row := range rows {
		before := slices.IndexFunc(c.known, func(k connected) bool {
			return k.Owner == row.Owner && k.Name == row.Name && k.updated.Equal(row.Updated)
		})
		if before >= 0 {
			k := c.known[before] // others read that one
			k.all = admins[row.Owner]
			l = append(l, k)
			continue
		}
		r, err := read(row)
		if err != nil {
			return nil, err
		}
		l = append(l, connected{r, admins[row.Owner], row.Updated})
	}
	c.known, c.at, c.lists = l, time.Now(), map[string][]remote.Connection{}
	return l, nil
}

// read makes a connection of what is kept of it.
func read(row connection.Connection) (remote.Connection, error) {
	var more servers
	if err := json.Unmarshal(row.Servers, &more); err != nil {
		return remote.Connection{}, fmt.Errorf("read the servers of connection %s: %w", row.Name, err)
	}
	r := remote.Connection{
		Owner: row.Owner, Name: row.Name, BaseURL: row.URL, Key: remote.Secret(row.Secret), Local: row.Local,
		Weight: more.Weight, Only: more.Only, More: more.More,
	}
	if err := json.Unmarshal(row.Models, &r.Models); err != nil {
		return r, fmt.Errorf("read the models of connection %s: %w", row.Name, err)
	}
	return r.Ready()
}

// road leads to connected servers. Administrators may name addresses inside;
// what others name is reached like any address in a request.
type road struct {
	*connections
	guarded, inside http.RoundTripper
}

// kept is how many connections to one server are kept for the next requests.
const kept = 512

// inside reaches what administrators have connected.
func inside() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone() // it is one
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 4*kept, kept
	t.DisableCompression = true // an answer passes as it is
	t.ReadBufferSize = 2 << 10  // of many streams at once
	return &keepalive.Transport{Other: t, Proxy: t.Proxy, Kept: kept, Most: 4 * kept}
}

func (r road) RoundTrip(req *http.Request) (*http.Response, error) {
	trusted := account.From(req.Context()).Admin
	if !trusted {
		all, err := r.everybodys(req.Context())
		if err != nil {
			return nil, err
		}
		trusted = slices.ContainsFunc(all, func(k connected) bool { return k.all && k.Has(req.URL) })
	}
	if trusted {
		return r.inside.RoundTrip(req)
	}
	resp, err := r.guarded.RoundTrip(req)
	if fetch.Private(err) {
		return nil, errors.New("only an administrator may connect an address that is not public")
	}
	return resp, err
}

// forget lets the next call read the connections again.
func (c *connections) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = time.Time{}
}

// Connect keeps a server and the models that it has, or the one that is named.
func (c *connections) Connect(ctx context.Context, n native.Connection) (native.Connection, error) {
	conn, err := c.meet(ctx, n)
	if err != nil {
		return n, err
	}
	conn.Local = !slices.ContainsFunc(conn.Backends(), func(b remote.Backend) bool { return !stays(b.URL) })
	if n.Local != nil {
		conn.Local = *n.Local
	}
	raw, err := json.Marshal(conn.Models)
	more, e := json.Marshal(servers{conn.Weight, conn.Only, conn.More})
	if err = errors.Join(err, e); err != nil {
		return n, fmt.Errorf("write connection %s: %w", n.Name, err)
	}
	conn.Owner = account.From(ctx).Owner()
	defer c.forget()
	row := connection.Connection{Owner: conn.Owner, Name: conn.Name, Kind: kindOpenAI, URL: conn.BaseURL, Secret: string(conn.Key), Local: conn.Local, Models: raw, Servers: more}
	if err := c.store.Save(ctx, row); err != nil {
		return n, err
	}
	return c.shown(ctx, conn), c.audit.Note(ctx, "connect", conn.Name, fmt.Sprint(len(conn.Backends()), " servers"))
}

// meet finds out what the servers of a connection have: together, all that any has.
func (c *connections) meet(ctx context.Context, n native.Connection) (remote.Connection, error) {
	all := append([]native.Server{{URL: n.URL, Key: n.Key, Weight: n.Weight}}, n.More...)
	if err := remote.Bounded(n.Name, len(all)); err != nil {
		return remote.Connection{}, err
	}
	if len(all) > 1 && n.Key != "" {
		for i := range all {
			all[i].Key = cmp.Or(all[i].Key, n.Key)
		}
	}
	var conn remote.Connection
	for i, one := range all {
		met := remote.Connection{Name: n.Name, BaseURL: one.URL, Key: remote.Secret(one.Key)}
		if n.Model != "" && n.Task != "" {
			met.Models = []remote.Model{{ID: n.Model, Tasks: []task.ID{n.Task}}}
		} else {
			var err error
			if met, err = c.engine.Discover(ctx, n.Name, one.URL, met.Key, nil); err != nil {
				return met, err
			}
			met.Models = narrow(met.Models, n)
		}
		has := []string{}
		for _, m := range met.Models {
			has = append(has, m.ID)
		}
		if i == 0 {
			conn = met
			conn.Weight, conn.Only = one.Weight, has
			continue
		}
		conn.More = append(conn.More, remote.Backend{URL: met.BaseURL, Key: met.Key, Weight: one.Weight, Only: has})
		for _, m := range met.Models {
			if !slices.ContainsFunc(conn.Models, func(o remote.Model) bool { return o.ID == m.ID }) {
				conn.Models = append(conn.Models, m)
			}
		}
	}
	if len(conn.Only) == len(conn.Models) {
		conn.Only = nil
	}
	for i := range conn.More {
		if len(conn.More[i].Only) == len(conn.Models) {
			conn.More[i].Only = nil
		}
	}
	return conn, conn.Check()
}

// narrow keeps the model that is named, and gives all the task that is named.
func narrow(models []remote.Model, n native.Connection) []remote.Model {
	var l []remote.Model
	for _, m := range models {
		if n.Model != "" && m.ID != n.Model {
			continue
		}
		if n.Task != "" {
			m.Tasks = []task.ID{n.Task}
		}
		l = append(l, m)
	}
	return l
}

// stays reports whether an address is one of this machine.
func stays(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// shown is a connection with how its servers do.
func (c *connections) shown(ctx context.Context, conn remote.Connection) native.Connection {
	n := native.Connection{Name: conn.Name, URL: conn.BaseURL, Local: &conn.Local}
	for _, m := range conn.Models {
		n.Models = append(n.Models, native.Connected{ID: m.ID, Tasks: m.Tasks})
	}
	for _, h := range c.engine.Look(ctx, conn) {
		n.Servers = append(n.Servers, native.Server{
			URL: h.URL, Weight: h.Weight, Only: h.Only, Well: h.Well, Took: h.Took.Milliseconds(), Failure: h.Failure,
			Rests: h.Rests.Seconds(), Asked: h.Asked, Lost: h.Lost,
		})
	}
	return n
}

// Connections lists them, without their keys.
func (c *connections) Connections(ctx context.Context) ([]native.Connection, error) {
	l, err := c.list(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]native.Connection, len(l))
	var wg sync.WaitGroup
	for i, conn := range l {
		wg.Go(func() { all[i] = c.shown(ctx, conn) })
	}
	wg.Wait()
	return all, nil
}

// Disconnect forgets a server and its key.
func (c *connections) Disconnect(ctx context.Context, name string) error {
	defer c.forget()
	if err := c.store.Remove(ctx, account.From(ctx).Owner(), name); err != nil {
		return err
	}
	return c.audit.Note(ctx, "disconnect", name, "")
}

// chat is the planner of the best connected language model.
func (m *models) chat(ctx context.Context, local bool) (p assistant.Planner, name string, ok bool) {
	choices, err := m.Choose(ctx, catalog.Need{Task: "text-generation", Local: local})
	if err != nil || len(choices) == 0 || choices[0].Err != nil || choices[0].Model.Engine != "remote" {
		return nil, "", false
	}
	best := choices[0].Model.Ref
	return chatplan.New(chatplan.Over(m.gateway.Do, best)), best.String(), true
}

// servers are those of all connections, for who measures them.
func (a *App) servers() (l []metrics.Server) {
	for _, k := range a.connections.engine.Known() {
		l = append(l, metrics.Server(k))
	}
	return l
}
