package openai

import (
	"fmt"
	"net/http"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// completed are the events that bring a picture.
var completed = map[task.ID]string{callee.Paints: "image_generation.completed", callee.Repaints: "image_edit.completed"}

// album brings pictures one by one, as soon as each is made.
type album struct {
	w     http.ResponseWriter
	kind  string
	begun bool
}

// write writes the last picture of those that were made.
func (e *album) write(res openai.ImageResponse, req openai.ImageRequest) error {
	if !e.begun {
		e.begun = true
		e.w.Header().Set("Content-Type", stream)
		e.w.Header().Set("Cache-Control", "no-cache")
	}
	one := res.Data[len(res.Data)-1]
	event := map[string]any{"type": e.kind, "b64_json": one.B64JSON, "created_at": res.Created, "size": req.Size, "quality": "auto", "background": "auto", "output_format": req.OutputFormat}
	if one.URL != "" {
		event["url"] = one.URL
	}
	if res.Usage.TotalTokens = res.Usage.InputTokens + res.Usage.OutputTokens; res.Usage.TotalTokens > 0 {
		event["usage"] = res.Usage
	}
	return named(e.w, e.kind, event)
}

// named writes an event with its name before it.
func named(w http.ResponseWriter, name string, v any) error {
	if _, err := fmt.Fprintf(w, "event: %s\n", name); err != nil {
		return err
	}
	if err := openai.WriteEvent(w, v); err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}
