package app_test

import (
	"net/http"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/tenonhub/tenon/internal/pythontest"
)

func TestMCPForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "mcp_client.py")
}

// bearer sends a token with each request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

func TestMCPForGo(t *testing.T) {
	t.Parallel()
	c := callable(t)
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	s, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: c.url + "/mcp?only=tenon/sentiment", HTTPClient: &http.Client{Transport: bearer(c.token)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	res, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "tenon_sentiment", Arguments: map[string]any{"text": "I hate it."}})
	if err != nil || res.IsError || len(res.Content) == 0 {
		t.Errorf("%+v, %v", res, err)
	}
	if _, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: c.url + "/mcp", HTTPClient: &http.Client{Transport: bearer("wrong")}}, nil); err == nil {
		t.Error("a wrong token is let in")
	}
}
