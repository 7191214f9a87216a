package object_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/wire/object"
)

var bodies = []string{
	`{}`, " { } \n", `{"a":1}`, `{"model":"x","messages":[{"role":"user","content":"a \"quoted\" {text} \\"}],"stream":true}`,
	`{"a" : -1.5e3 , "b":null,"c" :[ ],"d":{"a":{"a":[1,{}]}} }`, `{"a":1,"a":"two"}`, `{"\u0061":1,"\"":2,"":3}`, `{"a":"\\\\","b":"\\\""}`,
}

func TestObjects(t *testing.T) {
	t.Parallel()
	for _, body := range bodies {
		same(t, body)
	}
}

// same compares with what encoding/json says.
func same(t *testing.T, body string) {
	t.Helper()
	o, err := object.Split([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	want := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(body), &want); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	for name, value := range want {
		if got := o.Get(name); !bytes.Equal(got, value) {
			t.Errorf("%s has %q: %s, want %s", body, name, got, value)
		}
		if left := o.Without(name); left.Get(name) != nil || !json.Valid(left.Bytes()) {
			t.Errorf("%s without %q is %s", body, name, left.Bytes())
		}
	}
	if o.Get("missing") != nil && want["missing"] == nil {
		t.Errorf("%s has what it lacks", body)
	}
	for name, value := range map[string]json.RawMessage{"model": json.RawMessage(`"other"`), "\"new\"": json.RawMessage(`[1]`)} {
		o, want := o.With(name, value), maps.Clone(want)
		want[name] = value
		var got map[string]json.RawMessage
		if err := json.Unmarshal(o.Bytes(), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s became %s, %v", body, o.Bytes(), err)
		}
		if n := strings.Count(string(o.Bytes()), string(must(json.Marshal(name)))+":"); n != 1 && name == "model" && !strings.Contains(body, `:{"model"`) {
			t.Errorf("%s has %q %d times", o.Bytes(), name, n)
		}
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestWhatIsNoObject(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"", " ", "null", "[]", `"a"`, "{", `{"a`, `{"a"`, `{"a":`, `{"a":}`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{"a":1}{}`, `{"a":1} x`, `{"a":[1}`, `{"a":"b}`,
		`{,}`, `{a:1}`, `{"a":1 2}`, `{"a":"\"}`,
	} {
		if o, err := object.Split([]byte(body)); err == nil && json.Valid(o.Bytes()) {
			t.Errorf("%q is split into %s", body, o.Bytes())
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, body := range bodies {
		f.Add(body)
	}
	f.Add(`{"a":[1}`)
	f.Fuzz(func(t *testing.T, body string) {
		var fields map[string]json.RawMessage
		if json.Unmarshal([]byte(body), &fields) == nil && fields != nil {
			same(t, body)
			return
		}
		if o, err := object.Split([]byte(body)); err == nil {
			o.With("model", json.RawMessage("1")).Bytes() // it does not panic
		}
	})
}
