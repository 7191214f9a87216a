package dashscope

import (
	"context"
	"regexp"
	"strconv"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

var number = regexp.MustCompile(`\d+$`)

// speakers says of each sentence who speaks: who does for most of it. How many there are
// is found out if count is 0.
func (s server) speakers(ctx context.Context, v port.Value, remote bool, count int, l []dashscope.Sentence) error {
	const id = task.ID("speaker-diarization")
	params := task.Params{}
	if count > 0 {
		params["speakers"] = float64(count)
	}
	m, err := s.Best(ctx, catalog.Need{Task: id, Params: params, Local: !remote})
	if err != nil {
		return err
	}
	var spoken []port.Label
	err = s.Run(ctx, engine.Request{Model: m.Ref, Task: id, In: port.Values{"audio": {v}}, Params: params}, func(ev engine.Event) error {
		said, ok := ev.Out.First("labels")
		if !ok {
			return nil
		}
		spoken, err = said.ReadLabels()
		return err
	})
	for i := range l {
		heard := map[int]float64{}
		for _, one := range spoken {
			n, no := strconv.Atoi(number.FindString(one.Name))
			if both := min(one.To, float64(l[i].End)/1000) - max(one.From, float64(l[i].Begin)/1000); no == nil && both > 0 {
				heard[n-1] += both
			}
		}
		most := 0.0
		for who, long := range heard {
			if long > most {
				most, l[i].Speaker = long, &who
			}
		}
	}
	return err
}
