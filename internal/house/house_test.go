package house_test

import (
	"errors"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine/native/table"
	"github.com/tenonhub/tenon/internal/engine/native/text"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/house"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/internal/ref"
)

func models(t *testing.T) []catalog.Model {
	t.Helper()
	texts, err := text.Models()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := table.Models()
	if err != nil {
		t.Fatal(err)
	}
	return append(texts, tables...)
}

func furnish(t *testing.T, s *apitest.Server, l []catalog.Model, version string, want house.Report) {
	t.Helper()
	got, err := house.Furnish(t.Context(), s.Hub, l, version)
	if err != nil || got != want {
		t.Fatalf("%+v, %v; want %+v", got, err, want)
	}
}

func readme(t *testing.T, s *apitest.Server, name string) (text string, at hub.Commit) {
	t.Helper()
	r, err := s.Hub.Open(t.Context(), hub.Model, ref.Repo{Owner: "tenon", Name: name}, hub.Read)
	if err != nil {
		t.Fatal(err)
	}
	if at, err = r.Resolve(t.Context(), hub.Main); err != nil {
		t.Fatal(err)
	}
	e, err := r.Entry(t.Context(), at, "README.md")
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Read(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), at
}

func TestTheModelsOfTheProgramAreRepositories(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	all := models(t)
	others := append(models(t), catalog.Model{Ref: ref.Model{Owner: "home", Name: "chat"}, Card: "---\n---\nx\n"})
	furnish(t, s, others, "1.0", house.Report{Made: len(all)})
	furnish(t, s, all, "1.1", house.Report{})

	all[0].Card = strings.Replace(all[0].Card, "\n# ", "\nNew in this version.\n\n# ", 1)
	furnish(t, s, all, "1.2", house.Report{Renewed: 1})
	furnish(t, s, all, "1.2", house.Report{})
	got, at := readme(t, s, all[0].Ref.Name)
	if !strings.Contains(got, "New in this version.") || at.Title() != "Card as of Tenon 1.2" || at.Author.Name != "tenon" {
		t.Errorf("the renewed card is %.200q, by the commit %+v", got, at)
	}
}

func TestTheOwnerOfTheModelsIsNobodyElse(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	name := ref.Repo{Owner: "tenon", Name: "sentiment"}
	if _, err := s.Hub.Create(s.As(t, s.Eve), hub.Model, name, false); !fault.Is(err, fault.Forbidden) {
		t.Errorf("eve makes %s: %v", name, err)
	}
	admin := account.With(t.Context(), account.Keeper("test"))
	mine := hub.Operation{Path: "README.md", Content: []byte("mine\n")}
	if _, err := s.Hub.Create(admin, hub.Model, name, false, mine); err != nil {
		t.Fatal(err)
	}
	all := models(t)
	furnish(t, s, all, "1.0", house.Report{Made: len(all) - 1})
	if got, _ := readme(t, s, name.Name); got != "mine\n" {
		t.Errorf("what somebody made before is now %q", got)
	}
	if err := s.Hub.SetQuota(admin, "tenon", hub.Quota{Bytes: -1, Repos: 1}); err != nil {
		t.Fatal(err)
	}
	extra := catalog.Model{Ref: ref.Model{Owner: "tenon", Name: "extra"}, Card: all[0].Card}
	if _, err := house.Furnish(t.Context(), s.Hub, []catalog.Model{extra}, "1.0"); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "tenon/extra") {
		t.Errorf("over the quota: %v", err)
	}
}

// Not even an administrator changes what comes with the program.
func TestNobodyChangesWhatComesWithTheProgram(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	all := models(t)
	furnish(t, s, all, "1.0", house.Report{Made: len(all)})
	token := s.Token(t, "admin", account.Full)
	admin, name := s.As(t, token), ref.Repo{Owner: "tenon", Name: all[0].Ref.Name}
	for _, c := range []struct{ method, path, body string }{
		{"DELETE", "/api/repos/delete", `{"type":"model","organization":"tenon","name":"` + name.Name + `"}`},
		{"POST", "/api/repos/move", `{"type":"model","fromRepo":"` + name.String() + `","toRepo":"admin/mine"}`},
		{"PUT", "/api/models/" + name.String() + "/settings", `{"private":true}`},
		{"POST", "/api/models/" + name.String() + "/commit/main", "{\"key\":\"header\",\"value\":{\"summary\":\"x\"}}\n"},
		{"POST", "/api/models/" + name.String() + "/branch/mine", `{}`},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, s.URL+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := (&http.Client{}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		if err = errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode != http.StatusForbidden || !strings.Contains(string(b), "comes with the program") {
			t.Errorf("%s %s: %d %s, %v", c.method, c.path, resp.StatusCode, b, err)
		}
	}
	home, env := s.Home(t)
	git := exec.CommandContext(t.Context(), "sh", "-ec", `git init -q . && git commit -q --allow-empty -m x && git push "$WHERE" HEAD:refs/heads/mine`)
	git.Dir, git.Env = home, append(env, "WHERE="+strings.Replace(s.URL, "://", "://admin:"+token+"@", 1)+"/"+name.String())
	if out, err := git.CombinedOutput(); err == nil || !strings.Contains(string(out), "comes with the program") {
		t.Errorf("a push: %v, %s", err, out)
	}
	// What is said of it is everybody's, and what is proposed stays a proposal.
	r, err := s.Hub.Open(admin, hub.Model, name, hub.Read)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Board.Open(s.As(t, s.Eve), r, "How was it measured?", "I ask."); err != nil {
		t.Errorf("a discussion: %v", err)
	}
	furnish(t, s, all, "1.1", house.Report{})
}

func TestEveryCardIsReadable(t *testing.T) {
	t.Parallel()
	for _, m := range models(t) {
		said, err := card.Parse(string(house.Readme(m)))
		if err != nil || said["library_name"] != "tenon" || said["pipeline_tag"] == nil || said["license"] == nil || !strings.Contains(string(house.Readme(m)), " · ") {
			t.Errorf("%s: %v, %v", m.Ref, said, err)
		}
	}
}

// The client of Python finds them, with their facts and their cards.
func TestClientsFindTheModels(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	s := apitest.Start(t)
	all := models(t)
	furnish(t, s, all, "1.0", house.Report{Made: len(all)})
	s.Script(t, python, "models.py", "HF_TOKEN=", "HF_HUB_DISABLE_XET=1")
}
