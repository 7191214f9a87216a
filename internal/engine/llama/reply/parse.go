package reply

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// said is a call as models write it.
type said struct {
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	Arguments  json.RawMessage `json:"arguments"`
	Parameters json.RawMessage `json:"parameters"` // as Llama has it
	Function   *said           `json:"function"`
}

// parse reads the calls in s: an object, a list of them, several after each
// other, or Mistral's name[ARGS]{…}. What is anything else gives none.
func parse(s string) (calls []Call) {
	s = strings.TrimSpace(s)
	if name, args, ok := strings.Cut(s, "[ARGS]"); ok && !strings.ContainsAny(name, "{[") {
		return named(name, args)
	}
	if strings.HasPrefix(s, "[") {
		var l []said
		if json.Unmarshal([]byte(s), &l) != nil {
			return nil
		}
		return each(l)
	}
	var l []said
	for s != "" {
		d := json.NewDecoder(strings.NewReader(s))
		var one said
		if d.Decode(&one) != nil {
			return nil
		}
		l = append(l, one)
		s = strings.TrimLeft(s[d.InputOffset():], " \n\t;") // Llama's several have a ; between them
	}
	return each(l)
}

// halves are the beginnings of a call, as far as its arguments: its name, and what was
// said of them.
var halves = []*regexp.Regexp{
	regexp.MustCompile(`(?s)^\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"(?:arguments|parameters)"\s*:\s*(.*)$`),
	regexp.MustCompile(`(?s)^\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")()\s*,?[^:]*$`),
}

// begun reads calls of which the last is cut off: its arguments are as they were said,
// and no JSON.
func begun(s string) (calls []Call) {
	s = strings.TrimSpace(s)
	if name, args, ok := strings.Cut(s, "[ARGS]"); ok && !strings.ContainsAny(name, "{[") {
		return []Call{{Name: strings.TrimSpace(name), Arguments: args}}
	}
	s = strings.TrimPrefix(s, "[")
	for {
		s = strings.TrimLeft(s, " \n\t;,")
		d := json.NewDecoder(strings.NewReader(s))
		var one said
		if d.Decode(&one) != nil {
			break
		}
		whole := each([]said{one})
		if len(whole) == 0 {
			return nil
		}
		calls, s = append(calls, whole...), s[d.InputOffset():]
	}
	for _, half := range halves {
		var name string
		if m := half.FindStringSubmatch(s); m != nil && json.Unmarshal([]byte(m[1]), &name) == nil && name != "" {
			return append(calls, Call{Name: name, Arguments: m[2]})
		}
	}
	return calls
}

func named(name, args string) []Call {
	b, ok := object(json.RawMessage(strings.TrimSpace(args)))
	if name = strings.TrimSpace(name); name == "" || !ok {
		return nil
	}
	return []Call{{Name: name, Arguments: b}}
}

// each reads calls; one that is none makes all of it words.
func each(l []said) (calls []Call) {
	for _, s := range l {
		if s.Function != nil && s.Name == "" {
			s = *s.Function
		}
		args := s.Arguments
		if args == nil {
			args = s.Parameters
		}
		b, ok := object(args)
		if s.Name == "" || !ok {
			return nil
		}
		calls = append(calls, Call{Name: s.Name, Arguments: b})
	}
	return calls
}

// object gives arguments in one line; nothing is an object of nothing, and an
// object within a text is that object.
func object(b json.RawMessage) (string, bool) {
	var within string
	switch {
	case len(b) == 0:
		return "{}", true
	case json.Unmarshal(b, &within) == nil && strings.HasPrefix(within, "{"):
		b = json.RawMessage(within)
	}
	var out bytes.Buffer
	if json.Compact(&out, b) != nil || !strings.HasPrefix(out.String(), "{") {
		return "", false
	}
	return out.String(), true
}
