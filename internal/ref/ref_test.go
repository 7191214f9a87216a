package ref_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/ref"
)

func TestParseModel(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"tenon/sentiment", "Qwen/Qwen2.5-0.5B@main", "a/b_c.d", "lab/m:Q4_K_M", "lab/m@v1.0:UD-Q4_K_XL", "lab/m@refs/pr/1", "lab/m@feature/x:q8_0", "hf.co/m",
	} {
		if m, err := ref.ParseModel(good); err != nil || m.String() != good {
			t.Errorf("%s: %v %v", good, m, err)
		}
	}
	for said, want := range map[string]string{
		"hf.co/lab/m": "lab/m", "hf.co/lab/m:Q8_0": "lab/m:Q8_0", "huggingface.co/lab/m@main": "lab/m@main", "modelscope.cn/lab/m:latest": "lab/m", "lab/m:latest": "lab/m",
	} {
		if m, err := ref.ParseModel(said); err != nil || m.String() != want {
			t.Errorf("%s: %v %v", said, m, err)
		}
	}
	for _, bad := range []string{
		"", "a", "a/", "/b", "a/b/c", "../b", "a/..", "a/b@", "a/b@../x", "a/b c", "á/b", "a/" + strings.Repeat("b", 97), "-a/b",
		"a/b:", "a/b:x/y", "a/b:x:y", "a/b:Q8_0@main", "a/b@main~1", "a/b@HEAD^", "hf.co/a/b/c", "evil.co/a/b", "a/b:../x",
	} {
		if m, err := ref.ParseModel(bad); err == nil {
			t.Errorf("%q was read as %v", bad, m)
		}
	}
	if m, _ := ref.ParseModel("lab/m@v1:Q8_0"); m != (ref.Model{Owner: "lab", Name: "m", Rev: "v1", Quant: "Q8_0"}) || m.Main().String() != "lab/m" {
		t.Errorf("%+v", m)
	}
}

func FuzzParseModel(f *testing.F) {
	f.Add("tenon/sentiment@main")
	f.Add("hf.co/lab/m@v1:Q8_0")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ref.ParseModel(s)
		if err != nil {
			return
		}
		name := m.String()
		if again, err := ref.ParseModel(name); err != nil || again != m || !strings.HasSuffix(strings.TrimSuffix(s, ":latest"), name) || strings.Contains(name, "..") || strings.Count(m.Main().String(), "/") != 1 {
			t.Errorf("%q was read as %v", s, m)
		}
	})
}
