// Package web serves the page: files that speak to Tenon's own interface from
// the browser. It knows no models and keeps no state.
package web

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed page
var files embed.FS

// policy lets the page load nothing but its own files and what it makes itself.
const policy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// Handler serves the page at / and its files beside it.
func Handler() http.Handler {
	page, err := fs.Sub(files, "page")
	if err != nil {
		panic("web: " + err.Error()) // the folder is embedded above
	}
	server := http.FileServerFS(page)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Cache-Control", "no-cache")
		server.ServeHTTP(w, r)
	})
}
