package openai

import (
	"context"
	"encoding/base64"
	"io"
	"mime"
	"net/url"
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const mostFiles = 64 // of one request

// request makes a request of a conversation: what the user said last. An answer
// to a question goes with what the question was about, and a message without
// files is about those that came last.
func (s server) request(ctx context.Context, messages []openai.Message) (assistant.Request, error) {
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
		if more, err = s.before(ctx, strings.TrimSpace(asked[k]), said[k-1], &req); !more {
			break
		}
	}
	if err != nil {
		return req, err
	}
	for k := last; k >= 0 && len(req.Given) == 0; k-- {
		if err := s.attach(ctx, said[k].Content, &req); err != nil {
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
func (s server) before(ctx context.Context, asked string, said openai.Message, req *assistant.Request) (more bool, err error) {
	if asked == "" {
		return false, nil
	}
	owner := account.From(ctx).Owner()
	runs, err := s.Desk.Runs(ctx, owner, recent)
	if err != nil {
		return false, err
	}
	text := strings.TrimSpace(said.Content.String())
	for _, run := range runs {
		if run.State != assistant.Question && run.State != assistant.Consent {
			continue
		}
		if run, err = s.Desk.Run(ctx, owner, run.ID); err != nil {
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
func (s server) attach(ctx context.Context, c openai.Content, req *assistant.Request) error {
	for _, p := range c {
		name, address := "", ""
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
		g, err := s.keep(ctx, name, address, req.Given)
		if err != nil {
			return err
		}
		req.Given = append(req.Given, g)
	}
	return nil
}

// keep keeps what a data: address holds, or what is found at another.
func (s server) keep(ctx context.Context, name, address string, given []assistant.Given) (assistant.Given, error) {
	from, body, err := s.open(ctx, name, address)
	if err != nil {
		return assistant.Given{}, err
	}
	defer body.Close()
	var names []string
	for _, g := range given {
		names = append(names, g.Name)
	}
	name = intake.Unique(from, names)
	digest, _, err := s.Store.Keep(ctx, body)
	if err != nil {
		return assistant.Given{}, err
	}
	f, err := s.Store.Seek(ctx, digest)
	if err != nil {
		return assistant.Given{}, err
	}
	defer f.Close()
	known, err := intake.Recognise(name, f, s.Limits)
	if err != nil {
		return assistant.Given{}, err
	}
	size := known.Size
	if !known.Plain() {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return assistant.Given{}, err
		}
		if digest, size, err = s.Store.Keep(ctx, known.UTF8(f)); err != nil {
			return assistant.Given{}, err
		}
	}
	v := port.Value{Type: known.Type, Media: known.Media, Name: known.Name, Digest: digest, Size: size}
	return assistant.Given{Value: v, Notice: known.Notice}, nil
}

func (s server) open(ctx context.Context, name, address string) (string, io.ReadCloser, error) {
	rest, held := strings.CutPrefix(address, "data:")
	if !held {
		return s.Fetch(ctx, address)
	}
	head, data, ok := strings.Cut(rest, ",")
	if !ok {
		return "", nil, fault.New(fault.Invalid, "an attached file is no data: address (data:image/png;base64,…)")
	}
	media, packed := strings.CutSuffix(head, ";base64")
	if ends, err := mime.ExtensionsByType(media); err == nil && len(ends) > 0 && !strings.Contains(name, ".") {
		name += ends[0]
	}
	if packed {
		return name, io.NopCloser(base64.NewDecoder(base64.StdEncoding, strings.NewReader(data))), nil
	}
	plain, err := url.PathUnescape(data)
	if err != nil {
		return "", nil, fault.New(fault.Invalid, "an attached file is no data: address: %v", err)
	}
	return name, io.NopCloser(strings.NewReader(plain)), nil
}
