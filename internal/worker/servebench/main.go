// Command servebench measures a worker beside llama.cpp's own server, on the
// same model, libraries and requests, in pairs that take turns, and prints
// medians and ratios. What other programs had of the machine meanwhile makes a
// pair void. A part ends when more than half of its pairs are on one side of
// its bar: the others could not take the median to the other side.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
)

// bench is what the measurements share.
type bench struct {
	worker, server, libs, dir string
	model                     string // the file that both have loaded
	threads, pairs            int
	every                     bool    // measure all pairs, also those that can change nothing
	busy                      float64 // the share of the machine that others may have
	rate                      float64 // short requests a second that are asked for beside a long prompt
	failed                    []string
}

func main() {
	b := &bench{}
	flag.StringVar(&b.worker, "worker", "bin/tenon-worker", "the program that is measured")
	flag.StringVar(&b.server, "server", "", "llama.cpp's server")
	flag.StringVar(&b.libs, "libs", "", "the folder of llama.cpp's libraries, which both load")
	flag.StringVar(&b.dir, "dir", "", "a folder that keeps the models for the next time; they take 0.9 GB")
	flag.IntVar(&b.threads, "threads", 2, "how many compute, in both")
	flag.IntVar(&b.pairs, "pairs", 9, "how often each is measured")
	flag.Float64Var(&b.busy, "busy", 0.05, "the share of the machine that other programs may have in a pair that counts")
	flag.BoolVar(&b.every, "all", false, "measure all pairs, also where those that were measured decide")
	only := flag.String("only", "", "some of single, shared, beside and start, with commas between")
	tiny := flag.Bool("tiny", false, "a tiny model, to see whether the measurement works; its figures say nothing")
	types := flag.String("types", "q4_0,q8_0", "how the weights are packed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	began := time.Now()
	err := b.all(ctx, *tiny, *types, *only)
	fmt.Printf("all of it took %s\n", time.Since(began).Round(time.Second))
	if err != nil {
		fmt.Fprintln(os.Stderr, "servebench:", err)
		os.Exit(1)
	}
}

func (b *bench) all(ctx context.Context, tiny bool, types, only string) error {
	for _, path := range []*string{&b.worker, &b.server, &b.libs, &b.dir} { // the two start in folders of their own
		whole, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = whole
	}
	for _, name := range strings.Split(types, ",") {
		kind, ok := map[string]ggufgen.Type{"q4_0": ggufgen.Q4_0, "q8_0": ggufgen.Q8_0}[name]
		if !ok {
			return fmt.Errorf("weights are not packed as %q", name)
		}
		shape, model := ggufgen.Half(kind), filepath.Join(b.dir, "half-"+name+".gguf")
		if tiny {
			shape, model = ggufgen.Tiny, filepath.Join(b.dir, "tiny-"+name+".gguf")
			shape.Type, shape.Vocabulary, shape.Context = kind, 4096, 32768
		}
		if _, err := os.Stat(model); err != nil {
			fmt.Println("==> making", model)
			if err := ggufgen.Qwen2(model, 1, shape); err != nil {
				return err
			}
		}
		if err := b.measure(ctx, name, model, only); err != nil {
			return err
		}
	}
	if len(b.failed) > 0 {
		return errors.New("not reached: " + strings.Join(b.failed, ", "))
	}
	return nil
}

// measure measures everything with one model.
func (b *bench) measure(ctx context.Context, name, model, only string) error {
	b.model = model
	ours, err := b.startWorker(ctx)
	if err != nil {
		return err
	}
	defer ours.stop()
	theirs, err := b.startServer(ctx)
	if err != nil {
		return err
	}
	defer theirs.stop()
	for _, p := range parts {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		if p.prepare != nil {
			if err := p.prepare(ctx, b, ours, theirs); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		r := result{part: p, packed: name}
		if err := b.rounds(ctx, &r, ours, theirs); err != nil {
			return err
		}
		if !r.tell(b.pairs, b.busy) {
			b.failed = append(b.failed, name+" "+p.name)
		}
	}
	return nil
}

// rounds measures pairs until there are enough, or too many were void.
func (b *bench) rounds(ctx context.Context, r *result, ours, theirs *side) error {
	for round := 0; len(r.ratios) < b.pairs && r.void < b.pairs; round++ {
		if !b.every && r.decided(b.pairs) {
			return nil
		}
		watch := newWatch(ours, theirs)
		fmt.Fprintf(os.Stderr, "%-5s %-42s pair %d of %d: tenon ", r.packed, r.what, len(r.ratios)+1, b.pairs)
		x, err := r.run(ctx, b, ours, round)
		if err != nil {
			return fmt.Errorf("%s, the worker: %w", r.name, err)
		}
		fmt.Fprintf(os.Stderr, "%8.1f   llama-server ", x)
		y, err := r.run(ctx, b, theirs, round)
		if err != nil {
			return fmt.Errorf("%s, llama-server: %w", r.name, err)
		}
		others, verdict := watch.others(), ""
		if others > b.busy {
			r.void++
			verdict = fmt.Sprintf("void: other programs had %.0f %% of the machine", 100*others)
		} else {
			r.add(x, y)
		}
		fmt.Fprintf(os.Stderr, "%8.1f %-8s  %s\n", y, r.unit, verdict)
	}
	return nil
}
