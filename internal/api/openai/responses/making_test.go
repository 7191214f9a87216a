package responses

import (
	"testing"

	"github.com/tenonhub/tenon/internal/wire/openai"
)

// Some servers send whole calls, one in a chunk, without an index.
func TestCallsWithoutIndicesStayApart(t *testing.T) {
	t.Parallel()
	m := &making{}
	one := 1
	for _, c := range []openai.ToolCall{
		{ID: "a", Function: openai.Called{Name: "look", Arguments: `{"at":1}`}},
		{ID: "b", Index: &one, Function: openai.Called{Name: "look", Arguments: `{"at":`}},
		{Index: &one, Function: openai.Called{Arguments: `2}`}},
		{ID: "c", Function: openai.Called{Name: "hear", Arguments: `{"at":3}`}},
	} {
		m.add(openai.ChatResponse{Choices: []openai.Choice{{Delta: &openai.Message{Calls: []openai.ToolCall{c}}}}})
	}
	m.finish()
	got := ""
	for _, it := range m.res.Output {
		got += it.CallID + " " + it.Name + *it.Arguments + "; "
	}
	if want := `a look{"at":1}; b look{"at":2}; c hear{"at":3}; `; got != want {
		t.Errorf("the calls are %s, want %s", got, want)
	}
}
