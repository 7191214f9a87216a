// Command servebench measures a worker beside llama.cpp's own server, on the
// same model, libraries and requests, in pairs that take turns, and prints
// medians and ratios. What other programs had of the machine meanwhile makes a
// pair void.
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

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
)

// bench is what the measurements share.
type bench struct {
	worker, server, libs, dir string
	threads, pairs            int
	busy                      float64 // the share of the machine that others may have
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
	only := flag.String("only", "", "some of single, shared and beside, with commas between")
	tiny := flag.Bool("tiny", false, "a tiny model, to see whether the measurement works; its figures say nothing")
	types := flag.String("types", "q4_0,q8_0", "how the weights are packed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.all(ctx, *tiny, *types, *only); err != nil {
		fmt.Fprintln(os.Stderr, "servebench:", err)
		os.Exit(1)
	}
}

// parts are the measurements, in order; each gives a figure for one side.
var parts = []struct {
	name, what, unit string
	bar              float64
	most             bool // the ratio is to be at most the bar, and at least otherwise
	run              func(ctx context.Context, s *side, round int) (float64, error)
}{
	{"single", "one answer of 128 tokens", "tokens/s", 0.98, false, single},
	{"shared", "8 answers of 64 tokens that share 1,000", "tokens/s", 1.3, false, shared},
	{"beside", "p99 to the first token beside 4,000", "ms", 0.5, true, beside},
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
		if err := b.model(ctx, name, model, only); err != nil {
			return err
		}
	}
	if len(b.failed) > 0 {
		return errors.New("not reached: " + strings.Join(b.failed, ", "))
	}
	return nil
}

// model measures everything with one model.
func (b *bench) model(ctx context.Context, name, model, only string) error {
	ours, err := b.startWorker(ctx, model)
	if err != nil {
		return err
	}
	defer ours.stop()
	theirs, err := b.startServer(ctx, model)
	if err != nil {
		return err
	}
	defer theirs.stop()
	for _, p := range parts {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		var mine, other, ratios []float64
		void := 0
		for round := 0; len(ratios) < b.pairs && void < b.pairs; round++ {
			watch := newWatch(ours, theirs)
			x, err := p.run(ctx, ours, round)
			if err != nil {
				return fmt.Errorf("%s, the worker: %w", p.name, err)
			}
			y, err := p.run(ctx, theirs, round)
			if err != nil {
				return fmt.Errorf("%s, llama-server: %w", p.name, err)
			}
			verdict := ""
			if watch.others() > b.busy {
				void++
				verdict = "void: other programs were busy"
			} else {
				mine, other, ratios = append(mine, x), append(other, y), append(ratios, x/y)
			}
			fmt.Fprintf(os.Stderr, "%-5s %-42s tenon %8.1f   llama-server %8.1f %-8s  %s\n", name, p.what, x, y, p.unit, verdict)
		}
		if len(ratios) < b.pairs {
			b.failed = append(b.failed, name+" "+p.name+" (void: other programs were busy)")
			fmt.Printf("%-5s %-42s void: other programs had more than %.0f %% of the machine in %d pairs\n", name, p.what, 100*b.busy, void)
			continue
		}
		ratio := median(ratios)
		verdict, sign := "ok", "≥"
		if p.most {
			sign = "≤"
		}
		if p.most && ratio > p.bar || !p.most && ratio < p.bar {
			verdict = "NOT REACHED"
			b.failed = append(b.failed, name+" "+p.name)
		}
		fmt.Printf("%-5s %-42s tenon %8.1f   llama-server %8.1f %-8s  ratio %.3f (%s %.2f)   %d pairs, %d void   %s\n",
			name, p.what, median(mine), median(other), p.unit, ratio, sign, p.bar, len(ratios), void, verdict)
	}
	return nil
}

func median(l []float64) float64 {
	l = slices.Clone(l)
	slices.Sort(l)
	return (l[(len(l)-1)/2] + l[len(l)/2]) / 2
}
