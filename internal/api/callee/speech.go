package callee

import (
	"context"
	"mime"
	"strings"
	"time"

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
	Bits   int    // kbit a second of a format that leaves something out; 0 is as it is usual

	Parts []Part // in the place of Text

	Semitones, Decibels float64 // how much higher and louder than the model speaks
}

// Part is a text with the silence that comes after it.
type Part struct {
	Text  string
	Pause time.Duration
}

// Media is the media type of each format of sound that can be asked for.
var Media = map[string]string{
	"mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "aac": "audio/aac", "opus": "audio/ogg", "ogg": "audio/ogg", "m4a": "audio/mp4",
	PCM: "audio/pcm",
}

// Speak speaks a text; f gets the sound in the format that was asked for, open
// until it returns.
func (d Desk) Speak(ctx context.Context, m catalog.Model, say Speech, f func(port.Value) error) (used engine.Usage, err error) {
	finish := func(v port.Value) error {
		return d.change(ctx, v, "audio-pitch", "semitones", say.Semitones, m.Remote, func(v port.Value) error {
			return d.change(ctx, v, "audio-volume", "decibels", say.Decibels, m.Remote, func(v port.Value) error {
				return d.written(ctx, v, say, m.Remote, f)
			})
		})
	}
	switch len(say.Parts) {
	case 0:
		return d.spoken(ctx, m, say.Text, say.Params, finish)
	case 1:
		return d.spoken(ctx, m, say.Parts[0].Text, say.Params, finish)
	}
	v, used, err := d.joined(ctx, m, say)
	if err != nil {
		return used, err
	}
	return used, finish(v)
}

// spoken gives f the sound of a text as a model makes it.
func (d Desk) spoken(ctx context.Context, m catalog.Model, text string, p task.Params, f func(port.Value) error) (used engine.Usage, err error) {
	made := false
	err = d.Run(ctx, engine.Request{Model: m.Ref, Task: Speaks, In: Text(text), Params: p}, func(ev engine.Event) error {
		used = ev.Usage
		v, ok := ev.Out.First("audio")
		if !ok {
			return nil
		}
		made = true
		return f(v)
	})
	if err == nil && !made {
		err = fault.New(fault.Unavailable, "%s made no sound", m.Ref)
	}
	return used, err
}

// maxJoined is how much sound parts may be together, in bytes: three quarters of an hour of 24,000 samples a second.
const maxJoined = 128 << 20

// joined is the sound of parts one after another, with their pauses.
func (d Desk) joined(ctx context.Context, m catalog.Model, say Speech) (all port.Value, used engine.Usage, err error) {
	var sound strings.Builder
	silence, rate := time.Duration(0), 0
	add := func(s string) error {
		n := int(silence.Seconds() * float64(rate))
		if sound.Len()+2*n+len(s) > maxJoined {
			return fault.New(fault.TooLarge, "the parts are over %d MB of sound together; send the text in several requests", maxJoined>>20)
		}
		sound.WriteString(strings.Repeat("\x00\x00", n))
		sound.WriteString(s)
		silence = 0
		return nil
	}
	for _, one := range say.Parts {
		if strings.TrimSpace(one.Text) != "" {
			u, err := d.spoken(ctx, m, one.Text, say.Params, func(v port.Value) error {
				return d.Convert(ctx, v, "wav", 0, m.Remote, func(wav port.Value) error {
					raw, is, err := samples(wav, rate)
					if err != nil {
						return err
					}
					rate = is
					return add(raw.Text)
				})
			})
			if used = used.Plus(u); err != nil {
				return all, used, err
			}
		}
		silence += one.Pause
	}
	if sound.Len() == 0 {
		return all, used, fault.New(fault.Invalid, "there is no text to speak")
	}
	if err := add(""); err != nil {
		return all, used, err
	}
	return packed(port.Value{Type: port.Audio, Text: sound.String()}, rate), used, nil
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
		return d.Convert(ctx, v, say.Format, say.Bits, remote, f)
	}
	return d.Convert(ctx, v, "wav", 0, remote, func(wav port.Value) error {
		raw, rate, err := samples(wav, say.Rate)
		if err != nil {
			return err
		}
		if say.Format == PCM {
			return f(raw)
		}
		return d.Convert(ctx, packed(raw, rate), say.Format, say.Bits, remote, f)
	})
}

// Convert gives f a sound in a format, of so many kbit a second where that is not 0; what a remote model has made another may get.
func (d Desk) Convert(ctx context.Context, v port.Value, format string, bits int, remote bool, f func(port.Value) error) error {
	if media, _, err := mime.ParseMediaType(v.Media); err == nil && media == Media[format] && bits == 0 {
		return f(v)
	}
	p := task.Params{"format": format}
	if bits > 0 && format != "wav" && format != "flac" {
		p["bitrate"] = float64(bits)
	}
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
