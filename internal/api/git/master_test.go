package git_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
)

// Clients of ModelScope clone the branch master, and push to it: that is main, unless
// there is a branch of that name.
func TestMasterStandsForMain(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	for _, folder := range []string{"w", "late"} {
		c.git("clone", "--branch", "master", c.base+"/lab/voice", folder)
	}
	c.git("-C", "w", "push", "origin", "master:refs/heads/master-of-old") // begins with the name
	c.git("clone", "-b", "master", c.base+"/lab/voice", "beside")
	c.git("-C", "w", "push", "origin", ":refs/heads/master-of-old")
	refs := func() string { return c.git("ls-remote", c.base+"/lab/voice") }
	if out := refs(); strings.Contains(out, "master") {
		t.Errorf("a list has %s", out)
	}
	tip := func() string { return strings.Fields(c.git("ls-remote", c.base+"/lab/voice", "refs/heads/main"))[0] }
	work := func(folder, name string) string {
		c.write(folder+"/"+name, []byte(name))
		c.git("-C", folder, "add", ".")
		c.git("-C", folder, "commit", "-m", name)
		return strings.TrimSpace(c.git("-C", folder, "rev-parse", "HEAD"))
	}
	for _, name := range []string{"a.txt", "b.bin"} {
		want := work("w", name)
		c.git("-C", "w", "push", "origin", "master")
		if got := tip(); got != want || strings.Contains(refs(), "master") {
			t.Errorf("main is at %s, want %s, of %s", got, want, refs())
		}
		if status, body, _ := send(t, s, "GET", "/lab/voice/resolve/main/"+name, "", ""); status != 200 || body != name {
			t.Errorf("%s is read as %d %q", name, status, body)
		}
	}
	work("late", "c.txt")
	was := tip()
	if out, err := c.try("-C", "late", "push", "origin", "master"); err == nil || !strings.Contains(out, "pull first") || tip() != was {
		t.Errorf("what lacks commits of main: %v, %s", err, out)
	}
	c.git("-C", "late", "pull", "--rebase", "origin", "master")
	c.git("-C", "late", "push", "origin", "HEAD:master")
	if got := tip(); got == was {
		t.Error("what was pulled and pushed did not come")
	}
	eve := newClient(t, s, s.Eve)
	eve.git("clone", "-b", "master", eve.base+"/lab/voice", "w")
	change(eve, "w", "d.txt", 1)
	if out, err := eve.try("-C", "w", "push", "origin", "master"); err == nil || !strings.Contains(out, "rejected") {
		t.Errorf("who may only read: %v, %s", err, out)
	}

	// A history of its own is a branch of its own, which is master from then on.
	c.git("init", "-b", "master", "old")
	alone := work("old", "old.txt")
	c.git("-C", "old", "push", c.base+"/lab/voice", "master")
	if got := refs(); !strings.Contains(got, alone+"\trefs/heads/master") {
		t.Errorf("the branches are %s", got)
	}
	c.git("clone", "-b", "master", c.base+"/lab/voice", "other")
	if got := strings.TrimSpace(c.git("-C", "other", "rev-parse", "HEAD")); got != alone {
		t.Errorf("the clone of master is at %s, want %s", got, alone)
	}
}

// Git dies when it has made master, and before main has moved.
func TestMainFollowsMasterWhenGitIsKilled(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", false)
	c := newClient(t, s, s.Ada)
	c.git("clone", "--branch", "master", c.base+"/lab/voice", "w")
	change(c, "w", "a.dat", 1)
	after(t, s.Data, "kill -9 $PPID")
	_, _ = c.try("-C", "w", "push", "origin", "master") // git has answered, or not
	want := strings.TrimSpace(c.git("-C", "w", "rev-parse", "HEAD"))
	if got := c.git("ls-remote", c.base+"/lab/voice"); !strings.Contains(got, want+"\trefs/heads/main") || strings.Contains(got, "master") {
		t.Errorf("what was pushed is %s, and there are %s", want, got)
	}
}
