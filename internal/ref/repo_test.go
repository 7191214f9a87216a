package ref_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestParseRepo(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"lab/voice", "Lab/Voice-1.5_x", "lab/4", "lab/git"} {
		if r, err := ref.ParseRepo(s); err != nil || r.String() != s {
			t.Errorf("%q: %v, %v", s, r, err)
		}
	}
	for _, s := range []string{"", "lab", "lab/", "/voice", "lab/a/b", "api/voice", "lab/..", "lab/a..b", "lab/.git", "lab/a.git", "lab/a.GIT", "lab/a.lock", "lab/a.", "lab/-a", "lab/ä", "lab/a b", "lab/a\x00"} {
		if r, err := ref.ParseRepo(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was parsed as %v, %v", s, r, err)
		}
	}
	if a, b := (ref.Repo{Owner: "Lab", Name: "Voice"}), (ref.Repo{Owner: "lab", Name: "voice"}); a.Key() != b.Key() {
		t.Errorf("%s and %s are two", a, b)
	}
}
