package dialogue

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// assist answers a conversation as a chat model would, by the assistant: what was
// said last is the request, what is attached to it are its files. While the graph
// runs, its steps come as reasoning; then the answer, with links to what was made.
func (d Desk) assist(ctx context.Context, base string, req openai.ChatRequest) (engine.Reply, error) {
	ask, err := d.request(ctx, req.Messages)
	if err != nil {
		return engine.Reply{}, err
	}
	run, err := d.Assistant.Ask(ctx, account.From(ctx).Owner(), ask)
	if err != nil {
		return engine.Reply{}, err
	}
	out := &turn{counts: req.StreamOptions != nil && req.StreamOptions.IncludeUsage, base: openai.ChatResponse{ID: "chatcmpl-" + run.ID, Created: run.Created.Unix(), Model: callee.Assistant}}
	if !req.Stream {
		if err := d.tell(ctx, base, run, out); err != nil {
			return engine.Reply{}, err
		}
		b, err := json.Marshal(out.whole())
		return engine.Reply{Media: "application/json", ReadCloser: io.NopCloser(bytes.NewReader(b))}, err
	}
	ctx, stop := context.WithCancel(ctx)
	r, w := io.Pipe()
	out.w = w
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = w.CloseWithError(d.tell(ctx, base, run, out)) // it never fails
	}()
	return engine.Reply{Media: "text/event-stream", ReadCloser: followed{r, func() { stop(); <-ended }}}, nil
}

// followed is the telling of a run; who closes it leaves the run.
type followed struct {
	*io.PipeReader
	end func()
}

func (f followed) Close() error {
	err := f.PipeReader.Close()
	f.end()
	return err
}

// tell follows a run to its end.
func (d Desk) tell(ctx context.Context, base string, run assistant.Run, out *turn) error {
	owner := account.From(ctx).Owner()
	told := map[string]bool{}
	out.begin()
	for now, err := range d.Assistant.Follow(ctx, owner, run.ID) {
		if err != nil {
			if err := d.Assistant.Leave(ctx, owner, run.ID); err != nil {
				d.Log.WarnContext(ctx, "leave a run", "err", err)
			}
			return err
		}
		for _, n := range now.Nodes {
			if line := step(n, run.Lang); line != "" && !told[line] {
				told[line] = true
				out.think(line)
			}
		}
		run = now
	}
	out.say(words(run, base))
	used := run.Usage()
	out.end(openai.Usage{PromptTokens: used.TokensIn, CompletionTokens: used.TokensOut, TotalTokens: used.TokensIn + used.TokensOut})
	return nil
}

// dones tell that a step has ended.
var dones = map[string]string{"en": "%s: done\n", "zh": "%s：完成\n"}

// step tells of a node that has begun or ended.
func step(n assistant.Node, lang string) string {
	switch n.State {
	case assistant.Running:
		if n.Model.Name == "" {
			return "" // it is being chosen
		}
		return fmt.Sprintf("%s (%s) …\n", n.Title, n.Model)
	case assistant.Done:
		return fmt.Sprintf(spoken(dones, lang), n.Title)
	case assistant.Failed:
		return fmt.Sprintf("%s: %s\n", n.Title, n.Error)
	case assistant.Waiting, assistant.Planned, assistant.Question, assistant.Consent, assistant.Impossible, assistant.Canceled, assistant.Skipped:
	}
	return ""
}

// consents begin what asks whether inputs may leave the machine, so that a “yes”
// that follows is understood.
var consents = map[string]string{
	"en": "This would send your input to %s. Answer “yes” to agree.",
	"zh": "这会把您的内容发送到 %s。同意请回答“是”。",
}

func consent(run assistant.Run) string {
	return fmt.Sprintf(spoken(consents, run.Lang), strings.Join(run.Leaves, ", "))
}

// spoken is what is said in a language; in English, where it is not known.
func spoken(by map[string]string, lang string) string {
	return cmp.Or(by[lang], by["en"])
}

// words is how a run ended, in Markdown.
func words(run assistant.Run, base string) string {
	switch run.State {
	case assistant.Question:
		return run.Question
	case assistant.Consent:
		return consent(run)
	default:
	}
	parts := []string{}
	for _, p := range []string{run.Answer, run.Error} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	for _, v := range run.Artefacts {
		parts = append(parts, link(v, base))
	}
	return strings.Join(parts, "\n\n")
}

func link(v port.Value, base string) string {
	if v.Digest == "" {
		return "```\n" + v.Text + "\n```"
	}
	q := url.Values{"name": {v.Name}, "media": {v.Media}}
	at := fmt.Sprintf("[%s](%s%s%s?%s)", v.Name, base, attach.Artefacts, v.Digest, q.Encode())
	if v.Type == port.Image {
		return "!" + at
	}
	return at
}

// turn is one message of the assistant, kept and, where w is not nil, written
// as a stream while it is made.
type turn struct {
	w       io.Writer
	counts  bool // whether the stream ends with its usage
	base    openai.ChatResponse
	content strings.Builder
	thought strings.Builder
}

func (t *turn) begin() { t.piece(openai.Message{Role: openai.Assistant}, nil) }

func (t *turn) think(s string) {
	t.thought.WriteString(s)
	t.piece(openai.Message{Reasoning: s}, nil)
}

func (t *turn) say(s string) {
	t.content.WriteString(s)
	t.piece(openai.Message{Content: openai.Text(s)}, nil)
}

func (t *turn) piece(m openai.Message, finish *string) {
	t.base.Object = "chat.completion.chunk"
	t.base.Choices = []openai.Choice{{Delta: &m, Finish: finish}}
	t.event()
}

// event writes to a client that may be gone: then the run is given up by who follows it.
func (t *turn) event() {
	if t.w != nil {
		_ = openai.WriteEvent(t.w, t.base)
	}
}

// end ends the message, with what the models of the graph have used. Those that count
// no tokens have used none.
func (t *turn) end(used openai.Usage) {
	stop := "stop"
	t.piece(openai.Message{}, &stop)
	t.base.Usage, t.base.Choices = &used, []openai.Choice{}
	if t.counts {
		t.event()
	}
	if t.w != nil {
		_, _ = io.WriteString(t.w, openai.Done)
	}
}

// whole is the message in one piece.
func (t *turn) whole() openai.ChatResponse {
	stop := "stop"
	t.base.Object = "chat.completion"
	m := &openai.Message{Role: openai.Assistant, Content: openai.Text(t.content.String()), Reasoning: t.thought.String()}
	t.base.Choices = []openai.Choice{{Message: m, Finish: &stop}}
	return t.base
}
