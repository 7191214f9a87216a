package webhooks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// ear is a server that hears.
type ear struct {
	*httptest.Server
	mu    sync.Mutex
	heard map[string][]message // by path
	news  chan struct{}
	fail  map[string]int // how often a path still answers 500
}

type message struct {
	secret, attempt, event string
	body                   map[string]any
}

func listen(t *testing.T) *ear {
	t.Helper()
	e := &ear{heard: map[string][]message{}, news: make(chan struct{}, 1000), fail: map[string]int{}}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		m := message{secret: r.Header.Get("X-Webhook-Secret"), attempt: r.Header.Get("X-Webhook-Attempt"), event: r.Header.Get("X-Webhook-Event")}
		err := json.Unmarshal(b, &m.body)
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.fail[r.URL.Path]--; err != nil || r.Header.Get("Content-Type") != "application/json" || e.fail[r.URL.Path] >= 0 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		e.heard[r.URL.Path] = append(e.heard[r.URL.Path], m)
		e.news <- struct{}{}
	}))
	t.Cleanup(e.Close)
	return e
}

// wait waits until a path has heard so much, and returns it.
func (e *ear) wait(t *testing.T, path string, n int) []message {
	t.Helper()
	late := time.After(time.Minute)
	for {
		e.mu.Lock()
		l := slices.Clone(e.heard[path])
		e.mu.Unlock()
		if len(l) >= n {
			return l
		}
		select {
		case <-e.news:
		case <-late:
			t.Fatalf("%s has heard %d messages of %d: %v", path, len(l), n, l)
		}
	}
}

// at is a value in a payload: at("repo", "name").
func (m message) at(path ...string) any {
	var v any = m.body
	for _, name := range path {
		inner, _ := v.(map[string]any)
		v = inner[name]
	}
	return v
}

func (m message) what() string {
	return fmt.Sprint(m.at("event", "action"), " ", m.at("event", "scope"), " ", m.at("repo", "name"))
}

// The client of Python as it is published.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	s, e := apitest.Start(t), listen(t)
	s.Deliver(t)
	narrow := account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Write: true}}}
	said := s.Script(t, python, "hooks.py", "READER="+s.Token(t, "ada", account.Scope{Level: account.ReadOnly}), "NARROW="+s.Token(t, "ada", narrow), "EAR="+e.URL)
	both := []string{
		"update repo.content lab/voice", "update repo.content lab/voice", "update repo.content lab/voice", "update repo.content lab/voice", // a commit, a branch made and deleted, a tag
		"create discussion lab/voice", "create discussion.comment lab/voice", "update discussion lab/voice",
		"update repo.config lab/voice", "move repo lab/voice", "create repo lab/new", "delete repo lab/corpus",
	}
	compare(t, e.wait(t, "/eve", len(both)), both)
	ada := e.wait(t, "/ada", len(both)+2)
	compare(t, ada, append(both, "update repo.content lab/voice", "update repo.content lab/secret"))
	look(t, s.URL, ada, strings.Fields(said)[0])
}

func compare(t *testing.T, l []message, want []string) {
	t.Helper()
	var got []string
	for _, m := range l {
		got = append(got, m.what())
	}
	want = slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("heard\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// look looks into payloads.
func look(t *testing.T, base string, l []message, hook string) {
	t.Helper()
	events := map[string]bool{}
	for _, m := range l {
		if m.secret != "0ther" || m.attempt != "1" || m.event == "" || m.event != m.at("event", "id") || events[m.event] || m.at("webhook", "id") != hook || m.at("webhook", "version") != 3.0 {
			t.Errorf("a message of %+v", m)
		}
		events[m.event] = true
		if api, _ := m.at("repo", "url", "api").(string); !strings.HasPrefix(api, base+"/api/") || m.at("repo", "owner", "id") != "lab" || m.at("repo", "id") == "" {
			t.Errorf("the repository is %v", m.at("repo"))
		}
		switch m.what() {
		case "move repo lab/voice":
			if m.at("movedTo", "name") != "lab/tongue" || m.at("movedTo", "owner", "id") != "lab" {
				t.Errorf("moved to %v", m.at("movedTo"))
			}
		case "update repo.config lab/voice":
			if m.at("updatedConfig", "gated") != "auto" || m.at("updatedConfig", "private") != false {
				t.Errorf("the settings are %v", m.at("updatedConfig"))
			}
		case "create discussion.comment lab/voice":
			if text := m.at("comment", "content"); text != "Too loud" && text != "Much too loud" || m.at("comment", "author", "id") != "eve" || m.at("discussion", "num") != 1.0 {
				t.Errorf("said %v of %v", m.at("comment"), m.at("discussion"))
			}
		case "update discussion lab/voice":
			if m.at("discussion", "status") != "closed" || m.at("discussion", "title") != "Loudness" || m.at("discussion", "isPullRequest") != false {
				t.Errorf("the discussion is %v", m.at("discussion"))
			}
		case "update repo.content lab/voice":
			lookRefs(t, m)
		}
	}
}

// lookRefs looks at where refs were and are.
func lookRefs(t *testing.T, m message) {
	t.Helper()
	refs, _ := m.at("updatedRefs").([]any)
	if len(refs) != 1 {
		t.Fatalf("updated refs %v", refs)
	}
	r, _ := refs[0].(map[string]any)
	old, made := r["oldSha"], r["newSha"]
	ok := false
	switch r["ref"] {
	case "refs/heads/main":
		ok = old != nil && made != nil && old != made && made == m.at("repo", "headSha")
	case "refs/heads/dev":
		ok = (old == nil) != (made == nil)
	case "refs/tags/v1":
		ok = old == nil && made != nil
	}
	if !ok {
		t.Errorf("an updated ref %v, head %v", r, m.at("repo", "headSha"))
	}
}

func TestADeliveryIsTriedAgainAndSeen(t *testing.T) {
	t.Parallel()
	s, e := apitest.Start(t), listen(t)
	e.fail["/ada"] = 1
	s.Deliver(t)
	ask := func(method, path, body string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/api/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+s.Ada)
		resp, err := (&http.Client{}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, b, err)
		}
		return string(b)
	}
	made := ask("POST", "settings/webhooks", `{"url":"`+e.URL+`/ada","watched":[{"type":"user","name":"ada"}]}`)
	id := made[strings.Index(made, `"id":"`)+6:][:24]
	ask("POST", "repos/create", `{"name":"own"}`)
	if l := e.wait(t, "/ada", 1); l[0].attempt != "2" {
		t.Errorf("heard %+v", l[0])
	}
	seen := deliveries(t, func() string { return ask("GET", "settings/webhooks/"+id+"/deliveries", "") })
	if len(seen) != 1 || seen[0].Answer != "200" || seen[0].Attempts != 2 || !strings.Contains(seen[0].Event, "create repo of model ada/own") {
		t.Errorf("seen %+v", seen)
	}
	ask("POST", "settings/webhooks/"+id+"/deliveries/"+seen[0].ID+"/replay", "")
	if l := e.wait(t, "/ada", 2); l[0].event != l[1].event {
		t.Errorf("replayed %+v", l)
	}
}

type delivery struct {
	ID, Event, State, Answer string
	Attempts                 int
}

// deliveries asks until all of them have ended.
func deliveries(t *testing.T, ask func() string) (l []delivery) {
	t.Helper()
	for range 1000 {
		if err := json.Unmarshal([]byte(ask()), &l); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(l, func(d delivery) bool { return d.State == "waiting" || d.State == "running" }) {
			return l
		}
	}
	t.Fatalf("not done: %+v", l)
	return nil
}
