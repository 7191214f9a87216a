package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/native"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine/remote"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/plan/chatplan"
	"github.com/tenonhub/tenon/internal/sqlstore/connection"
	"github.com/tenonhub/tenon/internal/task"
)

// connections are the servers that users have connected. Those of
// administrators serve everybody, the others their owner alone.
type connections struct {
	store  *connection.Store
	users  account.Users
	engine *remote.Engine

	mu    sync.Mutex
	known []connected // as they were read at
	at    time.Time
}

type connected struct {
	remote.Connection
	owner string
	all   bool // an administrator's
}

// fresh is how long connections are not read again: models are chosen several
// times for each node, and another process may connect a server.
const fresh = 2 * time.Second

const kindOpenAI = "openai"

func newConnections(store *connection.Store, users account.Users, open attach.Fetch, guarded http.RoundTripper) *connections {
	c := &connections{store: store, users: users}
	c.engine = remote.New(c.list, &http.Client{Transport: road{c, guarded}}, remote.Options{
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
	all, err := c.everybodys(ctx)
	if err != nil {
		return nil, err
	}
	me := account.From(ctx).Owner()
	var l []remote.Connection
	for _, own := range []bool{true, false} {
		for _, k := range all {
			taken := slices.ContainsFunc(l, func(r remote.Connection) bool { return r.Name == k.Name })
			if (k.owner == me) == own && (own || k.all) && !taken {
				l = append(l, k.Connection)
			}
		}
	}
	return l, nil
}

func (c *connections) everybodys(ctx context.Context) ([]connected, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
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
		r := remote.Connection{Name: row.Name, BaseURL: row.URL, Key: remote.Secret(row.Secret), Local: row.Local}
		if err := json.Unmarshal(row.Models, &r.Models); err != nil {
			return nil, fmt.Errorf("read the models of connection %s: %w", row.Name, err)
		}
		l = append(l, connected{r, row.Owner, admins[row.Owner]})
	}
	c.known, c.at = l, time.Now()
	return l, nil
}

// road leads to connected servers. Administrators may name addresses inside;
// what others name is reached like any address in a request.
type road struct {
	*connections
	guarded http.RoundTripper
}

func (r road) RoundTrip(req *http.Request) (*http.Response, error) {
	trusted := account.From(req.Context()).Admin
	if !trusted {
		all, err := r.everybodys(req.Context())
		if err != nil {
			return nil, err
		}
		trusted = slices.ContainsFunc(all, func(k connected) bool { return k.all && within(req.URL, k.BaseURL) })
	}
	if trusted {
		return http.DefaultTransport.RoundTrip(req)
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
	conn := remote.Connection{Name: n.Name, BaseURL: n.URL, Key: remote.Secret(n.Key)}
	var err error
	switch {
	case n.Model != "" && n.Task != "":
		conn.Models = []remote.Model{{ID: n.Model, Tasks: []task.ID{n.Task}}}
	default:
		if conn, err = c.engine.Discover(ctx, n.Name, n.URL, conn.Key, nil); err != nil {
			return n, err
		}
		conn.Models = narrow(conn.Models, n)
	}
	if err := conn.Check(); err != nil {
		return n, err
	}
	conn.Local = stays(conn.BaseURL)
	if n.Local != nil {
		conn.Local = *n.Local
	}
	raw, err := json.Marshal(conn.Models)
	if err != nil {
		return n, fmt.Errorf("write the models of connection %s: %w", n.Name, err)
	}
	row := connection.Connection{Owner: account.From(ctx).Owner(), Name: conn.Name, Kind: kindOpenAI, URL: conn.BaseURL, Secret: string(conn.Key), Local: conn.Local, Models: raw}
	defer c.forget()
	return shown(conn), c.store.Save(ctx, row)
}

// within reports whether u is an address of the server at base.
func within(u *url.URL, base string) bool {
	b, err := url.Parse(base)
	return err == nil && u.Scheme == b.Scheme && strings.EqualFold(u.Host, b.Host) && strings.HasPrefix(u.Path, b.Path)
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

func shown(c remote.Connection) native.Connection {
	n := native.Connection{Name: c.Name, URL: c.BaseURL, Local: &c.Local}
	for _, m := range c.Models {
		n.Models = append(n.Models, native.Connected{ID: m.ID, Tasks: m.Tasks})
	}
	return n
}

// Connections lists them, without their keys.
func (c *connections) Connections(ctx context.Context) ([]native.Connection, error) {
	l, err := c.list(ctx)
	if err != nil {
		return nil, err
	}
	all := []native.Connection{}
	for _, conn := range l {
		all = append(all, shown(conn))
	}
	return all, nil
}

// Disconnect forgets a server and its key.
func (c *connections) Disconnect(ctx context.Context, name string) error {
	defer c.forget()
	return c.store.Remove(ctx, account.From(ctx).Owner(), name)
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
