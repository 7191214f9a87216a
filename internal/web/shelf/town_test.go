package shelf_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/web/webtest"
	"github.com/tenonhub/tenon/sdk"
)

func TestMain(m *testing.M) {
	app.Child()
	os.Exit(m.Run())
}

const password = "correct horse"

// town is a whole program on a data folder of its own, with nothing in its hub, with the users ann, who
// administers the organisation lab, and bob. Browsers come to url through a
// proxy, so that being on the same machine makes them nobody yet.
type town struct {
	t        *testing.T
	url      string
	admin    *sdk.Client
	ann, bob string // tokens that may write
	shelf    string // the slug of a collection in the stock
}

func newTown(t *testing.T) *town {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), Version: "test", MaxFile: 64 << 20, NodeTimeout: time.Minute, Parallel: 1, Bare: true}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, a.Close()); err != nil {
			t.Error(err)
		}
	})
	inside := &url.URL{Scheme: "http", Host: ln.Addr().String()}
	street := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(inside)
		r.SetXForwarded()
		r.Out.Host = r.In.Host
	}})
	t.Cleanup(street.Close)
	w := &town{t: t, url: street.URL, admin: sdk.New(inside.String(), a.Token(), &http.Client{})}
	w.ann, w.bob = w.join("ann"), w.join("bob")
	if _, err := sdk.New(inside.String(), w.ann, &http.Client{}).AddOrg(t.Context(), sdk.Org{Name: "lab", DisplayName: "The Lab"}); err != nil {
		t.Fatal(err)
	}
	return w
}

// join makes a user, and a token of it.
func (w *town) join(name string) (token string) {
	w.t.Helper()
	if _, err := w.admin.AddUser(w.t.Context(), sdk.User{Name: name}, password); err != nil {
		w.t.Fatal(err)
	}
	made, err := w.admin.AddToken(w.t.Context(), sdk.Token{User: name, Scope: sdk.Scope{Level: "write"}}, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return made.Secret
}

// send sends a request and returns what came back.
func (w *town) send(method, path, token, body string, header ...string) (status int, reply []byte, h http.Header) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	reply, err = io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, reply, resp.Header
}

// must is send of what works, as JSON.
func must[T any](w *town, method, path, token, body string) (v T) {
	w.t.Helper()
	status, reply, _ := w.send(method, path, token, body, "Content-Type", "application/json")
	if status != http.StatusOK {
		w.t.Fatalf("%s %s: %d %s", method, path, status, reply)
	}
	if err := json.Unmarshal(reply, &v); err != nil {
		w.t.Fatalf("%s %s: %v in %s", method, path, err, reply)
	}
	return v
}

// make makes a repository, kind in the singular.
func (w *town) make(kind, name string, private bool) {
	w.t.Helper()
	owner, short, _ := strings.Cut(name, "/")
	must[any](w, "POST", "/api/repos/create", w.ann, fmt.Sprintf(`{"type":%q,"organization":%q,"name":%q,"private":%v,"sdk":"static"}`, kind, owner, short, private))
}

// commit puts files into a repository, and removes those whose content is nil.
// What begins with "large:" comes by Git LFS.
func (w *town) commit(kind, name, title string, files map[string]*string) (sha string) {
	w.t.Helper()
	var lines bytes.Buffer
	write := func(key string, value map[string]any) {
		b, err := json.Marshal(map[string]any{"key": key, "value": value})
		if err != nil {
			w.t.Fatal(err)
		}
		lines.Write(append(b, '\n'))
	}
	write("header", map[string]any{"summary": title, "description": "In more words."})
	for path, content := range files {
		switch {
		case content == nil:
			write("deletedFile", map[string]any{"path": path})
		case strings.HasPrefix(*content, "large:"):
			write("lfsFile", map[string]any{"path": path, "algo": "sha256", "oid": w.upload(kind, name, *content), "size": len(*content)})
		default:
			write("file", map[string]any{"path": path, "encoding": "base64", "content": base64.StdEncoding.EncodeToString([]byte(*content))})
		}
	}
	done := must[struct {
		CommitURL string `json:"commitUrl"`
		OID       string `json:"commitOid"`
	}](w, "POST", "/api/"+kind+"s/"+name+"/commit/main", w.ann, lines.String())
	return done.OID
}

// upload sends a large file by Git LFS.
func (w *town) upload(kind, name, content string) (oid string) {
	w.t.Helper()
	sum := sha256.Sum256([]byte(content))
	oid = hex.EncodeToString(sum[:])
	status, reply, _ := w.send("POST", home(kind, name)+".git/info/lfs/objects/batch", w.ann,
		fmt.Sprintf(`{"operation":"upload","transfers":["basic"],"objects":[{"oid":%q,"size":%d}]}`, oid, len(content)), "Content-Type", "application/vnd.git-lfs+json", "Accept", "application/vnd.git-lfs+json")
	var batch struct {
		Objects []struct {
			Actions map[string]struct {
				Href   string            `json:"href"`
				Header map[string]string `json:"header"`
			} `json:"actions"`
		} `json:"objects"`
	}
	if err := json.Unmarshal(reply, &batch); err != nil || status != http.StatusOK || len(batch.Objects) != 1 {
		w.t.Fatalf("ask to upload: %d %s %v", status, reply, err)
	}
	if up, ok := batch.Objects[0].Actions["upload"]; ok {
		u, err := url.Parse(up.Href)
		if err != nil {
			w.t.Fatal(err)
		}
		var header []string
		for k, v := range up.Header {
			header = append(header, k, v)
		}
		if status, reply, _ := w.send("PUT", u.RequestURI(), "", content, header...); status != http.StatusOK {
			w.t.Fatalf("upload: %d %s", status, reply)
		}
	}
	return oid
}

func home(kind, name string) string {
	if kind == "model" {
		return "/" + name
	}
	return "/" + kind + "s/" + name
}

// logIn opens a page as a user; nobody's is empty.
func (w *town) logIn(b *webtest.Browser, user, path string, o webtest.Options) *webtest.Tab {
	w.t.Helper()
	if user == "" {
		tab := b.Open(w.t, w.url+path, o)
		settled(tab)
		return tab
	}
	tab := b.Open(w.t, w.url+"/login?next="+url.QueryEscape(path), o)
	tab.Click("#name")
	tab.Type(user)
	tab.Click("#password")
	tab.Type(password)
	tab.Click("#log-in")
	tab.Wait(`location.pathname !== "/login"`)
	settled(tab)
	return tab
}

// settled waits until a page of the hub is shown.
func settled(tab *webtest.Tab) {
	tab.Wait(`document.querySelector("main > .page")`)
}
