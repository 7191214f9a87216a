package job_test

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/job"
	"github.com/tenonhub/tenon/internal/job/lockfile"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

// steps is how many steps the job of the kill test has.
const steps = 10

// TestWorkerProcess is the process that TestKill kills: with the arguments DIR, PLACE and N it
// works on the database at PLACE and hangs in step N.
func TestWorkerProcess(t *testing.T) {
	if flag.NArg() != 3 {
		t.Skip("it is run by TestKill")
	}
	dir := flag.Arg(0)
	here, err := lockfile.Enter(filepath.Join(dir, "living"))
	if err != nil {
		t.Fatal(err)
	}
	q := job.NewQueue(newStore(t, flag.Arg(1)))
	ctx, stop := context.WithCancel(t.Context())
	handler := func(ctx context.Context, j *job.Task) (json.RawMessage, error) {
		defer stop()
		return climb(ctx, j, dir, flag.Arg(2))
	}
	// The lease is so long that only the lock file tells of a death.
	r := job.NewRunner(q, slog.New(slog.NewTextHandler(os.Stderr, nil)), work{"climb": handler}, job.Options{Lease: time.Hour, Presence: here})
	fmt.Println("ready")
	r.Run(ctx)
}

// climb runs the steps that are not recorded and notes each in a file.
func climb(ctx context.Context, j *job.Task, dir, hang string) (json.RawMessage, error) {
	notes, err := os.OpenFile(filepath.Join(dir, "ran"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer notes.Close()
	var results []json.RawMessage
	for i := range steps {
		name := fmt.Sprint(i)
		result, ok := j.Step(name)
		if !ok {
			if name == hang {
				fmt.Println("hangs")
				<-ctx.Done()
				return nil, ctx.Err()
			}
			fmt.Fprintln(notes, name)
			if result, err = j.Record(ctx, name, fmt.Appendf(nil, `"%d by attempt %d"`, i, j.Attempt())); err != nil {
				return nil, err
			}
			if err := j.Event(ctx, result); err != nil {
				return nil, err
			}
		}
		results = append(results, result)
	}
	return json.Marshal(results)
}

func TestKill(t *testing.T) {
	t.Parallel()
	sqlstoretest.EachPlace(t, func(t *testing.T, fresh func(tb testing.TB) string) {
		t.Helper()
		kill(t, t.TempDir(), fresh(t))
	})
}

func kill(t *testing.T, dir, place string) {
	t.Helper()
	q := job.NewQueue(newStore(t, place))
	j, err := q.Add(t.Context(), job.New{Kind: "climb"})
	if err != nil {
		t.Fatal(err)
	}
	// Hanging in step 4 leaves four steps; then it is killed at 4 again, at 7 and at the last.
	for _, hang := range []string{"4", "4", "7", "9"} {
		spawn(t, dir, place, hang, func(c *exec.Cmd, out *bufio.Scanner) {
			for out.Scan() && out.Text() != "hangs" {
			}
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		})
	}
	var began, took time.Duration
	clock := time.Now()
	spawn(t, dir, place, "none", func(_ *exec.Cmd, out *bufio.Scanner) {
		for out.Scan() && out.Text() != "ready" {
		}
		began = time.Since(clock)
		if j, err = q.Wait(t.Context(), j.ID); err != nil {
			t.Fatal(err)
		}
		took = time.Since(clock) - began
	})
	want := `["0 by attempt 1","1 by attempt 1","2 by attempt 1","3 by attempt 1","4 by attempt 3","5 by attempt 3","6 by attempt 3","7 by attempt 4","8 by attempt 4","9 by attempt 5"]`
	if j.State != job.Done || string(j.Result) != want {
		t.Errorf("the job is %s with\n%s, want\n%s", j.State, j.Result, want)
	}
	ran, err := os.ReadFile(filepath.Join(dir, "ran"))
	if err != nil || strings.Join(strings.Fields(string(ran)), " ") != "0 1 2 3 4 5 6 7 8 9" {
		t.Errorf("the steps ran in the order %q, %v", ran, err)
	}
	recorded, err := q.Steps(t.Context(), j.ID)
	if err != nil || len(recorded) != steps || recorded[3].Name != "3" || recorded[9].Name != "9" {
		t.Errorf("recorded %v, %v", recorded, err)
	}
	if took > 30*time.Second {
		t.Errorf("the dead worker's job was taken over after %v", took)
	}
}

// spawn runs a worker process, and watches it until it ends.
func spawn(t *testing.T, dir, place, hang string, watch func(*exec.Cmd, *bufio.Scanner)) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, "-test.run=^TestWorkerProcess$", "-test.count=1", dir, place, hang)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	watch(c, bufio.NewScanner(out))
	_, _ = io.Copy(io.Discard, out)
	if err := c.Wait(); err != nil && hang == "none" {
		t.Error(err)
	}
}

// measured is the database of the benchmarks.
var measured = flag.String("database", "", "the address of an empty PostgreSQL database to measure; none is a SQLite file")

func measuredQueue(b *testing.B) *job.Queue {
	b.Helper()
	place := *measured
	if place == "" {
		place = sqlstoretest.File(b)
	}
	return job.NewQueue(newStore(b, place))
}

// BenchmarkJobs counts jobs that are added, claimed, run and finished, each
// on the disk before the next step of its life.
func BenchmarkJobs(b *testing.B) {
	q := measuredQueue(b)
	r := job.NewRunner(q, slog.New(slog.DiscardHandler), work{"none": func(context.Context, *job.Task) (json.RawMessage, error) {
		return nil, nil
	}}, job.Options{Slots: 16})
	ctx, stop := context.WithCancel(b.Context())
	stopped := make(chan struct{})
	go func() { r.Run(ctx); close(stopped) }()
	b.SetParallelism(16)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			j, err := q.Add(ctx, job.New{Kind: "none"})
			if err == nil {
				_, err = q.Wait(ctx, j.ID)
			}
			if err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
	stop()
	<-stopped
}

// BenchmarkTask counts steps, which wait for the disk, and events, which do not.
func BenchmarkTask(b *testing.B) {
	for name, do := range map[string]func(ctx context.Context, t *job.Task, i int) error{
		"steps": func(ctx context.Context, t *job.Task, i int) error {
			_, err := t.Record(ctx, fmt.Sprint(i), []byte(`{"text": "a result"}`))
			return err
		},
		"events": func(ctx context.Context, t *job.Task, _ int) error { return t.Event(ctx, []byte(`{"progress": 0.5}`)) },
	} {
		b.Run(name, func(b *testing.B) {
			q := measuredQueue(b)
			r := job.NewRunner(q, slog.New(slog.DiscardHandler), work{"many": func(ctx context.Context, t *job.Task) (json.RawMessage, error) {
				for i := 0; b.Loop(); i++ {
					if err := do(ctx, t, i); err != nil {
						return nil, err
					}
				}
				return nil, nil
			}}, job.Options{})
			j, err := q.Add(b.Context(), job.New{Kind: "many"})
			if err == nil {
				j, err = r.Only(b.Context(), j.ID)
			}
			if err != nil || j.State != job.Done {
				b.Fatal(j.State, err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), name+"/s")
		})
	}
}
