package ollama

import (
	"encoding/json"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/ollama"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// recalled is a conversation of which the client keeps what was said, as numbers: to it
// they are the tokens of some model. Here they are the letters of its turns, so that
// each model, also one of another server, can go on from them.
type recalled struct {
	turns  []ollama.Message // nil where nothing is to be kept
	answer strings.Builder
}

// maxRecalled is how many bytes of a conversation are kept.
const maxRecalled = 1 << 20

// all are the numbers of the turns and the answer; none of what is too long.
func (k *recalled) all() (l []int) {
	if k.turns == nil {
		return nil
	}
	turns := make([]ollama.Message, 0, len(k.turns)+1)
	for _, m := range append(k.turns, ollama.Message{Role: openai.Assistant, Content: k.answer.String()}) {
		m.Images = nil // they are not shown again
		turns = append(turns, m)
	}
	b, err := json.Marshal(turns)
	if err != nil || len(b) > maxRecalled {
		return nil
	}
	for _, r := range string(b) {
		l = append(l, int(r))
	}
	return l
}

// recall reads the turns that numbers are of.
func recall(l []int) (turns []ollama.Message, err error) {
	if len(l) == 0 {
		return nil, nil
	}
	var b strings.Builder
	for _, n := range l {
		b.WriteRune(rune(n)) //nolint:gosec // what is no letter becomes none that is read
	}
	if json.Unmarshal([]byte(b.String()), &turns) != nil || len(turns) == 0 {
		return nil, fault.New(fault.Invalid, "context is none that an answer of this server had: send that of the last answer as it came, or leave it out")
	}
	return turns, nil
}
