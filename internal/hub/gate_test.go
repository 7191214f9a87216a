package hub_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// gated makes the model lab/voice with a gate and a large file.
func gated(t *testing.T, s *apitest.Server) (*hub.Handle, hub.Pointer) {
	t.Helper()
	ada := s.As(t, s.Ada)
	_, err := s.Hub.Create(ada, hub.Model, voice, false, hub.Operation{Path: "README.md", Content: []byte("# Voice\n")}, hub.Operation{Path: "config.json", Content: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, voice, hub.Manage)
	if err != nil {
		t.Fatal(err)
	}
	p := hub.Pointer{Digest: sha256.Sum256([]byte("0123456789")), Size: 10}
	if err := r.Receive(ada, p, strings.NewReader("0123456789")); err != nil {
		t.Fatal(err)
	}
	_, err = r.Commit(ada, "main", "", "fill", func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "big.bin", Object: &p}, nil)
	})
	if err == nil {
		err = r.SetGate(ada, hub.GateManual)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

// ask sends a request and returns the status of the answer and what it says.
func ask(t *testing.T, s *apitest.Server, token, request, body string) (int, string) {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if strings.HasSuffix(path, "git-upload-pack") {
		req.Header.Set("Content-Type", "application/x-git-upload-pack-request")
	}
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// xetFile is the road of a Xet token that was given to who may read something.
func xetFile(t *testing.T, s *apitest.Server, token, hash string) int {
	t.Helper()
	var got struct {
		AccessToken string
	}
	_, body := ask(t, s, token, "GET /api/models/lab/open/xet-read-token/main", "")
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err, body)
	}
	status, _ := ask(t, s, got.AccessToken, "GET /api/xet/v2/reconstructions/"+hash, "")
	return status
}

func TestAGateClosesEveryRoad(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r, p := gated(t, s)
	ada := s.As(t, s.Ada)
	if _, err := s.Hub.Create(ada, hub.Model, ref.Repo{Owner: "lab", Name: "open"}, false); err != nil {
		t.Fatal(err)
	}
	own := ref.Repo{Owner: "eve", Name: "own"}
	if _, err := s.Hub.Create(s.As(t, s.Eve), hub.Model, own, false); err != nil {
		t.Fatal(err)
	}
	hash := xetHash(t, s)
	batch := func(operation string) string {
		return fmt.Sprintf(`{"operation":%q,"objects":[{"oid":%q,"size":10}]}`, operation, p.Digest)
	}
	claim := fmt.Sprintf(`{"target":{"type":"model","name":"eve/own"},"files":[{"sha256":%q}]}`, p.Digest)
	seen := []string{
		"GET /api/models/lab/voice", "GET /api/models/lab/voice/tree/main", "GET /api/models/lab/voice/refs", "GET /api/models/lab/voice/commits/main",
		"GET /lab/voice/resolve/main/README.md", "GET /lab/voice/raw/main/README.md", "GET /api/v1/models/lab/voice", "GET /api/v1/models/lab/voice/repo/files",
		"GET /api/v1/models/lab/voice/revisions", "GET /api/v1/models/lab/voice/repo?FilePath=README.md",
	}
	closed := map[string]string{
		"GET /lab/voice/resolve/main/config.json": "", "HEAD /lab/voice/resolve/main/big.bin": "", "GET /lab/voice/raw/main/big.bin": "",
		"GET /lab/voice/resolve/main/x%2f..%2fconfig.json":                   "",
		"GET /api/models/lab/voice/xet-read-token/main":                      "",
		"GET /lab/voice/info/refs?service=git-upload-pack":                   "",
		"POST /lab/voice/git-upload-pack":                                    "0000",
		"POST /lab/voice.git/info/lfs/objects/batch":                         batch("download"),
		"GET /lab/voice.git/info/lfs/locks":                                  "",
		"GET /api/v1/models/lab/voice/repo?FilePath=config.json":             "",
		"GET /api/v1/models/lab/voice/repo?FilePath=big.bin&Revision=master": "",
		"POST /api/models/lab/voice/lfs-files/duplicate":                     claim,
		"POST /api/models/lab/voice/preupload/main":                          `{"files":[]}`,
		"GET /api/models/lab/voice/auth-check":                               "",
		"GET /api/models/lab/voice/discussions":                              "", "POST /api/models/lab/voice/discussions": `{"title":"hello there"}`,
		"POST /api/v1/repos/models/lab/voice/info/lfs/objects/batch":       batch("upload"),
		"GET /api/models/lab/voice/user-access-request/pending":            "",
		"POST /api/models/lab/voice/commit/main":                           `{"key":"header","value":{"summary":"x"}}`,
		"GET /models/lab/voice.git/info/refs?service=git-upload-pack":      "",
		"GET /lab/voice/resolve/refs%2Fheads%2Fmain/big.bin?download=true": "",
		"POST /api/models/lab/voice/user-access-request/grant":             `{"user":"eve"}`,
		"POST /api/models/lab/voice/user-access-request/handle":            `{"user":"eve","status":"accepted"}`,
		"PUT /api/models/lab/voice/settings":                               `{"gated":false}`,
	}
	for _, token := range []string{"", s.Eve} {
		for _, request := range seen {
			if status, body := ask(t, s, token, request, ""); status != 200 {
				t.Errorf("%s: %d %s", request, status, body)
			}
		}
		for request, body := range closed {
			want := map[bool]int{true: 401, false: 403}[token == ""]
			status, said := ask(t, s, token, request, body)
			if status != want && status != 404 {
				t.Errorf("%s: %d %.300s, want %d", request, status, said, want)
			}
		}
		if token != "" { // what eve cannot read she cannot adopt either
			if status, body := ask(t, s, token, "POST /eve/own.git/info/lfs/objects/batch", batch("upload")); status != 200 || !strings.Contains(body, `"upload"`) {
				t.Errorf("it is said to be there already: %d %s", status, body)
			}
		}
		if status := xetFile(t, s, token, hash); status != 404 {
			t.Errorf("by Xet: %d", status)
		}
	}
	clone := func(token string) (string, error) {
		dir, env := s.Home(t)
		cmd := exec.CommandContext(t.Context(), "git", "clone", "-q", strings.Replace(s.URL, "://", "://me:"+token+"@", 1)+"/lab/voice", "w")
		cmd.Dir, cmd.Env = dir, append(env, "GIT_LFS_SKIP_SMUDGE=1")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := clone(s.Eve); err == nil || !strings.Contains(out, "403") {
		t.Errorf("eve clones it: %v %s", err, out)
	}
	if err := s.Access.Grant(ada, r, "eve"); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{s.Eve, s.Bob, s.Ada} {
		for _, request := range append(seen, "GET /lab/voice/resolve/main/config.json", "GET /lab/voice/raw/main/big.bin", "GET /api/v1/models/lab/voice/repo?FilePath=big.bin", "GET /api/models/lab/voice/auth-check") {
			if status, body := ask(t, s, token, request, ""); status != 200 {
				t.Errorf("accepted, %s: %d %s", request, status, body)
			}
		}
		if status := xetFile(t, s, token, hash); status != 200 {
			t.Errorf("accepted, by Xet: %d", status)
		}
	}
	if out, err := clone(s.Eve); err != nil {
		t.Errorf("eve cannot clone it: %v %s", err, out)
	}
}

// xetHash is what the large file of lab/voice is called in Xet.
func xetHash(t *testing.T, s *apitest.Server) string {
	t.Helper()
	_, body := ask(t, s, s.Ada, "GET /api/models/lab/voice/tree/main", "")
	var l []struct {
		XetHash string
	}
	if err := json.Unmarshal([]byte(body), &l); err != nil {
		t.Fatal(err, body)
	}
	for _, e := range l {
		if e.XetHash != "" {
			return e.XetHash
		}
	}
	t.Fatal("no file can be read by Xet: ", body)
	return ""
}

func TestATokenPassesAGateOnlyIfItIsForIt(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r, _ := gated(t, s)
	if err := s.Access.Grant(s.As(t, s.Ada), r, "eve"); err != nil {
		t.Fatal(err)
	}
	fine := func(owner ref.Owner, repo string) account.Scope {
		return account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: owner, Repo: repo}}}
	}
	for name, c := range map[string]struct {
		user  ref.Owner
		scope account.Scope
		ok    bool
	}{
		"one that reads": {"eve", account.Scope{Level: account.ReadOnly}, true}, "one for this": {"eve", fine("lab", "voice"), true}, "one for its owner": {"eve", fine("lab", ""), true},
		"one for another": {"eve", fine("lab", "other"), false}, "a member's for another": {"bob", fine("lab", "other"), false}, "a member's for this": {"bob", fine("lab", "voice"), true},
	} {
		ctx := s.As(t, s.Token(t, c.user, c.scope))
		if _, err := s.Hub.Open(ctx, hub.Model, voice, hub.Read); (err == nil) != c.ok || err != nil && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Hub.Open(ctx, hub.Model, voice, hub.See); err != nil {
			t.Errorf("%s does not see it: %v", name, err)
		}
	}
	for name, ctx := range map[string]context.Context{"nobody": t.Context(), "a token that reads": s.As(t, s.Token(t, "eve", account.Scope{Level: account.ReadOnly}))} {
		h, err := s.Hub.Open(ctx, hub.Model, voice, hub.See)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Access.Ask(ctx, h, "", nil); err == nil {
			t.Errorf("%s asks for access", name)
		}
		if err := s.Access.Withdraw(ctx, h); err == nil {
			t.Errorf("%s takes back a request", name)
		}
	}
}
