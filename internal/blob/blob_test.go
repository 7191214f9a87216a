package blob_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestParseDigest(t *testing.T) {
	t.Parallel()
	good := strings.Repeat("0a", 32)
	for s, ok := range map[string]bool{
		good: true, "": false, good[1:]: false, good + "0": false, good + "0a": false,
		strings.ToUpper(good): false, strings.Repeat("0g", 32): false, "../" + good[3:]: false,
	} {
		d, err := blob.ParseDigest(s)
		if ok != (err == nil) || ok && d.String() != s {
			t.Errorf("%q: %v, %v", s, d, err)
		}
		if !ok && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, want a fault of kind invalid", s, err)
		}
	}
}

func TestDigestInJSON(t *testing.T) {
	t.Parallel()
	d := blob.Digest{1, 2, 255}
	b, err := json.Marshal(map[string]blob.Digest{"digest": d})
	if err != nil || !strings.HasPrefix(string(b), `{"digest":"0102ff00`) {
		t.Fatalf("wrote %s, %v", b, err)
	}
	var m map[string]blob.Digest
	if err := json.Unmarshal(b, &m); err != nil || m["digest"] != d {
		t.Errorf("read %v, %v", m, err)
	}
}
