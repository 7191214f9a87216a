package huggingface_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// xetToken asks for a token to read a repository's files by Xet.
func xetToken(t *testing.T, s *apitest.Server, repo, token string) string {
	t.Helper()
	var got struct {
		AccessToken string
	}
	r := send(t, s, http.MethodGet, "/api/models/"+repo+"/xet-read-token/main", token, "")
	if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.status != 200 || got.AccessToken == "" || r.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("a token of %s: %d %s %v", repo, r.status, r.body, err)
	}
	return got.AccessToken
}

func TestAXetTokenReadsWhatItsUserMayReadNow(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	fill(t, s, true)
	if _, err := s.Hub.Create(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: "lab", Name: "other"}, true); err != nil {
		t.Fatal(err)
	}
	hash := send(t, s, http.MethodHead, "/lab/voice/resolve/main/big.bin", s.Ada, "").header.Get("X-Xet-Hash")
	grant := account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Repo: "other"}}}
	bob, narrow := xetToken(t, s, "lab/voice", s.Bob), xetToken(t, s, "lab/other", s.Token(t, "ada", grant))
	reads := xetToken(t, s, "lab/voice", s.Token(t, "ada", account.Scope{Level: account.ReadOnly}))
	for _, step := range []struct {
		name   string
		token  string
		before func() error
		want   int
	}{
		{"a member", bob, nil, 200},
		{"one who only reads", reads, nil, 200},
		{"a token for another repository", narrow, nil, 404},
		{"who was a member", bob, func() error { return s.Register.SetMember(s.As(t, s.Ada), account.Member{Org: "lab", User: "bob"}) }, 404},
		{"… of what everybody may read", bob, func() error {
			r, err := s.Hub.Open(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, hub.Manage)
			if err == nil {
				err = r.SetPrivate(s.As(t, s.Ada), false)
			}
			return err
		}, 200},
	} {
		if step.before != nil {
			if err := step.before(); err != nil {
				t.Fatal(err)
			}
		}
		if r := send(t, s, http.MethodGet, "/api/xet/v2/reconstructions/"+hash, step.token, ""); r.status != step.want {
			t.Errorf("%s: %d %s, want %d", step.name, r.status, r.body, step.want)
		}
	}
	if r := send(t, s, http.MethodGet, "/api/xet/v2/reconstructions/"+hash, xetToken(t, s, "lab/voice", ""), ""); r.status != 200 {
		t.Errorf("nobody, of what is public: %d", r.status)
	}
	if r := send(t, s, http.MethodHead, "/lab/voice/raw/main/big.bin", "", ""); r.header.Get("X-Xet-Hash") != "" {
		t.Error("a pointer is said to be its file")
	}
}
