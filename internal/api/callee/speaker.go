package callee

import (
	"context"
	"regexp"
	"strconv"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var number = regexp.MustCompile(`\d+$`)

// Speakers says of each part of a recording who speaks, from 0 on: who does for most of it; -1
// is nobody. How many there are is found out if count is 0. Only what went to a remote model
// already may go to another.
func (d Desk) Speakers(ctx context.Context, v port.Value, remote bool, count int, parts []Cue) ([]int, error) {
	const id = task.ID("speaker-diarization")
	params := task.Params{}
	if count > 0 {
		params["speakers"] = float64(count)
	}
	m, err := d.Best(ctx, catalog.Need{Task: id, Params: params, Local: !remote})
	if err != nil {
		return nil, err
	}
	var spoken []port.Label
	err = d.Run(ctx, engine.Request{Model: m.Ref, Task: id, In: port.Values{"audio": {v}}, Params: params}, func(ev engine.Event) error {
		said, ok := ev.Out.First("labels")
		if !ok {
			return nil
		}
		spoken, err = said.ReadLabels()
		return err
	})
	if err != nil {
		return nil, err
	}
	who := make([]int, len(parts))
	for i, part := range parts {
		heard, most := map[int]float64{}, 0.0
		who[i] = -1
		for _, one := range spoken {
			n, no := strconv.Atoi(number.FindString(one.Name))
			both := min(one.To, part.To) - max(one.From, part.From)
			if no != nil || both <= 0 {
				continue
			}
			if heard[n-1] += both; heard[n-1] > most {
				most, who[i] = heard[n-1], n-1
			}
		}
	}
	return who, nil
}

// Turn is what somebody said without a pause; Who is nobody's at -1.
type Turn struct {
	Cue
	Who int
}

// Turns are the sentences of a recording with who speaks, parted where somebody else does
// if the times of words are known.
func (d Desk) Turns(ctx context.Context, v port.Value, remote bool, w Words) (l []Turn, err error) {
	sentences, parts := w.Sentences(), []Cue{}
	for i, s := range sentences {
		if len(s.Words) == 0 {
			sentences[i].Words = []Cue{s.Cue}
		}
		parts = append(parts, sentences[i].Words...)
	}
	who, err := d.Speakers(ctx, v, remote, 0, parts)
	if err != nil {
		return nil, err
	}
	for _, s := range sentences {
		for i, word := range s.Words {
			last := len(l) - 1
			if i == 0 || who[0] >= 0 && l[last].Who >= 0 && who[0] != l[last].Who {
				l = append(l, Turn{word, who[0]})
			} else {
				l[last].To, l[last].Text, l[last].Who = word.To, joined(l[last].Text, word.Text), max(l[last].Who, who[0])
			}
			who = who[1:]
		}
	}
	return l, nil
}
