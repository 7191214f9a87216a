package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/wire/object"
)

func TestOnlyAStreamIsMadeToTellItsUsage(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`: `{}`, `{"stream":false}`: `{"stream":false}`,
		`{"stream":true}`:                                                           `{"stream":true,"stream_options":{"include_usage":true}}`,
		`{"stream":true,"stream_options":null}`:                                     `{"stream":true,"stream_options":{"include_usage":true}}`,
		`{"stream":true,"stream_options":{"include_usage":false,"x":1}}`:            `{"stream":true,"stream_options":{"include_usage":true,"x":1}}`,
		`{"stream":true,"stream_options":{"include_usage":true}}`:                   `{"stream":true,"stream_options":{"include_usage":true}}`,
		`{"stream":true,"stream_options":"what the engine is to refuse","model":1}`: `{"model":1,"stream":true,"stream_options":"what the engine is to refuse"}`,
	} {
		req, err := object.Split([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		counted, added := engine.Count(req)
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(counted.Bytes(), &fields); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(fields)
		if err != nil || string(got) != want || added == (body == want) && body != `{"stream":true,"stream_options":"what the engine is to refuse","model":1}` {
			t.Errorf("%s became %s, %v; said to be changed: %v", body, got, err, added)
		}
	}
}
