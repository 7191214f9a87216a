// Package web serves the pages: documents and files that speak to Tenon's
// interfaces from the browser. It knows no models and keeps no state. Which
// addresses are pages of the hub is web/shelf's business.
package web

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed page
var files embed.FS

// policy lets the page load nothing but its own files and what it makes itself.
const policy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const documents = "*.html"

// Pages has the documents and the files beside them.
type Pages struct {
	who       func(*http.Request) string
	folder    fs.FS
	files     http.Handler
	documents *template.Template
}

// New returns the pages. who tells the name of the user who asks, empty for
// nobody.
func New(who func(*http.Request) string) *Pages {
	folder, err := fs.Sub(files, "page")
	if err != nil {
		panic("web: " + err.Error()) // the folder is embedded above
	}
	return &Pages{who, folder, http.FileServerFS(folder), template.Must(template.ParseFS(folder, documents))}
}

// ServeHTTP serves the assistant's page at / and the files of all pages.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" {
		p.Send(w, r, "index.html", View{})
		return
	}
	p.head(w)
	p.files.ServeHTTP(w, r)
}

// Has reports whether there is a file at an address.
func (p *Pages) Has(path string) bool {
	f, err := fs.Stat(p.folder, strings.TrimPrefix(path, "/"))
	return err == nil && !f.IsDir()
}

// View is what a document is told of its address. The zero View is of one
// about nothing in particular.
type View struct {
	Status int    // of the answer; 0 is 200
	User   string // who is logged in, empty for nobody; Send fills it in
	Owner  string // whose page it is, as the name is written
	Title  string // the owner's name for display
	Org    bool   // whether the owner is an organisation
}

// Send sends a document.
func (p *Pages) Send(w http.ResponseWriter, r *http.Request, name string, v View) {
	v.User = p.who(r)
	if v.Status == 0 {
		v.Status = http.StatusOK
	}
	var b bytes.Buffer
	if err := p.documents.ExecuteTemplate(&b, name, v); err != nil {
		panic("web: " + err.Error()) // a programmer's mistake
	}
	p.head(w)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept, Cookie, Authorization") // it names who is logged in
	w.WriteHeader(v.Status)
	if r.Method != http.MethodHead {
		_, _ = b.WriteTo(w) // the client may be gone
	}
}

func (p *Pages) head(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Cache-Control", "private, no-cache")
}
