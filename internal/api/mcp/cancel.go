package mcp

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/tenonhub/tenon/internal/account"
)

// calls are the requests that are being answered, so that their callers can cancel them:
// by a notification, which is a request of its own and stands alone. A client is told a
// name when it begins, and says it with each request; the numbers of requests are its own.
// One that gives two requests the same number cancels both.
type calls struct {
	mu  sync.Mutex
	end map[call]map[*call]context.CancelFunc
}

// call is a request of a client on behalf of an actor.
type call struct{ owner, client, id string }

const clientHeader = "Mcp-Session-Id"

// message is what of a request says whether it is one that may be canceled.
type message struct {
	Method string          `json:"method"`
	ID     json.RawMessage `json:"id"`
	Params struct {
		Request json.RawMessage `json:"requestId"`
	} `json:"params"`
}

// wrap has next answer requests that can be canceled.
func (c *calls) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			http.Error(w, fmt.Sprintf("request body exceeds %d bytes", maxBody), http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			http.Error(w, "the request broke off; send it again", http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(b))
		var m message
		_ = json.Unmarshal(b, &m) // the SDK says what is wrong with it
		who := call{owner: account.From(r.Context()).Owner(), client: r.Header.Get(clientHeader)}
		switch {
		case m.Method == "initialize":
			w.Header().Set(clientHeader, rand.Text())
		case m.Method == "notifications/cancelled" && who.client != "":
			who.id = string(m.Params.Request)
			c.cancel(who)
		case len(m.ID) > 0 && who.client != "":
			who.id = string(m.ID)
			ctx, done := c.begin(r.Context(), who)
			defer done()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

func (c *calls) begin(ctx context.Context, one call) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.end[one] == nil {
		c.end[one] = map[*call]context.CancelFunc{}
	}
	c.end[one][&one] = stop
	return ctx, func() {
		stop()
		c.mu.Lock()
		defer c.mu.Unlock()
		if delete(c.end[one], &one); len(c.end[one]) == 0 {
			delete(c.end, one)
		}
	}
}

func (c *calls) cancel(one call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, stop := range c.end[one] {
		stop()
	}
}
