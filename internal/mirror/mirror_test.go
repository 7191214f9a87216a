package mirror_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
)

// quick are options whose waits are short.
var quick = mirror.Options{Pause: time.Millisecond, Linger: time.Hour, Again: time.Millisecond, Patience: time.Minute}

// behind starts a hub whose upstream is f. Nobody has the name lab there.
func behind(t *testing.T, f *faulty, o mirror.Options) *apitest.Server {
	t.Helper()
	return behindIn(t, t.TempDir(), o, f.options())
}

func behindIn(t *testing.T, data string, o mirror.Options, from ...upstream.Options) *apitest.Server {
	t.Helper()
	return apitest.StartMirror(t, data, apitest.Mirrors{Options: o, From: from, Allow: []string{"acme/*", "openai"}, Deny: []string{"*/secret"}})
}

// acme makes the organisation acme at an upstream, which it is not at a mirror.
func acme(t *testing.T, f *faulty) {
	t.Helper()
	if _, err := f.Register.AddOrg(f.As(t, f.Ada), "acme", "Acme"); err != nil {
		t.Fatal(err)
	}
}

func TestARepositoryIsBroughtWhenItIsFirstAskedFor(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	weights := random(300_000)
	made := f.commit(t, hub.Model, "acme/voice", false, map[string]string{"README.md": "---\nlicense: mit\n---\nA voice\n", "config.json": "{}"}, map[string][]byte{"model.bin": weights})
	s := behind(t, f, quick)
	_, body := get(t, http.MethodGet, s.URL+"/api/models/acme/voice")
	var info struct {
		SHA      string
		Siblings []struct{ Rfilename string }
		CardData map[string]any
	}
	if err := json.Unmarshal([]byte(body), &info); err != nil || info.SHA != string(made) || len(info.Siblings) != 4 || info.CardData["license"] != "mit" {
		t.Fatalf("it is %s, %v; the upstream is at %s", body, err, made)
	}
	if n := f.gets.Load(); n != 0 {
		t.Errorf("%d large files were fetched that nobody has asked for", n)
	}
	file := "/acme/voice/resolve/main/model.bin"
	there, _ := get(t, http.MethodHead, f.Server.URL+file)
	head, _ := get(t, http.MethodHead, s.URL+file)
	for _, name := range []string{"ETag", "X-Linked-Etag", "X-Linked-Size", "X-Repo-Commit", "Content-Length"} {
		if got, want := head.Header.Get(name), there.Header.Get(name); got != want || want == "" {
			t.Errorf("%s is %q, at the upstream %q", name, got, want)
		}
	}
	if _, got := get(t, http.MethodGet, s.URL+file, "Range", "bytes=1000-1999"); got != string(weights[1000:2000]) {
		t.Errorf("the range has %d bytes", len(got))
	}
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("the large file has %d bytes", len(got))
	}
	if _, got := get(t, http.MethodGet, s.URL+"/acme/voice/resolve/main/config.json"); got != "{}" {
		t.Errorf("the small file is %q", got)
	}
	if n := f.gets.Load(); n != 1 {
		t.Errorf("the large file was fetched %d times", n)
	}
	if _, got := get(t, http.MethodGet, s.URL+"/api/v1/models/acme/voice/repo?Revision=master&FilePath=model.bin"); got != string(weights) {
		t.Errorf("ModelScope's API gives %.100q", got)
	}
	if res, _ := get(t, http.MethodGet, s.URL+"/api/models/acme/other"); res.StatusCode != http.StatusUnauthorized && res.StatusCode != http.StatusNotFound {
		t.Errorf("what is nowhere is answered with %d", res.StatusCode)
	}
}

func TestGitAndGitLFSCloneAMirror(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	weights := random(100_000)
	f.commit(t, hub.Dataset, "acme/words", false, map[string]string{"a.txt": "first"}, nil)
	made := f.commit(t, hub.Dataset, "acme/words", false, map[string]string{"a.txt": "second"}, map[string][]byte{"data.bin": weights})
	s := behind(t, f, quick)
	home, env := s.Home(t)
	run := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Dir, cmd.Env = home, env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("git", "lfs", "install", "--skip-repo")
	run("git", "clone", "-q", s.URL+"/datasets/acme/words")
	if got := run("git", "-C", "words", "rev-parse", "HEAD"); strings.TrimSpace(got) != string(made) {
		t.Errorf("the clone is at %s, the upstream at %s", got, made)
	}
	if got := run("git", "-C", "words", "rev-list", "--count", "HEAD"); strings.TrimSpace(got) != "3" {
		t.Errorf("the clone has %s commits", got)
	}
	if got := run("cat", filepath.Join("words", "data.bin")); got != string(weights) {
		t.Errorf("the large file has %d bytes", len(got))
	}
	cmd := exec.CommandContext(t.Context(), "git", "-C", "words", "push", "-q", strings.Replace(s.URL, "://", "://ada:"+s.Ada+"@", 1)+"/datasets/acme/words", "HEAD:refs/heads/mine")
	cmd.Dir, cmd.Env = home, env
	if out, err := cmd.CombinedOutput(); err == nil {
		t.Errorf("a mirror was pushed to: %s", out)
	}
}

func TestAMirrorIsAsNewAsItsUpstream(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	first := f.commit(t, hub.Model, "acme/voice", false, map[string]string{"config.json": "1"}, nil)
	o := quick
	o.Interval = time.Nanosecond
	s := behind(t, f, o)
	sha := func() string {
		res, _ := get(t, http.MethodHead, s.URL+"/acme/voice/resolve/main/config.json")
		return res.Header.Get("X-Repo-Commit")
	}
	if got := sha(); got != string(first) {
		t.Fatalf("it is at %q", got)
	}
	asked := f.asks.Load()
	if got := sha(); got != string(first) || f.asks.Load() != asked+1 {
		t.Errorf("a look that finds nothing new took %d requests", f.asks.Load()-asked)
	}
	ada := f.As(t, f.Ada)
	r, err := f.Hub.Open(ada, hub.Model, repoOf(t, "acme/voice"), hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.MakeRef(ada, "refs/tags/v1", hub.Main); err != nil {
		t.Fatal(err)
	}
	second := f.commit(t, hub.Model, "acme/voice", false, map[string]string{"config.json": "2"}, nil)
	if got := sha(); got != string(second) {
		t.Errorf("it is at %q, the upstream at %q", got, second)
	}
	if _, got := get(t, http.MethodGet, s.URL+"/acme/voice/resolve/v1/config.json"); got != "1" {
		t.Errorf("the tag has %q", got)
	}
	if err := r.RemoveRef(ada, "refs/tags/v1"); err != nil {
		t.Fatal(err)
	}
	sha()
	if res, _ := get(t, http.MethodGet, s.URL+"/acme/voice/resolve/v1/config.json"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a tag that is gone is answered with %d", res.StatusCode)
	}
	f.set(func(f *faulty) { f.status = http.StatusInternalServerError })
	if got := sha(); got != string(second) {
		t.Errorf("while the upstream is down it is at %q", got)
	}
}

func TestWhoSeesAMirror(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	f.commit(t, hub.Model, "acme/hidden", true, map[string]string{"config.json": "1"}, nil)
	f.commit(t, hub.Model, "acme/secret", false, map[string]string{"config.json": "1"}, nil)
	f.commit(t, hub.Model, "lab/voice", false, map[string]string{"config.json": "1"}, nil)
	o := f.options()
	o.Token = f.Ada
	s := behindIn(t, t.TempDir(), quick, o)
	admin := account.With(t.Context(), account.Keeper("test"))
	for name, c := range map[string]struct{ ada, admin bool }{
		"acme/hidden": {false, true},  // private there, so private here
		"acme/secret": {false, false}, // denied
		"lab/voice":   {false, false}, // lab is somebody here
	} {
		if _, err := s.Hub.Open(s.As(t, s.Ada), hub.Model, repoOf(t, name), hub.Read); (err == nil) != c.ada || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("ada opens %s: %v", name, err)
		}
		if _, err := s.Hub.Open(admin, hub.Model, repoOf(t, name), hub.Read); (err == nil) != c.admin {
			t.Errorf("the administrator opens %s: %v", name, err)
		}
	}
	if _, err := s.Register.AddOrg(s.As(t, s.Ada), "openai", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("somebody signs up as openai: %v", err)
	}
	repoOf(t, "openai/whisper-tiny") // but its mirror has a name
}

// Mirrors are brought in the name of somebody elsewhere. Whoever comes to have
// that name here, as by an order for what is an owner's here, gets no rights to them.
func TestAMirrorIsNotThatOfWhoHasItsOwnersName(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	f.commit(t, hub.Model, "acme/hidden", true, map[string]string{"config.json": "1"}, nil)
	f.commit(t, hub.Model, "lab/hidden", true, map[string]string{"config.json": "1"}, nil)
	f.commit(t, hub.Model, "lab/open", false, map[string]string{"config.json": "1"}, nil)
	o := f.options()
	o.Token = f.Ada
	s := behindIn(t, t.TempDir(), quick, o)
	ada, admin := s.As(t, s.Ada), account.With(t.Context(), account.Keeper("test"))
	if _, err := s.Hub.Open(admin, hub.Model, repoOf(t, "acme/hidden"), hub.Read); err != nil {
		t.Fatal(err)
	}
	_, err := s.Register.AddOrg(ada, "Acme", "")
	if _, msg := fault.Of(err); !fault.Is(err, fault.Conflict) || !strings.Contains(msg, "mirror") {
		t.Errorf("somebody signs up as the owner of a mirror: %v", err)
	}
	if _, err := s.Register.AddUser(admin, account.NewUser{Name: "acme"}); !fault.Is(err, fault.Conflict) {
		t.Errorf("an administrator adds a user with the name of the owner of a mirror: %v", err)
	}
	for _, name := range []string{"lab/hidden", "lab/open"} {
		if err := s.Mirror.Sync(admin, "up", hub.Model, repoOf(t, name)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Hub.Open(admin, hub.Model, repoOf(t, name), hub.Manage); err != nil {
			t.Errorf("the administrator of the server manages %s: %v", name, err)
		}
	}
	for name, c := range map[string]map[hub.Access]fault.Kind{
		"lab/hidden": {hub.See: fault.NotFound, hub.Read: fault.NotFound, hub.Manage: fault.NotFound},
		"lab/open":   {hub.See: "", hub.Read: "", hub.Manage: fault.Forbidden},
	} {
		for access, want := range c {
			_, err := s.Hub.Open(ada, hub.Model, repoOf(t, name), access)
			if kind, _ := fault.Of(err); (err == nil) != (want == "") || err != nil && kind != want {
				t.Errorf("ada, whose organisation lab is, opens %s for access %d: %v, want %q", name, access, err, want)
			}
		}
	}
	l, _, err := s.Hub.List(ada, hub.Query{Kind: hub.Model, Limit: 9})
	if err != nil || len(l) != 1 || l[0].Name.Name != "open" {
		t.Errorf("ada is listed %v, %v", l, err)
	}
}

func TestAMirrorIsNotChangedHere(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	f.commit(t, hub.Model, "acme/voice", false, map[string]string{"config.json": "1"}, nil)
	s := behind(t, f, quick)
	admin := account.With(t.Context(), account.Keeper("test"))
	_, err := s.Hub.Open(admin, hub.Model, repoOf(t, "acme/voice"), hub.Write)
	if _, msg := fault.Of(err); !fault.Is(err, fault.Forbidden) || !strings.Contains(msg, "mirror") || !strings.Contains(msg, "upstream up") {
		t.Errorf("it is opened to be changed: %v", err)
	}
	_, err = s.Hub.Create(s.As(t, s.Ada), hub.Model, repoOf(t, "acme/voice"), false) // as clients do that write
	if _, msg := fault.Of(err); !fault.Is(err, fault.Forbidden) || !strings.Contains(msg, "mirror") {
		t.Errorf("it is made here, to be changed: %v", err)
	}
	r, err := s.Hub.Open(admin, hub.Model, repoOf(t, "acme/voice"), hub.Manage)
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"moved": r.Move(admin, repoOf(t, "acme/other")), "hidden": r.SetPrivate(admin, true)} {
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("it is %s: %v", what, err)
		}
	}
	if err := r.Delete(admin); err != nil {
		t.Error(err)
	}
}

// What an upstream keeps from whoever has no token of it is said to want one, each time.
func TestWhatWantsATokenOfItsUpstreamSaysSo(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	f.commit(t, hub.Model, "acme/hidden", true, map[string]string{"config.json": "1"}, nil)
	for _, name := range []string{"acme/voice", "acme/small"} {
		f.commit(t, hub.Model, name, false, map[string]string{"config.json": "1"}, nil)
	}
	s := behind(t, f, quick)
	for range 2 {
		_, err := s.Hub.Open(s.As(t, s.Ada), hub.Model, repoOf(t, "acme/hidden"), hub.Read)
		if _, msg := fault.Of(err); !fault.Is(err, fault.NotFound) || !errors.Is(err, hub.ErrNoRepo) || !strings.Contains(msg, "private or gated at the upstream up") || !strings.Contains(msg, "[[upstream]]") {
			t.Errorf("what is private there: %v", err)
		}
	}
	for name, fetch := range map[string]bool{"acme/gated": false, "acme/voice": true} { // all of it, or what git fetches
		f.set(func(f *faulty) { f.status, f.code, f.fetch = http.StatusUnauthorized, "GatedRepo", fetch })
		for range 2 {
			res, body := get(t, "GET", s.URL+"/"+name+"/resolve/main/config.json")
			if res.StatusCode != http.StatusForbidden || res.Header.Get("X-Error-Code") != "GatedRepo" || !strings.Contains(body, "gated at the upstream up") || !strings.Contains(body, "[[upstream]]") {
				t.Errorf("what is gated there is answered with %d %q", res.StatusCode, body)
			}
		}
	}
	f.set(func(f *faulty) { f.status, f.code, f.fetch = http.StatusServiceUnavailable, "", true })
	if res, body := get(t, "GET", s.URL+"/acme/small/resolve/main/config.json"); res.StatusCode != http.StatusBadGateway || !strings.Contains(body, "answered 503") {
		t.Errorf("what cannot be fetched now is answered with %d %q", res.StatusCode, body)
	}
}

// Whoever writes at an upstream can point to any digest.
func TestAPointerGivesNothingThatIsPrivateHere(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	secret := random(5000)
	s := behind(t, f, quick)
	ada := s.As(t, s.Ada)
	if _, err := s.Hub.Create(ada, hub.Model, repoOf(t, "lab/mine"), true); err != nil {
		t.Fatal(err)
	}
	mine, err := s.Hub.Open(ada, hub.Model, repoOf(t, "lab/mine"), hub.Write)
	if err == nil {
		err = mine.Receive(ada, pointerTo(secret), strings.NewReader(string(secret)))
	}
	if err != nil {
		t.Fatal(err)
	}
	f.commit(t, hub.Model, "acme/trap", false, nil, map[string][]byte{"x.bin": secret})
	f.set(func(f *faulty) { f.wrong = true }) // it does not have the bytes really
	res, body := get(t, http.MethodGet, s.URL+"/acme/trap/resolve/main/x.bin")
	if res.StatusCode == http.StatusOK && body == string(secret) {
		t.Error("a pointer at the upstream gave away what is private here")
	}
}

func TestTheLeastUsedFilesGo(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	acme(t, f)
	files := map[string][]byte{}
	for i := range 4 {
		files[fmt.Sprintf("%d.bin", i)] = random(100_000)
	}
	f.commit(t, hub.Model, "acme/voice", false, nil, files)
	o := quick
	o.Limit = 250_000
	s := behind(t, f, o)
	read := func(name string) {
		if _, got := get(t, http.MethodGet, s.URL+"/acme/voice/resolve/main/"+name); got != string(files[name]) {
			t.Errorf("%s has %d bytes", name, len(got))
		}
	}
	for _, name := range []string{"0.bin", "1.bin", "2.bin", "3.bin", "0.bin"} {
		read(name)
	}
	if done, err := s.Mirror.Evict(t.Context(), time.Now()); err != nil || done.Objects != 0 {
		t.Errorf("what is young was removed: %+v, %v", done, err)
	}
	done, err := s.Mirror.Evict(t.Context(), time.Now().Add(time.Hour))
	if err != nil || done.Objects != 2 || done.Bytes != 200_000 {
		t.Fatalf("%+v was removed, %v", done, err)
	}
	before := f.gets.Load()
	read("0.bin")
	read("3.bin")
	if n := f.gets.Load() - before; n != 0 {
		t.Errorf("%d files that were used last are gone", n)
	}
	read("1.bin")
	if n := f.gets.Load() - before; n != 1 {
		t.Errorf("what was removed was fetched %d times", n)
	}
}

func TestFewRepositoriesComeAtOnce(t *testing.T) {
	t.Parallel()
	asked, end := make(chan string, 100), make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		select {
		case <-end:
		case <-r.Context().Done():
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(slow.Close)
	o := quick
	o.Brings, o.Patience = 2, time.Millisecond
	s := behindIn(t, t.TempDir(), o, upstream.Options{Name: "up", URL: slow.URL, Kind: upstream.Tenon})
	open := func(name string) error {
		_, err := s.Hub.Open(t.Context(), hub.Model, repoOf(t, name), hub.Read)
		return err
	}
	first := make(chan error, 4)
	for i := range 4 {
		name := fmt.Sprintf("acme/voice-%d", i/2) // two ask for each
		go func() { first <- open(name) }()
	}
	for range 2 {
		<-asked
	}
	err := open("acme/third")
	if _, msg := fault.Of(err); !fault.Is(err, fault.Unavailable) || !strings.Contains(msg, "2 repositories are being fetched") || !strings.Contains(msg, "acme/third") {
		t.Errorf("a third one: %v", err)
	}
	close(end)
	for range 4 {
		if err := <-first; !fault.Is(err, fault.NotFound) {
			t.Errorf("one of the first two: %v", err)
		}
	}
	if err := open("acme/third"); !fault.Is(err, fault.NotFound) {
		t.Errorf("the third one after the others: %v", err)
	}
}
