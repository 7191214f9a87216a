package dashscope

import (
	"context"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/tenonhub/tenon/internal/fault"
)

// absent are the services that the SDKs know and nobody does here, and what to do instead.
var absent = []struct{ path, instead string }{
	{"/apps/", "applications are not kept here: ask the assistant, the model tenon/assistant, or a chat model, by text generation"},
	{"/assistants", "assistants are not kept here: ask the assistant, the model tenon/assistant, or a chat model, by text generation"},
	{"/threads", "threads of assistants are not kept here: send the conversation with each request of text generation"},
	{"/services/audio/asr/customization", "no vocabularies are kept here: a model hears the words that it knows; keyword spotting listens for those of its repository"},
	{"/services/audio/tts/customization", "no voices are made here: push a repository with the voice that is to speak (tenon push)"},
	{"/services/aigc/video-generation", "no model here makes films; tenon/make-slideshow puts pictures together, by /models/tenon/make-slideshow, MCP or tenon run"},
	{"/services/aigc/image2video", "no model here makes films; tenon/make-slideshow puts pictures together, by /models/tenon/make-slideshow, MCP or tenon run"},
	{"/systemone", "decisions are not served here: ask a chat model by text generation"},
	{"/public-keys", "encrypted requests are not taken here; use TLS"},
}

const noConversation = "conversations by sound are not served here: send speech to /api-ws/v1/inference, which hears (task asr) and speaks (task tts), and text to a chat model"

// polite is how long it is waited for what a client says before it is told goodbye.
const polite = 10 * time.Second

// converse refuses a conversation by sound, in the form of its protocol.
func (s server) converse(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // it has answered
	}
	refusal := map[string]any{"type": "error", "event_id": "event_" + requestID(w), "error": map[string]string{"type": "invalid_request_error", "code": codes[fault.Conflict], "message": noConversation}}
	ctx, stop := context.WithTimeout(r.Context(), polite)
	defer stop()
	if wsjson.Write(ctx, conn, refusal) == nil {
		_, _, _ = conn.Read(ctx) // clients take who leaves at once for one who was never there
	}
	_ = conn.Close(websocket.StatusPolicyViolation, "not served here") // it may be gone
}
