package native_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/native"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/sdk"
)

// stage is a run of 300 nodes at its nth change: each ends one node and begins
// the next.
func stage(n int) assistant.Run {
	run := assistant.Run{ID: "r1", Text: fmt.Sprint("stage ", n), State: assistant.Running}
	for i := range 300 {
		node := assistant.Node{ID: fmt.Sprint("n", i), State: assistant.Waiting}
		switch {
		case i < n:
			node.State, node.Progress = assistant.Done, 1
			node.Out = port.Values{"text": {port.NewText(strings.Repeat("word ", 100))}}
		case i == n:
			node.State, node.Partial = assistant.Running, "wor"
		}
		run.Nodes = append(run.Nodes, node)
		run.Graph.Nodes = append(run.Graph.Nodes, graph.Node{ID: node.ID, Task: "summarization"})
	}
	return run
}

// following is a desk whose run begins without a plan, gets its nodes, and goes
// on to its end.
func following(stages int) *desk {
	return &desk{changes: func(_ context.Context, yield func(assistant.Run, error) bool) {
		if !yield(assistant.Run{ID: "r1", State: assistant.Waiting}, nil) {
			return
		}
		tick := time.NewTicker(40 * time.Millisecond)
		defer tick.Stop()
		for n := range stages {
			<-tick.C
			if !yield(stage(n), nil) {
				return
			}
		}
		last := stage(stages)
		last.State = assistant.Done
		yield(last, nil)
	}}
}

func TestChangesAddUpToTheRun(t *testing.T) {
	t.Parallel()
	srv, _, _ := server(t, native.Parts{Desk: following(20)})
	seen := 0
	for run, err := range sdk.New(srv.URL, "", srv.Client()).Follow(t.Context(), "r1") {
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if len(run.Nodes) == 0 {
			continue
		}
		if _, err := fmt.Sscanf(run.Text, "stage %d", &n); err != nil {
			t.Fatal(err)
		}
		want := stage(n)
		if run.State == sdk.Done {
			want.State = assistant.Done
		}
		var whole sdk.Run
		b, err := json.Marshal(want)
		if err == nil {
			err = json.Unmarshal(b, &whole)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprintf("%+v", run), fmt.Sprintf("%+v", whole); got != want {
			t.Fatalf("at stage %d\ngot  %.3000s\nwant %.3000s", n, got, want)
		}
		seen++
	}
	if seen < 4 {
		t.Errorf("%d changes were seen", seen)
	}
}

// TestChangesAreSmall compares the middle of a run as whole runs and as changes.
func TestChangesAreSmall(t *testing.T) {
	t.Parallel()
	srv, _, _ := server(t, native.Parts{Desk: following(20)})
	size := func(query string) (names string, middle int) {
		_, body := call(t, http.MethodGet, srv.URL+"/api/tenon/v1/runs/r1/events"+query, "", "")
		events := strings.Split(strings.TrimSpace(body), "\n\n")
		for _, e := range events {
			name, _, _ := strings.Cut(strings.TrimPrefix(e, "event: "), "\n")
			names += name + " "
		}
		for _, e := range events[2 : len(events)-1] { // after the one that has the plan
			middle += len(e)
		}
		return names, middle / (len(events) - 3)
	}
	names, whole := size("")
	if strings.Contains(names, "change") {
		t.Errorf("one who did not ask for changes got %s", names)
	}
	names, change := size("?changes")
	if !strings.HasPrefix(names, "run run change change ") || !strings.HasSuffix(names, "change run ") {
		t.Errorf("the events are %s", names)
	}
	t.Logf("%d bytes an event, %d as changes", whole, change)
	if change*10 > whole {
		t.Errorf("%d bytes an event, %d as changes", whole, change)
	}
}
