package git_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/hub"
)

// pulled opens a pull request on behalf of a token.
func pulled(t *testing.T, s *apitest.Server, token string, d hub.Repo) (*hub.Handle, discussion.Discussion) {
	t.Helper()
	ctx := s.As(t, token)
	r, err := s.Hub.Open(ctx, d.Kind, d.Name, hub.Read)
	if err != nil {
		t.Fatal(err)
	}
	pr, err := s.Board.OpenPull(ctx, r, "A change", "proposed")
	if err != nil {
		t.Fatal(err)
	}
	return r, pr
}

func TestAPullRequestIsPushedByWhoMayOnlyRead(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	repo := create(t, s, hub.Model, "lab/voice", false)
	r, pr := pulled(t, s, s.Eve, repo)
	pulled(t, s, s.Bob, repo)
	eve := newClient(t, s, s.Eve)
	eve.git("clone", eve.base+"/lab/voice", "w")
	large := noise(300_000, 5)
	eve.write("w/notes.txt", []byte("hello"))
	eve.write("w/weights.bin", large)
	eve.git("-C", "w", "add", ".")
	eve.git("-C", "w", "commit", "-m", "Say more")
	for ref, want := range map[string]string{
		"refs/heads/main": "may not change model lab/voice", "refs/heads/new": "may not change model lab/voice", "refs/tags/v1": "may not change model lab/voice",
		"refs/pr/2": "pull request #2 is bob's", "refs/pr/3": "there is no pull request #3", "refs/pr/01": "is not the branch of a pull request", "refs/pr/x": "is not the branch of a pull request",
	} {
		if out, err := eve.try("-C", "w", "push", "--no-verify", "origin", "HEAD:"+ref); err == nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v, %s, want %q", ref, err, out, want)
		}
	}
	if out, err := eve.try("-C", "w", "push", "origin", "HEAD:refs/heads/main"); err == nil || !strings.Contains(out, "may not change") {
		t.Errorf("large files were sent for main: %v, %s", err, out)
	}
	eve.git("-C", "w", "push", "origin", "HEAD:refs/pr/1")
	eve.write("w/notes.txt", []byte("hello again"))
	eve.git("-C", "w", "commit", "-a", "--amend", "-m", "Say it better")
	eve.git("-C", "w", "push", "--force", "origin", "HEAD:refs/pr/1")
	if out, err := eve.try("-C", "w", "push", "origin", ":refs/pr/1"); err == nil || !strings.Contains(out, "close the pull request") {
		t.Errorf("deleted: %v, %s", err, out)
	}

	bob := newClient(t, s, s.Bob)
	bob.git("clone", bob.base+"/lab/voice", "w")
	bob.git("-C", "w", "fetch", "origin", "refs/pr/1:review")
	bob.git("-C", "w", "checkout", "review")
	if got := bob.read("w/weights.bin"); !bytes.Equal(got, large) || string(bob.read("w/notes.txt")) != "hello again" {
		t.Errorf("bob reads %d bytes, %q", len(got), bob.read("w/notes.txt"))
	}
	bob.write("w/bob.txt", []byte("by bob"))
	bob.git("-C", "w", "add", ".")
	bob.git("-C", "w", "commit", "-m", "Mend")
	bob.git("-C", "w", "push", "origin", "review:refs/pr/1")

	// Bob merges it by hand: that is a merge too.
	if d, _, v, err := s.Board.Find(s.As(t, s.Eve), r, pr.Number); err != nil || d.Status != discussion.Draft || len(v.Commits) != 2 || v.Commits[1].Title() != "Mend" {
		t.Errorf("it is %+v with %+v, %v", d, v, err)
	}
	bob.git("-C", "w", "checkout", "main")
	bob.write("w/main.txt", []byte("beside"))
	bob.git("-C", "w", "add", ".")
	bob.git("-C", "w", "commit", "-m", "Beside")
	bob.git("-C", "w", "merge", "--no-ff", "-m", "By hand", "review")
	bob.git("-C", "w", "push", "origin", "main")
	made := strings.TrimSpace(bob.git("-C", "w", "rev-parse", "main"))
	d, events, v, err := s.Board.Find(s.As(t, s.Eve), r, pr.Number)
	if err != nil || d.Status != discussion.Merged || string(d.Pull.Merged) != made || len(v.Commits) != 2 {
		t.Errorf("it is %+v at %+v with %+v, %v", d, d.Pull, v, err)
	}
	if last := events[len(events)-1]; last.Kind != discussion.Moved || last.Text != "merged" {
		t.Errorf("the last event is %+v", last)
	}
	if out, err := eve.try("-C", "w", "push", "--force", "origin", "HEAD:refs/pr/1"); err == nil || !strings.Contains(out, "closed or merged") {
		t.Errorf("pushed to a merged one: %v, %s", err, out)
	}
}
