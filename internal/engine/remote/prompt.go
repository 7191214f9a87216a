package remote

import (
	_ "embed" // the prompts
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"text/template"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

const (
	maxText    = 4 << 20  // bytes of text in a conversation
	maxPicture = 20 << 20 // bytes of a picture in a conversation
)

// prompt makes a task of a chat model.
type prompt struct {
	Out     string   `json:"out"`     // "text", or JSON for "labels", "spans", "keywords"
	System  string   `json:"system"`  // a template over the task's parameters
	Ask     string   `json:"ask"`     // what the user says where the task has no text
	Labels  []string `json:"labels"`  // the only labels there are
	Choices string   `json:"choices"` // the parameter that lists the only labels
	What    string   `json:"what"`    // what a label is, for the model

	system *template.Template
}

//go:embed prompts.json
var promptSource []byte

// Broken prompts are a programmer's mistake, so reading them panics.
var prompts = sync.OnceValue(func() map[task.ID]prompt {
	var l map[task.ID]prompt
	if err := json.Unmarshal(promptSource, &l); err != nil {
		panic(fmt.Sprintf("remote: read the prompts: %v", err))
	}
	funcs := template.FuncMap{"language": languageName, "join": func(l []string) string { return strings.Join(l, ", ") }}
	for id, p := range l {
		p.system = template.Must(template.New(string(id)).Funcs(funcs).Parse(p.System))
		l[id] = p
	}
	return l
})

// languageName is "Spanish" of "es".
func languageName(code any) string {
	tag, err := language.Parse(fmt.Sprint(code))
	if err != nil {
		return fmt.Sprint(code)
	}
	if name := display.English.Tags().Name(tag); name != "" {
		return name
	}
	return fmt.Sprint(code)
}

// messages makes the conversation of a request.
func (c *call) messages(p prompt) ([]openai.Message, error) {
	if v, ok := c.req.In.First("prompt"); ok && v.Type == port.Chat {
		return c.conversation(v)
	}
	def, err := task.Lookup(string(c.req.Task))
	if err != nil {
		return nil, err
	}
	var messages []openai.Message
	if p.System != "" {
		var b strings.Builder
		if err := p.system.Execute(&b, map[string]any(c.req.Params)); err != nil {
			return nil, fmt.Errorf("write prompt of %s: %w", c.req.Task, err)
		}
		messages = append(messages, openai.Message{Role: openai.System, Content: openai.Text(b.String())})
	}
	content, err := c.content(def, p)
	if err != nil {
		return nil, err
	}
	return append(messages, openai.Message{Role: openai.User, Content: content}), nil
}

// conversation reads a value that is a whole conversation already.
func (c *call) conversation(v port.Value) ([]openai.Message, error) {
	b, err := v.Read(maxText)
	if err != nil {
		return nil, c.unreadable("prompt", err)
	}
	var messages []openai.Message
	if err := json.Unmarshal(b, &messages); err != nil || len(messages) == 0 {
		return nil, fault.About("prompt", fault.Invalid, "the conversation is not a JSON list of turns with role and content")
	}
	return messages, nil
}

// content is what the user says: a lone text as it is, several with their
// names around them, the last of them first asked for; pictures as pictures.
func (c *call) content(def task.Task, p prompt) (openai.Content, error) {
	var texts []string
	var pictures openai.Content
	for _, spec := range def.In {
		for _, v := range c.req.In[spec.Name] {
			if spec.Type == port.Image {
				part, err := c.picture(v)
				if err != nil {
					return nil, err
				}
				pictures = append(pictures, part)
				continue
			}
			b, err := v.Read(maxText)
			if err != nil {
				return nil, c.unreadable(spec.Name, err)
			}
			text := strings.ToValidUTF8(string(b), "\ufffd")
			if spec.Name != "prompt" && len(c.req.In) > 1 && spec.Name != "question" {
				text = "<" + spec.Name + ">\n" + text + "\n</" + spec.Name + ">"
			}
			texts = append(texts, text)
		}
	}
	if len(texts) > 1 && def.In[0].Name == "prompt" { // what is asked for stands after its context
		texts = append(texts[1:], texts[0])
	}
	if len(texts) == 0 && p.Ask != "" {
		texts = []string{p.Ask}
	}
	if strings.TrimSpace(strings.Join(texts, "")) == "" && len(pictures) == 0 {
		return nil, fault.New(fault.Invalid, "the text is empty; give %s something to work on", c.req.Task)
	}
	return append(pictures, openai.Text(strings.Join(texts, "\n\n"))...), nil
}

func (c *call) unreadable(what string, err error) error {
	if strings.Contains(err.Error(), "is over") {
		return fault.Wrap(err, fault.TooLarge, "%s is too large to send; at most %d MiB", what, maxText>>20)
	}
	return fmt.Errorf("read %s: %w", what, err)
}

// picture puts a picture into an address that holds it.
func (c *call) picture(v port.Value) (openai.Part, error) {
	b, err := v.Read(maxPicture)
	if err != nil {
		return openai.Part{}, fault.Wrap(err, fault.TooLarge, "the picture %s cannot be sent: it is over %d MiB or cannot be read", v.Name, maxPicture>>20)
	}
	media := pictureMedia(v.Media, b)
	if media == "" {
		return openai.Part{}, fault.About(v.Name, fault.Invalid, "this is not a picture that servers read; convert it to PNG or JPEG")
	}
	return openai.Picture("data:" + media + ";base64," + base64.StdEncoding.EncodeToString(b)), nil
}

// pictureMedia trusts the bytes over what they are said to be.
func pictureMedia(said string, b []byte) string {
	if found := http.DetectContentType(b); strings.HasPrefix(found, "image/") {
		return found
	}
	if strings.HasPrefix(said, "image/") && said != "image/svg+xml" {
		switch said {
		case "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp":
			return "" // these would have been found
		}
		return said
	}
	return ""
}
