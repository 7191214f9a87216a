package dashscope_test

import (
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

func TestContentInAllItsForms(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{`"hi"`: `"hi"`, `null`: `""`, `[]`: `[]`, `[{"image":"x"},{"text":"y"}]`: `[{"image":"x"},{"text":"y"}]`} {
		var c dashscope.Content
		if err := json.Unmarshal([]byte(in), &c); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got, err := json.Marshal(c); err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v", in, got, err)
		}
	}
}

func FuzzFrame(f *testing.F) {
	f.Add(`{"header":{"action":"run-task","task_id":"x"},"payload":{"model":"m","task":"tts","parameters":{"format":"wav"},"input":{"text":"x"}}}`)
	f.Add(`{"header":{},"payload":{"messages":[{"role":"user","content":[{"text":"x"}]}]}}`)
	f.Fuzz(func(t *testing.T, s string) {
		var frame dashscope.Frame
		if json.Unmarshal([]byte(s), &frame) != nil || len(frame.Payload) == 0 {
			return
		}
		var task dashscope.Task
		var chat dashscope.ChatInput
		_ = json.Unmarshal(frame.Payload, &task)
		if json.Unmarshal(frame.Payload, &chat) != nil {
			return
		}
		for _, m := range chat.Messages {
			if _, err := json.Marshal(m.Content); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
	})
}
