package speech

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// keywordsName has the words that a model listens for: a line for each, of its
// tokens and, after @, how it is written.
const keywordsName = "keywords.txt"

// spotter listens for words.
type spotter struct{ model *runtime.Spotter }

func openSpotter(f files, threads int) (work, error) {
	to := runtime.OnlineFiles{Tokens: f.path(tokensName), Threads: threads}
	transducer(f, &to)
	model, err := runtime.NewSpotter(to, f.path(keywordsName))
	return &spotter{model}, err
}

func (k *spotter) close() { k.model.Close() }

func (k *spotter) hear(ctx context.Context, s *sound, _ task.Params, tell Tell) (port.Values, error) {
	w := k.model.Begin()
	defer w.Close()
	labels := []port.Label{}
	found := func(one runtime.Spotted) {
		from, to := one.Start, one.Start
		if n := len(one.Timestamps); n > 0 {
			from, to = one.Start+one.Timestamps[0], one.Start+one.Timestamps[n-1]
		}
		labels = append(labels, port.Label{Name: one.Word, Score: 1, From: hundredths(from), To: hundredths(max(from, to))})
	}
	for {
		samples, err := s.next(ctx)
		if err == nil && len(samples) == 0 {
			err = w.End(found)
			return port.Values{"labels": {port.NewLabels(labels)}}, err
		}
		if err == nil {
			err = w.Hear(samples, found)
		}
		if err == nil {
			err = tell(s.share(), "")
		}
		if err != nil {
			return nil, err
		}
	}
}

// checkKeywords checks that the words are written in the model's tokens.
func checkKeywords(f files) error {
	if err := checkStreaming(f); err != nil {
		return err
	}
	return f.words()
}

// words checks the words that are listened for.
func (f files) words() error {
	known, err := f.tokens()
	if err != nil {
		return err
	}
	b, err := os.ReadFile(f.path(keywordsName))
	if err != nil {
		return err
	}
	n := 0
	lines := bufio.NewScanner(bytes.NewReader(b))
	for i := 1; lines.Scan(); i++ {
		tokens := 0
		for _, word := range strings.Fields(lines.Text()) {
			if strings.ContainsAny(word[:1], ":#@") && len(word) > 1 {
				continue
			}
			if tokens++; !known[word] {
				return wrong(keywordsName, "its line %d has %.80q, which is no token of the model", i, word)
			}
		}
		if tokens > 0 {
			n++
		}
	}
	if n == 0 {
		return wrong(keywordsName, "there is no word in it")
	}
	return nil
}
