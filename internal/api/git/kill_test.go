package git_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
	"github.com/tenonhub/tenon/internal/wire/lfs"
)

// serving names the data folder where the test below runs as another process, and
// upstreamed the upstream that its server has, if it has one.
const (
	serving    = "TENON_TEST_SERVING"
	upstreamed = "TENON_TEST_UPSTREAM"
)

// TestKilledServersLoseNothing kills servers in the middle of what clients send:
// what was acknowledged is there when another starts, nothing half is seen, and
// what was cut off can be sent again.
func TestKilledServersLoseNothing(t *testing.T) {
	t.Parallel()
	if data := os.Getenv(serving); data != "" { //nolint:forbidigo // how the parent speaks to this process
		s := startIn(t, data, os.Getenv(upstreamed)) //nolint:forbidigo // the same
		fmt.Fprintf(os.Stdout, "\nserving %s %s\n", s.URL, s.Ada)
		_, _ = io.Copy(io.Discard, os.Stdin) // until the parent ends
		return
	}
	for name, deed := range map[string]func(*testing.T, *victim) (again func(*apitest.Server)){
		"an upload": killedUpload, "an upload in parts": killedParts, "a push": killedPush, "two pushes at once": killedPushes, "a commit": killedCommit, "a push to master": killedMaster, "a xorb": killedXorb,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := begin(t, t.TempDir(), "")
			again := deed(t, v)
			_ = v.cmd.Wait() // it was killed
			s := apitest.StartIn(t, v.Data)
			v.intact(t, s)
			again(s)
			v.intact(t, s)
		})
	}
}

// victim is a server in a process of its own, with a repository where something was pushed.
type victim struct {
	*apitest.Server
	cmd  *exec.Cmd
	work *client // whose folder w is a clone
	once sync.Once
}

var acknowledged = noise(200<<10, 21)

// startIn starts a server in this process.
func startIn(t *testing.T, data, up string) *apitest.Server {
	t.Helper()
	if up == "" {
		return apitest.StartIn(t, data)
	}
	return apitest.StartMirror(t, data, apitest.Mirrors{From: []upstream.Options{{Name: "up", URL: up, Kind: upstream.Tenon}}, Allow: []string{"acme/*"}})
}

// begin starts one, by another program if that is named.
func begin(t *testing.T, data, up string, by ...string) *victim {
	t.Helper()
	line := append(by, os.Args[0], "-test.run=^TestKilledServersLoseNothing$", "-test.timeout=5m")
	cmd := exec.CommandContext(t.Context(), line[0], line[1:]...)
	cmd.Env = append(os.Environ(), serving+"="+data, upstreamed+"="+up)
	in, err := cmd.StdinPipe()
	out, e := cmd.StdoutPipe()
	if err = errors.Join(err, e); err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{cmd: cmd}
	t.Cleanup(func() { _ = in.Close(); v.kill() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if said := strings.Fields(lines.Text()); len(said) == 3 && said[0] == "serving" {
			v.Server = &apitest.Server{URL: said[1], Ada: said[2], Data: data}
			break
		}
	}
	if v.Server == nil {
		t.Fatal("the server does not start")
	}
	if status, body, _ := send(t, v.Server, "POST", "/api/repos/create", v.Ada, `{"name":"voice","organization":"lab","type":"model"}`); status != 200 {
		t.Fatalf("make a repository: %d %s", status, body)
	}
	v.work = newClient(t, v.Server, v.Ada)
	v.work.git("clone", v.work.base+"/lab/voice", "w")
	v.work.write("w/a.bin", acknowledged)
	v.work.git("-C", "w", "add", ".")
	v.work.git("-C", "w", "commit", "-m", "acknowledged")
	v.work.git("-C", "w", "push", "origin", "HEAD:main")
	return v
}

func (v *victim) kill() { v.once.Do(func() { _ = v.cmd.Process.Kill() }) }

// intact checks that what was acknowledged can be had, that git finds nothing
// amiss, and that each stored value is what it is called.
func (v *victim) intact(t *testing.T, s *apitest.Server) {
	t.Helper()
	c := newClient(t, s, "")
	c.git("clone", c.base+"/lab/voice", "w")
	if string(c.read("w/a.bin")) != string(acknowledged) {
		t.Error("what was acknowledged is something else")
	}
	stored, err := filepath.Glob(filepath.Join(v.Data, "blobs", "??", "*"))
	if err != nil || len(stored) == 0 {
		t.Errorf("stored are %v, %v", stored, err)
	}
	for _, file := range stored {
		if b, err := os.ReadFile(file); err != nil || fmt.Sprintf("%x", sha256.Sum256(b)) != filepath.Base(file) {
			t.Errorf("%s has %d bytes of something else, %v", file, len(b), err)
		}
	}
	repos, err := filepath.Glob(filepath.Join(v.Data, "repos", "*", "*.git"))
	if err != nil || len(repos) == 0 {
		t.Fatalf("git repositories %v, %v", repos, err)
	}
	for _, repo := range repos {
		if out, err := c.try("--git-dir", repo, "fsck", "--full", "--no-dangling"); err != nil {
			t.Errorf("git fsck: %v, %s", err, out)
		}
	}
}

// half sends the half of a request, and then the server is killed.
func (v *victim) half(t *testing.T, head, body string) {
	t.Helper()
	v.sendHalf(t, head, body)
	until(t, "the server has begun with it", func() bool { // or it has it in its memory
		return count(t, v.Data, "blobs", "tmp", "*") > 0 || count(t, v.Data, "uploads", "*", "*") > 0 || strings.HasPrefix(head, "POST")
	})
	v.kill()
}

// sendHalf sends the half of a request, on a connection that lasts as long as the test.
func (v *victim) sendHalf(t *testing.T, head, body string) {
	t.Helper()
	u, err := url.Parse(v.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "%s\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s", head, u.Host, len(body), body[:len(body)/2])
	if err != nil && !errors.Is(err, syscall.EPIPE) && !errors.Is(err, syscall.ECONNRESET) { // it may have refused it by now
		t.Fatal(err)
	}
}

func path(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.RequestURI()
}

func killedUpload(t *testing.T, v *victim) func(*apitest.Server) {
	t.Helper()
	content := string(noise(4<<20, 22))
	_, o := ask(t, v.Server, v.Ada, "/lab/voice", "upload", content)
	v.half(t, "PUT "+path(t, o.Actions["upload"].Href)+" HTTP/1.1", content)
	return sentAgain(t, content)
}

// sentAgain sends a file of which the half was sent.
func sentAgain(t *testing.T, content string) func(*apitest.Server) {
	t.Helper()
	return func(s *apitest.Server) {
		if _, o := ask(t, s, s.Ada, "/lab/voice", "download", content); o.Error == nil || o.Error.Code != 404 {
			t.Errorf("the half of a file can be read: %+v", o)
		}
		_, o := ask(t, s, s.Ada, "/lab/voice", "upload", content)
		if status, body, _ := send(t, s, "PUT", o.Actions["upload"].Href, "", content); status != 200 {
			t.Errorf("sent again: %d %s", status, body)
		}
	}
}

// What parts were acknowledged are not sent again.
func killedParts(t *testing.T, v *victim) func(*apitest.Server) {
	t.Helper()
	content := string(noise(2*apitest.PartSize, 23))
	first, second := content[:apitest.PartSize], content[apitest.PartSize:]
	_, o := ask(t, v.Server, v.Ada, "/lab/voice", "upload", content, "multipart")
	status, body, h := send(t, v.Server, "PUT", o.Actions["upload"].Header["1"], "", first)
	if status != 200 {
		t.Fatalf("the first part: %d %s", status, body)
	}
	v.half(t, "PUT "+path(t, o.Actions["upload"].Header["2"])+" HTTP/1.1", second)
	return restSent(t, content, h)
}

// restSent sends the second of the two parts of a file, and joins them.
func restSent(t *testing.T, content string, h http.Header) func(*apitest.Server) {
	t.Helper()
	return func(s *apitest.Server) {
		_, o := ask(t, s, s.Ada, "/lab/voice", "upload", content, "multipart")
		up := o.Actions["upload"]
		status, body, h2 := send(t, s, "PUT", up.Header["2"], "", content[apitest.PartSize:])
		if status != 200 {
			t.Fatalf("the second part: %d %s", status, body)
		}
		done := lfs.Completion{OID: object(content).OID, Parts: []lfs.Part{{Number: 1, ETag: h.Get("ETag")}, {Number: 2, ETag: h2.Get("ETag")}}}
		if status, body, _ := send(t, s, "POST", up.Href, "", text(t, done)); status != 200 {
			t.Fatalf("join: %d %s", status, body)
		}
		_, o = ask(t, s, "", "/lab/voice", "download", content)
		if status, body, _ := send(t, s, "GET", o.Actions["download"].Href, "", ""); status != 200 || body != content {
			t.Errorf("read %d, %d bytes", status, len(body))
		}
	}
}

func killedXorb(t *testing.T, v *victim) func(*apitest.Server) {
	t.Helper()
	x, raw, shard, content := xorbOf(t, 100, 80<<10, 1)
	at, token := byXet(t, v.Server)
	v.half(t, "POST "+path(t, at+"/v1/xorbs/default/"+x.Hash.String())+" HTTP/1.1\r\nAuthorization: Bearer "+token, raw)
	return sentByXet(t, x, raw, shard, content)
}

// through is the address of a repository by a way on which the server is killed
// after some bytes.
func (v *victim) through(t *testing.T, after int64) string {
	t.Helper()
	u, err := url.Parse(v.work.base)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = newCutter(t, v.Server, after, v.kill)
	return u.String() + "/lab/voice"
}

// change commits a file in a folder that is a clone.
func change(c *client, folder, name string, seed uint64) {
	c.t.Helper()
	c.write(folder+"/"+name, noise(300<<10, seed))
	c.git("-C", folder, "add", ".")
	c.git("-C", folder, "commit", "-m", name)
	c.git("-C", folder, "config", "lfs.locksverify", "false")
}

func killedPush(t *testing.T, v *victim) func(*apitest.Server) {
	t.Helper()
	before := v.work.git("-C", "w", "rev-parse", "HEAD")
	change(v.work, "w", "b.dat", 24)
	if out, err := v.work.try("-C", "w", "push", v.through(t, 150<<10), "HEAD:main"); err == nil {
		t.Errorf("a push to a server that was killed succeeded: %s", out)
	}
	return v.pushedAgain(t, before)
}

// pushedAgain pushes what came by halves.
func (v *victim) pushedAgain(t *testing.T, before string) func(*apitest.Server) {
	t.Helper()
	return func(s *apitest.Server) {
		c := newClient(t, s, s.Ada)
		if tip := c.git("ls-remote", c.base+"/lab/voice", "refs/heads/main"); !strings.HasPrefix(tip, strings.TrimSpace(before)) {
			t.Errorf("the half of a push moved the branch to %s", tip)
		}
		v.work.git("-C", "w", "push", c.base+"/lab/voice", "HEAD:main")
	}
}

// Of two pushes at once what the server has acknowledged is there.
func killedPushes(t *testing.T, v *victim) func(*apitest.Server) {
	t.Helper()
	v.work.git("clone", v.work.base+"/lab/voice", "other")
	before := v.work.git("-C", "w", "rev-parse", "HEAD")
	change(v.work, "w", "b.dat", 25)
	change(v.work, "other", "c.dat", 26)
	way := v.through(t, 450<<10)
	done := make([]bool, 2)
	var both sync.WaitGroup
	for i, folder := range []string{"w", "other"} {
		both.Go(func() {
			_, err := v.work.try("-C", folder, "push", way, "HEAD:main")
			done[i] = err == nil
		})
	}
	both.Wait()
	v.kill() // if one of them was refused before so many bytes came
	return func(s *apitest.Server) {
		c := newClient(t, s, s.Ada)
		tip := strings.Fields(c.git("ls-remote", c.base+"/lab/voice", "refs/heads/main"))[0]
		tips := []string{strings.TrimSpace(v.work.git("-C", "w", "rev-parse", "HEAD")), strings.TrimSpace(v.work.git("-C", "other", "rev-parse", "HEAD"))}
		for i := range done {
			if done[i] && tip != tips[i] {
				t.Errorf("the push of %s was acknowledged, and the branch is at %s", tips[i], tip)
			}
		}
		if tip != strings.TrimSpace(before) && tip != tips[0] && tip != tips[1] {
			t.Errorf("the branch is at %s", tip)
		}
		for _, folder := range []string{"w", "other"} {
			v.work.git("-C", folder, "pull", "--rebase", c.base+"/lab/voice", "main")
			v.work.git("-C", folder, "push", c.base+"/lab/voice", "HEAD:main")
		}
	}
}

// after has a server run a program whenever git has moved what was pushed.
func after(t *testing.T, data, program string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(data, "repos", "hooks", "post-receive"), []byte("#!/bin/sh\n"+program+"\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
}

// What git has made of a push to master is main's at the next start.
func killedMaster(t *testing.T, v *victim) func(*apitest.Server) {
	t.Helper()
	change(v.work, "w", "b.dat", 27)
	want := strings.TrimSpace(v.work.git("-C", "w", "rev-parse", "HEAD"))
	after(t, v.Data, fmt.Sprint("kill -9 ", v.cmd.Process.Pid))
	_, _ = v.work.try("-C", "w", "push", "origin", "HEAD:master") // its answer may have come before
	return func(s *apitest.Server) {
		c := newClient(t, s, s.Ada)
		if refs := c.git("ls-remote", c.base+"/lab/voice"); !strings.Contains(refs, want+"\trefs/heads/main") || strings.Contains(refs, "master") {
			t.Errorf("what was pushed is %s, and there are %s", want, refs)
		}
		after(t, v.Data, "true")
		change(v.work, "w", "c.dat", 28)
		v.work.git("-C", "w", "push", c.base+"/lab/voice", "HEAD:master")
	}
}

func killedCommit(t *testing.T, v *victim) func(*apitest.Server) {
	t.Helper()
	body := manyLines(t)
	v.half(t, "POST /api/models/lab/voice/commit/main HTTP/1.1\r\nContent-Type: application/x-ndjson\r\nAuthorization: Bearer "+v.Ada, body)
	return committedAgain(t, body)
}

// manyLines is a commit of eight files, 3 MiB in all.
func manyLines(t *testing.T) (body string) {
	t.Helper()
	line := func(key string, value map[string]string) {
		b, err := json.Marshal(map[string]any{"key": key, "value": value})
		if err != nil {
			t.Fatal(err)
		}
		body += string(b) + "\n"
	}
	line("header", map[string]string{"summary": "Half"})
	for i := range 8 {
		line("file", map[string]string{"path": fmt.Sprintf("f%d", i), "encoding": "base64", "content": base64.StdEncoding.EncodeToString(noise(400<<10, uint64(i)))})
	}
	return body
}

// committedAgain makes a commit of which the half was sent.
func committedAgain(t *testing.T, body string) func(*apitest.Server) {
	t.Helper()
	return func(s *apitest.Server) {
		if status, _, _ := send(t, s, "GET", "/lab/voice/resolve/main/f0", "", ""); status != 404 {
			t.Errorf("a file of the half of a commit: %d", status)
		}
		if status, reply, _ := send(t, s, "POST", "/api/models/lab/voice/commit/main", s.Ada, body, "Content-Type", "application/x-ndjson"); status != 200 {
			t.Errorf("sent again: %d %s", status, reply)
		}
	}
}
