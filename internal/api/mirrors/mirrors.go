// Package mirrors serves standing orders to mirror something, as part of Tenon's
// own interface. Its JSON is that of package sdk.
package mirrors

import (
	"log/slog"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/mirror/order"
)

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
	if err := api.ReadStrict(nil, r, &t); err != nil {
		return nil, err
	}
	return b.Add(r.Context(), t)
}
