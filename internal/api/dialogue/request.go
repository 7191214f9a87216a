package dialogue

import (
	"context"
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const mostFiles = 64 // of one request

// request makes a request of a conversation: what the user said last. An answer
// to a question goes with what the question was about, and a message without
// files is about those that came last.
func (d Desk) request(ctx context.Context, messages []openai.Message) (assistant.Request, error) {
	var said []openai.Message // by the user; what the assistant said between, as its last words
	asked := map[int]string{}
	for _, m := range messages {
		switch m.Role {
		case openai.User:
			said = append(said, m)
		case openai.Assistant:
			asked[len(said)] = m.Content.String()
		}
	}
	if len(said) == 0 {
		return assistant.Request{}, fault.New(fault.Invalid, "the conversation has no message of the user")
	}
	last := len(said) - 1
	req := assistant.Request{Text: strings.TrimSpace(said[last].Content.String())}
	var err error
	for k := last; k > 0 && err == nil; k-- {
		var more bool
		if more, err = d.before(ctx, strings.TrimSpace(asked[k]), said[k-1], &req); !more {
			break
		}
	}
	if err != nil {
		return req, err
	}
	for k := last; k >= 0 && len(req.Given) == 0; k-- {
		if err := d.attach(ctx, said[k].Content, &req); err != nil {
			return req, err
		}
	}
	return req, nil
}

var agreed = regexp.MustCompile(`^\s*(?i:y|yes|ok|okay|是|是的|好|好的|同意|可以)[.!。！]?\s*$`)

// recent is how many of the latest runs are looked through for a question.
const recent = 50

// before adds what the user said before to a request that only answers what the
// assistant asked then: a question, or whether inputs may leave the machine.
func (d Desk) before(ctx context.Context, asked string, said openai.Message, req *assistant.Request) (more bool, err error) {
	if asked == "" {
		return false, nil
	}
	owner := account.From(ctx).Owner()
	runs, err := d.Assistant.Runs(ctx, owner, recent)
	if err != nil {
		return false, err
	}
	text := strings.TrimSpace(said.Content.String())
	for _, run := range runs {
		if run.State != assistant.Question && run.State != assistant.Consent {
			continue
		}
		if run, err = d.Assistant.Run(ctx, owner, run.ID); err != nil {
			return false, err
		}
		switch {
		case run.State == assistant.Question && run.Question == asked:
			req.Text = text + "\n" + req.Text
			return true, nil
		case run.State == assistant.Consent && consent(run) == asked && agreed.MatchString(req.Text):
			req.Leave, req.Text = assistant.Yes, text
			return true, nil
		}
	}
	return false, nil
}

// attach keeps the files of a message.
func (d Desk) attach(ctx context.Context, c openai.Content, req *assistant.Request) error {
	for _, p := range c {
		var name, address string
		switch {
		case p.ImageURL != nil:
			name, address = "picture", p.ImageURL.URL
		case p.InputAudio != nil:
			name, address = "recording."+p.InputAudio.Format, "data:;base64,"+p.InputAudio.Data
		case p.File != nil:
			name, address = p.File.Filename, p.File.FileData
		default:
			continue
		}
		if len(req.Given) == mostFiles {
			return fault.New(fault.TooLarge, "over %d files are attached", mostFiles)
		}
		var taken []string
		for _, g := range req.Given {
			taken = append(taken, g.Name)
		}
		g, err := d.Files.At(ctx, name, address, taken)
		if err != nil {
			return err
		}
		req.Given = append(req.Given, g)
	}
	return nil
}
