package main

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/sdk"
)

// startUp is the bar of the time from the start of the process to the first
// answer, and parallel that of four nodes of one second each: on an idle
// machine. On a busy one the tests take the quickest of some tries, or what was
// used of the processor, which others do not lengthen.
const (
	startUp  = time.Second
	parallel = 1100 * time.Millisecond
	tries    = 8
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
	least, used := time.Hour, time.Hour
	for i := 0; i < tries && least > startUp; i++ {
		s, took := up(t)
		least, used = min(least, took), min(used, processor(t, s.cmd.Process.Pid))
		t.Logf("well after %v, with %v of the processor", took, used)
		s.stop(os.Interrupt)
	}
	if least > 4*startUp || used > startUp {
		t.Errorf("it took %v, with %v of the processor", least, used)
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
	s.well()
	least := time.Hour
	for i := 0; i < tries && least >= parallel; i++ {
		begin := time.Now()
		run := s.run(sdk.Ask{Text: "four naps", Graph: four(fmt.Sprint("try ", i))})
		took := time.Since(begin)
		t.Logf("four nodes of one second took %v", took)
		if run.State != sdk.Done || took < time.Second {
			t.Fatalf("the run is %s after %v: %s", run.State, took, run.Error)
		}
		least = min(least, took)
	}
	if least > 1900*time.Millisecond { // two at a time they take two seconds
		t.Errorf("four nodes of one second took %v", least)
	}
}

// TestTheEndOfARunIsToldAtOnce: who follows a run does not wait until it is
// looked at again. The quickest of some counts, since the machine may be busy.
func TestTheEndOfARunIsToldAtOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	least := time.Hour
	for i := range 8 {
		run := s.run(sdk.Ask{Text: "a nap", Graph: naps(fmt.Sprint("nap 0 ", i))})
		if run.State != sdk.Done {
			t.Fatalf("the run is %s: %s", run.State, run.Error)
		}
		least = min(least, time.Since(run.Ended))
	}
	if t.Logf("told after %v", least); least > 200*time.Millisecond {
		t.Errorf("the end was told after %v", least)
	}
}

// BenchmarkFourSeconds runs four one-second programs side by side through the
// whole program, over HTTP: 1.1 s is the bar. Beside the median run it says
// how long a node took beyond its second, and what the server and its children
// used of the processor, which a busy machine does not change.
func BenchmarkFourSeconds(b *testing.B) {
	s := serve(b, b.TempDir())
	s.run(sdk.Ask{Text: "a first run", Graph: naps("nap 0")})
	var took, beyond []float64
	before := processor(b, s.cmd.Process.Pid)
	for b.Loop() {
		begin := time.Now()
		run := s.run(sdk.Ask{Text: "four naps", Graph: four(fmt.Sprint("run ", len(took)))})
		took = append(took, float64(time.Since(begin).Microseconds())/1e3)
		if run.State != sdk.Done {
			b.Fatalf("the run is %s: %s", run.State, run.Error)
		}
		for _, n := range run.Nodes {
			beyond = append(beyond, float64(n.Millis-1000))
		}
	}
	used := processor(b, s.cmd.Process.Pid) - before
	b.ReportMetric(median(took), "ms/run")
	b.ReportMetric(median(beyond), "ms-beyond/node")
	b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/run")
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// processor is the processor time that a process and its ended children have used.
func processor(tb testing.TB, pid int) (used time.Duration) {
	tb.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		tb.Fatal(err)
	}
	_, after, _ := strings.Cut(string(b), ") ")
	for _, ticks := range strings.Fields(after)[11:15] { // of itself and of its children, as user and as system
		n, err := strconv.Atoi(ticks)
		if err != nil {
			tb.Fatal(err)
		}
		used += time.Duration(n) * 10 * time.Millisecond
	}
	return used
}
