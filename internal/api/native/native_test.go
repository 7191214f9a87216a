package native_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/native"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/sdk"
)

// desk keeps the last request; a run changes as its test says.
type desk struct {
	native.Desk
	mu      sync.Mutex
	asked   assistant.Request
	changes func(ctx context.Context, yield func(assistant.Run, error) bool)
}

func (d *desk) Ask(_ context.Context, _ string, req assistant.Request) (assistant.Run, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = req
	return assistant.Run{ID: "r1", State: assistant.Waiting, Given: req.Given}, nil
}

func (d *desk) Follow(ctx context.Context, _, _ string) iter.Seq2[assistant.Run, error] {
	return func(yield func(assistant.Run, error) bool) { d.changes(ctx, yield) }
}

type store struct{ *disk.Store }

func (s store) Keep(ctx context.Context, r io.Reader) (string, int64, error) {
	info, err := s.Put(ctx, r)
	return info.Digest.String(), info.Size, err
}

func (s store) Seek(ctx context.Context, digest string) (io.ReadSeekCloser, error) {
	d, err := blob.ParseDigest(digest)
	if err != nil {
		return nil, err
	}
	f, _, err := s.Open(ctx, d)
	return f, err
}

type keeper struct{ begun, end chan struct{} }

func (k keeper) Backup(_ context.Context, w io.Writer) error {
	k.begun <- struct{}{}
	<-k.end
	_, err := io.WriteString(w, "all")
	return err
}

func (k keeper) Restore(context.Context, io.Reader, bool) error { return nil }

// server serves the parts that a test does not name itself.
func server(t *testing.T, p native.Parts) (*httptest.Server, *desk, store) {
	t.Helper()
	blobs, err := disk.Open(t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{}
	if given, ok := p.Desk.(*desk); ok {
		d = given
	}
	p.Desk, p.Files.Store, p.Log = d, store{blobs}, slog.New(slog.DiscardHandler)
	srv := httptest.NewServer(as(account.Actor{User: "ann", Admin: true, Scope: account.Full}, routes(p)))
	t.Cleanup(srv.Close)
	return srv, d, store{blobs}
}

// reply is what came back, without its body.
type reply struct {
	status int
	head   http.Header
}

func call(t *testing.T, method, url, media, body string) (reply, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header}, string(b)
}

// ask sends a request alone.
func ask(t *testing.T, srv *httptest.Server, head any) (status int, answer string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	text, err := json.Marshal(head)
	if err == nil {
		err = form.WriteField("request", string(text))
	}
	if err = errors.Join(err, form.Close()); err != nil {
		t.Fatal(err)
	}
	resp, answer := call(t, http.MethodPost, srv.URL+"/api/tenon/v1/runs", form.FormDataContentType(), b.String())
	return resp.status, answer
}

type given = map[string]any

func request(text string, more given) given {
	h := given{"text": text}
	for k, v := range more {
		h[k] = v
	}
	return h
}

func TestGivenValuesAreWhatTheirBytesAre(t *testing.T) {
	t.Parallel()
	srv, d, blobs := server(t, native.Parts{})
	keep := func(content string) string {
		digest, _, err := blobs.Keep(t.Context(), strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		return digest
	}
	words, labels, latin := keep("These are words of a letter.\n"), keep(`[{"label":"good","score":1}]`), keep("H\xf6ren Sie die sch\xf6nen Gr\xfc\xdfe aus M\xfcnchen und K\xf6ln\n")
	status, answer := ask(t, srv, request("x", given{
		"given": []given{
			{"type": "image", "name": "../../a.png", "digest": words, "media": "image/png", "source": "https://example.com/a"},
			{"type": "labels", "name": "l.json", "digest": labels, "media": "application/json"},
			{"type": "text", "name": "latin.txt", "digest": latin},
			{"type": "text", "name": "note", "text": "hi"},
		},
		"graph": given{"nodes": []given{
			{"id": "n1", "task": "summarization", "in": given{"text": []given{{"given": "../../a.png"}}}},
			{"id": "n2", "task": "summarization", "in": given{"text": []given{{"node": "n1", "else": given{"given": "../../a.png"}}}}, "when": []given{{"given": "../../a.png", "is": "longer", "than": 3}}},
		}},
	}))
	if status != http.StatusCreated || !strings.Contains(answer, `"nodes":[]`) {
		t.Fatalf("%d %s", status, answer)
	}
	g := d.asked.Given
	if g[0].Type != port.Text || strings.ContainsAny(g[0].Name, "/\\") || g[0].Source == "" || g[0].Notice == "" || d.asked.Graph.Nodes[0].In["text"][0].Given != g[0].Name {
		t.Errorf("words called a picture: %+v, read by %+v", g[0], d.asked.Graph)
	}
	if n := d.asked.Graph.Nodes[1]; n.When[0].Given != g[0].Name || n.When[0].Than != 3 || n.In["text"][0].Else.Given != g[0].Name {
		t.Errorf("the test is of %+v, and else it reads %+v", n.When, n.In)
	}
	if g[1].Type != port.Labels || g[1].Media != "application/json" {
		t.Errorf("labels: %+v", g[1])
	}
	if g[2].Digest == latin || g[2].Size == 0 {
		t.Errorf("a text that is not UTF-8: %+v", g[2])
	}
	for says, bad := range map[string][]given{
		"there is no type":   {{"type": "smell", "name": "a", "text": "x"}},
		"needs a digest":     {{"type": "image", "name": "a", "text": "x"}},
		"have this name":     {{"type": "text", "name": "a", "text": "x"}, {"type": "text", "name": "a", "text": "y"}},
		"a name, and a dige": {{"type": "text", "name": "a"}},
	} {
		if status, answer := ask(t, srv, request("x", given{"given": bad})); status != http.StatusBadRequest || !strings.Contains(answer, says) {
			t.Errorf("%d %s, want %q", status, answer, says)
		}
	}
}

func TestAnUploadThatBreaksOffIsToBeSentAgain(t *testing.T) {
	t.Parallel()
	srv, _, _ := server(t, native.Parts{})
	body := "--b\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{\"text\":\"x\"}\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n" + strings.Repeat("some words ", 9000)
	resp, answer := call(t, http.MethodPost, srv.URL+"/api/tenon/v1/runs", "multipart/form-data; boundary=b", body)
	if resp.status != http.StatusBadRequest || !strings.Contains(answer, "a.txt: the upload broke off; send it again") {
		t.Errorf("%d %s", resp.status, answer)
	}
}

func TestARefusalIsHeardWhileTheFileIsStillSent(t *testing.T) {
	t.Parallel()
	srv, _, _ := server(t, native.Parts{Files: attach.Desk{Limits: intake.Limits{Bytes: 1 << 20}}})
	_, err := sdk.New(srv.URL, "", srv.Client()).Ask(t.Context(), sdk.Ask{Text: "x", Files: []sdk.File{
		{Name: "big.txt", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(strings.Repeat("words ", 5<<20))), nil
		}},
	}})
	if refusal, ok := errors.AsType[*sdk.Error](err); !ok || !strings.HasPrefix(refusal.Msg, "big.txt: ") {
		t.Errorf("got %v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 12 {
		fmt.Fprintf(&many, "https://a.example/%d.txt ", i)
	}
	const one = "https://a.example/one.txt"
	for name, c := range map[string]struct {
		head   given
		status int
		want   []string // of each given value: where it came from
	}{
		"in the words":             {request("Summarise "+one+".", nil), 201, []string{one}},
		"one that is not there":    {request("Summarise https://a.example/missing and "+one, nil), 201, []string{one}},
		"in quotation marks":       {request("Translate “see "+one+" now” and \""+one+"\" and '"+one+"'", nil), 201, nil},
		"don't and it's":           {request("Don't shorten "+one+", it's short", nil), 201, []string{one}},
		"for a plan":               {request("Summarise "+one, given{"plan": true}), 201, nil},
		"when nothing may leave":   {request("Summarise "+one, given{"consent": "local"}), 201, nil},
		"more than are fetched":    {request(many.String(), nil), 201, strings.Fields(many.String())[:8]},
		"attached":                 {request("Summarise it", given{"urls": []string{one}, "plan": true}), 201, []string{one}},
		"attached and not there":   {request("Summarise it", given{"urls": []string{"https://a.example/missing"}}), 404, nil},
		"attached and in the text": {request("Summarise "+one, given{"urls": []string{one}}), 201, []string{one}},
		"among the given already": {
			request("Summarise "+one, given{"given": []given{{"type": "text", "name": "one.txt", "text": "hi", "source": one}}}), 201,
			[]string{one},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fetches atomic.Int32
			srv, d, _ := server(t, native.Parts{Files: attach.Desk{Fetch: func(_ context.Context, url string) (string, io.ReadCloser, error) {
				if strings.HasSuffix(url, "missing") {
					return "", nil, fault.New(fault.NotFound, "the server has no such file")
				}
				fetches.Add(1)
				return url[strings.LastIndexByte(url, '/')+1:], io.NopCloser(strings.NewReader("The words at " + url)), nil
			}}})
			status, answer := ask(t, srv, c.head)
			var from []string
			for _, g := range d.asked.Given {
				from = append(from, g.Source)
			}
			if status != c.status || !slices.Equal(from, c.want) {
				t.Errorf("%d %s\ngiven from %q, want %q", status, answer, from, c.want)
			}
			if name == "among the given already" && fetches.Load() > 0 {
				t.Error("it was fetched again")
			}
		})
	}
}

// event is one server-sent event.
type event struct{ name, data string }

func events(t *testing.T, srv *httptest.Server) (all []event) {
	t.Helper()
	_, body := call(t, http.MethodGet, srv.URL+"/api/tenon/v1/runs/r1/events", "", "")
	var e event
	for lines := bufio.NewScanner(strings.NewReader(body)); lines.Scan(); {
		switch key, value, _ := strings.Cut(lines.Text(), ": "); key {
		case "event":
			e.name = value
		case "data":
			all = append(all, event{e.name, value})
		}
	}
	return all
}

func TestEventsComeNoFasterThanTheyCanBeRead(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("长", 3000)
	run := func(state assistant.State, n int) assistant.Run {
		return assistant.Run{ID: "r1", State: state, Nodes: []assistant.Node{{
			ID: "n1", Millis: int64(n), Partial: long, Out: port.Values{"text": {port.NewText(long)}},
		}}}
	}
	begin := time.Now()
	srv, _, _ := server(t, native.Parts{Desk: &desk{changes: func(_ context.Context, yield func(assistant.Run, error) bool) {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		began := time.Now()
		for n := 0; time.Since(began) < 450*time.Millisecond; n++ {
			<-tick.C
			if !yield(run(assistant.Running, n), nil) {
				return
			}
		}
		yield(run(assistant.Done, -1), nil)
	}}})
	all := events(t, srv)
	if most := int(time.Since(begin)/(100*time.Millisecond)) + 2; len(all) < 2 || len(all) > most {
		t.Fatalf("%d events, at most %d", len(all), most)
	}
	for i, e := range all {
		var r assistant.Run
		if err := json.Unmarshal([]byte(e.data), &r); err != nil || e.name != "run" {
			t.Fatalf("%s %.100s: %v", e.name, e.data, err)
		}
		last := i == len(all)-1
		if text := r.Nodes[0].Out["text"][0].Text; last != (r.State == assistant.Done) || last != (text == long) || strings.ContainsRune(text, '\uFFFD') {
			t.Errorf("event %d of %d is %s with %d bytes", i, len(all), r.State, len(text))
		}
		if !strings.Contains(e.data, `"graph":{"nodes":[]}`) {
			t.Errorf("a list that is none: %.200s", e.data)
		}
	}
}

func TestEventsSayWhyTheyEnd(t *testing.T) {
	t.Parallel()
	srv, _, _ := server(t, native.Parts{Desk: &desk{changes: func(_ context.Context, yield func(assistant.Run, error) bool) {
		if yield(assistant.Run{ID: "r1", State: assistant.Running}, nil) {
			yield(assistant.Run{}, fault.New(fault.Exhausted, "no space is left on the disk"))
		}
	}}})
	all := events(t, srv)
	if len(all) != 2 || all[1].name != "error" || !strings.Contains(all[1].data, `"message":"no space is left on the disk"`) {
		t.Errorf("%+v", all)
	}
}

// as lets an actor in.
// routes are those of the dialect, open to everybody.
func routes(p native.Parts) http.Handler {
	t := api.NewTable()
	native.Routes(t, p, func(h http.Handler) http.Handler { return h })
	return t
}

func as(a account.Actor, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(account.With(r.Context(), a)))
	})
}

func TestWhatACredentialMayNot(t *testing.T) {
	t.Parallel()
	k := keeper{make(chan struct{}), make(chan struct{})}
	h := routes(native.Parts{Keeper: k, Log: slog.New(slog.DiscardHandler)})
	reads := account.Scope{Level: account.ReadOnly}
	for _, c := range []struct {
		who          account.Actor
		method, path string
	}{
		{account.Actor{User: "ann", Admin: true, Scope: reads}, http.MethodPost, "runs"},
		{account.Actor{User: "ann", Admin: true, Scope: reads}, http.MethodDelete, "connections/x"},
		{account.Actor{User: "ann", Admin: true, Scope: reads}, http.MethodGet, "backup"},
		{account.Actor{User: "ann", Scope: account.Full}, http.MethodGet, "backup"},
		{account.Actor{User: "ann", Scope: account.Full}, http.MethodPost, "restore"},
		{account.Actor{User: "ann", Scope: account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "ann", Write: true}}}}, http.MethodPost, "runs"},
		{account.Actor{User: "ann", Scope: account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "ann"}}}}, http.MethodGet, "runs"},
		{account.Actor{User: "ann", Scope: account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "ann"}}}}, http.MethodGet, "artefacts/x"},
	} {
		w := httptest.NewRecorder()
		as(c.who, h).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), c.method, "/api/tenon/v1/"+c.path, nil))
		if w.Code != http.StatusForbidden {
			t.Errorf("%s %s by %+v: %d %s", c.method, c.path, c.who, w.Code, w.Body)
		}
	}
}

func TestOneBackupAtATime(t *testing.T) {
	t.Parallel()
	k := keeper{make(chan struct{}), make(chan struct{})}
	srv, _, _ := server(t, native.Parts{Keeper: k})
	first := make(chan string)
	go func() {
		_, body := call(t, http.MethodGet, srv.URL+"/api/tenon/v1/backup", "", "")
		first <- body
	}()
	<-k.begun
	if resp, body := call(t, http.MethodGet, srv.URL+"/api/tenon/v1/backup", "", ""); resp.status != http.StatusConflict || !strings.Contains(body, "another backup") {
		t.Errorf("%d %s", resp.status, body)
	}
	close(k.end)
	if body := <-first; body != "all" {
		t.Errorf("the first is %q", body)
	}
}

func TestNoPDFIsShownInThePage(t *testing.T) {
	t.Parallel()
	srv, _, blobs := server(t, native.Parts{})
	digest, _, err := blobs.Keep(t.Context(), strings.NewReader("%PDF-1.7"))
	if err != nil {
		t.Fatal(err)
	}
	for media, want := range map[string]string{"application/pdf": "attachment", "text/html": "attachment", "image/png": "inline"} {
		resp, _ := call(t, http.MethodGet, srv.URL+"/api/tenon/v1/artefacts/"+digest+"?name=a&media="+media, "", "")
		if got := resp.head.Get("Content-Disposition"); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", media, got, want)
		}
	}
}

func TestARequestToTheAssistantIsCounted(t *testing.T) {
	t.Parallel()
	srv, d, _ := server(t, native.Parts{Count: func(context.Context) error {
		return fault.Later(fault.Exhausted, time.Second, "the limit is reached")
	}})
	if status, answer := ask(t, srv, request("x", nil)); status != http.StatusTooManyRequests || !strings.Contains(answer, "the limit is reached") || d.asked.Text != "" {
		t.Errorf("%d %s, asked %+v", status, answer, d.asked)
	}
}
