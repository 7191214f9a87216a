package upstream_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror/upstream"
)

func TestWhatIsNoUpstream(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]upstream.Options{
		"a kind":     {URL: "https://hub.example", Kind: "gopher"},
		"no address": {Kind: upstream.Tenon},
		"a file":     {URL: "file:///etc/passwd", Kind: upstream.Tenon},
		"a password": {URL: "https://me:pw@hub.example", Kind: upstream.Tenon},
	} {
		if _, err := upstream.New(o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := upstream.New(upstream.Options{URL: "https://hub.example/", Kind: upstream.ModelScope}); err != nil {
		t.Error(err)
	}
}

const oid = "0123456789012345678901234567890123456789"

func TestParseRefs(t *testing.T) {
	t.Parallel()
	peeled := strings.Replace(oid, "0", "f", 1)
	line := func(s string) string {
		return string("0123456789abcdef"[(len(s)+4)/16]) + string("0123456789abcdef"[(len(s)+4)%16]) + s
	}
	in := "00" + line(oid+" HEAD\n") + "00" + line(oid+" refs/heads/main\n") + "00" + line(oid+" refs/tags/v1 peeled:"+peeled+"\n") + "0000"
	refs, err := upstream.ParseRefs(strings.NewReader(in))
	if err != nil || len(refs) != 2 || refs["refs/heads/main"] != oid || refs["refs/tags/v1"] != hub.OID(peeled) {
		t.Errorf("%v, %v", refs, err)
	}
	for n := range len(in) - 1 {
		if _, err := upstream.ParseRefs(strings.NewReader(in[:n])); err == nil {
			t.Errorf("cut after %d bytes it is read as whole", n)
		}
	}
	for _, bad := range []string{"0001", "zzzz", "0009hello", "<html>", "00" + line("123 refs/heads/main\n") + "0000"} {
		if refs, err := upstream.ParseRefs(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read as %v", bad, refs)
		}
	}
}

func FuzzParseRefs(f *testing.F) {
	f.Add("003d" + oid + " refs/heads/main\n0000")
	f.Add("0000")
	f.Fuzz(func(t *testing.T, s string) {
		refs, err := upstream.ParseRefs(strings.NewReader(s))
		for name, commit := range refs {
			if _, e := hub.ParseOID(string(commit)); err == nil && (e != nil || !strings.HasPrefix(string(name), "refs/")) {
				t.Errorf("%q leads to %q", name, commit)
			}
		}
	})
}
