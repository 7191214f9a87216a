package template

import "testing"

func FuzzPrepare(f *testing.F) {
	f.Add("a {% if x %}\n {{ 'b' | tojson }} {# c #}{% endif %}")
	f.Add("{{ '\\")
	f.Fuzz(func(t *testing.T, source string) {
		if out := prepare(source); len(out) > 8*len(source) {
			t.Errorf("%q became %q", source, out)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"messages": [{"role": "user", "content": "é"}], "n": 1.5}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if v, err := decode(data); err == nil {
			for _, x := range v {
				w := jsonWriter{indent: -1}
				_ = w.value(x, 0) // refused or written
			}
		}
	})
}
