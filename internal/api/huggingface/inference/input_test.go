package inference

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestATableKeepsItsColumnsInOrder(t *testing.T) {
	t.Parallel()
	v, err := table([]byte(`{"b": ["x, y", 2], "a": [null, true]}`))
	if err != nil || v.Text != "b,a\n\"x, y\",\n2,true\n" {
		t.Errorf("%q, %v", v.Text, err)
	}
	for _, bad := range []string{`{}`, `[]`, `{"a": 1}`, `{"a": ["1"], "b": []}`, `{"a": ["1"]`, ``} {
		if v, err := table([]byte(bad)); err == nil {
			t.Errorf("%s became %q", bad, v.Text)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte(`{"city": ["Rome", "Oslo"], "people": [1, 2.5]}`))
	f.Add([]byte(`{"a": [], "b": []}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := table(b)
		if err != nil {
			return
		}
		r := csv.NewReader(strings.NewReader(v.Text))
		r.FieldsPerRecord = 0
		if _, err := r.ReadAll(); err != nil {
			t.Errorf("%s became %q: %v", b, v.Text, err)
		}
	})
}
