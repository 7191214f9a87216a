package git_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// What was renamed is cloned, read and pushed to by its old name too, until another
// repository has that.
func TestAnOldNameLeadsOn(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r := create(t, s, hub.Model, "lab/voice", true)
	c := newClient(t, s, s.Ada)
	c.git("clone", c.base+"/lab/voice", "w")
	large := noise(200_000, 11)
	c.write("w/a.bin", large)
	c.write("w/a.txt", []byte("text"))
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "first")
	c.git("-C", "w", "push", "origin", "main")
	h, err := s.Hub.OpenID(s.As(t, s.Ada), r.ID, hub.Manage)
	if err == nil {
		err = h.Move(s.As(t, s.Ada), repoName("ada", "tongue"))
	}
	if err != nil {
		t.Fatal(err)
	}
	change(c, "w", "b.bin", 12) // a push with a large file, to the address that the clone has
	c.git("-C", "w", "push", "origin", "main")
	for _, name := range []string{"lab/voice", "ada/tongue"} {
		other := newClient(t, s, s.Ada)
		other.git("clone", other.base+"/"+name, "w")
		if !bytes.Equal(other.read("w/a.bin"), large) || len(other.read("w/b.bin")) != 300<<10 {
			t.Errorf("the clone of %s differs", name)
		}
		for _, address := range []string{"/" + name + "/resolve/main/a.bin", "/api/v1/models/" + name + "/repo?Revision=master&FilePath=a.bin"} {
			if status, body, _ := send(t, s, "GET", address, s.Ada, ""); status != 200 || body != string(large) {
				t.Errorf("%s: %d, %d bytes", address, status, len(body))
			}
			if status, _, _ := send(t, s, "GET", address, s.Eve, ""); status != 404 {
				t.Errorf("%s for a stranger: %d", address, status)
			}
		}
	}
	create(t, s, hub.Model, "lab/voice", true)
	if status, body, _ := send(t, s, "GET", "/lab/voice/resolve/main/a.txt", s.Ada, ""); status != 404 {
		t.Errorf("of the new one of that name is read %d %q", status, body)
	}
}

// Apps are git repositories as models and data sets are, at the addresses of both
// ecosystems.
func TestAppsAreClonedAndPushedTo(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	create(t, s, hub.Space, "lab/site", true)
	for name, address := range map[string]string{"one": "/spaces/lab/site", "two": "/studios/lab/site.git"} {
		c := newClient(t, s, s.Bob)
		c.git("clone", c.base+address, "w")
		large := noise(100_000, uint64(len(name)+len(address)))
		c.write("w/"+name+".bin", large)
		c.git("-C", "w", "add", ".")
		c.git("-C", "w", "commit", "-m", name)
		c.git("-C", "w", "push", "origin", "HEAD:main")
		if status, body, _ := send(t, s, "GET", "/spaces/lab/site/resolve/main/"+name+".bin", s.Bob, ""); status != 200 || body != string(large) {
			t.Errorf("%s: %d, %d bytes", address, status, len(body))
		}
		if out, err := newClient(t, s, s.Eve).try("clone", strings.Replace(c.base, s.Bob, s.Eve, 1)+address, "e"); err == nil || !strings.Contains(out, "not found") {
			t.Errorf("%s for a stranger: %v, %s", address, err, out)
		}
	}
}

// Files of more than 5 GB are sent in parts by git with the agent of hf, which asks
// for them by the name multipart.
func TestGitSendsPartsWithTheAgentOfHF(t *testing.T) {
	t.Parallel()
	hf := filepath.Dir(pythontest.Interpreter(t, "clients"))
	s := apitest.Start(t)
	create(t, s, hub.Model, "lab/voice", true)
	c := newClient(t, s, s.Ada)
	for i, e := range c.env {
		if path, ok := strings.CutPrefix(e, "PATH="); ok {
			c.env[i] = "PATH=" + hf + string(os.PathListSeparator) + path
		}
	}
	c.git("clone", c.base+"/lab/voice", "w")
	c.run(filepath.Join(hf, "hf"), "lfs-enable-largefiles", "w")
	large := noise(10*apitest.PartSize+17, 13) // so many parts that their numbers are not of one length
	c.write("w/large.bin", large)
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "large")
	c.git("-C", "w", "config", "lfs.locksverify", "false")
	c.env = append(c.env, "GIT_TRACE=1")
	if said := c.git("-C", "w", "push", "origin", "HEAD:main"); !strings.Contains(said, "lfs-multipart-upload") {
		t.Errorf("the agent was not asked: %s", said)
	}
	c.write("w/small.bin", noise(5000, 14)) // which goes as ever
	c.git("-C", "w", "add", ".")
	c.git("-C", "w", "commit", "-m", "small")
	c.git("-C", "w", "push", "origin", "HEAD:main")
	other := newClient(t, s, s.Ada)
	other.git("clone", other.base+"/lab/voice", "w")
	if !bytes.Equal(other.read("w/large.bin"), large) {
		t.Error("the clone differs")
	}
}
