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
	Key    string      `json:"key,omitempty"`   // only on the way in
	Local  *bool       `json:"local,omitempty"` // what is sent there stays in its owner's hands; left out: if its address is of this machine
	Model  string      `json:"model,omitempty"` // only on the way in: this model alone
	Task   task.ID     `json:"task,omitempty"`  // only on the way in: what the models do
	Models []Connected `json:"models,omitempty"`
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
