package modelscope_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/modelscope"
	"github.com/tenonhub/tenon/internal/hub"
)

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"", "0", "00", "-1", "+1", "1_0", "79228162514264337593543950335", "79228162514264337593543950336", strings.Repeat("9", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := modelscope.Numbered(s); ok && string(modelscope.Number(id)) != s {
			t.Errorf("%q is read as %s, which is %s", s, id, modelscope.Number(id))
		}
	})
}

func TestANumberIsTheIDOfARepository(t *testing.T) {
	t.Parallel()
	for id, want := range map[hub.ID]string{
		"000000000000000000000000": "0", "00000000000000000000000a": "10", "ffffffffffffffffffffffff": "79228162514264337593543950335",
	} {
		got := string(modelscope.Number(id))
		back, ok := modelscope.Numbered(got)
		if got != want || back != id || !ok {
			t.Errorf("%s is %s, which is %s, %v", id, got, back, ok)
		}
	}
	for _, s := range []string{"", "-1", "+1", "01", "1_0", "0x1", "79228162514264337593543950336", strings.Repeat("9", 40)} {
		if id, ok := modelscope.Numbered(s); ok {
			t.Errorf("%q is read as %s", s, id)
		}
	}
}
