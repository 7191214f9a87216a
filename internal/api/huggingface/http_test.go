package huggingface_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

type reply struct {
	status int
	body   string
	header http.Header
}

func send(t *testing.T, s *apitest.Server, method, path, token, body string, header ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, string(b), resp.Header}
}

// fill makes the model lab/voice with a text, a page and a large file.
func fill(t *testing.T, s *apitest.Server, private bool) (tip hub.OID, large hub.Pointer) {
	t.Helper()
	ctx := s.As(t, s.Ada)
	name := ref.Repo{Owner: "lab", Name: "voice"}
	if _, err := s.Hub.Create(ctx, hub.Model, name, private); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ctx, hub.Model, name, hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	large = hub.Pointer{Digest: sha256.Sum256([]byte("0123456789")), Size: 10}
	if err := r.Receive(ctx, large, strings.NewReader("0123456789")); err != nil {
		t.Fatal(err)
	}
	tip, err = r.Commit(ctx, "main", "", "fill", func(yield func(hub.Operation, error) bool) {
		_ = yield(hub.Operation{Path: "a/text.txt", Content: []byte("abcdefghij")}, nil) &&
			yield(hub.Operation{Path: "page.html", Content: []byte("<script>alert(1)</script>")}, nil) &&
			yield(hub.Operation{Path: "big.bin", Object: &large}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return tip, large
}

func TestResolve(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	tip, large := fill(t, s, false)
	get := func(method, path string, header ...string) reply {
		t.Helper()
		return send(t, s, method, "/lab/voice/resolve/"+path, "", "", header...)
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r := get(method, "main/big.bin")
		if h := r.header; r.status != 200 || h.Get("X-Repo-Commit") != string(tip) || h.Get("ETag") != `"`+large.Digest.String()+`"` ||
			h.Get("X-Linked-Etag") != h.Get("ETag") || h.Get("X-Linked-Size") != "10" || h.Get("Content-Length") != "10" || h.Get("Accept-Ranges") != "bytes" {
			t.Errorf("%s of a large file: %d %v", method, r.status, r.header)
		}
		sum := fmt.Sprintf("%x", sha1of("blob 10\x00abcdefghij"))
		r = get(method, string(tip)+"/a/text.txt")
		if h := r.header; r.status != 200 || h.Get("ETag") != `"`+sum+`"` || h.Get("X-Linked-Size") != "" || h.Get("Content-Length") != "10" {
			t.Errorf("%s of a text: %d %v", method, r.status, r.header)
		}
		r = get(method, "main/nothing")
		if r.status != 404 || r.header.Get("X-Error-Code") != "EntryNotFound" || r.header.Get("X-Repo-Commit") != string(tip) {
			t.Errorf("%s of nothing: %d %v", method, r.status, r.header)
		}
	}
	for path, want := range map[string]string{"main/big.bin": "345", "main/a/text.txt": "def", "refs%2Fheads%2Fmain/a%2Ftext.txt": "def"} {
		if r := get(http.MethodGet, path, "Range", "bytes=3-5"); r.status != 206 || r.body != want || r.header.Get("Content-Range") != "bytes 3-5/10" {
			t.Errorf("a range of %s: %d %q %v", path, r.status, r.body, r.header)
		}
		if r := get(http.MethodGet, path, "Range", "bytes=10-"); r.status != 416 {
			t.Errorf("past the end of %s: %d", path, r.status)
		}
		if r := get(http.MethodGet, path, "Range", "bytes=0-1,8-9"); r.status != 206 || !strings.Contains(r.body, "bytes 8-9/10") {
			t.Errorf("two ranges of %s: %d %q", path, r.status, r.body)
		}
	}
	if r := get(http.MethodGet, "main/big.bin", "If-None-Match", `"`+large.Digest.String()+`"`); r.status != 304 {
		t.Errorf("what the client has: %d", r.status)
	}
	if r := get(http.MethodGet, "main/page.html"); !strings.HasPrefix(r.header.Get("Content-Type"), "text/plain") || !strings.Contains(r.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a page would run: %v", r.header)
	}
	if r := send(t, s, http.MethodGet, "/lab/voice/raw/main/big.bin", "", ""); r.body != string(large.Text()) {
		t.Errorf("raw: %q", r.body)
	}
	for path, want := range map[string]string{"nowhere/x": "RevisionNotFound", "main/a": "EntryNotFound", "main/..%2f..%2fx": "EntryNotFound", "main/.git/config": "EntryNotFound"} {
		if r := get(http.MethodGet, path); r.status != 404 || r.header.Get("X-Error-Code") != want {
			t.Errorf("%s: %d %v %s", path, r.status, r.header, r.body)
		}
	}
}

// A link with download=true is saved by browsers, and not shown.
func TestALinkToDownload(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	fill(t, s, false)
	for query, want := range map[string]string{"": "inline; ", "?download=true": "attachment; ", "?download=false": "inline; "} {
		for _, name := range []string{"a/text.txt", "big.bin"} {
			if got := send(t, s, "GET", "/lab/voice/resolve/main/"+name+query, "", "").header.Get("Content-Disposition"); !strings.HasPrefix(got, want) {
				t.Errorf("%s%s: %q", name, query, got)
			}
		}
	}
}

func TestPrivateIsPrivate(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	fill(t, s, true)
	for _, path := range []string{"/lab/voice/resolve/main/big.bin", "/api/models/lab/voice", "/api/models/lab/voice/tree/main", "/api/models/lab/voice/refs", "/api/models/lab/voice/commits/main"} {
		for token, want := range map[string]int{"": 401, s.Eve: 404, s.Bob: 200} {
			if r := send(t, s, http.MethodGet, path, token, ""); r.status != want || want != 200 && r.header.Get("X-Error-Code") != "RepoNotFound" {
				t.Errorf("%s: %d %v, want %d", path, r.status, r.header, want)
			}
		}
	}
	if r := send(t, s, http.MethodGet, "/api/models", s.Eve, ""); r.body != "[]\n" {
		t.Errorf("eve lists %s", r.body)
	}
}

func TestATreeComesInPages(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	fill(t, s, false)
	path, all := "/api/models/lab/voice/tree/main?recursive=true&limit=2", ""
	for range 9 {
		r := send(t, s, http.MethodGet, path, "", "")
		if r.status != 200 {
			t.Fatal(r)
		}
		for _, part := range strings.Split(r.body, `"path":"`)[1:] {
			name, _, _ := strings.Cut(part, `"`)
			all += name + " "
		}
		link, rest, ok := strings.Cut(r.header.Get("Link"), ">")
		if !ok {
			break
		}
		if rest != `; rel="next"` || !strings.HasPrefix(link, "<"+s.URL) {
			t.Fatalf("Link: %s", r.header.Get("Link"))
		}
		path = strings.TrimPrefix(link, "<"+s.URL)
	}
	if all != ".gitattributes a a/text.txt big.bin page.html " {
		t.Errorf("listed %s", all)
	}
}

// Clients ask for what runs apps; here none are run, and that is said.
func TestAppsAreNotRun(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	if _, err := s.Hub.Create(s.As(t, s.Ada), hub.Space, ref.Repo{Owner: "lab", Name: "site"}, true); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/runtime", "/secrets", "/logs/run"} {
		if r := send(t, s, "GET", "/api/spaces/lab/site"+path, s.Ada, ""); r.status != 404 || !strings.Contains(r.body, "keeps the files of apps and runs none") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
		if r := send(t, s, "GET", "/api/spaces/lab/site"+path, s.Eve, ""); !strings.Contains(r.body, "there is no space lab/site") {
			t.Errorf("of a private one, %s", r.body)
		}
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	fill(t, s, false)
	for _, c := range []struct {
		method, path, token, body string
		status                    int
		want                      string
	}{
		{"GET", "/api/whoami-v2", "", "", 401, "send a token"},
		{"POST", "/oauth/device", "", "", 404, "/settings/tokens"},
		{"GET", "/api/nothing", s.Ada, "", 404, "nothing at this address"},
		{"POST", "/api/repos/create", s.Ada, `{"name":"..","organization":"lab"}`, 400, "repository name"},
		{"POST", "/api/repos/create", s.Ada, `{"name":"x","organization":"api"}`, 400, "kept for an address"},
		{"POST", "/api/repos/create", s.Ada, `{"name":"x","visibility":"protected"}`, 400, "public or private"},
		{"POST", "/api/repos/create", s.Ada, `{"name":"x","type":"bucket"}`, 400, "no kind of repository"},
		{"POST", "/api/repos/create", s.Ada, `{"name":"VOICE","organization":"Lab"}`, 409, "already"},
		{"POST", "/api/repos/create", s.Ada, `{`, 400, "not the JSON"},
		{"POST", "/api/repos/create", s.Ada, `{"name":"x","organization":"nobody-here"}`, 404, "nobody-here"},
		{"GET", "/api/models?apps=ollama", "", "", 400, "by filter"},
		{"GET", "/api/models?sort=beauty", "", "", 400, "trendingScore"},
		{"GET", "/api/models?sort=likes&direction=up", "", "", 400, "-1"},
		{"GET", "/api/models?search=x&sort=relevance&direction=1", "", "", 400, "best first"},
		{"GET", "/api/models?num_parameters=min:many", "", "", 400, "max:8B"},
		{"GET", "/api/users/nobody-here/likes", s.Ada, "", 404, "nobody-here"},
		{"POST", "/api/models/lab/voice/like", "", "", 401, "log in"},
		{"GET", "/api/models?limit=0", "", "", 400, "limit"},
		{"GET", "/api/models?cursor=x", "", "", 400, "cursor"},
		{"GET", "/api/models/gpt2", "", "", 401, "owner/name"},
		{"GET", "/gpt2/resolve/main/config.json", "", "", 401, "owner/name"},
		{"GET", "/datasets/squad/resolve/main/x/y", s.Ada, "", 404, "owner/name"},
		{"GET", "/api/models/gpt2/revision/main", s.Ada, "", 404, "there is no model gpt2/revision"},
		{"GET", "/api/models/lab/voice/nothing", s.Ada, "", 404, "nothing at this address"},
		{"POST", "/api/repos/create", s.Ada, `{"name":"resolve"}`, 400, "kept for an address"},
		{"POST", "/api/models/lab/voice/commit/main", s.Ada, `{"key":"header","value":{"summary":"x"}}` + "\n" + `{"key":"lfsFile","value":{"path":"x","algo":"sha256","oid":"` + strings.Repeat("0a", 32) + `","size":1}}`, 400, "never came"},
		{"POST", "/api/models/lab/voice/commit/main", "", `{"key":"header","value":{"summary":"x"}}`, 401, "log in"},
		{"POST", "/api/models/lab/voice/commit/dev?create_pr=1", s.Ada, `{"key":"header","value":{"summary":"x"}}`, 400, "pull requests are for the branch main"},
		{"POST", "/api/models/lab/voice/commit/main?create_pr=1", "", "", 401, "log in"},
		{"POST", "/api/models/lab/voice/super-squash/main", "", "", 401, "log in"},
		{"GET", "/api/models/lab/voice/discussions?p=-1", "", "", 400, "no page"},
		{"GET", "/api/models/lab/voice/discussions?status=merged", "", "", 400, "none of open"},
		{"GET", "/api/models/lab/voice/discussions/x", "", "", 404, "has a number"},
		{"POST", "/api/models/lab/voice/discussions", s.Ada, "{", 400, "not the JSON"},
		{"POST", "/api/models/lab/voice/discussions/1/love", s.Ada, "{}", 404, "nothing at this address"},
		{"DELETE", "/api/models/lab/voice/discussions/1", s.Ada, "", 404, "nothing at this address"},
		{"POST", "/api/models/lab/voice/branch/a..b", s.Ada, "{}", 400, "revision"},
		{"PUT", "/api/models/lab/voice/settings", s.Ada, `{"gated":"often"}`, 400, "not the JSON"},
		{"POST", "/lab/voice/ask-access", s.Ada, `{"x":{}}`, 400, "neither a text"},
		{"POST", "/lab/voice/ask-access", s.Eve, `{}`, 400, "not gated"},
		{"POST", "/lab/voice/ask-access", "", `{}`, 401, "log in"},
		{"GET", "/api/models/lab/voice/user-access-request/maybe", s.Ada, "", 400, "pending"},
		{"GET", "/api/models/lab/voice/user-access-request/pending?cursor=1.x", s.Ada, "", 400, "cursor"},
		{"PUT", "/api/models/lab/voice/settings", s.Eve, `{"private":true}`, 403, "may not"},
	} {
		r := send(t, s, c.method, c.path, c.token, c.body)
		if r.status != c.status || !strings.Contains(r.body, c.want) || r.header.Get("X-Error-Message") == "" || r.header.Get("X-Request-Id") == "" {
			t.Errorf("%s %s %s: %d %s, want %d %q", c.method, c.path, c.body, r.status, r.body, c.status, c.want)
		}
	}
}

// A token for one repository says whose it is, as clients ask of each at login.
func TestATokenForOneRepositorySaysWhoseItIs(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	for repo, org := range map[string]string{"lab": `"name":"lab"`, "ada": `"orgs":[]`} {
		fine := s.Token(t, "ada", account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: ref.Owner(repo), Repo: "voice", Write: true}}})
		r := send(t, s, "GET", "/api/whoami-v2", fine, "")
		for _, want := range []string{`"name":"ada"`, `"role":"fineGrained"`, org} {
			if r.status != 200 || !strings.Contains(r.body, want) {
				t.Errorf("%d %s, want %s", r.status, r.body, want)
			}
		}
	}
}

func sha1of(s string) [20]byte { return sha1.Sum([]byte(s)) } //nolint:gosec // git names files by it

func TestDownloadsAreCountedOnce(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	fill(t, s, false)
	r, err := s.Hub.Open(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Commit(s.As(t, s.Ada), "main", "", "settings", func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "config.json", Content: []byte("{}")}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, get := range []struct{ method, path, token string }{
		{"HEAD", "/lab/voice/resolve/main/config.json", s.Bob}, {"GET", "/lab/voice/resolve/main/config.json", s.Bob}, // one client
		{"GET", "/lab/voice/resolve/main/config.json", ""}, {"GET", "/lab/voice/resolve/main/config.json", s.Eve}, // two others
		{"GET", "/lab/voice/resolve/main/a/text.txt", s.Ada}, {"GET", "/lab/voice/raw/main/config.json", s.Ada}, // no download
		{"GET", "/lab/voice/resolve/main/nothing.gguf", s.Ada},
	} {
		send(t, s, get.method, get.path, get.token, "")
	}
	for range 2 {
		if err := s.Hub.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := send(t, s, "GET", "/api/models/lab/voice", "", ""); !strings.Contains(r.body, `"downloads":3,`) || !strings.Contains(r.body, `"trendingScore":3,`) {
			t.Errorf("counted %s", r.body)
		}
	}
}

func TestListsComeInPages(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	for i := range 5 {
		_, err := s.Hub.Create(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: "lab", Name: fmt.Sprint("voice-", i)}, false,
			hub.Operation{Path: "README.md", Content: []byte("---\nlicense: mit\n---\n")})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, query := range []string{"search=voice", "search=voise", "search=voice&sort=downloads", "filter=license:mit", "filter=license:mit&sort=likes&direction=1", "author=lab&sort=createdAt", ""} {
		path, n := "/api/models?limit=2&"+query, 0
		for range 4 {
			r := send(t, s, "GET", path, "", "")
			n += strings.Count(r.body, `"modelId"`)
			link, _, ok := strings.Cut(r.header.Get("Link"), ">")
			if path = strings.TrimPrefix(link, "<"+s.URL); !ok {
				break
			}
		}
		if n != 5 {
			t.Errorf("%s: %d repositories on all pages", query, n)
		}
	}
}

// What is counted is what is listed: for everybody what they see, with what they came with.
func TestCountsAreOfWhatIsSeen(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	for name, private := range map[string]bool{"lab/open": false, "lab/secret": true, "ada/own": true} {
		owner, rest, _ := strings.Cut(name, "/")
		if _, err := s.Hub.Create(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: ref.Owner(owner), Name: rest}, private); err != nil {
			t.Fatal(err)
		}
	}
	fine := func(user ref.Owner, owner ref.Owner, repo string) string {
		return s.Token(t, user, account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: owner, Repo: repo}}})
	}
	for who, c := range map[string]struct {
		token string
		want  int
	}{
		"anybody": {"", 1}, "no member": {s.Eve, 1}, "a member": {s.Bob, 2}, "the owner": {s.Ada, 3}, "to read": {s.Token(t, "ada", account.Scope{Level: account.ReadOnly}), 3},
		"for an organisation": {fine("ada", "lab", ""), 2}, "for one repository": {fine("ada", "ada", "own"), 2}, "for what its user does not see": {fine("eve", "lab", "secret"), 1},
		"an administrator": {s.Token(t, "admin", account.Full), 3}, "an administrator, for one": {fine("admin", "lab", "Secret"), 2},
	} {
		counted := send(t, s, "GET", "/api/facets/models", c.token, "").body
		listed := strings.Count(send(t, s, "GET", "/api/models", c.token, "").body, `"modelId"`)
		if !strings.Contains(counted, fmt.Sprintf(`"total":%d,`, c.want)) || listed != c.want {
			t.Errorf("%s: %d are listed and counted are %s, want %d", who, listed, counted, c.want)
		}
	}
	if r := send(t, s, "GET", "/api/facets/models?author=ada", s.Ada, ""); !strings.Contains(r.body, `"total":1,`) || !strings.Contains(r.body, `"author":[{"value":"ada","count":1}]`) {
		t.Errorf("of its own there are %s", r.body)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	tip, _ := fill(t, s, true)
	get := func(what, token string) reply {
		t.Helper()
		return send(t, s, http.MethodGet, "/api/models/lab/voice/compare/"+what, token, "")
	}
	own := get(string(tip), s.Bob)
	if own.status != 200 || !strings.Contains(own.body, "+abcdefghij") || !strings.Contains(own.body, "+oid sha256:") || own.header.Get("Content-Type") != "text/plain; charset=utf-8" || own.header.Get("X-Repo-Commit") != string(tip) {
		t.Errorf("the change of a commit: %d %v %s", own.status, own.header, own.body)
	}
	if r := get("main..main", s.Bob); r.status != 200 || r.body != "" {
		t.Errorf("between the same: %d %s", r.status, r.body)
	}
	for what, want := range map[string]int{"none": 404, "main..none": 404, "main...main": 400, "--output=x": 400, "..": 400} {
		if r := get(what, s.Bob); r.status != want {
			t.Errorf("%s: %d %s", what, r.status, r.body)
		}
	}
	if r := get("main", s.Eve); r.status != 404 {
		t.Errorf("for a stranger: %d", r.status)
	}
}

func TestWhatIsGatedIsNeverShownWithoutItsGate(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	fill(t, s, true)
	for _, step := range []struct{ body, first, then string }{
		{`{"private":false,"gated":"manual"}`, "gated: manual", "private: false"},
		{`{"private":true,"gated":false}`, "private: true", "gated: no"},
	} {
		if r := send(t, s, http.MethodPut, "/api/models/lab/voice/settings", s.Ada, step.body); r.status != 200 {
			t.Fatalf("%s: %d %s", step.body, r.status, r.body)
		}
		l, err := s.Register.Entries(account.With(t.Context(), account.Keeper("test")), 0, 2)
		if err != nil || len(l) != 2 || l[1].Detail != step.first || l[0].Detail != step.then {
			t.Errorf("%s is done as %+v, %v", step.body, l, err)
		}
	}
}
