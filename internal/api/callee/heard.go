package callee

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Words are what a model said, heard or read, with times if it knows them.
type Words struct {
	Text, Subtitles string // the latter as SubRip
	Single          bool   // … of single words
	Usage           engine.Usage
}

// Words runs a model that gives a text.
func (d Desk) Words(ctx context.Context, req engine.Request) (Words, error) {
	return d.Follow(ctx, req, func(string) error { return nil })
}

// Follow is Words, which is told words as they come, if the model gives them before
// it has all; an error of told ends it.
func (d Desk) Follow(ctx context.Context, req engine.Request, told func(words string) error) (w Words, err error) {
	err = d.Run(ctx, req, func(ev engine.Event) error {
		w.Usage = ev.Usage
		if ev.Text != "" {
			if err := told(ev.Text); err != nil {
				return err
			}
		}
		for name, into := range map[string]*string{"text": &w.Text, "answer": &w.Text, "subtitles": &w.Subtitles} {
			if v, ok := ev.Out.First(name); ok {
				b, err := v.Read(MaxWords)
				if err != nil {
					return err
				}
				*into = string(b)
				w.Single = w.Single || name == "subtitles" && OfWords(v)
			}
		}
		return nil
	})
	return w, err
}

// English translates what was heard; times are not kept. Only what went to a
// remote model already may go to another.
func (d Desk) English(ctx context.Context, w *Words, language string, remote bool) error {
	if strings.TrimSpace(w.Text) == "" {
		return nil
	}
	if language == "" {
		language = d.language(ctx, w.Text)
	}
	if catalog.Base(language) == "en" {
		return nil
	}
	text, err := d.Translate(ctx, w.Text, language, "en", remote)
	w.Text, w.Subtitles = text, ""
	return err
}

// language is what a text seems to be in; empty if nothing here can tell.
func (d Desk) language(ctx context.Context, text string) (l string) {
	const identifies = task.ID("language-identification")
	m, err := d.Best(ctx, catalog.Need{Task: identifies, Local: true})
	if err != nil {
		return ""
	}
	err = d.Run(ctx, engine.Request{Model: m.Ref, Task: identifies, In: Text(text)}, func(ev engine.Event) error {
		v, ok := ev.Out.First("labels")
		if !ok {
			return nil
		}
		labels, err := v.ReadLabels()
		if err == nil && len(labels) > 0 {
			l = labels[0].Name
		}
		return err
	})
	if err != nil {
		return "" // who translates finds it out
	}
	return l
}

// Translate puts a text from a language, which is found out where it is empty, into
// another. Only what went to a remote model already may go to another.
func (d Desk) Translate(ctx context.Context, text, from, to string, remote bool) (string, error) {
	p := task.Params{"target": to}
	if from != "" {
		p["source"] = from
	}
	m, err := d.Best(ctx, catalog.Need{Task: "translation", Params: p, Local: !remote})
	if err != nil {
		return "", err
	}
	said, err := d.Words(ctx, engine.Request{Model: m.Ref, Task: "translation", In: Text(text), Params: p})
	return said.Text, err
}

// OfWords reports whether subtitles have a cue for each word.
func OfWords(v port.Value) bool { return strings.Contains(v.Media, "cues=words") }

// Spoken are the parameters of hearing a language, or any where it is empty, with a cue
// for each word where the model knows their times.
func Spoken(language string, single bool) task.Params {
	p := task.Params{}
	if language != "" {
		p["language"] = language
	}
	if single {
		p["words"] = true
	}
	return p
}

// Cue is a part of a recording, from From to To in seconds.
type Cue struct {
	From, To float64
	Text     string
}

var cue = regexp.MustCompile(`(?m)^(\d+):(\d\d):(\d\d)[,.](\d\d\d) --> (\d+):(\d\d):(\d\d)[,.](\d\d\d)\s*\n`)

// Cues reads SubRip.
func Cues(srt string) []Cue {
	found := cue.FindAllStringSubmatchIndex(srt, -1)
	list := make([]Cue, 0, len(found))
	for _, at := range found {
		number := func(k int) float64 {
			n, err := strconv.ParseFloat(srt[at[2*k]:at[2*k+1]], 64)
			if err != nil {
				panic(fmt.Sprintf("callee: %v", err)) // it is of digits
			}
			return n
		}
		text, _, _ := strings.Cut(strings.ReplaceAll(srt[at[1]:], "\r", ""), "\n\n")
		list = append(list, Cue{
			From: number(1)*3600 + number(2)*60 + number(3) + number(4)/1000,
			To:   number(5)*3600 + number(6)*60 + number(7) + number(8)/1000, Text: strings.TrimSpace(text),
		})
	}
	return list
}
