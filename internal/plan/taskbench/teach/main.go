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
	for _, name := range taskbench.Names() {
		if *only != "" && *only != name {
			continue
		}
		if err := teach(ctx, name, *dir, *out, *parts); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func teach(ctx context.Context, name, dir, out string, parts int) error {
	d, err := taskbench.ReadTools(filepath.Join(dir, name, "tool_desc.json"))
	if err != nil {
		return err
	}
	gold, err := taskbench.ReadCases(filepath.Join(dir, name, "gold_dev.jsonl"))
	if err != nil {
		return err
	}
	labelled, err := taskbench.Labels(name)
	if err != nil {
		return err
	}
	if parts > 0 {
		r, err := taskbench.CrossValidate(ctx, d, gold, labelled, parts)
		if err != nil {
			return err
		}
		return r.Write(os.Stdout, fmt.Sprintf("%s, cross-validated in %d parts", name, parts))
	}
	m, err := taskbench.Learn(ctx, d, gold, labelled)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, name+".bin"), b.Bytes(), 0o644)
}
