// Teach makes the planner's models of TaskBench's domains from the benchmark's
// folder and our own labels, or measures them by cross-validation.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/plan/sketch"
	"github.com/tenonhub/tenon/internal/plan/taskbench"
)

func main() {
	dir := flag.String("taskbench", "", "TaskBench's folder, with huggingface and multimedia in it")
	out := flag.String("out", "internal/plan/taskbench/models", "where the models are written")
	parts := flag.Int("parts", 0, "measure by cross-validation in so many parts, and write nothing")
	only := flag.String("domain", "", "one domain only")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *out, *only, *parts); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, out, only string, parts int) error {
	var reports []taskbench.Report
	for _, name := range taskbench.Names() {
		if only != "" && only != name {
			continue
		}
		l, err := read(name, filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if parts == 0 {
			if err := l.teach(ctx, filepath.Join(out, name+".bin")); err != nil {
				return err
			}
			continue
		}
		r, err := taskbench.CrossValidate(ctx, l.domain, l.gold, l.labelled, parts)
		if err != nil {
			return err
		}
		if err := r.Write(os.Stdout, fmt.Sprintf("%s, cross-validated in %d parts", name, parts)); err != nil {
			return err
		}
		reports = append(reports, r)
	}
	if len(reports) > 1 {
		found, chance := taskbench.Pooled(reports...)
		fmt.Printf("calibration error over both %.3f (chance alone %.3f)\n", found, chance)
	}
	return nil
}

// lesson is what there is to learn a domain from.
type lesson struct {
	domain         sketch.Domain
	gold, labelled []taskbench.Case
}

func read(name, dir string) (l lesson, err error) {
	if l.domain, err = taskbench.ReadTools(filepath.Join(dir, "tool_desc.json")); err != nil {
		return l, err
	}
	if l.gold, err = taskbench.ReadCases(filepath.Join(dir, "gold_dev.jsonl")); err != nil {
		return l, err
	}
	l.labelled, err = taskbench.Labels(name)
	return l, err
}

func (l lesson) teach(ctx context.Context, path string) error {
	m, err := taskbench.Learn(ctx, l.domain, l.gold, l.labelled)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
