package worker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

const (
	maxFile  = 32 << 20  // bytes of a file that a worker is given
	maxEvent = 128 << 20 // bytes of what it tells at once: its values, in JSON
)

// typed has a worker do a task as the task's ports and parameters say.
func (c *call) typed(ctx context.Context) error {
	if v, ok := c.req.In.First("audio"); ok {
		l, err := c.shelf.Load(ctx, c.req.Model)
		if err != nil {
			return err
		}
		if l.Engine == speech {
			return c.hear(ctx, l, v)
		}
		return c.unpack(ctx, v)
	}
	return c.give(ctx, c.req.In)
}

// give has a worker work on some values.
func (c *call) give(ctx context.Context, in port.Values) error {
	ask := worker.RunRequest{Task: string(c.req.Task), Params: c.req.Params, In: map[string][]worker.Value{}}
	for name, l := range in {
		for _, v := range l {
			one, err := given(name, v)
			if err != nil {
				return err
			}
			ask.In[name] = append(ask.In[name], one)
		}
	}
	resp, err := c.send(ctx, c.req.Model, worker.RunPath, ask, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return c.events(resp.Body)
}

// given is a value as a worker takes it.
func given(name string, v port.Value) (worker.Value, error) {
	out := worker.Value{Type: string(v.Type), Media: v.Media, Name: v.Name, Text: v.Text}
	if v.Body == nil {
		return out, nil
	}
	most := int64(maxFile)
	if v.Type == port.Text {
		most = maxText
	}
	b, err := v.Read(most)
	if err != nil {
		return out, unreadable(name, err)
	}
	if out.Text, out.Data = "", b; v.Type == port.Text {
		out.Text, out.Data = string(bytes.ToValidUTF8(b, []byte("\ufffd"))), nil
	}
	return out, nil
}

// events passes on what a worker tells, until it has told all.
func (c *call) events(r io.Reader) error {
	most := &io.LimitedReader{R: r}
	in := json.NewDecoder(bufio.NewReader(most))
	for {
		most.N = maxEvent
		var e worker.RunEvent
		if err := in.Decode(&e); err != nil {
			if most.N <= 0 {
				return fault.About(c.req.Model.String(), fault.TooLarge, "what it made is over %d MiB; ask for less at once", maxEvent>>20*3/4)
			}
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return fault.Wrap(err, fault.Unavailable, "the answer of %s broke off; ask again", c.req.Model)
		}
		if e.Error != nil {
			return fault.About(c.req.Model.String(), fault.Unavailable, "it failed on the way: %s", e.Error.Message)
		}
		out := engine.Event{Progress: e.Progress, Text: e.Text}
		if u := e.Usage; u != nil {
			out.Usage = engine.Usage{TokensIn: u.TokensIn, Pictures: u.Pictures, Characters: u.Characters, Seconds: u.Seconds, Steps: u.Steps}
		}
		for name, l := range e.Out {
			if out.Out == nil {
				out.Out = port.Values{}
			}
			for _, v := range l {
				out.Out[name] = append(out.Out[name], taken(v))
			}
		}
		if err := c.emit(out); err != nil || e.Out != nil {
			return err
		}
	}
}

// taken is a value that a worker has made.
func taken(v worker.Value) port.Value {
	p := port.Value{Type: port.Type(v.Type), Media: v.Media, Name: v.Name, Text: v.Text, Sure: v.Sure, Kept: v.Kept, Size: int64(len(v.Text))}
	if len(v.Data) > 0 {
		p.Size = int64(len(v.Data))
		p.Body = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(v.Data)), nil }
	}
	return p
}
