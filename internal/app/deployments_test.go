package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/sdk"
)

func TestDeploymentsForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	c := callable(t)
	weights := map[string][]byte{"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen)}
	publish(t, c.client(), "admin/parrot", false, weights)
	publish(t, c.client(), "admin/secret", true, weights)
	publish(t, c.client(), "admin/ruin", false, map[string][]byte{"ruin-Q4_0.gguf": append(workertest.GGUF("qwen2", qwen), "broken it is a ruin"...)})
	c.script(t, python, "dashscope_deployments.py", "MEMBER="+c.member(t, "ann"))
}

// pinned waits until so many workers hold a model pinned, and are ready.
func (c called) pinned(t *testing.T, model string, want int) {
	t.Helper()
	var l []sdk.Worker
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-time.After(10 * time.Millisecond) {
		all, err := c.client().Workers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l = l[:0]
		for _, w := range all {
			if w.Model == model && w.Pinned && w.Stage == "ready" {
				l = append(l, w)
			}
		}
		if len(l) == want {
			return
		}
	}
	t.Fatalf("%s is not pinned by %d workers: %+v", model, want, l)
}

const deployments = "/dashscope/api/v1/deployments"

func TestWhatIsDeployedStaysSo(t *testing.T) {
	t.Parallel()
	conf := working(t)
	c, stop := serve(t, conf)
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen)})
	c.post(t, deployments, `{"model_name":"admin/parrot","capacity":1,"suffix":"live"}`)
	c.pinned(t, "admin/parrot", 1)
	if err := c.client().StopModel(t.Context(), "admin/parrot"); err == nil || !strings.Contains(err.Error(), "deployed as parrot-live") {
		t.Errorf("to end what is deployed: %v", err)
	}
	for who, token := range map[string]string{"an administrator": c.token, "somebody": c.member(t, "ann")} {
		if w, err := sdk.New(c.url, token, &http.Client{}).LoadModel(t.Context(), "admin/parrot", false); err != nil || !w.Pinned {
			t.Errorf("loaded by %s: %+v, %v", who, w, err)
		}
	}
	stop()
	c, stop = serve(t, conf)
	defer stop()
	c.pinned(t, "admin/parrot", 1)
	if status, words := c.chat(t, c.token, "parrot-live", "hello"); status != http.StatusOK || words != "hello" {
		t.Errorf("after a restart: %d %s", status, words)
	}
	c.post(t, "/api/repos/move", `{"fromRepo":"admin/parrot","toRepo":"admin/lory","type":"model"}`)
	c.pinned(t, "admin/lory", 1)
	// Another takes the name, and cannot be run: the deployment is still of the first.
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{"readme.txt": []byte("no weights")})
	if status, words := c.chat(t, c.token, "parrot-live", "hello"); status != http.StatusOK || words != "hello" {
		t.Errorf("under another name: %d %s", status, words)
	}
	if _, reply := c.try(t, c.token, http.MethodGet, deployments+"/parrot-live", ""); !strings.Contains(reply, `"model_name":"admin/lory"`) {
		t.Errorf("it is told as %s", reply)
	}
	if status, reply := c.try(t, c.token, http.MethodDelete, deployments+"/parrot-live", ""); status != http.StatusOK {
		t.Errorf("%d %s", status, reply)
	}
	c.pinned(t, "admin/lory", 0)
}

func TestWhoLoadsAModelTakesNoPinAway(t *testing.T) {
	t.Parallel()
	c := callable(t)
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen)})
	if _, err := c.client().LoadModel(t.Context(), "admin/parrot", true); err != nil {
		t.Fatal(err)
	}
	ann := sdk.New(c.url, c.member(t, "ann"), &http.Client{})
	if w, err := ann.LoadModel(t.Context(), "admin/parrot", false); err != nil || !w.Pinned {
		t.Errorf("somebody else: %+v, %v", w, err)
	}
	if w, err := c.client().LoadModel(t.Context(), "admin/parrot", false); err != nil || w.Pinned {
		t.Errorf("an administrator: %+v, %v", w, err)
	}
}
