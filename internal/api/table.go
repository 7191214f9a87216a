package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Mux takes routes: a Table, or http.ServeMux for a dialect alone.
type Mux interface {
	Handle(pattern string, h http.Handler)
	HandleFunc(pattern string, f func(http.ResponseWriter, *http.Request))
}

// Table is the route table of the server: the addresses of all dialects, which
// meet on one host. A pattern is a method, which may be left out, and parts:
//
//	word         itself
//	{kind}       models, datasets, spaces or studios
//	{owner}      what can be the name of a user or an organisation
//	{number}     the id of a repository as a decimal number
//	{name}       what can be the name of a repository, with or without .git
//	{place}      [{kind}/]{owner}/{name}
//	{other}      any part, decoded: a revision such as refs%2Fpr%2F1 is one
//	{other...}   all parts that are left, one at least
//	/ at the end, all parts that are left, if any
//	/{$}         the address / alone
//
// GET is HEAD too, and a slash at the end of an address counts for {other...} alone. Of two
// patterns that an address fits, the narrower one answers; two of which none is
// the narrower one are a mistake. A handler has the parts as r.PathValue, and
// the repository by At.
type Table struct {
	routes []route
	root   node
	plain  map[string][]*route // those without variables, by address: none is narrower
}

// NewTable returns a table without routes.
func NewTable() *Table {
	return &Table{root: node{words: map[string]*node{}}, plain: map[string][]*route{}}
}

// HandleFunc adds a route. It panics if the pattern is wrong, or meets another.
func (t *Table) HandleFunc(pattern string, f func(http.ResponseWriter, *http.Request)) {
	t.Handle(pattern, http.HandlerFunc(f))
}

// Handle adds a route. It panics if the pattern is wrong, or meets another.
func (t *Table) Handle(pattern string, h http.Handler) {
	forms := []string{pattern}
	if strings.Contains(pattern, "{place}") {
		forms = []string{strings.Replace(pattern, "{place}", "{owner}/{name}", 1), strings.Replace(pattern, "{place}", "{kind}/{owner}/{name}", 1)}
	}
	for _, form := range forms {
		n, err := parseRoute(form)
		if err != nil {
			panic("api: " + err.Error())
		}
		n.handler = h
		for _, o := range t.routes {
			if n.meets(o) && n.within(o) == o.within(n) {
				panic(fmt.Sprintf("api: the routes %q and %q meet, and none is the narrower one", n.pattern, o.pattern))
			}
		}
		t.routes = append(t.routes, n)
		t.root.add(n)
		if n.isPlain() {
			t.plain[n.address()] = append(t.plain[n.address()], &n)
		}
	}
}

// Patterns are those of all routes, in order.
func (t *Table) Patterns() (l []string) {
	for _, r := range t.routes {
		l = append(l, r.pattern)
	}
	slices.Sort(l)
	return l
}

// Handler finds the route that a request fits, of which it sets the parts.
// Without one the pattern is empty.
func (t *Table) Handler(r *http.Request) (h http.Handler, pattern string) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if r.URL.RawPath == "" {
		if found := pick(t.plain[r.URL.Path], method); found != nil {
			return found.handler, found.pattern
		}
	}
	parts, ok := split(r.URL.EscapedPath())
	if !ok {
		return refuse(http.StatusBadRequest, "invalid", "the address is written wrongly: a % that no two hexadecimal digits follow"), ""
	}
	found, values := t.root.find(method, parts, nil)
	if found == nil {
		return refuse(http.StatusNotFound, "not_found", "there is nothing at this address"), ""
	}
	if last := len(values) - 1; found.end == endSome && strings.HasSuffix(r.URL.EscapedPath(), "/") {
		values[last] += "/" // a file has no name that ends like this
	}
	for i, name := range found.names {
		r.SetPathValue(name, values[i])
	}
	return found.handler, found.pattern
}

// ServeHTTP passes a request to the route that it fits.
func (t *Table) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, pattern := t.Handler(r)
	r.Pattern = pattern
	h.ServeHTTP(w, r)
}

// split decodes the parts of a path one by one. ok is false if it is written
// wrongly.
func split(path string) (parts []string, ok bool) {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	if path == "" {
		return nil, true
	}
	for part := range strings.SplitSeq(path, "/") {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return nil, false
		}
		parts = append(parts, plain)
	}
	return parts, true
}

// node is a place in the tree of all patterns.
type node struct {
	words map[string]*node
	kinds [variables]*node  // the narrower ones first
	ends  [endings][]*route // those that end here, by how
}

func (n *node) add(r route) {
	for _, p := range r.parts {
		next := n.kinds[p.class]
		if p.class == wordPart {
			next = n.words[p.text]
		}
		if next == nil {
			next = &node{words: map[string]*node{}}
			if p.class == wordPart {
				n.words[p.text] = next
			} else {
				n.kinds[p.class] = next
			}
		}
		n = next
	}
	n.ends[r.end] = append(n.ends[r.end], &r)
}

// find finds the narrowest route, and the values of its variables: they are
// added to those of the parts before.
func (n *node) find(method string, parts, values []string) (*route, []string) {
	if len(parts) == 0 {
		for _, end := range []ending{endHere, endAny} {
			if r := pick(n.ends[end], method); r != nil {
				return r, values
			}
		}
		return nil, nil
	}
	if next := n.words[parts[0]]; next != nil {
		if r, v := next.find(method, parts[1:], values); r != nil {
			return r, v
		}
	}
	for class, next := range n.kinds {
		if next != nil && variable(class).fits(parts[0]) {
			if r, v := next.find(method, parts[1:], append(values[:len(values):len(values)], parts[0])); r != nil {
				return r, v
			}
		}
	}
	for _, end := range []ending{endSome, endAny} {
		if r := pick(n.ends[end], method); r != nil {
			return r, append(values[:len(values):len(values)], strings.Join(parts, "/"))
		}
	}
	return nil, nil
}

// pick finds the route of a method, or the one of all.
func pick(l []*route, method string) (found *route) {
	for _, r := range l {
		if r.method == method || r.method == "" && found == nil {
			found = r
		}
	}
	return found
}
