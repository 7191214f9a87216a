package tokenizer

import "encoding/json"

// form is what stands around one text and around two.
type form struct{ single, pair []part }

// part is a text, or a token that stands between texts.
type part struct {
	text  int // -1 is none
	token int64
	kind  int64
}

// readForm reads what is put around texts, and whether spaces are no part of
// where tokens stand.
func readForm(b json.RawMessage) (f form, trims bool, err error) {
	f = form{single: []part{{text: 0}}, pair: []part{{text: 0}, {text: 1, kind: 1}}}
	k, err := kind(b)
	if err != nil {
		return f, false, err
	}
	var o struct {
		Parts  []json.RawMessage `json:"processors"`
		Trim   *bool             `json:"trim_offsets"`
		Sep    [2]any            `json:"sep"`
		Cls    [2]any            `json:"cls"`
		Single []templated       `json:"single"`
		Pair   []templated       `json:"pair"`
		Tokens map[string]struct {
			IDs []int64 `json:"ids"`
		} `json:"special_tokens"`
	}
	if k != "" {
		if err := json.Unmarshal(b, &o); err != nil {
			return f, false, wrong("its post_processor: %v", err)
		}
	}
	trim := o.Trim == nil || *o.Trim
	sep, one := o.Sep[1].(float64)
	cls, two := o.Cls[1].(float64)
	s, c := part{-1, int64(sep), 0}, part{-1, int64(cls), 0}
	switch k {
	case "":
		return f, false, nil
	case "ByteLevel":
		return f, trim, nil
	case "BertProcessing", "RobertaProcessing":
		if !one || !two {
			return f, false, wrong("its post_processor lacks sep or cls")
		}
		f.single = []part{c, {text: 0}, s}
		if k == "RobertaProcessing" {
			f.pair = []part{c, {text: 0}, s, s, {text: 1}, s}
			return f, trim, nil
		}
		f.pair = []part{c, {text: 0}, s, {text: 1, kind: 1}, {-1, s.token, 1}}
		return f, false, nil
	case "TemplateProcessing":
		ids := map[string][]int64{}
		for name, t := range o.Tokens {
			ids[name] = t.IDs
		}
		if f.single, err = template(o.Single, ids); err == nil && len(o.Pair) > 0 {
			f.pair, err = template(o.Pair, ids)
		}
		return f, false, err
	case "Sequence":
		for _, p := range o.Parts {
			g, t, err := readForm(p)
			if err != nil {
				return f, false, err
			}
			trims = trims || t
			if len(g.single) > 1 {
				f = g
			}
		}
		return f, trims, nil
	}
	return f, false, wrong("its post_processor %.80q is not known", k)
}

// templated is a part of a form as the file has it.
type templated struct {
	Special *struct {
		ID   string `json:"id"`
		Type int64  `json:"type_id"`
	} `json:"SpecialToken"`
	Text *struct {
		ID   string `json:"id"`
		Type int64  `json:"type_id"`
	} `json:"Sequence"`
}

func template(l []templated, ids map[string][]int64) (out []part, err error) {
	for _, t := range l {
		switch {
		case t.Special != nil && ids[t.Special.ID] != nil:
			for _, id := range ids[t.Special.ID] {
				out = append(out, part{-1, id, t.Special.Type})
			}
		case t.Text != nil && (t.Text.ID == "A" || t.Text.ID == "B"):
			out = append(out, part{text: int(t.Text.ID[0] - 'A'), kind: t.Text.Type})
		default:
			return nil, wrong("its post_processor names what there is not")
		}
	}
	return out, nil
}

// Around is how many tokens are put around a text, or two.
func (t *Tokenizer) Around(pair bool) (n int) {
	for _, p := range t.parts(pair) {
		if p.text < 0 {
			n++
		}
	}
	return n
}

func (t *Tokenizer) parts(pair bool) []part {
	if pair {
		return t.form.pair
	}
	return t.form.single
}

// Put is what a model is given of one text or two.
func (t *Tokenizer) Put(texts ...[]Token) (l []Item) {
	for _, p := range t.parts(len(texts) > 1) {
		if p.text < 0 {
			l = append(l, Item{Token{ID: p.token}, -1, p.kind})
			continue
		}
		for _, k := range texts[p.text] {
			l = append(l, Item{k, p.text, p.kind})
		}
	}
	return l
}
