package git_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/wire/lfs"
)

func ask(t *testing.T, s *apitest.Server, token, repo, operation string, content string, transfers ...string) (int, lfs.Object) {
	t.Helper()
	q, err := json.Marshal(lfs.Batch{Operation: operation, Transfers: transfers, Objects: []lfs.Object{object(content)}})
	if err != nil {
		t.Fatal(err)
	}
	status, body, _ := send(t, s, "POST", repo+".git/info/lfs/objects/batch", token, string(q), "Content-Type", lfs.MediaType)
	var reply lfs.BatchReply
	if status == 200 {
		if err := json.Unmarshal([]byte(body), &reply); err != nil || len(reply.Objects) != 1 {
			t.Fatalf("%s, %v", body, err)
		}
		return status, reply.Objects[0]
	}
	return status, lfs.Object{}
}

func object(content string) lfs.Object {
	return lfs.Object{OID: fmt.Sprintf("%x", sha256.Sum256([]byte(content))), Size: int64(len(content))}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestALargeFileIsSentAndRead(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", true)
	const content = "0123456789"
	status, o := ask(t, s, s.Ada, "/lab/voice", "upload", content)
	if status != 200 || o.Actions["upload"].Href == "" || o.Actions["verify"].Href == "" {
		t.Fatalf("%d, %+v", status, o)
	}
	put, verify := o.Actions["upload"].Href, o.Actions["verify"].Href
	if status, body, _ := send(t, s, "POST", verify, "", text(t, object(content))); status != 401 && status != 404 {
		t.Errorf("verified before it came: %d %s", status, body)
	}
	for name, wrong := range map[string]string{"other bytes": "9876543210", "too few": "01234", "too many": content + "x"} {
		if status, body, _ := send(t, s, "PUT", put, "", wrong); status != 422 {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if _, o := ask(t, s, s.Ada, "/lab/voice", "download", content); o.Error == nil || o.Error.Code != 404 {
		t.Errorf("wrong bytes were kept: %+v", o)
	}
	if status, body, _ := send(t, s, "PUT", put, "", content); status != 200 { // no token: the address itself lets in
		t.Fatalf("%d %s", status, body)
	}
	if status, body, _ := send(t, s, "POST", verify, s.Ada, text(t, object(content))); status != 200 {
		t.Errorf("verify: %d %s", status, body)
	}
	log, err := s.Register.Entries(account.With(t.Context(), account.Keeper("test")), 0, 1)
	if err != nil || log[0].Act != "file upload" || log[0].Actor != "ada" || log[0].Via != "signed address" || !strings.Contains(log[0].Detail, o.OID) {
		t.Errorf("the audit log has %+v, %v", log, err)
	}
	if status, _, _ := send(t, s, "PUT", strings.Replace(put, "for=ada", "for=bob", 1), "", content); status != 403 {
		t.Errorf("in another's name: %d", status)
	}
	if _, o := ask(t, s, s.Ada, "/lab/voice", "upload", content); o.Actions != nil || o.Error != nil {
		t.Errorf("what is stored is asked for: %+v", o)
	}
	_, o = ask(t, s, s.Bob, "/lab/voice", "download", content)
	get := o.Actions["download"].Href
	if status, body, h := send(t, s, "GET", get, "", "", "Range", "bytes=3-5"); status != 206 || body != "345" || h.Get("Content-Range") != "bytes 3-5/10" {
		t.Errorf("a range: %d %q %v", status, body, h)
	}
	if status, body, _ := send(t, s, "GET", get, "", "", "Range", "bytes=6-"); status != 206 || body != "6789" {
		t.Errorf("the rest: %d %q", status, body)
	}
	if status, _, _ := send(t, s, "GET", get, "", "", "Range", "bytes=10-"); status != 416 {
		t.Errorf("past the end: %d", status)
	}
	for _, bad := range []string{strings.Replace(get, "sig=", "sig=0", 1), strings.Replace(get, "until=", "until=9", 1), strings.Replace(get, "/get?", "/put?", 1), strings.Replace(get, "/get?", "/?", 1)} {
		if status, _, _ := send(t, s, "GET", bad, "", ""); status != 403 {
			t.Errorf("%s: %d", bad, status)
		}
	}
}

func TestADigestGivesNothing(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/secret", true)
	create(t, s, hub.Model, "lab/copy", true)
	if status, _, _ := send(t, s, "PUT", func() string {
		_, o := ask(t, s, s.Ada, "/lab/secret", "upload", "weights")
		return o.Actions["upload"].Href
	}(), "", "weights"); status != 200 {
		t.Fatal(status)
	}
	if _, err := s.Hub.Create(s.As(t, s.Eve), hub.Model, repoName("eve", "theft"), false); err != nil {
		t.Fatal(err)
	}
	if _, o := ask(t, s, s.Eve, "/eve/theft", "upload", "weights"); o.Actions["upload"].Href == "" {
		t.Errorf("eve is told that it is stored: %+v", o)
	}
	if _, o := ask(t, s, s.Eve, "/eve/theft", "download", "weights"); o.Error == nil {
		t.Errorf("eve may read it: %+v", o)
	}
	if status, _ := ask(t, s, s.Eve, "/lab/secret", "download", "weights"); status != 404 {
		t.Errorf("eve sees the repository: %d", status)
	}
	// Bob, who can read a holder, need not send it again.
	if _, o := ask(t, s, s.Bob, "/lab/copy", "upload", "weights"); o.Actions != nil || o.Error != nil {
		t.Errorf("bob is asked for it: %+v", o)
	}
	if _, o := ask(t, s, s.Bob, "/lab/copy", "download", "weights"); o.Actions["download"].Href == "" {
		t.Errorf("bob's copy: %+v", o)
	}
}

func TestALargeFileComesInParts(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	content := string(noise(2*apitest.PartSize+7, 5))
	if _, o := ask(t, s, s.Ada, "/lab/voice", "upload", content, "basic"); o.Actions["upload"].Header != nil {
		t.Errorf("a client that cannot is asked for parts: %+v", o)
	}
	_, o := ask(t, s, s.Ada, "/lab/voice", "upload", content, "basic", "multipart")
	up := o.Actions["upload"]
	if up.Header["chunk_size"] != fmt.Sprint(apitest.PartSize) || len(up.Header) != 4 {
		t.Fatalf("%+v", up)
	}
	done := lfs.Completion{OID: o.OID}
	for n := 3; n >= 1; n-- {
		part := content[(n-1)*apitest.PartSize : min(n*apitest.PartSize, len(content))]
		if n == 2 { // a cut connection
			if status, body, _ := send(t, s, "PUT", up.Header["2"], "", part[:100]); status != 422 {
				t.Errorf("half a part: %d %s", status, body)
			}
		}
		status, body, h := send(t, s, "PUT", up.Header[fmt.Sprint(n)], "", part)
		if status != 200 || h.Get("ETag") == "" {
			t.Fatalf("part %d: %d %s", n, status, body)
		}
		done.Parts = append(done.Parts, lfs.Part{Number: n, ETag: h.Get("ETag")})
	}
	few := done
	few.Parts = few.Parts[:2]
	if status, body, _ := send(t, s, "POST", up.Href, "", text(t, few)); status != 422 {
		t.Errorf("too few parts: %d %s", status, body)
	}
	if status, body, _ := send(t, s, "POST", up.Href, "", text(t, done)); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	_, o = ask(t, s, "", "/lab/voice", "download", content)
	if status, body, _ := send(t, s, "GET", o.Actions["download"].Href, "", ""); status != 200 || body != content {
		t.Errorf("read %d, %d bytes", status, len(body))
	}
}

func TestWhatIsNoLFSIsRefused(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	for body, want := range map[string]int{
		"{": 422, `{"operation":"erase"}`: 422, `{"operation":"download","hash_algo":"md5"}`: 409, `{"operation":"upload"}`: 401,
		`{"operation":"download","objects":[{"oid":"../../etc/passwd","size":1}]}`: 200,
	} {
		if status, reply, _ := send(t, s, "POST", "/lab/voice.git/info/lfs/objects/batch", "", body); status != want || want == 200 && !strings.Contains(reply, `"code":422`) {
			t.Errorf("%s: %d %s", body, status, reply)
		}
	}
	if status, body, _ := send(t, s, "POST", "/lab/voice/git-receive-pack", s.Ada, "x"); status != 422 {
		t.Errorf("a push of nothing: %d %s", status, body)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// It runs alone: the count is of the whole process.
func TestALargeFilePassesInConstantMemory(t *testing.T) {
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	const size = 96 << 20
	hash := sha256.New()
	_, _ = io.CopyN(hash, zeros{}, size)
	ptr := hub.Pointer{Digest: blob.Digest(hash.Sum(nil)), Size: size}
	q := text(t, lfs.Batch{Operation: "upload", Objects: []lfs.Object{{OID: ptr.Digest.String(), Size: size}}})
	_, body, _ := send(t, s, "POST", "/lab/voice.git/info/lfs/objects/batch", s.Ada, q)
	var reply lfs.BatchReply
	if err := json.Unmarshal([]byte(body), &reply); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, reply.Objects[0].Actions["upload"].Href, io.LimitReader(zeros{}, size))
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = size
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("put: %d", resp.StatusCode)
	}
	q = strings.Replace(q, `"upload"`, `"download"`, 1)
	_, body, _ = send(t, s, "POST", "/lab/voice.git/info/lfs/objects/batch", s.Ada, q)
	if err := json.Unmarshal([]byte(body), &reply); err != nil {
		t.Fatal(err)
	}
	if r, err = http.NewRequestWithContext(t.Context(), http.MethodGet, reply.Objects[0].Actions["download"].Href, nil); err != nil {
		t.Fatal(err)
	}
	if resp, err = (&http.Client{}).Do(r); err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); n != size || err != nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d MiB were allocated for a file of %d MiB", used>>20, size>>20)
	}
}

func TestClientsThatSpeakXetSendByIt(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", true)
	ask := `{"operation":"upload","transfers":["basic","multipart","xet"],"objects":[{"oid":"` + strings.Repeat("0a", 32) + `","size":7}]}`
	status, body, _ := send(t, s, "POST", "/lab/voice.git/info/lfs/objects/batch", s.Ada, ask)
	for _, want := range []string{`"transfer":"xet"`, `"href":"` + s.URL + `/api/models/lab/voice/xet-write-token/main?create_pr=1"`, `"X-Xet-Cas-Url":"` + s.URL + `/api/xet"`, `"X-Xet-Access-Token":"`, `"X-Xet-Token-Expiration":"`} {
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("%d %s, want %s", status, body, want)
		}
	}
	if status, body, _ := send(t, s, "POST", "/lab/voice.git/info/lfs/objects/batch", s.Ada, strings.Replace(ask, "upload", "download", 1)); status != 200 || !strings.Contains(body, `"transfer":"basic"`) {
		t.Errorf("a download: %d %s", status, body)
	}
}
