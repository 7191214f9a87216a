package remotetest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	var req openai.ChatRequest
	if !s.read(w, r, Chat, &req) {
		return
	}
	if param, wrong := wrongChat(req); wrong != "" {
		refuse(w, param, wrong)
		return
	}
	text := s.reply(req)
	usage := &openai.Usage{CompletionTokens: words(text)}
	for _, m := range req.Messages {
		usage.PromptTokens += words(m.Content.String()) + 4
	}
	usage.TotalTokens = usage.PromptTokens + usage.CompletionTokens
	base := openai.ChatResponse{ID: "chatcmpl-1", Object: "chat.completion", Created: 1_700_000_000, Model: Chat}
	if call, ok := called(req, text); ok {
		s.callTool(w, req.Stream, base, call, usage)
		return
	}
	if !req.Stream {
		stop := "stop"
		base.Choices = []openai.Choice{{Message: &openai.Message{Role: openai.Assistant, Content: openai.Text(text)}, Finish: &stop}}
		base.Usage = usage
		send(w, http.StatusOK, base)
		return
	}
	s.stream(w, r, base, text, usage, req.StreamOptions != nil && req.StreamOptions.IncludeUsage)
}

// called makes a call of a tool of an answer such as "CALL weather {…}", where
// the request has a tool of that name.
func called(req openai.ChatRequest, text string) (openai.ToolCall, bool) {
	rest, ok := strings.CutPrefix(text, "CALL ")
	name, args, _ := strings.Cut(rest, " ")
	ok = ok && slices.ContainsFunc(req.Tools, func(t openai.Tool) bool { return t.Function.Name == name })
	return openai.ToolCall{ID: "call_1", Type: "function", Function: openai.Called{Name: name, Arguments: args}}, ok
}

// callTool asks for a call, in a stream in two pieces.
func (s *Server) callTool(w http.ResponseWriter, stream bool, base openai.ChatResponse, call openai.ToolCall, usage *openai.Usage) {
	why := "tool_calls"
	if !stream {
		base.Choices = []openai.Choice{{Message: &openai.Message{Role: openai.Assistant, Calls: []openai.ToolCall{call}}, Finish: &why}}
		base.Usage = usage
		send(w, http.StatusOK, base)
		return
	}
	base.Object = "chat.completion.chunk"
	w.Header().Set("Content-Type", "text/event-stream")
	args, index := call.Function.Arguments, 0
	call.Index = &index
	for _, piece := range []string{args[:len(args)/2], args[len(args)/2:]} {
		call.Function.Arguments = piece
		base.Choices = []openai.Choice{{Delta: &openai.Message{Calls: []openai.ToolCall{call}}}}
		_ = openai.WriteEvent(w, base)
		call = openai.ToolCall{Index: &index}
	}
	base.Choices = []openai.Choice{{Delta: &openai.Message{}, Finish: &why}}
	_ = openai.WriteEvent(w, base)
	base.Choices, base.Usage = []openai.Choice{}, usage
	_ = openai.WriteEvent(w, base)
	_, _ = io.WriteString(w, openai.Done)
}

// stream writes the answer word by word.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, base openai.ChatResponse, text string, usage *openai.Usage, count bool) {
	base.Object = "chat.completion.chunk"
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	piece := func(m openai.Message, finish *string) bool {
		base.Choices = []openai.Choice{{Delta: &m, Finish: finish}}
		return openai.WriteEvent(w, base) == nil && flush() == nil
	}
	if !piece(openai.Message{Role: openai.Assistant}, nil) {
		return
	}
	broken := s.broken()
	for _, word := range strings.SplitAfter(text, " ") {
		if !s.wait(r) || !piece(openai.Message{Content: openai.Text(word)}, nil) {
			return
		}
		if broken {
			panic(http.ErrAbortHandler)
		}
	}
	stop := "stop"
	piece(openai.Message{}, &stop)
	if count {
		base.Choices, base.Usage = []openai.Choice{}, usage
		_ = openai.WriteEvent(w, base)
	}
	_, _ = io.WriteString(w, openai.Done)
}

// reply is the next answer; without any, what the user said last.
func (s *Server) reply(req openai.ChatRequest) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) > 0 {
		text := s.answers[0]
		s.answers = s.answers[1:]
		return text
	}
	if s.answer != nil {
		return s.answer(req)
	}
	return "You said: " + req.Messages[len(req.Messages)-1].Content.String()
}

var schemaName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// wrongChat says what the real server would not take.
func wrongChat(req openai.ChatRequest) (param, wrong string) {
	if len(req.Messages) == 0 {
		return "messages", "[] is too short - 'messages'"
	}
	for i, m := range req.Messages {
		if !slices.Contains([]string{openai.System, openai.User, openai.Assistant, openai.ToolRole}, m.Role) {
			return "messages", fmt.Sprintf("Invalid value: '%s'.", m.Role)
		}
		if m.Role == openai.ToolRole && !answers(req.Messages[:i], m.CallID) {
			return "messages", "messages with role 'tool' must be a response to a preceding message with 'tool_calls'."
		}
		for _, p := range m.Content {
			if p.Type == "image_url" && !goodPicture(p.ImageURL) {
				return fmt.Sprintf("messages.[%d].content", i), "You uploaded an unsupported image."
			}
		}
	}
	f := req.ResponseFormat
	if f == nil || f.Type != "json_schema" {
		return "", ""
	}
	if f.Schema == nil || !schemaName.MatchString(f.Schema.Name) {
		return "response_format.json_schema.name", "Invalid 'response_format.json_schema.name'."
	}
	var schema any
	if err := json.Unmarshal(f.Schema.Schema, &schema); err != nil {
		return "response_format.json_schema.schema", "Invalid schema."
	}
	if f.Schema.Strict {
		if why := strictly(schema, 0); why != "" {
			return "response_format", "Invalid schema for response_format '" + f.Schema.Name + "': " + why
		}
	}
	return "", ""
}

// answers reports whether a call of that id was asked for before.
func answers(before []openai.Message, id string) bool {
	return slices.ContainsFunc(before, func(m openai.Message) bool {
		return slices.ContainsFunc(m.Calls, func(c openai.ToolCall) bool { return c.ID == id && id != "" })
	})
}

func goodPicture(u *openai.ImageURL) bool {
	if u == nil {
		return false
	}
	data, inline := strings.CutPrefix(u.URL, "data:")
	if !inline {
		return strings.HasPrefix(u.URL, "http")
	}
	media, b64, ok := strings.Cut(data, ";base64,")
	b, err := base64.StdEncoding.DecodeString(b64)
	return ok && err == nil && http.DetectContentType(b) == media
}

// strictly checks the rules of strict schemas: closed objects whose
// properties are all required, and no keyword that is not known.
func strictly(schema any, depth int) string {
	m, ok := schema.(map[string]any)
	switch {
	case !ok:
		return "a schema must be an object"
	case depth > 10:
		return "it is nested too deeply"
	}
	known := []string{"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "description", "$defs", "$ref", "minimum", "maximum", "minItems", "maxItems", "pattern"}
	for k := range m {
		if !slices.Contains(known, k) {
			return "'" + k + "' is not permitted"
		}
	}
	if m["type"] == "object" {
		props, _ := m["properties"].(map[string]any)
		if m["additionalProperties"] != false {
			return "'additionalProperties' is required to be supplied and to be false"
		}
		required, _ := m["required"].([]any)
		for _, name := range slices.Sorted(maps.Keys(props)) {
			if !slices.Contains(required, any(name)) {
				return "'required' is required to be supplied and to be an array including every key in properties. Missing '" + name + "'"
			}
			if why := strictly(props[name], depth+1); why != "" {
				return why
			}
		}
	}
	if items, ok := m["items"]; ok {
		return strictly(items, depth+1)
	}
	if all, ok := m["anyOf"].([]any); ok {
		for _, one := range all {
			if why := strictly(one, depth+1); why != "" {
				return why
			}
		}
	}
	return ""
}

func words(s string) int64 { return int64(len(strings.Fields(s))) }

func (s *Server) embeddings(w http.ResponseWriter, r *http.Request) {
	var req openai.EmbeddingRequest
	if !s.read(w, r, Embedding, &req) {
		return
	}
	if len(req.Input) == 0 || len(req.Input) > 2048 || slices.Contains(req.Input, "") {
		refuse(w, "input", "'$.input' is invalid.")
		return
	}
	res := openai.EmbeddingResponse{Object: "list", Model: Embedding, Usage: &openai.Usage{}}
	for i, text := range req.Input {
		res.Data = append(res.Data, openai.Embedding{Object: "embedding", Index: i, Vector: vector(text)})
		res.Usage.PromptTokens += words(text)
	}
	res.Usage.TotalTokens = res.Usage.PromptTokens
	send(w, http.StatusOK, res)
}

// vector counts the pairs of letters of a text: texts with the same words are near.
func vector(text string) []float32 {
	v := make([]float32, 256)
	letters := []rune(strings.ToLower(text))
	for i := range letters {
		h := fnv.New32a()
		_, _ = io.WriteString(h, string(letters[i:min(i+2, len(letters))]))
		v[h.Sum32()%256]++
	}
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(sum))
	}
	return v
}
