package callee

import (
	"context"
	"mime"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Text is the input of models that take a text and nothing else.
func Text(s string) port.Values { return port.Values{"text": {port.NewText(s)}} }

// Speech is a text that is to be spoken.
type Speech struct {
	Text   string
	Params task.Params
	Format string // as audio-conversion names it
	Rate   int    // samples a second; 0 is as the model makes them

	Semitones, Decibels float64 // how much higher and louder than the model speaks
}

// Media is the media type of each format of sound that can be asked for.
var Media = map[string]string{
	"mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "aac": "audio/aac", "opus": "audio/ogg", "ogg": "audio/ogg", "m4a": "audio/mp4",
	PCM: "audio/pcm",
}

// Speak speaks a text; f gets the sound in the format that was asked for, open
// until it returns.
func (d Desk) Speak(ctx context.Context, m catalog.Model, say Speech, f func(port.Value) error) (used engine.Usage, err error) {
	made := false
	err = d.Run(ctx, engine.Request{Model: m.Ref, Task: Speaks, In: Text(say.Text), Params: say.Params}, func(ev engine.Event) error {
		used = ev.Usage
		v, ok := ev.Out.First("audio")
		if !ok {
			return nil
		}
		made = true
		return d.change(ctx, v, "audio-pitch", "semitones", say.Semitones, m.Remote, func(v port.Value) error {
			return d.change(ctx, v, "audio-volume", "decibels", say.Decibels, m.Remote, func(v port.Value) error {
				return d.written(ctx, v, say, m.Remote, f)
			})
		})
	})
	if err == nil && !made {
		err = fault.New(fault.Unavailable, "%s made no sound", m.Ref)
	}
	return used, err
}

// change gives f a sound that was changed by a task, of which it says how much: none is
// not at all.
func (d Desk) change(ctx context.Context, v port.Value, id task.ID, name string, much float64, remote bool, f func(port.Value) error) error {
	if much == 0 {
		return f(v)
	}
	p := task.Params{name: much}
	m, err := d.Best(ctx, catalog.Need{Task: id, Params: p, Local: !remote})
	if err != nil {
		return err
	}
	return d.Run(ctx, engine.Request{Model: m.Ref, Task: id, In: port.Values{"audio": {v}}, Params: p}, func(ev engine.Event) error {
		out, ok := ev.Out.First("audio")
		if !ok {
			return nil
		}
		return f(out)
	})
}

// written gives f a sound as it was asked for.
func (d Desk) written(ctx context.Context, v port.Value, say Speech, remote bool, f func(port.Value) error) error {
	if say.Format != PCM && say.Rate == 0 {
		return d.Convert(ctx, v, say.Format, remote, f)
	}
	return d.Convert(ctx, v, "wav", remote, func(wav port.Value) error {
		raw, rate, err := samples(wav, say.Rate)
		if err != nil {
			return err
		}
		if say.Format == PCM {
			return f(raw)
		}
		return d.Convert(ctx, packed(raw, rate), say.Format, remote, f)
	})
}

// Convert gives f a sound in a format; what a remote model has made another may get.
func (d Desk) Convert(ctx context.Context, v port.Value, format string, remote bool, f func(port.Value) error) error {
	if media, _, err := mime.ParseMediaType(v.Media); err == nil && media == Media[format] {
		return f(v)
	}
	p := task.Params{"format": format}
	m, err := d.Best(ctx, catalog.Need{Task: "audio-conversion", Params: p, Local: !remote})
	if err != nil {
		return err
	}
	return d.Run(ctx, engine.Request{Model: m.Ref, Task: "audio-conversion", In: port.Values{"audio": {v}}, Params: p}, func(ev engine.Event) error {
		out, ok := ev.Out.First("audio")
		if !ok {
			return nil
		}
		out.Media = Media[format]
		return f(out)
	})
}
