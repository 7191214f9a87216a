package inference

import (
	"encoding/base64"
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// answer writes what a model gave in the shape of its task's tag.
func (s server) answer(w http.ResponseWriter, t task.Task, in input, out port.Values) error {
	v, ok := out.First(t.Out[0].Name)
	if !ok {
		return fault.New(fault.Unavailable, "the model gave no %s", t.Out[0].Name)
	}
	switch t.Out[0].Type {
	case port.Labels, port.Boxes:
		l, err := v.ReadLabels()
		if err == nil {
			api.WriteJSON(w, http.StatusOK, labels(t, in, l))
		}
		return err
	case port.Text:
		b, err := v.Read(callee.MaxWords)
		if err != nil {
			return err
		}
		shape, err := text(t, in, string(b), v.Sure, out)
		if err == nil {
			api.WriteJSON(w, http.StatusOK, shape)
		}
		return err
	case port.Masks:
		shape, err := masks(out)
		if err == nil {
			api.WriteJSON(w, http.StatusOK, shape)
		}
		return err
	case port.Embedding:
		b, err := v.Read(callee.MaxWords)
		if err == nil {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(b) // the client may be gone
		}
		return err
	default:
		return file(w, t, v)
	}
}

// label is one of a list, with what its task adds.
type label struct {
	Label string   `json:"label,omitempty"`
	Group string   `json:"entity_group,omitempty"`
	Score float64  `json:"score"`
	Word  string   `json:"word,omitempty"`
	Start *int     `json:"start,omitempty"`
	End   *int     `json:"end,omitempty"`
	From  *float64 `json:"from,omitempty"`
	To    *float64 `json:"to,omitempty"`
	Box   *box     `json:"box,omitempty"`
}

type box struct {
	MinX int `json:"xmin"`
	MinY int `json:"ymin"`
	MaxX int `json:"xmax"`
	MaxY int `json:"ymax"`
}

func labels(t task.Task, in input, l []port.Label) any {
	if ignored, ok := in.raw["ignore_labels"].([]any); ok {
		l = slices.DeleteFunc(l, func(one port.Label) bool { return slices.Contains(ignored, any(one.Name)) })
	}
	if n, ok := in.raw["top_k"].(float64); ok && n >= 1 && int(n) < len(l) {
		l = l[:int(n)]
	}
	all := make([]label, len(l))
	for i, one := range l {
		all[i] = label{Label: one.Name, Score: one.Score}
		switch {
		case t.Tag == "token-classification":
			all[i] = label{Group: one.Name, Score: one.Score, Word: one.Text, Start: &one.Start, End: &one.End}
			if one.Text == "" {
				all[i].Word = one.Name
			}
		case len(one.Box) == 4:
			all[i].Box = &box{one.Box[0], one.Box[1], one.Box[0] + one.Box[2], one.Box[1] + one.Box[3]}
		case one.To > 0:
			all[i].From, all[i].To = &one.From, &one.To
		}
	}
	if t.Tag == "text-classification" {
		return [][]label{all}
	}
	return all
}

// mask is an area of a picture; areas of classes have no score.
type mask struct {
	Label string   `json:"label"`
	Score *float64 `json:"score,omitempty"`
	Mask  []byte   `json:"mask"` // PNG, which JSON has in base64
}

func masks(out port.Values) ([]mask, error) {
	said, ok := out.First("labels")
	if !ok {
		return nil, fault.New(fault.Unavailable, "the model does not say what its masks are of")
	}
	l, err := said.ReadLabels()
	if err != nil {
		return nil, err
	}
	all := make([]mask, len(l))
	for i, v := range out["masks"][:min(len(l), len(out["masks"]))] {
		all[i].Label = l[i].Name
		if all[i].Mask, err = v.Read(maxJSON); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func text(t task.Task, in input, said string, sure float64, out port.Values) (any, error) {
	one := func(name string) any { return []map[string]string{{name: said}} }
	switch t.Tag {
	case "summarization":
		return one("summary_text"), nil
	case "translation":
		return one("translation_text"), nil
	case "automatic-speech-recognition":
		return heard(in, said, out)
	case "question-answering":
		about, _ := in.values.First("text")
		start, end := 0, 0
		if at := strings.Index(about.Text, said); at >= 0 {
			start = utf8.RuneCountInString(about.Text[:at])
			end = start + utf8.RuneCountInString(said)
		}
		return map[string]any{"answer": said, "score": sure, "start": start, "end": end}, nil
	case "document-question-answering", "visual-question-answering":
		return []map[string]any{{"answer": said, "score": sure}}, nil
	case "image-to-text":
		if in.node {
			return map[string]string{"generated_text": said}, nil
		}
	case "table-question-answering":
		cells, err := cells(out)
		return map[string]any{"answer": said, "cells": cells, "coordinates": [][]int{}, "aggregator": "NONE"}, err
	}
	return one("generated_text"), nil
}

func heard(in input, said string, out port.Values) (any, error) {
	type chunk struct {
		Text  string     `json:"text"`
		Times [2]float64 `json:"timestamp"`
	}
	res := struct {
		Text   string  `json:"text"`
		Chunks []chunk `json:"chunks,omitempty"`
	}{Text: said}
	if asked := in.raw["return_timestamps"]; asked == nil || asked == false {
		return res, nil
	}
	v, ok := out.First("subtitles")
	if !ok {
		return nil, fault.New(fault.Invalid, "the model tells no times; leave return_timestamps out")
	}
	if in.raw["return_timestamps"] == "word" && !callee.OfWords(v) {
		return nil, fault.New(fault.Invalid, "the model tells no times of single words; ask for those of what is said between pauses, with return_timestamps true")
	}
	b, err := v.Read(callee.MaxWords)
	for _, c := range callee.Cues(string(b)) {
		res.Chunks = append(res.Chunks, chunk{c.Text, [2]float64{c.From, c.To}})
	}
	return res, err
}

// cells are those of the rows that an answer rests on.
func cells(out port.Values) ([]string, error) {
	l := []string{}
	v, ok := out.First("rows")
	if !ok {
		return l, nil
	}
	b, err := v.Read(callee.MaxWords)
	if err != nil {
		return l, err
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	for i, row := range rows {
		if i > 0 {
			l = append(l, row...)
		}
	}
	return l, err
}

// looked is how a picture is to be written.
func looked(in input) (l callee.Look, err error) {
	l.Format, _ = in.raw["output_format"].(string)
	if q, ok := in.raw["output_compression"].(float64); ok {
		l.Quality = &q
	}
	if _, why := l.Wrong(); why != "" {
		err = fault.New(fault.Invalid, "%s", why)
	}
	return l, err
}

// file sends a file as it is, and what was made of a sound in a list.
func file(w http.ResponseWriter, t task.Task, v port.Value) error {
	body, err := v.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	if t.Tag == "audio-to-audio" {
		b, err := io.ReadAll(io.LimitReader(body, maxJSON))
		if err == nil {
			api.WriteJSON(w, http.StatusOK, []map[string]string{{"label": string(t.ID), "content-type": v.Media, "blob": base64.StdEncoding.EncodeToString(b)}})
		}
		return err
	}
	w.Header().Set("Content-Type", v.Media)
	_, _ = io.Copy(w, body) // the client may be gone
	return nil
}
