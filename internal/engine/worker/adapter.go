package worker

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// maxNamed is how many adapters a request may name, and maxScale how strongly one may
// count: as in workers, which do not know them by the names that requests give.
const maxNamed, maxScale = 16, 100

// adapters adds to those of a load the ones that a request names, each by its repository.
func (e *Engine) adapters(ctx context.Context, m ref.Model, l []fleet.Adapter, named worker.LoRAs) ([]fleet.Adapter, error) {
	if len(named) > maxNamed {
		return nil, fault.New(fault.Invalid, "lora names %d adapters, at most %d are taken", len(named), maxNamed)
	}
	for _, one := range named {
		name := one.Name
		if name == "" && one.ID != nil {
			name = strconv.Itoa(*one.ID)
		}
		a, err := e.shelf.Adapter(ctx, m, name)
		if err != nil {
			return nil, err
		}
		if one.Scale != nil {
			a.Scale *= *one.Scale
		}
		if math.Abs(a.Scale) > maxScale {
			return nil, fault.New(fault.Invalid, "lora gives the adapter %s the scale %v, it must be in [-%d, %d]", name, a.Scale, maxScale, maxScale)
		}
		if slices.ContainsFunc(l, func(o fleet.Adapter) bool { return o.ID == a.ID }) {
			return nil, fault.New(fault.Invalid, "lora names the adapter %s twice", name)
		}
		l = append(l, a)
	}
	return l, room(m, l)
}

// room says if adapters do not fit into a worker together.
func room(m ref.Model, l []fleet.Adapter) error {
	var sum int64
	for _, a := range l {
		f, err := os.Stat(a.Path)
		if err != nil {
			return changed(m, err)
		}
		sum += f.Size()
	}
	if sum <= worker.AdapterRoom {
		return nil
	}
	return fault.About(m.String(), fault.TooLarge, "the adapters %s have %d MiB together, and its worker has room for %d MiB of them: name fewer or smaller ones, or merge some into the model and push that",
		names(l), (sum+1<<20-1)>>20, worker.AdapterRoom>>20)
}

// names are those of adapters.
func names(l []fleet.Adapter) string {
	var s []string
	for _, a := range l {
		s = append(s, a.Name)
	}
	return strings.Join(s, ", ")
}

func changed(m ref.Model, err error) error {
	return fault.Wrap(err, fault.Unavailable, "the files of an adapter of %s have just changed; ask again", m)
}

// dressed is a question as JSON, with the adapters that it is to be answered with.
func dressed(question any, l []fleet.Adapter) ([]byte, error) {
	body, err := json.Marshal(question)
	if err != nil || len(l) == 0 {
		return body, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	var named worker.LoRAs
	for _, a := range l {
		named = append(named, worker.LoRA{Name: a.ID, Scale: &a.Scale})
	}
	if fields["lora"], err = json.Marshal(named); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

// bring gives the adapters of l to the worker that was called.
func (e *Engine) bring(ctx context.Context, l fleet.Load, c fleet.Call) error {
	for _, a := range l.Adapters {
		resp, err := e.fleet.Send(ctx, l, fleet.Call{
			Path: worker.AdapterPath + "?" + url.Values{worker.AdapterName: {a.ID}}.Encode(), Actor: c.Actor, Copy: c.Copy,
			Stream: func() (io.ReadCloser, error) {
				f, err := os.Open(a.Path)
				if err != nil {
					return nil, changed(l.Model, err)
				}
				return f, nil
			},
		})
		if err != nil {
			return err
		}
		if resp.StatusCode >= http.StatusBadRequest {
			err = refusal(l, resp)
		}
		_ = resp.Body.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
