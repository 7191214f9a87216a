package modelscope_test

import (
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestErrorsAreInTheEnvelope(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	if _, err := s.Hub.Create(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, true); err != nil {
		t.Fatal(err)
	}
	corpus, err := s.Hub.Create(s.As(t, s.Ada), hub.Dataset, ref.Repo{Owner: "lab", Name: "corpus"}, true)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := new(big.Int).SetString(string(corpus.ID), 16)
	number := id.String() // as older clients name a dataset
	reads := s.Token(t, "bob", account.Scope{Level: account.ReadOnly})
	for _, c := range []struct {
		method, path, token, body string
		status                    int
		want                      string
	}{
		{"POST", "/api/v1/login", "", `{"AccessToken":"wrong"}`, 401, `"Success":false`},
		{"GET", "/openapi/v1/users/me", "", "", 401, `"success":false`},
		{"GET", "/openapi/v1/users/me", s.Ada, "", 200, `"username":"ada"`},
		{"GET", "/api/v1/models/lab/voice", "", "", 404, `"Code":404`},
		{"GET", "/api/v1/models/lab/voice", s.Eve, "", 404, `"Code":404`},
		{"GET", "/api/v1/models/lab/voice", s.Bob, "", 200, `"Visibility":1`},
		{"POST", "/api/v1/models", s.Ada, `{"Path":"lab","Name":"Voice","Visibility":5}`, 400, `"Code":10020101001`},
		{"POST", "/api/v1/models", s.Ada, `{"Path":"lab","Name":"new","Visibility":4}`, 400, "visibility"},
		{"POST", "/api/v1/models", s.Eve, `{"Path":"lab","Name":"new","Visibility":5}`, 403, "may not"},
		{"PUT", "/api/v1/models/", s.Bob, `{"Path":"lab","PageNumber":1,"PageSize":10}`, 200, `"TotalCount":1`},
		{"PUT", "/api/v1/models/", s.Eve, `{"Path":"lab","PageNumber":1,"PageSize":10}`, 200, `"Models":[]`},
		{"PUT", "/api/v1/models/lab/voice", reads, `{"Visibility":5}`, 403, "may not"},
		{"GET", "/api/v1/models/lab/voice/revisions", s.Bob, "", 200, `"Revision":"master"`},
		{"GET", "/api/v1/models/lab/voice/repo?FilePath=.gitattributes", s.Bob, "", 200, "filter=lfs"},
		{"GET", "/api/v1/models/lab/voice/repo?FilePath=../x", s.Bob, "", 400, "path"},
		{"GET", "/api/v1/models/lab/voice/repo?FilePath=x&Revision=main", s.Bob, "", 404, "no file"},
		{"GET", "/api/v1/models/lab/voice/repo/files?Revision=nowhere", s.Bob, "", 404, "no revision"},
		{"GET", "/api/v1/models/lab/voice/commits?PageSize=1", s.Bob, "", 200, `"TotalCount":1`},
		{"POST", "/api/v1/repos/models/lab/voice/commit/master", s.Bob, `{"commit_message":"m","actions":[{"action":"create","path":"x","type":"lfs","size":1,"sha256":"` + strings.Repeat("0a", 32) + `"}]}`, 400, "never came"},
		{"POST", "/api/v1/repos/models/lab/voice/commit/master", s.Eve, `{}`, 404, `"Code":404`},
		{"DELETE", "/api/v1/models/lab/voice/file?FilePath=nothing", s.Bob, "", 404, "no file"},
		{"DELETE", "/api/v1/models/lab/voice/file?FilePath=.gitattributes&Revision=master", s.Bob, "", 200, `"oid"`},
		{"GET", "/api/v1/datasets/lab/corpus", s.Bob, "", 200, `"Id":` + number + `,"Type":0`},
		{"GET", "/api/v1/datasets/" + number + "/repo/tree?Root=/", s.Bob, "", 200, ".gitattributes"},
		{"GET", "/api/v1/datasets/" + number + "/repo/tree", s.Eve, "", 404, `"Code":404`},
		{"GET", "/api/v1/datasets/0" + number + "/repo/tree", s.Bob, "", 404, `"Code":404`},
		{"GET", "/api/v1/datasets/" + strings.Repeat("9", 40) + "/repo/tree", s.Bob, "", 404, `"Code":404`},
		{"GET", "/api/v1/models/" + number + "/repo/tree", s.Bob, "", 404, `"Code":404`},
		{"DELETE", "/api/v1/datasets/" + number, reads, "", 403, "may not"},
		{"DELETE", "/api/v1/datasets/" + number, s.Bob, "", 200, `"Success":true`}, // who writes in an organisation may
		{"GET", "/api/v1/nothing", s.Ada, "", 404, "nothing at this address"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, s.URL+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		resp, err := (&http.Client{}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != c.status || !strings.Contains(string(b), c.want) {
			t.Errorf("%s %s %.80s: %d %s, %v; want %d %q", c.method, c.path, c.body, resp.StatusCode, b, err, c.status, c.want)
		}
	}
}

func TestTheGateOfTheseClients(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	if _, err := s.Hub.Create(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, true); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		body    string
		private bool
		gate    hub.Gate
	}{
		{`{"Visibility":1,"ProtectedMode":1}`, false, hub.GateManual},
		{`{}`, false, hub.GateManual},
		{`{"ProtectedMode":2}`, true, hub.GateNone},
		{`{"ProtectedMode":1}`, false, hub.GateManual},
		{`{"Visibility":5,"ProtectedMode":2}`, false, hub.GateNone},
		{`{"ProtectedMode":1}`, false, hub.GateNone},
		{`{"Visibility":3,"ProtectedMode":1}`, false, hub.GateManual},
		{`{"Visibility":1}`, true, hub.GateManual},
		{`{"Visibility":5}`, false, hub.GateManual},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/api/v1/models/lab/voice", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+s.Ada)
		resp, err := (&http.Client{}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		r, err := s.Hub.Open(s.As(t, s.Ada), hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, hub.See)
		if err != nil || resp.StatusCode != 200 || r.Private != c.private || r.Gate != c.gate {
			t.Errorf("after %s: %d, private %v, gate %q, %v", c.body, resp.StatusCode, r.Private, r.Gate, err)
		}
	}
}
