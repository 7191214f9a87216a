package api

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Place is a repository that an address names, and what comes after it.
type Place struct {
	Kind hub.Kind
	Repo ref.Repo
	Rest []string // decoded: a part may have slashes in it
}

// Parts are the parts of a request's path, decoded one by one: a revision such
// as refs%2Fpr%2F1 is one of them. ok is false if it is written wrongly.
func Parts(r *http.Request) (parts []string, ok bool) {
	for part := range strings.SplitSeq(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/") {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return nil, false
		}
		parts = append(parts, plain)
	}
	return parts, true
}

// kinds are the beginnings of addresses of the kinds of repositories, as Hugging
// Face and ModelScope have them.
var kinds = map[string]hub.Kind{"models": hub.Model, "datasets": hub.Dataset, "spaces": hub.Space, "studios": hub.Space}

// Locate reads the parts [kind] owner name[.git] …; without a kind it is a
// model. ok is false when that is no name of a repository.
func Locate(parts []string) (p Place, ok bool) {
	p.Kind = hub.Model
	if len(parts) > 0 {
		if k, named := kinds[parts[0]]; named {
			p.Kind, parts = k, parts[1:]
		}
	}
	if len(parts) < 2 {
		return p, false
	}
	owner, err := ref.ParseOwner(parts[0])
	if err != nil {
		return p, false
	}
	p.Repo, err = owner.Repo(strings.TrimSuffix(parts[1], ".git"))
	p.Rest = parts[2:]
	return p, err == nil
}

// Dialects are who answers.
type Dialects struct {
	Native, HuggingFace, ModelScope, Git, Xet, Web http.Handler
}

// XetPath is what addresses of the Xet dialect begin with. Its clients send
// tokens of its own there.
const XetPath = "/api/xet"

// Routes passes requests to the dialect that their address belongs to:
//
//	/api/tenon/v1/…                                        native
//	/api/v1/…, /openapi/v1/…                               ModelScope
//	/api/xet/…                                             Xet
//	/api/…                                                 Hugging Face
//	/lfs/…                                                 git: large files
//	[/kind]/owner/name[.git]/info/refs, /git-…-pack, /info/lfs/…   git
//	[/kind]/owner/name/resolve/…, /raw/…                   Hugging Face
//	[/kind]/owner/name/ask-access, by POST                 Hugging Face
//	anything else                                          the page
func Routes(d Dialects) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.pick(r).ServeHTTP(w, r)
	})
}

func (d Dialects) pick(r *http.Request) http.Handler {
	parts, ok := Parts(r)
	if !ok {
		return refuse(http.StatusBadRequest, "invalid", "the address is written wrongly: a % that no two hexadecimal digits follow")
	}
	switch {
	case parts[0] == "api" && len(parts) > 2 && parts[1] == "tenon" && parts[2] == "v1":
		return d.Native
	case (parts[0] == "api" || parts[0] == "openapi") && len(parts) > 1 && parts[1] == "v1":
		return d.ModelScope
	case parts[0] == "api" && len(parts) > 2 && parts[1] == "xet":
		return d.Xet
	case parts[0] == "api":
		return d.HuggingFace
	case parts[0] == "lfs":
		return d.Git
	}
	if p, ok := Locate(parts); ok && len(p.Rest) > 0 {
		switch {
		case slices.Equal(p.Rest, []string{"info", "refs"}), slices.Equal(p.Rest, []string{"git-upload-pack"}), slices.Equal(p.Rest, []string{"git-receive-pack"}),
			len(p.Rest) > 2 && p.Rest[0] == "info" && p.Rest[1] == "lfs":
			return d.Git
		case len(p.Rest) > 2 && (p.Rest[0] == "resolve" || p.Rest[0] == "raw"):
			return d.HuggingFace
		case r.Method == http.MethodPost && slices.Equal(p.Rest, []string{"ask-access"}):
			return d.HuggingFace
		}
	}
	return d.Web
}

// Base is the address under which a client has reached the server, be it by
// TLS at a proxy that says so.
func Base(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Client tells the clients of a server apart that say no name: by their address.
func Client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
