package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// route is a pattern that was parsed.
type route struct {
	pattern string
	method  string // empty is any
	parts   []part
	end     ending
	names   []string // of the variables, in order
	handler http.Handler
}

// part is a part of a pattern: a word, or a variable of a name.
type part struct {
	class variable
	text  string
}

// variable is what a part may be, from the narrowest on.
type variable int

const (
	wordPart variable = iota
	kindPart
	numberPart
	ownerPart
	namePart
	anyPart
	variables
)

// ending is what may follow the parts of a pattern.
type ending int

const (
	endHere ending = iota // nothing
	endSome               // one part at least
	endAny                // any number
	endings
)

// kinds are the beginnings of addresses of the kinds of repositories, as Hugging
// Face and ModelScope have them. No owner has such a
// name, and none that is a number.
var kinds = map[string]hub.Kind{"models": hub.Model, "datasets": hub.Dataset, "spaces": hub.Space, "studios": hub.Space}

// fits reports whether a part of an address can be the variable.
func (v variable) fits(s string) bool {
	switch v {
	case kindPart:
		return kinds[s] != ""
	case numberPart:
		return ref.Number(s)
	case ownerPart:
		_, err := ref.ParseOwner(s)
		return err == nil
	case namePart:
		_, err := ref.Owner("").Repo(strings.TrimSuffix(s, ".git"))
		return err == nil
	case anyPart:
		return true
	case wordPart, variables:
	}
	return false
}

func parseRoute(pattern string) (r route, err error) {
	r.pattern = pattern
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = "", pattern
	}
	r.method = method
	path, ok = strings.CutPrefix(path, "/")
	if !ok || method == http.MethodHead {
		return r, fmt.Errorf("the pattern %q is not [METHOD ]/part/…", pattern)
	}
	if path == "{$}" {
		return r, nil
	}
	if path == "" {
		r.end = endAny
		return r, nil
	}
	if path, ok = strings.CutSuffix(path, "/"); ok {
		r.end = endAny
	}
	for text := range strings.SplitSeq(path, "/") {
		plain, braced := strings.CutPrefix(text, "{")
		plain, closed := strings.CutSuffix(plain, "}")
		all := strings.TrimSuffix(plain, "...")
		switch {
		case plain == "" || braced != closed || strings.ContainsAny(plain, "{}") || r.end == endSome:
			return r, fmt.Errorf("the pattern %q has an odd part %q", pattern, text)
		case !braced:
			r.parts = append(r.parts, part{wordPart, text})
			continue
		case all != plain:
			r.end = endSome
		default:
			r.parts = append(r.parts, part{classOf(plain), plain})
		}
		r.names = append(r.names, all)
	}
	return r, nil
}

func classOf(name string) variable {
	switch name {
	case "kind":
		return kindPart
	case "number":
		return numberPart
	case "owner":
		return ownerPart
	case "name":
		return namePart
	}
	return anyPart
}

// isPlain reports whether one address alone fits r, which is written as it is.
func (r route) isPlain() bool {
	return r.end == endHere && len(r.parts) > 0 && !slices.ContainsFunc(r.parts, func(p part) bool {
		return p.class != wordPart || url.PathEscape(p.text) != p.text
	})
}

// address is the one that fits a plain route.
func (r route) address() string {
	var b strings.Builder
	for _, p := range r.parts {
		b.WriteString("/" + p.text)
	}
	return b.String()
}

// meets reports whether an address fits both r and o.
func (r route) meets(o route) bool {
	if r.method != o.method && r.method != "" && o.method != "" {
		return false
	}
	short, long := r, o
	if len(short.parts) > len(long.parts) {
		short, long = long, short
	}
	for i, p := range short.parts {
		if !p.meets(long.parts[i]) {
			return false
		}
	}
	if len(short.parts) < len(long.parts) {
		return short.end != endHere
	}
	return r.end != endSome && o.end != endSome || r.end != endHere && o.end != endHere
}

// within reports whether every address that fits r fits o.
func (r route) within(o route) bool {
	if r.method != o.method && o.method != "" || len(r.parts) < len(o.parts) {
		return false
	}
	for i, p := range o.parts {
		if !r.parts[i].within(p) {
			return false
		}
	}
	if len(r.parts) > len(o.parts) {
		return o.end != endHere
	}
	return r.end == o.end || o.end == endAny
}

func (p part) meets(o part) bool {
	return p.within(o) || o.within(p)
}

// within reports whether p is the narrower part, or the same. Of two parts of
// which none is within the other none fits both.
func (p part) within(o part) bool {
	if p.class == wordPart {
		return o.class == wordPart && p.text == o.text || o.class.fits(p.text)
	}
	return p.class == o.class || o.class > p.class && o.class >= namePart
}

// Place is a repository that an address names.
type Place struct {
	Kind hub.Kind
	Repo ref.Repo
}

// At is the repository of {place}, or of {owner} and {name}; without a kind it
// is a model. Other addresses name an empty one.
func At(r *http.Request) Place {
	p := Place{hub.Model, ref.Repo{Owner: ref.Owner(r.PathValue("owner")), Name: strings.TrimSuffix(r.PathValue("name"), ".git")}}
	if k := KindOf(r); k != "" {
		p.Kind = k
	}
	return p
}

// KindOf is the kind of {kind}, empty without one.
func KindOf(r *http.Request) hub.Kind { return kinds[r.PathValue("kind")] }
