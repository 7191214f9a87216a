package callee

import (
	"context"
	"strconv"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Compares is the task of models that compare texts.
const Compares = task.ID("sentence-similarity")

// Compare scores how near others are to a text, in their order.
func (d Desk) Compare(ctx context.Context, m ref.Model, text string, others []string) (scores []float64, used engine.Usage, err error) {
	in := port.Values{"text": {port.NewText(text)}}
	for i, o := range others {
		v := port.NewText(o)
		v.Name = strconv.Itoa(i) // a label's name is that of its text
		in["others"] = append(in["others"], v)
	}
	scores = make([]float64, len(others))
	err = d.Run(ctx, engine.Request{Model: m, Task: Compares, In: in}, func(ev engine.Event) error {
		used = ev.Usage
		v, ok := ev.Out.First("labels")
		if !ok {
			return nil
		}
		l, err := v.ReadLabels()
		if err != nil {
			return err
		}
		if len(l) != len(others) {
			return fault.New(fault.Unavailable, "%s scored %d of %d texts", m, len(l), len(others))
		}
		for i, k := range places(l) {
			scores[k] = l[i].Score
		}
		return nil
	})
	return scores, used, err
}

// places are where the texts of labels stood: their names say so, if all have
// such names, and else their order is that of the texts.
func places(l []port.Label) []int {
	named, plain, seen := make([]int, len(l)), make([]int, len(l)), make([]bool, len(l))
	all := true
	for k, one := range l {
		i, err := strconv.Atoi(one.Name)
		plain[k] = k
		if all = all && err == nil && i >= 0 && i < len(l) && !seen[i]; all {
			named[k], seen[i] = i, true
		}
	}
	if all {
		return named
	}
	return plain
}

// Named finds the model of a name, whatever it does.
func (d Desk) Named(ctx context.Context, name string) (catalog.Model, error) {
	m, known, err := d.whole(ctx, name)
	if err == nil && !known {
		err = Unknown(fault.New(fault.NotFound, "there is no model %.100s here that can run; `tenon models` lists those that can", name))
	}
	return m, err
}
