package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A repository in which a push cannot be finished is no reason to serve no other.
func TestItStartsThoughARepositoryIsBroken(t *testing.T) {
	t.Parallel()
	conf, id := config(t), "0123456789abcdef0123456789abcdef"
	repos := filepath.Join(conf.Data, "repos")
	for _, dir := range []string{filepath.Join(repos, id[:2], id+".git"), filepath.Join(repos, "aliased")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(repos, "aliased", id), []byte(strings.Repeat("a", 40)+" "+strings.Repeat("b", 40)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, stop := serve(t, conf)
	defer stop()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/models", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Timeout: time.Minute}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("it answers %s", res.Status)
	}
}
