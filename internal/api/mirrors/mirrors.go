// Package mirrors serves standing orders to mirror something, as part of Tenon's
// own interface. Its JSON is that of package sdk.
package mirrors

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/mirror/order"
)

const maxBody = 64 << 10

// Routes adds the routes to mux.
func Routes(mux api.Mux, b *order.Book, log *slog.Logger) {
	for pattern, f := range map[string]func(*http.Request) (any, error){
		"GET /api/tenon/v1/mirrors":            func(r *http.Request) (any, error) { return b.List(r.Context()) },
		"POST /api/tenon/v1/mirrors":           func(r *http.Request) (any, error) { return add(r, b) },
		"GET /api/tenon/v1/mirrors/{id}":       func(r *http.Request) (any, error) { return b.Find(r.Context(), r.PathValue("id")) },
		"POST /api/tenon/v1/mirrors/{id}/sync": func(r *http.Request) (any, error) { return b.Sync(r.Context(), r.PathValue("id")) },
		"DELETE /api/tenon/v1/mirrors/{id}": func(r *http.Request) (any, error) {
			return map[string]bool{"removed": true}, b.Remove(r.Context(), r.PathValue("id"))
		},
	} {
		mux.Handle(pattern, api.Members(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v, err := f(r)
			if err != nil {
				api.Fail(w, r, log, err)
				return
			}
			w.Header().Set("Cache-Control", "no-store")
			api.WriteJSON(w, http.StatusOK, v)
		})))
	}
}

func add(r *http.Request, b *order.Book) (any, error) {
	var t order.Terms
	dec := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil {
		return nil, fault.New(fault.Invalid, "the body is not the JSON that %s %s takes: %v", r.Method, r.URL.Path, err)
	}
	return b.Add(r.Context(), t)
}
