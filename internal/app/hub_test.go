package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tenonhub/tenon/internal/app"
)

// hubbed is a program on a data folder, and its owner's requests to its hub.
type hubbed struct {
	*app.App
	client *http.Client
}

func openHub(t *testing.T, c app.Config) *hubbed {
	t.Helper()
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	client, stop := a.Inside(t.Context())
	t.Cleanup(func() {
		stop()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &hubbed{a, client}
}

func (h *hubbed) send(t *testing.T, method, path, body string) (status int, reply string) {
	t.Helper()
	return h.as(t, "", method, path, body)
}

func (h *hubbed) must(t *testing.T, method, path, body string) string {
	t.Helper()
	status, reply := h.send(t, method, path, body)
	if status != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, path, status, reply)
	}
	return reply
}

func (h *hubbed) commit(t *testing.T, content string) {
	t.Helper()
	h.must(t, "POST", "/api/models/admin/voice/commit/main", `{"key":"header","value":{"summary":"x"}}
{"key":"file","value":{"path":"a.txt","content":"`+content+`","encoding":"utf-8"}}`)
}

func TestABackupHasTheRepositories(t *testing.T) {
	t.Parallel()
	old := config(t)
	h := openHub(t, old)
	h.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin","private":true}`)
	h.commit(t, "before")
	tree := h.must(t, "GET", "/api/models/admin/voice/commits/main", "")
	var backup bytes.Buffer
	if err := h.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	h.commit(t, "after")

	fresh := config(t)
	if err := app.Restore(t.Context(), fresh, bytes.NewReader(backup.Bytes()), false); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(fresh.Data, "*.lock")); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
	restored := openHub(t, fresh)
	if got := restored.must(t, "GET", "/api/models/admin/voice/commits/main", ""); got != tree {
		t.Errorf("restored %s, want %s", got, tree)
	}
	if got := restored.must(t, "GET", "/admin/voice/resolve/main/a.txt", ""); got != "before" {
		t.Errorf("restored %q", got)
	}
	restored.commit(t, "and on")
	if left, err := filepath.Glob(filepath.Join(fresh.Data, "bundle-*")); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
	if err := restored.Sweep(t.Context(), time.Now().Add(48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := restored.must(t, "GET", "/admin/voice/resolve/main/a.txt", ""); got != "and on" {
		t.Errorf("after a sweep: %q", got)
	}
}

// TestManyStartAfterARestore is what a restored server meets whose commands
// are given before it is up again.
func TestManyStartAfterARestore(t *testing.T) {
	t.Parallel()
	h := openHub(t, config(t))
	for i := range 6 {
		h.must(t, "POST", "/api/repos/create", fmt.Sprintf(`{"name":"voice-%d","organization":"admin"}`, i))
	}
	var backup bytes.Buffer
	if err := h.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	fresh := config(t)
	if err := app.Restore(t.Context(), fresh, &backup, false); err != nil {
		t.Fatal(err)
	}
	var g errgroup.Group
	var told bytes.Buffer
	log := slog.New(slog.NewTextHandler(&told, nil))
	for range 4 {
		g.Go(func() error {
			a, err := app.Open(t.Context(), fresh, log)
			if err != nil {
				return err
			}
			return a.Close()
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	if said := told.String(); strings.Count(said, "of a restored backup, and answer then") != 1 || !strings.Contains(said, "left=0") {
		t.Errorf("one of them makes the repositories, and says so: %s", said)
	}
	restored := openHub(t, fresh)
	for i := range 6 {
		restored.must(t, "GET", fmt.Sprintf("/api/models/admin/voice-%d/revision/main", i), "")
	}
}

func TestADeletedRepositoryIsBroughtBack(t *testing.T) {
	t.Parallel()
	h := openHub(t, config(t))
	h.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin"}`)
	h.commit(t, "a nightingale")
	h.must(t, "POST", "/api/models/admin/voice/discussions", `{"title":"A question","description":"I ask."}`)
	h.must(t, "DELETE", "/api/repos/delete", `{"name":"voice","organization":"admin"}`)
	var l []struct {
		ID, Name, Type string
		Deleted, Until time.Time
	}
	for query, want := range map[string]int{"?type=dataset": 0, "?name=admin/other": 0, "?type=model&name=Admin/Voice": 1} {
		if err := json.Unmarshal([]byte(h.must(t, "GET", "/api/tenon/v1/deleted"+query, "")), &l); err != nil || len(l) != want {
			t.Errorf("%s: deleted are %+v, %v", query, l, err)
		}
	}
	if err := json.Unmarshal([]byte(h.must(t, "GET", "/api/tenon/v1/deleted", "")), &l); err != nil || len(l) != 1 || l[0].Name != "admin/voice" || l[0].Type != "model" || l[0].Until.Sub(l[0].Deleted) != 7*24*time.Hour {
		t.Fatalf("deleted are %+v, %v", l, err)
	}
	restore := "/api/tenon/v1/deleted/" + l[0].ID + "/restore"
	h.must(t, "POST", restore, "")
	if got := h.must(t, "GET", "/admin/voice/resolve/main/a.txt", ""); got != "a nightingale" {
		t.Errorf("its file is %q", got)
	}
	if got := h.must(t, "GET", "/api/models?author=admin", ""); !strings.Contains(got, "admin/voice") {
		t.Errorf("a list has %s", got)
	}
	tick := time.NewTicker(10 * time.Millisecond) // its files are read in the background
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); !strings.Contains(h.must(t, "GET", "/api/models?search=a.txt", ""), "admin/voice"); <-tick.C {
		if time.Now().After(end) {
			t.Fatal("its files are not found")
		}
	}
	if got := h.must(t, "GET", "/api/models/admin/voice/discussions/1", ""); !strings.Contains(got, "I ask.") {
		t.Errorf("its discussion is %s", got)
	}
	if status, reply := h.send(t, "POST", restore, ""); status != http.StatusNotFound {
		t.Errorf("again: %d %s", status, reply)
	}
	h.must(t, "DELETE", "/api/repos/delete", `{"name":"voice","organization":"admin"}`)
	h.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin"}`)
	if status, reply := h.send(t, "POST", restore, ""); status != http.StatusConflict {
		t.Errorf("when another has its name: %d %s", status, reply)
	}
}

func TestADeletedRepositoryGoesForGoodAfterAWeek(t *testing.T) {
	t.Parallel()
	c := config(t)
	h := openHub(t, c)
	h.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin"}`)
	h.must(t, "DELETE", "/api/repos/delete", `{"name":"voice","organization":"admin"}`)
	if status, _ := h.send(t, "GET", "/api/models/admin/voice", ""); status != http.StatusNotFound {
		t.Errorf("a deleted repository: %d", status)
	}
	for _, step := range []struct {
		days, left int
	}{{6, 1}, {8, 0}} {
		if err := h.Sweep(t.Context(), time.Now().AddDate(0, 0, step.days)); err != nil {
			t.Fatal(err)
		}
		if l, err := filepath.Glob(filepath.Join(c.Data, "repos", "*", "*.git")); err != nil || len(l) != step.left {
			t.Errorf("after %d days there is %v, %v", step.days, l, err)
		}
	}
}
