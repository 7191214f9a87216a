// Package remote runs models behind any server that speaks the OpenAI API:
// chat, embeddings, pictures, speech, transcription. A connection is named by
// the operator, who may name private addresses; addresses that a server's
// answer names are another matter and go through Options.Fetch.
package remote

import (
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/vigil"
)

// Connection is a server, or several that have the same models, and what it is
// used for.
type Connection struct {
	Owner   string    `json:"-" toml:"-"`               // whose it is
	Name    string    `json:"name" toml:"name"`         // the owner of its models; as in ref
	BaseURL string    `json:"base_url" toml:"base_url"` // such as https://api.openai.com/v1
	Key     Secret    `json:"key,omitempty" toml:"key,omitempty"`
	Weight  int       `json:"weight,omitempty" toml:"weight,omitempty"` // as in Backend, as is Only
	Only    []string  `json:"only,omitempty" toml:"only,omitempty"`
	More    []Backend `json:"more,omitempty" toml:"more,omitempty"`   // the servers besides that at BaseURL
	Local   bool      `json:"local,omitempty" toml:"local,omitempty"` // what is sent there does not leave the operator's hands
	Models  []Model   `json:"models" toml:"models"`

	shown  map[string]shown    // by name: see Ready
	places map[string]*url.URL // of the servers, as well, by address
}

// Model is a model of a connection.
type Model struct {
	ID        string            `json:"id" toml:"id"`       // as its server calls it
	Tasks     []task.ID         `json:"tasks" toml:"tasks"` // the main one first
	Languages []string          `json:"languages,omitempty" toml:"languages,omitempty"`
	Voices    map[string]string `json:"voices,omitempty" toml:"voices,omitempty"`   // the server's names of the voices default, female, male
	Quality   float64           `json:"quality,omitempty" toml:"quality,omitempty"` // in (0, 1]; 0.6
	Speed     float64           `json:"speed,omitempty" toml:"speed,omitempty"`     // in (0, 1]; 0.4
}

// Secret is a key. It is written to configuration, and hidden where values are
// printed or logged.
type Secret string

func (Secret) String() string { return "(hidden)" }

// GoString hides the key from %#v.
func (Secret) GoString() string { return "(hidden)" }

// LogValue hides the key from logs in JSON.
func (Secret) LogValue() slog.Value { return slog.StringValue("(hidden)") }

// LogValue is the name and address.
func (c Connection) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", c.Name), slog.String("url", c.BaseURL))
}

// Source lists the connections as they are now; they may change between calls.
type Source func(ctx context.Context) ([]Connection, error)

// Fixed is a source of connections that do not change.
func Fixed(l ...Connection) Source {
	return func(context.Context) ([]Connection, error) { return l, nil }
}

// Options are optional. A zero field has the default.
type Options struct {
	Attempts int           // for one request, where the server is busy; 4
	Backoff  time.Duration // before the second attempt, doubled for each next; half a second
	MaxWait  time.Duration // the longest that a server may ask to wait; 60 seconds
	Stall    time.Duration // for the next bytes of an answer; 5 minutes

	// Fetch reads an address that a server's answer names. Without it, only
	// answers that hold the picture itself can be used.
	Fetch func(ctx context.Context, address string) (io.ReadCloser, error)
}

// Engine runs the models of connections. It is safe for concurrent use.
type Engine struct {
	source Source
	client *http.Client
	opts   Options
	pool   *pool
	stalls *vigil.Vigil
}

var _ engine.Engine = (*Engine)(nil)

// stallSteps is how exactly a stall is noticed: an eighth late at the most.
const stallSteps = 8

// New returns an engine that reaches the connections of source through client.
func New(source Source, client *http.Client, o Options) *Engine {
	if o.Attempts <= 0 {
		o.Attempts = 4
	}
	if o.Backoff <= 0 {
		o.Backoff = 500 * time.Millisecond
	}
	if o.MaxWait <= 0 {
		o.MaxWait = time.Minute
	}
	if o.Stall <= 0 {
		o.Stall = 5 * time.Minute
	}
	return &Engine{source, client, o, &pool{known: map[place]*health{}}, vigil.New(o.Stall, stallSteps)}
}

// errStopped says that the consumer has left.
var errStopped = errors.New("stopped")

// call is one request on its way.
type call struct {
	*Engine
	conn  Connection // with the address and key of the server that was asked last
	model Model
	req   engine.Request
	emit  func(engine.Event) error // errStopped when the consumer has left
	all   *Connection              // as its source has it, once a server was asked
	apart bool                     // asks the server at conn.BaseURL, whatever is known of it

	plain  func() payload // what is sent where the usage of a stream is not known; nil is the same as elsewhere
	blamed []string       // the servers that have failed it
	upset  []string       // those that failed on the request itself, as it seems
}

// Run answers req with the model of a connection.
func (e *Engine) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		err := e.run(ctx, req, func(ev engine.Event) error {
			if !yield(ev, nil) {
				return errStopped
			}
			return nil
		})
		switch {
		case err == nil || errors.Is(err, errStopped):
		case ctx.Err() != nil:
			yield(engine.Event{}, fault.Wrap(ctx.Err(), fault.Canceled, "canceled"))
		default:
			yield(engine.Event{}, err)
		}
	}
}

func (e *Engine) run(ctx context.Context, req engine.Request, emit func(engine.Event) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	conn, model, err := e.find(ctx, req.Model)
	if err != nil {
		return err
	}
	c := &call{Engine: e, conn: conn, model: model.model, req: req, emit: emit}
	switch req.Task {
	case "feature-extraction":
		return c.embed(ctx)
	case "sentence-similarity":
		return c.compare(ctx)
	case "text-to-image":
		return c.paint(ctx)
	case "image-to-image":
		return c.repaint(ctx)
	case "text-to-speech":
		return c.speak(ctx)
	case "automatic-speech-recognition":
		return c.transcribe(ctx)
	}
	if p, ok := prompts()[req.Task]; ok {
		return c.chat(ctx, p)
	}
	return fault.About(req.Model.String(), fault.Invalid, "no server of this kind does %s; it can do: %s", req.Task, taskNames())
}

// find returns the model that a reference means.
func (e *Engine) find(ctx context.Context, m ref.Model) (Connection, shown, error) {
	conns, err := e.source(ctx)
	if err != nil {
		return Connection{}, shown{}, err
	}
	for _, conn := range conns {
		if conn.Name != m.Owner {
			continue
		}
		if conn.shown == nil {
			if conn, err = conn.Ready(); err != nil {
				return conn, shown{}, err
			}
		}
		if found, ok := conn.shown[m.Name]; ok && m == m.Main() {
			return conn, found, nil
		}
		return conn, shown{}, fault.New(fault.NotFound, "connection %s has no model %q; `tenon connect %s` lists what it has", conn.Name, m.Name, conn.Name)
	}
	return Connection{}, shown{}, fault.New(fault.NotFound, "there is no connection %q; `tenon connect` lists them", m.Owner)
}

// Find finds a model of a connection without listing all.
func (e *Engine) Find(ctx context.Context, m ref.Model) (catalog.Model, error) {
	_, found, err := e.find(ctx, m)
	return found.Model, err
}

// Serves reports whether a model of a connection can be used for a task.
func Serves(id task.ID) bool {
	_, chat := prompts()[id]
	return chat || slices.Contains(others, id)
}

// others are the tasks that have a road of their own in the API.
var others = []task.ID{
	"feature-extraction", "sentence-similarity", "text-to-image", "image-to-image", "text-to-speech", "automatic-speech-recognition",
}
