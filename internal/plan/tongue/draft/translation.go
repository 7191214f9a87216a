package draft

import (
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

// targetParams are the parameters of each translation.
func (b *Draft) targetParams(s *reading.Step, p task.Params) []task.Params {
	to, source := b.r.Tongues.Targets, b.r.Tongues.Source
	if own := b.r.Spoken(s); len(own) > 0 && !b.r.Alone(s) {
		to = own
	}
	if s.Set["to"] != "" && len(to) == 0 {
		to = []string{s.Set["to"]}
	}
	if len(to) == 1 && to[0] == source && source != b.r.Lang {
		to = nil // it is in that language: “I can't read Korean”
	}
	if len(to) == 0 && (source != "" && source != b.r.Lang || b.own()) {
		to = []string{b.r.Lang}
	}
	if len(to) == 0 {
		b.miss("target")
	}
	var l []task.Params
	for _, code := range to {
		q := task.Params{"target": code}
		for k, v := range p {
			q[k] = v
		}
		l = append(l, q)
	}
	return l
}

// own reports whether the request only asks what its material means, which is
// in another language.
func (b *Draft) own() bool {
	asks := slices.ContainsFunc(b.r.Matches, func(m phrase.Match) bool { return m.Entry.Set["own"] != "" })
	if !asks || len(b.r.Content) == 0 {
		return asks && len(b.r.Content) > 0
	}
	return b.r.Reader.Lexicon.WrittenIn(b.r.Words(b.r.Content[0])) != b.r.Lang
}

// heard reports whether a value comes through a recognition, which has been
// told the language.
func (b *Draft) heard(v value) bool {
	for id := v.src.Node; id != ""; {
		next := ""
		for _, n := range b.Nodes {
			if n.ID != id {
				continue
			}
			if n.Task == "automatic-speech-recognition" || n.Task == "optical-character-recognition" {
				return true
			}
			if needs := n.Needs(); len(needs) > 0 {
				next = needs[0]
			}
		}
		id = next
	}
	return false
}
