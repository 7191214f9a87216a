package main

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/tenonhub/tenon/sdk"
)

// startUp is the bar of the time from the start of the process to the first
// answer, and parallel that of four nodes of one second each: on an idle
// machine. The tests give a busy one more.
const (
	startUp  = time.Second
	parallel = 1100 * time.Millisecond
	busy     = 10
)

// up starts a server on an empty folder and returns how long it took to be well.
func up(tb testing.TB) (*server, time.Duration) {
	tb.Helper()
	begin := time.Now()
	s := serve(tb, tb.TempDir())
	if got := ask(s.url + "/healthz"); got != http.StatusOK {
		tb.Fatalf("status %d", got)
	}
	return s, time.Since(begin)
}

func TestAServerIsSoonWellOnAnEmptyFolder(t *testing.T) {
	t.Parallel()
	_, took := up(t)
	t.Logf("well after %v", took)
	if took > busy*startUp {
		t.Errorf("it took %v", took)
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, took := up(b)
		b.ReportMetric(float64(took.Milliseconds()), "ms/start")
		b.StopTimer()
		s.stop(os.Interrupt)
		b.StartTimer()
	}
}

// four are four independent nodes of one second each.
func four(name string) *sdk.Graph {
	g := &sdk.Graph{}
	for i := range 4 {
		g.Nodes = append(g.Nodes, nap(fmt.Sprint("n", i), sdk.Source{Text: fmt.Sprintf("nap 10 %s %d", name, i)}))
	}
	return g
}

func TestIndependentNodesRunAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	begin := time.Now()
	run := s.run(sdk.Ask{Text: "four naps", Graph: four("test")})
	took := time.Since(begin)
	t.Logf("four nodes of one second took %v", took)
	if run.State != sdk.Done || took < time.Second || took > busy*parallel {
		t.Errorf("the run is %s after %v: %s", run.State, took, run.Error)
	}
	var last time.Time
	first := time.Now()
	for _, n := range run.Nodes {
		if n.Started.Before(first) {
			first = n.Started
		}
		if n.Started.After(last) {
			last = n.Started
		}
	}
	if last.Sub(first) > time.Second {
		t.Errorf("the last node began %v after the first", last.Sub(first))
	}
}

// BenchmarkFourSeconds runs four one-second programs side by side through the
// whole program, over HTTP: 1.1 s is the bar.
func BenchmarkFourSeconds(b *testing.B) {
	s := serve(b, b.TempDir())
	i := 0
	for b.Loop() {
		if run := s.run(sdk.Ask{Text: "four naps", Graph: four(fmt.Sprint("run ", i))}); run.State != sdk.Done {
			b.Fatalf("the run is %s: %s", run.State, run.Error)
		}
		i++
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/run")
}
