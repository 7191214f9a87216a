package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/sdk"
)

// kept checks that what was done when a server was killed is in the run that
// its successor brought to its end as it was.
func kept(t *testing.T, before, after sdk.Run) {
	t.Helper()
	if after.State != sdk.Done {
		t.Fatalf("the run ended as %s: %s", after.State, after.Error)
	}
	for i, was := range before.Nodes {
		is := after.Nodes[i]
		if is.State != sdk.Done || text(is) == "" {
			t.Errorf("node %s is %s with %q", is.ID, is.State, text(is))
		}
		if was.State == sdk.Done && (!is.Started.Equal(was.Started) || text(is) != text(was)) {
			t.Errorf("node %s was made again: first at %v, %q, then at %v, %q", is.ID, was.Started, text(was), is.Started, text(is))
		}
	}
}

func done(run sdk.Run) (n int) {
	for _, node := range run.Nodes {
		if node.State == sdk.Done {
			n++
		}
	}
	return n
}

func TestARunSurvivesThatItsServerIsKilled(t *testing.T) {
	t.Parallel()
	for k := 1; k <= 5; k++ {
		t.Run(fmt.Sprint("at node ", k), func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			first := serve(t, data)
			id := first.start(sdk.Ask{Text: "five naps", Graph: naps("nap 3", "n2", "n3", "n4", "n5")})
			before := first.follow(id, func(r sdk.Run) bool { return len(r.Nodes) == 5 && r.Nodes[k-1].State == sdk.Running })
			first.stop(os.Kill)
			if done(before) < k-1 {
				t.Fatalf("%d nodes were done when node %d began", done(before), k)
			}
			after := serve(t, data).follow(id, func(sdk.Run) bool { return false })
			kept(t, before, after)
			for i := 1; i < 5; i++ { // each has the number of the one before it, and its own
				if from := text(after.Nodes[i-1]); !strings.HasPrefix(text(after.Nodes[i]), from+" ") {
					t.Errorf("node %d was made of another %q than %q", i+1, text(after.Nodes[i]), from)
				}
			}
			boxes, err := filepath.Glob(filepath.Join(os.TempDir(), fmt.Sprintf("tenon-box-%d-*", first.cmd.Process.Pid)))
			if err != nil || len(boxes) > 0 {
				t.Errorf("the killed server left %v behind, %v", boxes, err)
			}
		})
	}
}

func TestAParallelRunSurvivesThatItsServerIsKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	g := &sdk.Graph{}
	join := call("all", "text-generation", "test/join", "prompt", sdk.Source{Text: "join"})
	for i := 1; i <= 4; i++ {
		id := fmt.Sprint("n", i)
		g.Nodes = append(g.Nodes, nap(id, sdk.Source{Text: fmt.Sprintf("nap %d", 5*i)}))
		join.In["context"] = append(join.In["context"], sdk.Source{Node: id})
	}
	g.Nodes = append(g.Nodes, join)
	s := serve(t, data)
	id := s.start(sdk.Ask{Text: "four naps", Graph: g})
	var before []sdk.Run
	for n := 1; n <= 3; n++ {
		before = append(before, s.follow(id, func(r sdk.Run) bool { return done(r) >= n }))
		s.stop(os.Kill)
		s = serve(t, data)
	}
	after := s.follow(id, func(sdk.Run) bool { return false })
	for _, was := range before {
		kept(t, was, after)
	}
	all := text(node(after, "all"))
	for _, n := range after.Nodes[:4] {
		if strings.Count(all, text(n)) != 1 {
			t.Errorf("the result of %s, %q, does not stand once in %q", n.ID, text(n), all)
		}
	}
}

// TestARunWithTestsSurvivesThatItsServerIsKilled: a step that its test rules out
// stays skipped, and what reads something else for it goes on.
func TestARunWithTestsSurvivesThatItsServerIsKilled(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	long := nap("long", sdk.Source{Node: "n1"})
	long.When = []sdk.Test{{Node: "n1", Is: "longer", Than: 1000}}
	after := nap("after", sdk.Source{Node: "long"})
	short := nap("short", sdk.Source{Node: "long", Else: &sdk.Source{Node: "n1"}})
	short.When = []sdk.Test{{Node: "n1", Is: "longer", Than: 1000, Not: true}}
	g := &sdk.Graph{Nodes: []sdk.GraphNode{nap("n1", sdk.Source{Text: "nap 3"}), long, after, short, nap("last", sdk.Source{Node: "short"})}}
	s := serve(t, data)
	id := s.start(sdk.Ask{Text: "naps that depend on others", Graph: g})
	before := s.follow(id, func(r sdk.Run) bool { return len(r.Nodes) == 5 && r.Nodes[3].State == sdk.Running })
	s.stop(os.Kill)
	if node(before, "long").State != sdk.Skipped || node(before, "after").State != sdk.Skipped {
		t.Errorf("the long nap is %s before the end", node(before, "long").State)
	}
	s = serve(t, data)
	run := s.follow(id, func(sdk.Run) bool { return false })
	if run.State != sdk.Done || node(run, "long").State != sdk.Skipped || node(run, "after").State != sdk.Skipped || !strings.Contains(node(run, "long").Because, "words") {
		t.Errorf("the run is %s, %q: %+v", run.State, run.Error, run.Nodes)
	}
	if !node(run, "n1").Started.Equal(node(before, "n1").Started) || !strings.HasPrefix(text(node(run, "last")), text(node(run, "n1"))+" ") {
		t.Errorf("the first nap made %q, the last %q", text(node(run, "n1")), text(node(run, "last")))
	}
}

func TestAServerFinishesWhatACommandLineBegan(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	cmd, _ := begin(t, data, "nap 20\nThe meeting is on Tuesday.\n")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	s := serve(t, data)
	runs, err := s.Runs(t.Context(), 10)
	if err != nil || len(runs) != 1 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	after := s.follow(runs[0].ID, func(sdk.Run) bool { return false })
	if after.State != sdk.Done || !strings.Contains(after.Answer, "Tuesday") {
		t.Errorf("the run ended as %s with %q: %s", after.State, after.Answer, after.Error)
	}
}

func TestCtrlCCancelsARun(t *testing.T) {
	t.Parallel()
	t.Run("of its own process", func(t *testing.T) { t.Parallel(); interrupt(t, t.TempDir()) })
	t.Run("of a server", func(t *testing.T) { t.Parallel(); interrupt(t, serve(t, t.TempDir()).data) })
}

func interrupt(t *testing.T, data string) {
	t.Helper()
	cmd, log := begin(t, data, "nap 600\nThe meeting is on Tuesday.\n")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 || !strings.Contains(log.String(), "canceled") {
		t.Errorf("status %d, want 130: %s", got, log)
	}
	for end := time.Now().Add(patience); ; { // a server may need a moment to stop the program
		list, err := tenon(t, data, nil, "runs").Output()
		if err == nil && strings.Contains(string(list), "canceled") {
			return
		}
		if err != nil || time.Now().After(end) {
			t.Fatalf("the run stands as %s, %v", list, err)
		}
	}
}

// begin starts `tenon ask` on a file in its own process and returns when its node runs.
func begin(t *testing.T, data, content string) (*exec.Cmd, *buffer) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "minutes.txt")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := tenon(t, data, nil, "ask", "Summarise this", name)
	log := &buffer{want: "▸ n1", seen: make(chan struct{})}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	select {
	case <-log.seen:
	case <-time.After(patience):
		t.Fatalf("no node ran: %s", log)
	}
	return cmd, log
}
