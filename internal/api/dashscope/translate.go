package dashscope

import (
	"encoding/json"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/api/dashscope/spoken"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

// ofTranslation are the translation_options that nobody here follows.
var ofTranslation = map[string]string{
	"terms":   "a model translates as it has learnt to; leave it out",
	"tm_list": "a model translates as it has learnt to; leave it out",
	"domains": "a model translates as it has learnt to; leave it out",
}

// translate puts what was said last into another language, by a model that translates.
func (s server) translate(parts bool) func(asked.Call) (output, usage any, err error) {
	return func(c asked.Call) (output, usage any, err error) {
		const id = task.ID("translation")
		var in dashscope.ChatInput
		t := talk{server: s, Call: c, parts: parts}
		if err := c.ReadInput(&in); err != nil {
			return nil, nil, err
		}
		if err := c.ReadParameters(&t.params); err != nil {
			return nil, nil, err
		}
		said, err := t.messages(in)
		if err != nil {
			return nil, nil, err
		}
		p, err := between(*t.params.Translation)
		if err != nil {
			return nil, nil, err
		}
		m, err := s.Find(c.R.Context(), c.Model, catalog.Need{Task: id, Params: p})
		if err != nil {
			return nil, nil, err
		}
		made, err := s.Words(c.R.Context(), engine.Request{Model: m.Ref, Task: id, In: callee.Text(said[len(said)-1].Content.String()), Params: p})
		if err != nil {
			return nil, nil, err
		}
		var out dashscope.ChatOutput
		t.add(&out, 0, made.Text, "", nil, "stop")
		if u := made.Usage; u.TokensIn+u.TokensOut > 0 {
			usage = dashscope.ChatUsage{Input: u.TokensIn, Output: u.TokensOut, Total: u.TokensIn + u.TokensOut}
		}
		return out, usage, nil
	}
}

// between are the languages of a translation, as models know them.
func between(o dashscope.Translation) (task.Params, error) {
	more, _ := json.Marshal(o.Domains) // it is a text
	if err := asked.Refuse(map[string]json.RawMessage{"terms": o.Terms, "tm_list": o.Memory, "domains": more}, ofTranslation); err != nil {
		return nil, err
	}
	from, err := spoken.Language("source_lang", o.Source)
	if err != nil {
		return nil, err
	}
	to, err := spoken.Language("target_lang", o.Target)
	switch {
	case err != nil:
		return nil, err
	case to == "":
		return nil, fault.New(fault.Invalid, "target_lang is empty; say into which language the text goes, such as English or en")
	}
	p := task.Params{"target": to}
	if from != "" {
		p["source"] = from
	}
	return p, nil
}
