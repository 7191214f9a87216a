package git_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/wire/lfs"
	"github.com/tenonhub/tenon/internal/xet"
)

// deed is what a client does to a server whose disk is full.
type deed struct {
	left  int64                 // bytes that the disk has left
	try   func() string         // does it, and returns what the client was told
	cut   func()                // begins it again, for the server to be killed in the middle
	again func(*apitest.Server) // checks that nothing of it is seen, and does it when there is room
}

// whyNot is how a full disk is said, by the server or by the git that it runs.
var whyNot = regexp.MustCompile(`(?i)no space (is )?left on|the disk of \S+ has .* left, and .*; free some space`)

// TestAFullDiskLosesNothing has clients send to servers whose disk is full: they are
// told so, what was acknowledged can be read meanwhile, and of a server that is
// killed in the middle nothing is lost, and nothing half is seen. With room, all works.
func TestAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*testing.T, *victim) deed{
		"an upload": fullUpload, "an upload in parts": fullParts, "a push": fullPush, "a push with a large file": fullLargePush, "a commit": fullCommit,
		"a xorb": fullXorb, "a shard": fullShard, "an attachment": fullAttachment, "a file of a mirror": fullMirror,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place, up := small(t, 40), ""
			if name == "a file of a mirror" {
				up = farAway(t)
			}
			v := begin(t, filepath.Join(place, "data"), up)
			d := prepare(t, v)
			free := fill(t, place, d.left)
			if said := d.try(); !whyNot.MatchString(said) {
				t.Errorf("it was told %s", said)
			}
			if status, body, _ := send(t, v.Server, "GET", "/lab/voice/resolve/main/a.bin", "", ""); status != http.StatusOK || body != string(acknowledged) {
				t.Errorf("what was acknowledged is read as %d, %d bytes", status, len(body))
			}
			d.cut()
			v.kill()
			_ = v.cmd.Wait() // it was killed
			free()
			s := startIn(t, v.Data, up)
			v.intact(t, s)
			d.again(s)
			v.intact(t, s)
		})
	}
}

// fill takes what a disk has but so many bytes, and returns what gives it back.
func fill(t *testing.T, place string, left int64) (free func()) {
	t.Helper()
	filler := filepath.Join(place, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var st syscall.Statfs_t
	if err := syscall.Statfs(place, &st); err != nil {
		t.Fatal(err)
	}
	if more := int64(st.Bavail)*int64(st.Bsize) - left; more > 0 { //nolint:unconvert // their types differ among systems
		err = syscall.Fallocate(int(f.Fd()), 0, 0, more)
	}
	if err != nil && !errors.Is(err, syscall.ENOSPC) { // the server may have been quicker
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
}

// request is a deed that is one request.
func (v *victim) request(t *testing.T, left int64, method, address, token, body string, header ...string) deed {
	t.Helper()
	head := method + " " + path(t, address) + " HTTP/1.1"
	if token != "" {
		head += "\r\nAuthorization: Bearer " + token
	}
	for i := 0; i+1 < len(header); i += 2 {
		head += "\r\n" + header[i] + ": " + header[i+1]
	}
	return deed{left: left, try: func() string {
		want := http.StatusInsufficientStorage
		if strings.Contains(address, "/api/xet/") { // what its clients do not ask again and again
			want = http.StatusRequestEntityTooLarge
		}
		status, reply, _ := send(t, v.Server, method, address, token, body, header...)
		if status != want {
			t.Errorf("%s: %d", address, status)
		}
		return reply
	}, cut: func() { v.sendHalf(t, head, body) }}
}

// fullUpload is an upload whose address was asked for when there was room. Later
// the question is refused.
func fullUpload(t *testing.T, v *victim) deed {
	t.Helper()
	content := string(noise(8<<20, 31))
	_, o := ask(t, v.Server, v.Ada, "/lab/voice", "upload", content)
	d := v.request(t, 2<<20, "PUT", o.Actions["upload"].Href, "", content)
	put := d.try
	d.try = func() string {
		q := text(t, lfs.Batch{Operation: "upload", Objects: []lfs.Object{object(content)}})
		status, body, h := send(t, v.Server, "POST", "/lab/voice.git/info/lfs/objects/batch", v.Ada, q)
		if why := h.Get("X-Error-Message"); status != http.StatusInsufficientStorage || !strings.Contains(body, "8388608 bytes more are to come") || !strings.Contains(why, "8388608 bytes more") {
			t.Errorf("where to send it: %d %s, %s", status, body, why)
		}
		return put()
	}
	d.again = sentAgain(t, content)
	return d
}

func fullParts(t *testing.T, v *victim) deed {
	t.Helper()
	content := string(noise(2*apitest.PartSize, 32))
	_, o := ask(t, v.Server, v.Ada, "/lab/voice", "upload", content, "multipart")
	status, body, h := send(t, v.Server, "PUT", o.Actions["upload"].Header["1"], "", content[:apitest.PartSize])
	if status != http.StatusOK {
		t.Fatalf("the first part: %d %s", status, body)
	}
	d := v.request(t, 2<<20, "PUT", o.Actions["upload"].Header["2"], "", content[apitest.PartSize:])
	d.again = restSent(t, content, h)
	return d
}

// pushing is a deed that is a push of what stands in the folder w.
func (v *victim) pushing(t *testing.T, left, after int64) deed {
	t.Helper()
	return deed{left: left, try: func() string {
		out, err := v.work.try("-C", "w", "push", v.work.base+"/lab/voice", "HEAD:main")
		if err == nil {
			t.Error("a push to a full disk succeeded")
		}
		return out
	}, cut: func() {
		_, _ = v.work.try("-C", "w", "push", v.through(t, after), "HEAD:main")
	}, again: v.pushedAgain(t, v.work.git("-C", "w", "rev-parse", "HEAD~1"))}
}

func fullPush(t *testing.T, v *victim) deed {
	t.Helper()
	change(v.work, "w", "b.dat", 33)
	return v.pushing(t, 100<<10, 150<<10)
}

func fullLargePush(t *testing.T, v *victim) deed {
	t.Helper()
	v.work.write("w/large.bin", noise(8<<20, 34))
	change(v.work, "w", "b.txt", 35)
	return v.pushing(t, 2<<20, 1<<20)
}

func fullCommit(t *testing.T, v *victim) deed {
	t.Helper()
	body := manyLines(t)
	d := v.request(t, 1<<20, "POST", "/api/models/lab/voice/commit/main", v.Ada, body, "Content-Type", "application/x-ndjson")
	d.again = committedAgain(t, body)
	return d
}

// xorbOf is a xorb of chunks of random bytes, and the shard of a file that has each of
// them so many times.
func xorbOf(t *testing.T, chunks, size, times int) (x xet.Xorb, raw, shard string, content []byte) {
	t.Helper()
	var b, sh bytes.Buffer
	w := xet.NewXorbWriter(&b)
	var pieces [][]byte
	var err error
	for i := range chunks {
		pieces = append(pieces, noise(size, uint64(100+i)))
		err = errors.Join(err, w.Add(pieces[i], xet.LZ4))
	}
	x, e := w.Close()
	if err = errors.Join(err, e); err != nil {
		t.Fatal(err)
	}
	var tree xet.Tree
	f := xet.File{}
	for range times {
		for i, c := range x.Chunks {
			tree.Add(c)
			content = append(content, pieces[i]...)
			f.Terms = append(f.Terms, xet.Term{Xorb: x.Hash, Size: c.Size, First: uint32(i), Last: uint32(i + 1)})
			f.Proofs = append(f.Proofs, xet.RangeHash([]xet.Chunk{c}))
		}
	}
	f.Hash = tree.File()
	s, err := xet.NewShardWriter(&sh, nil)
	if err = errors.Join(err, s.File(f), s.Close()); err != nil {
		t.Fatal(err)
	}
	return x, b.String(), sh.String(), content
}

// byXet is where a client sends what goes by Xet, and the token for it.
func byXet(t *testing.T, s *apitest.Server) (address, token string) {
	t.Helper()
	_, body, _ := send(t, s, "GET", "/api/models/lab/voice/xet-write-token/main", s.Ada, "")
	var got struct{ CasURL, AccessToken string }
	if err := json.Unmarshal([]byte(body), &got); err != nil || got.CasURL == "" {
		t.Fatalf("%s, %v", body, err)
	}
	return got.CasURL, got.AccessToken
}

// sentByXet sends a xorb and a shard, and makes a commit of their file.
func sentByXet(t *testing.T, x xet.Xorb, raw, shard string, content []byte) func(*apitest.Server) {
	t.Helper()
	return func(s *apitest.Server) {
		o := object(string(content))
		line := fmt.Sprintf(`{"key":"header","value":{"summary":"x"}}`+"\n"+`{"key":"lfsFile","value":{"path":"x.bin","algo":"sha256","oid":%q,"size":%d}}`+"\n", o.OID, o.Size)
		if status, reply, _ := send(t, s, "POST", "/api/models/lab/voice/commit/main", s.Ada, line); status == http.StatusOK {
			t.Errorf("a file of which nothing was acknowledged is committed: %s", reply)
		}
		at, token := byXet(t, s)
		for _, q := range [][2]string{{"/v1/xorbs/default/" + x.Hash.String(), raw}, {"/v1/shards", shard}} {
			if status, reply, _ := send(t, s, "POST", at+q[0], token, q[1]); status != http.StatusOK {
				t.Errorf("%s: %d %s", q[0], status, reply)
			}
		}
		if status, reply, _ := send(t, s, "POST", "/api/models/lab/voice/commit/main", s.Ada, line); status != http.StatusOK {
			t.Errorf("the commit: %d %s", status, reply)
		}
		if status, got, _ := send(t, s, "GET", "/lab/voice/resolve/main/x.bin", "", ""); got != string(content) {
			t.Errorf("it is read as %d, %d bytes", status, len(got))
		}
	}
}

func fullXorb(t *testing.T, v *victim) deed {
	t.Helper()
	x, raw, shard, content := xorbOf(t, 100, 80<<10, 1)
	at, token := byXet(t, v.Server)
	d := v.request(t, 2<<20, "POST", at+"/v1/xorbs/default/"+x.Hash.String(), token, raw)
	post := d.try
	d.try = func() string {
		q := fmt.Sprintf(`{"files":[{"path":"x.bin","size":%d,"sample":""}]}`, len(content))
		if status, body, _ := send(t, v.Server, "POST", "/api/models/lab/voice/preupload/main", v.Ada, q); status != http.StatusInsufficientStorage || !strings.Contains(body, "bytes more are to come") {
			t.Errorf("before it is sent: %d %s", status, body)
		}
		return post()
	}
	d.again = sentByXet(t, x, raw, shard, content)
	return d
}

// fullShard is a shard of many terms, which the database has to keep.
func fullShard(t *testing.T, v *victim) deed {
	t.Helper()
	x, raw, shard, content := xorbOf(t, 20, 100, 1000)
	at, token := byXet(t, v.Server)
	if status, reply, _ := send(t, v.Server, "POST", at+"/v1/xorbs/default/"+x.Hash.String(), token, raw); status != http.StatusOK {
		t.Fatalf("the xorb: %d %s", status, reply)
	}
	d := v.request(t, 0, "POST", at+"/v1/shards", token, shard)
	d.again = sentByXet(t, x, raw, shard, content)
	return d
}

func fullAttachment(t *testing.T, v *victim) deed {
	t.Helper()
	picture := "\x89PNG\r\n\x1a\n" + string(noise(8<<20, 36))
	d := v.request(t, 2<<20, "POST", "/uploads", v.Ada, picture, "Content-Type", "image/png")
	d.again = func(s *apitest.Server) {
		status, address, _ := send(t, s, "POST", "/uploads", s.Ada, picture, "Content-Type", "image/png")
		if status != http.StatusOK {
			t.Fatalf("sent again: %d %s", status, address)
		}
		if status, reply, _ := send(t, s, "POST", "/api/models/lab/voice/discussions", s.Ada, text(t, map[string]string{"title": "Look", "description": "![](" + address + ")"})); status != http.StatusOK {
			t.Fatalf("the comment: %d %s", status, reply)
		}
		if status, got, _ := send(t, s, "GET", address, s.Eve, ""); status != http.StatusOK || got != picture {
			t.Errorf("the picture is read as %d, %d bytes", status, len(got))
		}
	}
	return d
}

const farFile = "/acme/far/resolve/main/far.bin"

// farAway is the address of a hub with a large file.
func farAway(t *testing.T) string {
	t.Helper()
	s := apitest.Start(t)
	if _, err := s.Register.AddOrg(s.As(t, s.Ada), "acme", "Acme"); err != nil {
		t.Fatal(err)
	}
	create(t, s, hub.Model, "acme/far", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/acme/far", "w")
	c.write("w/far.bin", noise(8<<20, 37))
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "far")
	c.git("-C", "w", "push", "origin", "HEAD:main")
	return s.URL
}

// fullMirror is a file that is fetched when it is asked for.
func fullMirror(t *testing.T, v *victim) deed {
	t.Helper()
	if status, reply, _ := send(t, v.Server, "HEAD", farFile, "", ""); status != http.StatusOK {
		t.Fatalf("the mirror: %d %s", status, reply)
	}
	d := v.request(t, 2<<20, "GET", farFile, "", "")
	d.again = func(s *apitest.Server) {
		if status, got, _ := send(t, s, "GET", farFile, "", ""); status != http.StatusOK || got != string(noise(8<<20, 37)) {
			t.Errorf("with room it is read as %d, %d bytes", status, len(got))
		}
	}
	return d
}
