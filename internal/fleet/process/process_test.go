package process_test

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/fleet/process"
	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sandbox"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// long is how long workers are killed again and again.
var long = flag.Duration("kill", 3*time.Second, "how long workers are killed again and again under load")

func TestMain(m *testing.M) {
	sandbox.Main(nil)
	workertest.Main()
	os.Exit(m.Run())
}

func self(t *testing.T) string {
	t.Helper()
	p, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// open is a pool of small workers, which are looked at often.
func open(t *testing.T, o process.Options) *process.Pool {
	t.Helper()
	o.Program = self(t)
	o.Beat, o.Grace = cmp.Or(o.Beat, 20*time.Millisecond), cmp.Or(o.Grace, 5*time.Second)
	p := process.New(o)
	t.Cleanup(p.Close)
	return p
}

// load is a model of some weights that takes some memory.
func load(t *testing.T, name, weights string, memory int64) fleet.Load {
	t.Helper()
	file := filepath.Join(t.TempDir(), "blob")
	if err := os.WriteFile(file, []byte(weights), 0o600); err != nil {
		t.Fatal(err)
	}
	return fleet.Load{
		Model: ref.Model{Owner: "lab", Name: name}, Engine: "llama", ID: name, Key: name, Memory: memory,
		Files: []fleet.File{{Name: "model.gguf", Path: file}}, Args: []string{"--context", "512"},
	}
}

// say asks the worker of l, and returns its answer.
func say(ctx context.Context, p *process.Pool, l fleet.Load, words string) (string, error) {
	body, err := json.Marshal(openai.ChatRequest{Model: "m", Messages: []openai.Message{{Role: openai.User, Content: openai.Text(words)}}})
	if err != nil {
		return "", err
	}
	resp, err := p.Send(ctx, l, fleet.Call{Path: worker.ChatPath, Body: body, Actor: "ada"})
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var r openai.ChatResponse
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return "", err
	}
	if len(r.Choices) != 1 {
		return "", fmt.Errorf("status %d", resp.StatusCode)
	}
	return r.Choices[0].Message.Content.String(), nil
}

func must(t *testing.T, p *process.Pool, l fleet.Load, words, want string) {
	t.Helper()
	if got, err := say(t.Context(), p, l, words); err != nil || got != want {
		t.Fatalf("%s says %q, %v; want %q", l.Model, got, err, want)
	}
}

// names are the models that have a worker.
func names(p *process.Pool) string {
	var l []string
	for _, w := range p.List() {
		if w.Stage != fleet.Ending {
			l = append(l, w.Model.Name)
		}
	}
	return strings.Join(l, " ")
}

// eventually waits until it is so.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-time.After(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("it never comes about that %s", what)
}

func TestTheSmallWorkerKeepsTheContract(t *testing.T) {
	t.Parallel()
	workertest.Contract(t, self(t), "llama", "--model", load(t, "m", "fine", 0).Files[0].Path)
}

func TestManyShareOneWorker(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	l := load(t, "m", "slow 100ms", 1<<20)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if got, err := say(t.Context(), p, l, fmt.Sprint("hello ", i)); err != nil || got != fmt.Sprint("hello ", i) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	all.Wait()
	if w := p.List(); len(w) != 1 || w[0].Served != 20 || w[0].Users != 0 || w[0].Stage != fleet.Ready || w[0].PID == 0 || w[0].Health.Model.Context != 4096 {
		t.Errorf("the workers are %+v", w)
	}
	said, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", p.List()[0].PID))
	if want := worker.Environment()[0]; err != nil || !strings.Contains(string(said), want) {
		t.Errorf("its environment lacks %s: %q, %v", want, said, err)
	}
	must(t, p, l, "actor", "ada")
}

func TestAWorkerIsConfined(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	secret := filepath.Join(t.TempDir(), "s")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, p, load(t, "m", "fine", 1<<20), "spy "+secret, "could: ")
	pid := p.List()[0].PID
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err != nil {
		t.Fatal(err)
	}
	limits := strings.Join(strings.Fields(string(b)), " ")
	for _, want := range []string{fmt.Sprint("Max address space ", 2<<20+16<<30), "Max processes 512", "Max core file size 0", "Max open files 1024", "Max file size 1073741824"} {
		if !strings.Contains(limits, want+" ") {
			t.Errorf("its limits lack %q: %s", want, b)
		}
	}
	if group, err := syscall.Getpgid(pid); err != nil || group == syscall.Getpgrp() {
		t.Errorf("it is in the group %d, as this process is: %v", group, err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(os.TempDir(), fmt.Sprintf("tenon-spied-%d", os.Getpid())))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if err := os.Chmod(ln.Addr().String(), 0o777); err != nil {
		t.Fatal(err)
	}
	must(t, p, load(t, "m", "fine", 1<<20), "spy "+ln.Addr().String(), "could: ")
}

// TestAWorkerThatIsKilledAgainAndAgain kills workers every second under load: no
// request hangs, none is answered twice, and those that had no word yet are
// answered all the same. With -kill=1m it goes on for a minute.
func TestAWorkerThatIsKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	l := load(t, "m", "fine", 1<<20)
	ctx, cancel := context.WithTimeout(t.Context(), *long+time.Minute)
	defer cancel()
	must(t, p, l, "hello", "hello")
	end := time.Now().Add(*long)
	var kills, whole, cut, asked atomic.Int64
	var all sync.WaitGroup
	all.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for time.Now().Before(end) {
			<-tick.C
			for _, w := range p.List() {
				if w.PID > 0 && syscall.Kill(w.PID, syscall.SIGKILL) == nil {
					kills.Add(1)
				}
			}
		}
	})
	for c := range 8 {
		all.Go(func() {
			for n := 0; time.Now().Before(end); n++ {
				asked.Add(1)
				if c%2 == 0 {
					want := fmt.Sprintf("sleep %dms", 20+10*c)
					if got, err := say(ctx, p, l, want); err != nil || got != want {
						t.Errorf("one that had not begun: %q, %v", got, err)
					}
					continue
				}
				words, err := streamed(ctx, p, l, 10)
				switch {
				case err == nil:
					whole.Add(1)
				case fault.Is(err, fault.Unavailable) && words != "":
					cut.Add(1)
				default:
					t.Errorf("one that had not begun: %q, %v", words, err)
				}
				if !strings.HasPrefix("0 1 2 3 4 5 6 7 8 9 ", words) {
					t.Errorf("an answer came twice: %q", words)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d requests, %d kills: of the streams %d came whole, %d broke off", asked.Load(), kills.Load(), whole.Load(), cut.Load())
	if kills.Load() == 0 || whole.Load() == 0 {
		t.Error("nothing was tried")
	}
	must(t, p, l, "hello", "hello")
}

// streamed asks for n words one after the other, and returns what came of them.
func streamed(ctx context.Context, p *process.Pool, l fleet.Load, n int) (string, error) {
	resp, err := begun(ctx, p, l, n)
	if err != nil {
		return "", err
	}
	return heard(resp)
}

// begun asks for n words, and returns the answer as soon as it begins.
func begun(ctx context.Context, p *process.Pool, l fleet.Load, n int) (*http.Response, error) {
	body, err := json.Marshal(openai.ChatRequest{Stream: true, Messages: []openai.Message{{Role: openai.User, Content: openai.Text(fmt.Sprint("words ", n))}}})
	if err != nil {
		return nil, err
	}
	return p.Send(ctx, l, fleet.Call{Path: worker.ChatPath, Body: body})
}

func heard(resp *http.Response) (words string, err error) {
	defer resp.Body.Close()
	for c, err := range openai.ReadStream(resp.Body) {
		if err != nil {
			return words, err
		}
		for _, ch := range c.Choices {
			words += ch.Delta.Content.String()
		}
	}
	return words, nil
}

func TestARequestThatKillsWorkersEnds(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	l := load(t, "m", "fine", 1<<20)
	if _, err := say(t.Context(), p, l, "crash"); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "2 workers of lab/m ended before they answered") {
		t.Errorf("it ends with %v", err)
	}
	must(t, p, l, "hello", "hello")
}

// halt stops a process until it is told to go on, and waits until it stands.
func halt(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it stands", func() bool {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		_, state, _ := strings.Cut(string(b), ") ")
		return err == nil && strings.HasPrefix(state, "T")
	})
}

func TestAWorkerThatIsStuckIsReplaced(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Patience: 3 * time.Second})
	l := load(t, "m", "fine", 1<<20)
	must(t, p, l, "hello", "hello")
	before := p.List()[0].PID
	halt(t, before)
	must(t, p, l, "hello", "hello")
	if now := p.List(); len(now) != 1 || now[0].PID == before {
		t.Errorf("the workers are %+v", now)
	}
}

// TestOneLookThatFailsEndsNoWorker has a worker not answer a look long after its
// weights were read.
func TestOneLookThatFailsEndsNoWorker(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Loading: time.Second, Patience: 9 * time.Second})
	l := load(t, "m", "fine", 1<<20)
	eventually(t, "it is loaded in time", func() bool { got, err := say(t.Context(), p, l, "hello"); return err == nil && got == "hello" })
	before := p.List()[0].PID
	halt(t, before)
	<-time.After(3300 * time.Millisecond) // a look takes a third of Patience
	if err := syscall.Kill(before, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	must(t, p, l, "hello", "hello")
	if now := p.List(); len(now) != 1 || now[0].PID != before {
		t.Errorf("the workers are %+v, not %d", now, before)
	}
}

func TestStoppingLetsAnswersEnd(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Grace: 100 * time.Millisecond})
	l := load(t, "m", "fine", 1<<20)
	must(t, p, l, "hello", "hello")
	resp, err := begun(t.Context(), p, l, 100)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		if words, err := heard(resp); err != nil || !strings.HasSuffix(words, "99 ") {
			t.Errorf("it broke off: %q, %v", words, err)
		}
	})
	if n, err := p.Stop(t.Context(), "lab/m"); n != 1 || err != nil {
		t.Errorf("stopped %d, %v", n, err)
	}
	all.Wait()
}

// TestWhatIsStoppedWhileItLoadsStaysSo has a worker stopped that somebody waits for.
func TestWhatIsStoppedWhileItLoadsStaysSo(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	l := load(t, "m", "slow 60s", 1<<20)
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := say(t.Context(), p, l, "hello"); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "lab/m was stopped") {
			t.Errorf("who waits is told %v", err)
		}
	})
	eventually(t, "it loads", func() bool { l := p.List(); return len(l) == 1 && l[0].Stage == fleet.Loading })
	if n, err := p.Stop(t.Context(), "lab/m"); n != 1 || err != nil {
		t.Errorf("stopped %d, %v", n, err)
	}
	all.Wait()
	if l := p.List(); len(l) != 0 {
		t.Errorf("there are %+v", l)
	}
}

func TestTheLibrariesThatAreNamedAreLent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"named.so", "other.so"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := open(t, process.Options{Libs: func(string) (string, []string) { return dir, []string{"named.so"} }})
	l := load(t, "m", "fine", 1<<20)
	for name, want := range map[string]bool{"named.so": true, "other.so": false} {
		if got, err := say(t.Context(), p, l, "spy libs/"+name); err != nil || strings.Contains(got, "read "+name) != want {
			t.Errorf("%s: it %s, %v", name, got, err)
		}
	}
	missing := open(t, process.Options{Libs: func(string) (string, []string) { return dir, []string{"gone.so"} }})
	_, err := say(t.Context(), missing, l, "hello")
	if kind, msg := fault.Of(err); kind != fault.Unavailable || !strings.Contains(msg, "is without gone.so") || strings.Contains(msg, dir) {
		t.Errorf("a library that is not there: %v", err)
	}
}

func TestMemoryIsShared(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Memory: 10 << 20})
	a, b, c := load(t, "a", "fine", 4<<20), load(t, "b", "fine", 4<<20), load(t, "c", "fine", 4<<20)
	must(t, p, a, "hello", "hello")
	must(t, p, b, "hello", "hello")
	must(t, p, a, "again", "again")
	must(t, p, c, "hello", "hello")
	if got := names(p); got != "a c" { // b was used least recently
		t.Errorf("there are %s", got)
	}
	if err := p.Start(t.Context(), c, true); err != nil {
		t.Fatal(err)
	}
	must(t, p, b, "hello", "hello")
	must(t, p, a, "hello", "hello")
	if got := names(p); got != "a c" {
		t.Errorf("there are %s: one that is pinned went", got)
	}
	big := load(t, "big", "fine", 11<<20)
	if _, err := say(t.Context(), p, big, "hello"); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "needs 11 MiB of memory, and models may take 10 MiB") {
		t.Errorf("one that is too large: %v", err)
	}
	big.Memory = 7 << 20
	if _, err := say(t.Context(), p, big, "hello"); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "4 MiB are pinned") {
		t.Errorf("one that has no room beside what is pinned: %v", err)
	}
}

func TestWhatIsPinnedMeanwhileEndsTheWait(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Memory: 10 << 20})
	a, b := load(t, "a", "fine", 8<<20), load(t, "b", "fine", 8<<20)
	must(t, p, a, "hello", "hello")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := p.Send(ctx, a, fleet.Call{Path: worker.ChatPath, Body: []byte(`{"stream":true,"messages":[{"role":"user","content":"words 100000"}]}`)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := say(t.Context(), p, b, "hello"); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "8 MiB are pinned") {
			t.Errorf("who waits is told %v", err)
		}
	})
	eventually(t, "b waits", func() bool { return names(p) == "a b" })
	if err := p.Start(t.Context(), a, true); err != nil {
		t.Fatal(err)
	}
	all.Wait()
}

func TestNewWeightsTakeThePlaceOfOld(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Memory: 10 << 20})
	old, now := load(t, "m", "fine", 8<<20), load(t, "m", "fine", 8<<20)
	now.Key = "new"
	if err := p.Start(t.Context(), old, true); err != nil {
		t.Fatal(err)
	}
	before := p.List()[0].PID
	must(t, p, now, "hello", "hello")
	if l := p.List(); len(l) != 1 || l[0].PID == before || !l[0].Pinned {
		t.Errorf("the workers are %+v", l)
	}
}

func TestWhatIsPinnedComesBack(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	if err := p.Start(t.Context(), load(t, "m", "fine", 1<<20), true); err != nil {
		t.Fatal(err)
	}
	before := p.List()[0].PID
	if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is back", func() bool {
		l := p.List()
		return len(l) == 1 && l[0].PID != before && l[0].Stage == fleet.Ready && l[0].Pinned
	})
}

func TestCopiesShareTheRequests(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Memory: 25 << 20})
	l := load(t, "m", "fine", 8<<20)
	copies := func(n int) []fleet.Worker {
		t.Helper()
		eventually(t, fmt.Sprint("there are ", n), func() bool { return len(p.List()) == n })
		return p.List()
	}
	for i := range 3 {
		c := l
		c.Copy = i
		if err := p.Start(t.Context(), c, true); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	for range 6 {
		busy.Go(func() { _, _ = say(ctx, p, l, "sleep 1m") }) // it is canceled
	}
	eventually(t, "each has two", func() bool {
		return !slices.ContainsFunc(copies(3), func(w fleet.Worker) bool { return w.Users != 2 })
	})
	for i := range 3 {
		resp, err := p.Send(t.Context(), l, fleet.Call{Path: worker.ChatPath, Body: []byte(`{"messages":[{"role":"user","content":"hello"}]}`), Copy: &i})
		if err != nil || resp.Header.Get(fleet.Answered) != fmt.Sprint(i) {
			t.Fatalf("the copy %d is asked: %+v, %v", i, resp, err)
		}
		_ = resp.Body.Close()
	}
	cancel()
	busy.Wait()
	if err := p.Start(t.Context(), load(t, "other", "fine", 8<<20), false); err == nil || !strings.Contains(err.Error(), "24 MiB are pinned") {
		t.Errorf("beside three that are pinned: %v", err)
	}
	p.Trim("lab/m", 1)
	if l := copies(1); !l[0].Pinned {
		t.Errorf("the one that is left is %+v", l[0])
	}
	must(t, p, l, "hello", "hello")
	p.Trim("lab/m", 0)
	if l := copies(1); l[0].Pinned || l[0].Stage != fleet.Ready {
		t.Errorf("one that is let go is %+v", l[0])
	}
	again := l
	again.Copy = 1
	if err := p.Start(t.Context(), again, true); err != nil {
		t.Fatal(err)
	}
	now := load(t, "m", "fine", 8<<20) // other weights take the place of all
	now.Key = "new"
	must(t, p, now, "hello", "hello")
	copies(1)
}

func TestWhatAWorkerClaimsIsBounded(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Memory: 1 << 30})
	liar := load(t, "liar", "claims 9223372036854775807", 1<<20)
	if err := p.Start(t.Context(), liar, true); err != nil {
		t.Fatal(err)
	}
	must(t, p, load(t, "m", "fine", 1<<20), "hello", "hello")
}

func TestWhatIsInUseMakesNoRoom(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Memory: 10 << 20})
	a, b := load(t, "a", "fine", 8<<20), load(t, "b", "fine", 8<<20)
	var all sync.WaitGroup
	must(t, p, a, "hello", "hello")
	began := time.Now()
	all.Go(func() {
		if got, err := say(t.Context(), p, a, "sleep 400ms"); err != nil {
			t.Errorf("the one in use: %q, %v", got, err)
		}
	})
	eventually(t, "a is in use", func() bool { l := p.List(); return l[0].Users > 0 || l[0].Served > 1 })
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := say(short, p, b, "hello"); !fault.Is(err, fault.Canceled) {
		t.Errorf("one that does not wait: %v", err)
	}
	must(t, p, b, "hello", "hello")
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("it was there after %s", took)
	}
	all.Wait()
}

func TestIdleOnesEnd(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Idle: 100 * time.Millisecond})
	a, b := load(t, "a", "fine", 1<<20), load(t, "b", "fine", 1<<20)
	if err := p.Start(t.Context(), b, true); err != nil {
		t.Fatal(err)
	}
	must(t, p, a, "hello", "hello")
	eventually(t, "b is alone", func() bool { return names(p) == "b" })
	if n, err := p.Stop(t.Context(), "lab/b"); n != 1 || err != nil || names(p) != "" {
		t.Errorf("stopped %d, %v", n, err)
	}
	eventually(t, "nobody is left", func() bool { return len(p.List()) == 0 }) // a may end later
}

func TestWeightsThatCannotBeLoaded(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{Memory: 10 << 20})
	broken := load(t, "broken", "broken the tensor data is not within the file", 8<<20)
	for range 2 {
		_, err := say(t.Context(), p, broken, "hello")
		if kind, msg := fault.Of(err); kind != fault.Unavailable || msg != "lab/broken cannot be loaded: the tensor data is not within the file" {
			t.Errorf("it says %v", err)
		}
	}
	must(t, p, load(t, "m", "fine", 8<<20), "hello", "hello") // its memory was given back
	dies, began := load(t, "dies", "dies", 1<<20), time.Now()
	if _, err := say(t.Context(), p, dies, "hello"); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "ended while it loaded it; the log of the server says why") {
		t.Errorf("it says %v", err)
	}
	if took := time.Since(began); took < 3*time.Second { // it is begun five times, after 0.2 s, 0.4 s, 0.8 s and 1.6 s
		t.Errorf("it has died five times within %s", took)
	}
}

func TestClosingLetsAnswersEnd(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	l := load(t, "m", "fine", 1<<20)
	must(t, p, l, "hello", "hello")
	resp, err := begun(t.Context(), p, l, 20)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		if words, err := heard(resp); err != nil || !strings.HasSuffix(words, "19 ") {
			t.Errorf("it broke off: %q, %v", words, err)
		}
	})
	p.Close()
	all.Wait()
	if _, err := say(t.Context(), p, l, "hello"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("after the end: %v", err)
	}
}

func TestWhoHangsUpGivesTheWorkerBack(t *testing.T) {
	t.Parallel()
	p := open(t, process.Options{})
	l := load(t, "m", "fine", 1<<20)
	ctx, cancel := context.WithCancel(t.Context())
	body := []byte(`{"stream":true,"messages":[{"role":"user","content":"words 1000"}]}`)
	resp, err := p.Send(ctx, l, fleet.Call{Path: worker.ChatPath, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.ReadAll(resp.Body); !fault.Is(err, fault.Canceled) {
		t.Errorf("reading on: %v", err)
	}
	_ = resp.Body.Close()
	_ = resp.Body.Close() // again gives nothing back twice
	eventually(t, "nobody uses it", func() bool { w := p.List()[0]; return w.Users == 0 && w.Health.Counters.Running == 0 })
}
