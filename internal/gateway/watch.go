package gateway

import (
	"bytes"
	"encoding/json"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
)

// A Watch hears how calls go, to measure them. It is safe for concurrent use.
type Watch interface {
	// Begin hears that a call waits to be lent its model.
	Begin(m catalog.Model) Progress
}

// Progress is one call as a Watch sees it.
type Progress interface {
	// Lent hears that it waits no longer.
	Lent()
	// Answered hears that the first piece of its answer is there.
	Answered()
	// End hears what it has used, and why it failed; a caller who leaves is no failure.
	End(used engine.Usage, err error)
}

// unwatched is for a Gateway that nobody watches.
type unwatched struct{}

func (unwatched) Begin(catalog.Model) Progress { return unwatched{} }
func (unwatched) Lent()                        {}
func (unwatched) Answered()                    {}
func (unwatched) End(engine.Usage, error)      {}

// tail keeps the end of an answer that passes by, where its usage stands.
type tail struct{ end []byte }

const tailSize = 2 << 10 // bytes

func (t *tail) add(p []byte) {
	if len(p) >= tailSize {
		t.end = append(t.end[:0], p[len(p)-tailSize:]...)
		return
	}
	if over := len(t.end) + len(p) - tailSize; over > 0 {
		t.end = append(t.end[:0], t.end[over:]...)
	}
	t.end = append(t.end, p...)
}

// usage is what the answer says that it has used; nothing if it does not say so.
func (t *tail) usage() (u engine.Usage) {
	at := bytes.LastIndex(t.end, []byte(`"usage":`))
	if at < 0 {
		return u
	}
	var told struct {
		In  int64 `json:"prompt_tokens"`
		Out int64 `json:"completion_tokens"`
	}
	if json.NewDecoder(bytes.NewReader(t.end[at+len(`"usage":`):])).Decode(&told) == nil {
		u.TokensIn, u.TokensOut = told.In, told.Out
	}
	return u
}
