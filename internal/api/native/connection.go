package native

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
)

// Connection is a server of models. Its JSON is sdk.Connection.
type Connection struct {
	Name   string      `json:"name"`
	URL    string      `json:"url"`
	Key    string      `json:"key,omitempty"`    // only on the way in
	Weight int         `json:"weight,omitempty"` // of its server among those of More; only on the way in
	More   []Server    `json:"more,omitempty"`   // servers that have the same models; only on the way in
	Local  *bool       `json:"local,omitempty"`  // what is sent there stays in its owner's hands; left out: if its address is of this machine
	Model  string      `json:"model,omitempty"`  // only on the way in: this model alone
	Task   task.ID     `json:"task,omitempty"`   // only on the way in: what the models do
	Models []Connected `json:"models,omitempty"`

	Servers []Server `json:"servers,omitempty"` // all, and how they do; only on the way out
}

// Server is a server of a connection.
type Server struct {
	URL    string   `json:"url"`
	Key    string   `json:"key,omitempty"` // only on the way in
	Weight int      `json:"weight,omitempty"`
	Only   []string `json:"only,omitempty"` // the models that it has; none is all

	Well    bool    `json:"well"`              // it answers
	Took    int64   `json:"took_ms,omitempty"` // milliseconds, to do so
	Failure string  `json:"failure,omitempty"` // why it does not, or failed last
	Rests   float64 `json:"rests,omitempty"`   // seconds that it is left alone still, after it has failed again and again
	Asked   int64   `json:"asked,omitempty"`   // requests since the server started
	Lost    int64   `json:"lost,omitempty"`    // those that it failed
}

// Connected is a model of a connection, as its server calls it.
type Connected struct {
	ID    string    `json:"id"`
	Tasks []task.ID `json:"tasks"`
}

// Connections are the servers that the actor of ctx can use: its own, and those
// that administrators have connected for all. It changes its own alone.
type Connections interface {
	Connect(ctx context.Context, c Connection) (Connection, error)
	Connections(ctx context.Context) ([]Connection, error)
	Disconnect(ctx context.Context, name string) error
}

func (s server) connect(w http.ResponseWriter, r *http.Request) {
	var c Connection
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		s.fail(w, r, fault.New(fault.Invalid, "the body is not the JSON of a connection: %v", err))
		return
	}
	if c.Task != "" {
		t, err := task.Lookup(string(c.Task))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		c.Task = t.ID
	}
	c, err := s.Connections.Connect(r.Context(), c)
	s.answer(w, r, c, err)
}

func (s server) connections(w http.ResponseWriter, r *http.Request) {
	l, err := s.Connections.Connections(r.Context())
	s.answer(w, r, append([]Connection{}, l...), err)
}

func (s server) disconnect(w http.ResponseWriter, r *http.Request) {
	if err := s.Connections.Disconnect(r.Context(), r.PathValue("connection")); err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]string{"removed": r.PathValue("connection")})
}
