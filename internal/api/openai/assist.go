package openai

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// assist answers a conversation as a chat model would, by the assistant: what was
// said last is the request, what is attached to it are its files. While the graph
// runs, its steps come as reasoning; then the answer, with links to what was made.
func (s server) assist(w http.ResponseWriter, r *http.Request, req openai.ChatRequest) {
	ctx := r.Context()
	ask, err := s.request(ctx, req.Messages)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	owner := account.From(ctx).Owner()
	run, err := s.Desk.Ask(ctx, owner, ask)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := &turn{w: w, stream: req.Stream, base: openai.ChatResponse{ID: "chatcmpl-" + run.ID, Created: run.Created.Unix(), Model: Assistant}}
	told := map[string]bool{}
	for now, err := range s.Desk.Follow(ctx, owner, run.ID) {
		if err != nil {
			if err := s.Desk.Leave(ctx, owner, run.ID); err != nil {
				s.Log.WarnContext(ctx, "leave a run", "err", err)
			}
			out.fail(s, r, err)
			return
		}
		for _, n := range now.Nodes {
			if line := step(n); line != "" && !told[line] {
				told[line] = true
				out.think(line)
			}
		}
		run = now
	}
	out.say(words(run, api.Base(r)))
	count := req.StreamOptions != nil && req.StreamOptions.IncludeUsage
	out.end(count)
}

// step tells of a node that has begun or ended.
func step(n assistant.Node) string {
	switch n.State {
	case assistant.Running:
		if n.Model.Name == "" {
			return "" // it is being chosen
		}
		return fmt.Sprintf("%s (%s) …\n", n.Title, n.Model)
	case assistant.Done:
		return fmt.Sprintf("%s: done\n", n.Title)
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
	f, ok := consents[run.Lang]
	if !ok {
		f = consents["en"]
	}
	return fmt.Sprintf(f, strings.Join(run.Leaves, ", "))
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

// turn writes one message, whole or as a stream.
type turn struct {
	w       http.ResponseWriter
	stream  bool
	begun   bool
	base    openai.ChatResponse
	content strings.Builder
	thought strings.Builder
}

func (t *turn) think(s string) {
	t.thought.WriteString(s)
	t.piece(openai.Message{Reasoning: s}, nil)
}

func (t *turn) say(s string) {
	t.content.WriteString(s)
	t.piece(openai.Message{Content: openai.Text(s)}, nil)
}

func (t *turn) piece(m openai.Message, finish *string) {
	if !t.stream {
		return
	}
	if !t.begun {
		t.begun = true
		t.w.Header().Set("Content-Type", "text/event-stream")
		t.w.Header().Set("Cache-Control", "no-cache")
		t.piece(openai.Message{Role: openai.Assistant}, nil)
	}
	t.base.Object = "chat.completion.chunk"
	t.base.Choices = []openai.Choice{{Delta: &m, Finish: finish}}
	t.event(t.base)
}

// event writes to a client that may be gone: then the run is given up by who follows it.
func (t *turn) event(v any) {
	if openai.WriteEvent(t.w, v) == nil {
		_ = http.NewResponseController(t.w).Flush()
	}
}

// end ends the message. The models of a graph do not all count tokens, so the usage is none.
func (t *turn) end(count bool) {
	stop := "stop"
	if !t.stream {
		t.base.Object = "chat.completion"
		m := &openai.Message{Role: openai.Assistant, Content: openai.Text(t.content.String()), Reasoning: t.thought.String()}
		t.base.Choices, t.base.Usage = []openai.Choice{{Message: m, Finish: &stop}}, &openai.Usage{}
		api.WriteJSON(t.w, http.StatusOK, t.base)
		return
	}
	t.piece(openai.Message{}, &stop)
	if count {
		t.base.Choices, t.base.Usage = []openai.Choice{}, &openai.Usage{}
		t.event(t.base)
	}
	_, _ = io.WriteString(t.w, openai.Done)
}

func (t *turn) fail(s server, r *http.Request, err error) {
	if !t.begun {
		s.fail(t.w, r, err)
		return
	}
	kind, msg := fault.Of(err)
	t.event(openai.Failure{Error: told(kind, msg, err)})
}
