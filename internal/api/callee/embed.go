package callee

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"golang.org/x/sync/errgroup"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

const abreast = 4 // texts that are worked on at once

// MaxWords is how long a text that a model gives may be, in bytes.
const MaxWords = 64 << 20

// Embed gives each text its vector, and the usage of them all; p are parameters of the task.
func (d Desk) Embed(ctx context.Context, m ref.Model, p task.Params, texts []string) (vectors [][]float32, usage engine.Usage, err error) {
	vectors = make([][]float32, len(texts))
	used := make([]engine.Usage, len(texts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(abreast)
	for i, text := range texts {
		group.Go(func() error {
			err := d.Run(ctx, engine.Request{Model: m, Task: Embeds, Params: p, In: port.Values{"text": {port.NewText(text)}}}, func(ev engine.Event) error {
				used[i] = ev.Usage
				v, ok := ev.Out.First("embedding")
				if !ok {
					return nil
				}
				b, err := v.Read(MaxWords)
				if err != nil {
					return err
				}
				return json.Unmarshal(b, &vectors[i])
			})
			if err == nil && len(vectors[i]) == 0 {
				err = fmt.Errorf("%s gave no vector", m)
			}
			return err
		})
	}
	err = group.Wait()
	for _, u := range used {
		usage.TokensIn += u.TokensIn
		usage.Characters += u.Characters
	}
	return vectors, usage, err
}

// Shorten cuts vectors to their first n dimensions and makes them of length 1 again;
// 0 leaves them as they are.
func Shorten(m ref.Model, vectors [][]float32, n int) error {
	for i, v := range vectors {
		switch {
		case n == 0 || n == len(v):
		case n < 0 || n > len(v):
			return fault.New(fault.Invalid, "dimensions is %d, and %s gives vectors of %d; ask for 1 to %d", n, m, len(v), len(v))
		default:
			vectors[i] = Unit(v[:n])
		}
	}
	return nil
}

// Unit makes a vector of length 1, in place.
func Unit(v []float32) []float32 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return v
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(sum))
	}
	return v
}
