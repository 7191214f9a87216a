package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/sdk"
)

// alone is a program with nothing that writes texts but what its hub has.
func alone(t *testing.T) called {
	t.Helper()
	c := callable(t)
	for _, name := range []string{"lab", "studio"} {
		if status, reply := c.try(t, c.token, http.MethodDelete, "/api/tenon/v1/connections/"+name, ""); status/100 != 2 {
			t.Fatalf("%d %s", status, reply)
		}
	}
	return c
}

func TestAStrangersModelAnswersOnlyWhoNamesIt(t *testing.T) {
	t.Parallel()
	c := alone(t)
	ann, bob := c.member(t, "ann"), c.member(t, "bob")
	weights := map[string][]byte{"m-Q4_0.gguf": workertest.GGUF("qwen2", qwen)}
	publish(t, sdk.New(c.url, ann, &http.Client{}), "ann/mine", false, weights)
	// answers reports whether a name leads to a model that answers.
	answers := func(token, name string) bool {
		t.Helper()
		status, words := c.chat(t, token, name, "hello")
		if status == http.StatusOK {
			return true
		}
		if !strings.Contains(words, "there is no model") {
			t.Errorf("%s: %d %s", name, status, words)
		}
		return false
	}
	if !answers(ann, "text-generation") || !answers(ann, "mine") || !answers(bob, "ann/mine") || !answers(c.token, "ann/mine") {
		t.Error("its owner is not answered, or who names it")
	}
	if answers(bob, "text-generation") || answers(bob, "mine") || answers(c.token, "text-generation") {
		t.Error("others are answered by it who did not name it")
	}
	if _, err := c.client().AddOrg(t.Context(), sdk.Org{Name: "lab"}); err != nil {
		t.Fatal(err)
	}
	publish(t, c.client(), "lab/ours", false, weights)
	if err := c.client().SetMember(t.Context(), sdk.Member{Org: "lab", User: "bob", Role: "read"}); err != nil {
		t.Fatal(err)
	}
	if !answers(bob, "lab/ours") || !fresh(func() bool { return answers(bob, "text-generation") }) {
		t.Error("a member is not answered by the organisation's")
	}
}

// fresh waits until the catalogue has what is new.
func fresh(there func() bool) bool {
	for end := time.Now().Add(time.Minute); !there(); <-time.After(50 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

func TestAModelGoesWithItsRepository(t *testing.T) {
	t.Parallel()
	c := alone(t)
	ann := c.member(t, "ann")
	weights := map[string][]byte{"m-Q4_0.gguf": workertest.GGUF("qwen2", qwen)}
	publish(t, c.client(), "admin/two", false, weights)
	if _, list := c.try(t, c.token, http.MethodGet, "/api/models?pipeline_tag=text-generation", ""); !strings.Contains(list, `"admin/two"`) {
		t.Errorf("by what it is for, %s are found", list)
	}
	unloaded := func(name string) {
		t.Helper()
		if !fresh(func() bool { l, err := c.client().Workers(t.Context()); return err == nil && len(l) == 0 }) {
			t.Errorf("the worker of %s goes on", name)
		}
	}
	if _, err := c.client().LoadModel(t.Context(), "admin/two", true); err != nil {
		t.Fatal(err)
	}
	c.post(t, "/api/repos/move", `{"fromRepo":"admin/two","toRepo":"admin/three","type":"model"}`)
	unloaded("admin/two")
	if _, err := c.client().LoadModel(t.Context(), "admin/three", true); err != nil {
		t.Fatal(err)
	}
	if status, words := c.chat(t, ann, "text-generation", "hello"); status != http.StatusOK || words != "hello" {
		t.Errorf("an administrator's model answers %d %s", status, words)
	}
	if err := c.client().RemoveRepo(t.Context(), "model", "admin/three"); err != nil {
		t.Fatal(err)
	}
	if status, words := c.chat(t, ann, "text-generation", "hello"); status/100 != 4 || !strings.Contains(words, "none does text-generation") {
		t.Errorf("at once after it was removed: %d %s", status, words)
	}
	unloaded("admin/three")
}

func TestAModelOfTheProgramRunsWithoutWeights(t *testing.T) {
	t.Parallel()
	c := callable(t)
	for model, want := range map[string]string{"tenon/sentiment": "native", "tenon/espeak": "program"} {
		var r sdk.Repo
		if !fresh(func() (ok bool) {
			var err error
			r, err = c.client().Repo(t.Context(), "model", model, "main")
			return err == nil
		}) {
			t.Fatalf("%s is not in the hub", model)
		}
		if k := r.Known; k == nil || k.Runs == nil || k.Runs.Engine != want || k.Runs.Missing != "" || k.Runs.Task == "" {
			t.Errorf("%s: %+v", model, r.Known)
		}
		if _, err := c.client().LoadModel(t.Context(), model, false); err == nil || !strings.Contains(err.Error(), "needs no loading: it runs here with "+want) {
			t.Errorf("loading %s: %v", model, err)
		}
	}
	if _, list := c.try(t, c.token, http.MethodGet, "/api/models?author=tenon&search=sentiment", ""); !strings.Contains(list, `"engine":"native"`) || strings.Contains(list, "no weights") {
		t.Errorf("the list is %s", list)
	}
}
