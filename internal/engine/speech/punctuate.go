package speech

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var punctuationParts = []part{{name: modelName, ports: []ports{{ins: 2, outs: 1}}, needs: []need{
	{"tokens", words}, {"vocab_size", number}, {"punctuations", words}, {"unk_symbol", words},
}}}

// checkPunctuation checks what the library looks up without asking.
func checkPunctuation(f files) error {
	tokens := strings.Split(f.text(modelName, "tokens"), "|")
	if n := f.number(modelName, "vocab_size"); len(tokens) != n {
		return wrong(modelName, "it has %d tokens, and says that it has %d", len(tokens), n)
	}
	if unknown := f.text(modelName, "unk_symbol"); !slices.Contains(tokens, unknown) {
		return wrong(modelName, "its unk_symbol %.80q is no token", unknown)
	}
	marks := strings.Split(f.text(modelName, "punctuations"), "|")
	for _, m := range []string{"。", "，", "？", "、", "_"} {
		if !slices.Contains(marks, m) {
			return wrong(modelName, "it does not put %q", m)
		}
	}
	if w := f.width(modelName); w != len(marks) {
		return wrong(modelName, "it chooses among %d marks, and says that there are %d", w, len(marks))
	}
	return nil
}

// punctuator puts punctuation into texts.
type punctuator struct {
	model *runtime.Punctuator
	turn  sync.Mutex
}

func openPunctuator(f files, threads int) (work, error) {
	model, err := runtime.NewPunctuator(f.path(modelName), threads)
	return &punctuator{model: model}, err
}

func (p *punctuator) close() { p.model.Close() }

// say puts punctuation into the lines of a text.
func (p *punctuator) say(ctx context.Context, text string, _ task.Params, tell Tell) (port.Values, error) {
	if len(text) > maxPunctuated {
		return nil, fault.New(fault.TooLarge, "the text has %d bytes, and punctuation is put into %d at most; give it in parts", len(text), maxPunctuated)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if err := ctx.Err(); err != nil {
			return nil, canceled(err)
		}
		if strings.TrimSpace(line) != "" {
			lines[i] = p.one(strings.TrimSpace(line))
		}
		if err := tell(float64(i)/float64(len(lines)), ""); err != nil {
			return nil, err
		}
	}
	return port.Values{"text": {port.NewText(strings.Join(lines, "\n"))}}, nil
}

const maxPunctuated = 1 << 20

func (p *punctuator) one(line string) string {
	p.turn.Lock()
	defer p.turn.Unlock()
	return p.model.Punctuate(line)
}
