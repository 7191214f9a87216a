package dashscope

import (
	"cmp"
	"encoding/json"
	"net/http"

	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// scenes say to a chat model what is asked of it. Of some there are words of the user
// too, and all but the first have an attachment that stands after them as JSON.
var scenes = map[string]string{
	"custom":       "",
	"nl2code":      "Write code that does what the user describes, in the programming language that the attachment names. Answer with the code alone.",
	"code2comment": "Put comments into the code of the attachment, as the user asks. Answer with the code alone.",
	"code2explain": "Explain the code of the attachment, as the user asks.",
	"commit2msg":   "Write a commit message for the changes of the attachment: a summary of at most 72 characters, then what is to be known. Answer with the message alone.",
	"unittest":     "Write unit tests for the code of the attachment, in its programming language. Answer with the code alone.",
	"codeqa":       "Answer the user's question about programming.",
	"nl2sql":       "Write one SQL query that answers the user's question, over the tables of the attachment. Answer with the query alone.",
}

// codeInput is what is asked about code.
type codeInput struct {
	Scene   string `json:"scene"`
	Message []struct {
		Role    string          `json:"role"`
		Content string          `json:"content"`
		Meta    json.RawMessage `json:"meta"`
	} `json:"message"`
}

// messages puts it into those of a conversation.
func (in codeInput) messages() (l []openai.Message, err error) {
	system, ok := scenes[in.Scene]
	if !ok {
		return nil, fault.New(fault.Invalid, "there is no scene %.60q; there are custom, nl2code, code2comment, code2explain, commit2msg, unittest, codeqa and nl2sql", in.Scene)
	}
	if system != "" {
		l = append(l, openai.Message{Role: "system", Content: openai.Text(system)})
	}
	said := ""
	for _, m := range in.Message {
		switch m.Role {
		case "user":
			said += m.Content + "\n"
		case "attachment":
			said += "Attachment:\n" + string(m.Meta) + "\n"
		default:
			return nil, fault.New(fault.Invalid, "a message is of %.60q; those of a scene are of user and attachment", m.Role)
		}
	}
	if said == "" {
		return nil, fault.New(fault.Invalid, "there is no message of the user, and no attachment")
	}
	return append(l, openai.Message{Role: openai.User, Content: openai.Text(said)}), nil
}

// coded is an answer about code, or a piece of one.
type coded struct {
	Finish  string `json:"finish_reason"`
	Frame   int    `json:"frame_id"`
	Content string `json:"content"`
	Index   int    `json:"index"`
}

// code answers a question about code by a chat model: whole, or all of it so far as
// events.
func (s server) code(w http.ResponseWriter, r *http.Request) {
	c, err := s.read(w, r)
	var in codeInput
	t := talk{server: s, Call: c}
	if err == nil {
		err = cmp.Or(c.ReadInput(&in), c.ReadParameters(&t.params))
	}
	if err == nil && t.params.N > 1 {
		err = fault.New(fault.Invalid, "n is %d; one answer is given", t.params.N)
	}
	var ask openai.ChatRequest
	var more map[string]any
	if err == nil {
		ask, more, err = t.options()
	}
	if err == nil {
		ask.Messages, err = in.messages()
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out, events, streamed := coded{Finish: "null"}, &events{w: w}, streams(r)
	var all dialogue.Answer
	for chunk, err := range s.Talks.Say(r.Context(), c.Base, ask, more) {
		if err != nil {
			s.broken(w, r, events, err)
			return
		}
		all.Add(chunk)
		if said := all.First().Content.String(); streamed && said != out.Content {
			out.Content = said
			if events.write("result", http.StatusOK, s.coded(w, out, nil)) != nil {
				return // nobody listens any more
			}
			out.Frame++
		}
	}
	out.Content, out.Finish = all.First().Content.String(), cmp.Or(all.First().Finish, "stop")
	if !streamed {
		s.answer(w, s.coded(w, out, all.Usage))
		return
	}
	_ = events.write("result", http.StatusOK, s.coded(w, out, all.Usage)) // the client may be gone
}

func (s server) coded(w http.ResponseWriter, c coded, u *openai.Usage) dashscope.Answer {
	return dashscope.Answer{RequestID: requestID(w), Output: map[string]any{"choices": []coded{c}}, Usage: usage(u)}
}
