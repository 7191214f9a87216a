package ref_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestParsePath(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"README.md", "a/b/c.bin", "with space/ü/模型.txt", ".gitattributes", ".github/x", "git", "a..b", "-rf", "console.txt", "com.py", "COM10", "lpt", "2024-01-01T00:00:00.json", `"q"`, strings.Repeat("a", 255)} {
		if p, err := ref.ParsePath(s); err != nil || string(p) != s {
			t.Errorf("%q: %q, %v", s, p, err)
		}
	}
	for _, s := range []string{
		"", "/", "/etc/passwd", "a/", "a//b", ".", "..", "a/../b", "../x", `a\b`, "a\x00b", "a\nb", "\xff", ".git/config", "a/.GIT/hooks",
		".git ", ".git.", "GIT~1", ".git::$INDEX_ALLOCATION", ".g\u200cit/x", "a\u202egpj.exe", "a.", "b /c", "NUL", "con.txt", "x/Aux", "com1", "LPT9.bin", "COM².x", "nul:x", "C:evil", "c:/x", "a\ufeffb",
		strings.Repeat("a", 256), strings.Repeat("a/", 2100) + "b",
	} {
		if p, err := ref.ParsePath(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was parsed as %q, %v", s, p, err)
		}
	}
}

func TestParseFolder(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]ref.Path{"": "", "/": "", "a/b/": "a/b", "/a": "a"} {
		if p, err := ref.ParseFolder(s); err != nil || p != want {
			t.Errorf("%q: %q, %v", s, p, err)
		}
	}
	if p, err := ref.ParseFolder("a/../.."); err == nil {
		t.Errorf("parsed %q", p)
	}
	if got := ref.Path("").Join("a").Join("b"); got != "a/b" || got.Base() != "b" || len(got.Parts()) != 2 || len(ref.Path("").Parts()) != 0 {
		t.Errorf("joined %q", got)
	}
}

func TestParseRev(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"main", "v1.0", "refs/pr/1", "feature/x", strings.Repeat("a", 40), "分支", "a@b"} {
		if r, err := ref.ParseRev(s); err != nil || string(r) != s {
			t.Errorf("%q: %q, %v", s, r, err)
		}
	}
	for _, s := range []string{"", "@", "-x", "a..b", "main~1", "main^", "main:file", "a b", "a/", "/a", "a//b", ".a", "a/.b", "x.lock", "X.LOCK/y", "@{-1}", "a\n", "a*", strings.Repeat("a", 201), "x."} {
		if r, err := ref.ParseRev(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was parsed as %q, %v", s, r, err)
		}
	}
	if !ref.Rev(strings.Repeat("0a", 20)).Commit() || ref.Rev("main").Abbreviated() || !ref.Rev("0a0a0").Abbreviated() || ref.Rev("0a0a0").Commit() {
		t.Error("what may be a commit is told wrongly")
	}
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"a/b", "../x", ".git", "a//b", "\u200b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ref.ParsePath(s)
		if err == nil && !filepath.IsLocal(filepath.FromSlash(string(p))) {
			t.Errorf("%q leaves the repository", p)
		}
	})
}
