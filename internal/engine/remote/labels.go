package remote

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// schema is the JSON schema of the answer: of the labels that a task gives, or
// the one that the request brings.
func (c *call) schema(p prompt) (json.RawMessage, error) {
	if p.Out == "text" {
		own := c.req.Params.Text("schema")
		if own == "" {
			return nil, nil
		}
		if !json.Valid([]byte(own)) {
			return nil, fault.New(fault.Invalid, "the parameter \"schema\" is not JSON")
		}
		return json.RawMessage(own), nil
	}
	type object map[string]any
	label := object{"type": "string"}
	if p.What != "" {
		label["description"] = p.What
	}
	if names := c.names(p); len(names) > 0 {
		label["enum"] = names
	}
	fields := object{"label": label, "score": object{"type": "number"}}
	order := []string{"label", "score"}
	switch p.Out {
	case "spans":
		fields["text"] = object{"type": "string"}
		order = []string{"text", "label", "score"}
	case "keywords":
		label["description"] = "a word or phrase of the text"
	}
	item := object{"type": "object", "properties": fields, "required": order, "additionalProperties": false}
	return json.Marshal(object{
		"type": "object", "required": []string{"labels"}, "additionalProperties": false,
		"properties": object{"labels": object{"type": "array", "items": item}},
	})
}

// names are the only labels that a request may be answered with; nil is any.
func (c *call) names(p prompt) []string {
	if p.Choices != "" {
		return c.req.Params.List(p.Choices)
	}
	return p.Labels
}

// onlyJSON takes the JSON out of an answer that has words or a fence around it.
func (c *call) onlyJSON(text string) (string, error) {
	for from := 0; ; {
		i := strings.IndexAny(text[from:], "{[")
		if i < 0 {
			return "", c.fail(fault.Unavailable, nil, "%s was asked for JSON and answered: %s", c.model.ID, c.quote(text))
		}
		var found json.RawMessage
		if json.NewDecoder(strings.NewReader(text[from+i:])).Decode(&found) == nil {
			return string(found), nil
		}
		from += i + 1
	}
}

// labels reads the labels of an answer, and finds where they stand in the text.
func (c *call) labels(p prompt, text string) (port.Value, error) {
	var answer struct {
		Labels []port.Label `json:"labels"`
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		if json.Unmarshal([]byte(text), &answer.Labels) != nil {
			return port.Value{}, c.fail(fault.Unavailable, err, "%s did not answer with labels: %s", c.model.ID, c.quote(text))
		}
	}
	names := c.names(p)
	labels := slices.DeleteFunc(answer.Labels, func(l port.Label) bool {
		return l.Name == "" || len(names) > 0 && !slices.Contains(names, l.Name)
	})
	for i := range labels {
		l := &labels[i]
		*l = port.Label{Name: l.Name, Text: l.Text, Score: min(max(l.Score, 0), 1)}
	}
	if p.Out == "labels" {
		if len(labels) == 0 {
			return port.Value{}, c.fail(fault.Unavailable, nil, "%s gave no label: %s", c.model.ID, c.quote(text))
		}
		slices.SortStableFunc(labels, func(a, b port.Label) int { return cmp.Compare(b.Score, a.Score) })
		return port.NewLabels(labels), nil
	}
	return c.locate(p, labels)
}

// locate sets where labels stand in the text; what is not in the text was
// made up, and is left out.
func (c *call) locate(p prompt, labels []port.Label) (port.Value, error) {
	v, _ := c.req.In.First("text")
	b, err := v.Read(maxText)
	if err != nil {
		return port.Value{}, c.unreadable("text", err)
	}
	text, after := string(b), map[string]int{}
	located := []port.Label{}
	for _, l := range labels {
		words := l.Text
		if p.Out == "keywords" {
			words = l.Name
		}
		if words == "" {
			continue
		}
		from := after[words]
		i := strings.Index(text[from:], words)
		if i < 0 {
			continue
		}
		after[words] = from + i + len(words)
		l.Start = utf8.RuneCountInString(text[:from+i])
		l.End = l.Start + utf8.RuneCountInString(words)
		located = append(located, l)
	}
	if p.Out == "spans" {
		slices.SortStableFunc(located, func(a, b port.Label) int { return cmp.Compare(a.Start, b.Start) })
	} else if n := int(c.req.Params.Number("count")); n > 0 && len(located) > n {
		located = located[:n]
	}
	return port.NewLabels(located), nil
}
