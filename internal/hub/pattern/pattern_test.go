package pattern_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/hub/pattern"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestRulesOfGit(t *testing.T) {
	t.Parallel()
	ignore := pattern.ParseIgnore("# words\n*.log\n!keep.log\nbuild/\n/top.txt\ndocs/**/tmp\na?c\n\\#x\n文?/*.日志\n")
	for path, want := range map[ref.Path]bool{
		"x.log": true, "a/b/x.log": true, "a/keep.log": false, "build/x/y": true, "a/build/x": true, "build": false, "top.txt": true, "a/top.txt": false,
		"docs/tmp": true, "docs/a/b/tmp/c": true, "abc": true, "a/c": false, "#x": true, "words": false, "x.logs": false, "文件/a.日志": true, "文/a.日志": false,
	} {
		if got := ignore.Fit(path); got != want {
			t.Errorf("ignore %s: %v", path, got)
		}
	}
	large := pattern.ParseLarge(pattern.Attributes + "data/*.csv filter=lfs\nsmall.bin -filter\n")
	for path, want := range map[ref.Path]bool{
		"a/model.bin": true, "x.tar.zst": true, "README.md": false, "data/a.csv": true, "a.csv": false, "data/b/a.csv": false, "a/small.bin": false, "run/events.out.tfevents.12": true,
	} {
		if got := large.Fit(path); got != want {
			t.Errorf("large %s: %v", path, got)
		}
	}
}

func FuzzRules(f *testing.F) {
	f.Add("a/**/b\n!*.x\n", "a/c/b")
	f.Add("[[:space:]]\\", "\\")
	f.Add("文\xff*\\\xff", "文")
	f.Fuzz(func(_ *testing.T, text, path string) {
		_ = pattern.ParseIgnore(text).Fit(ref.Path(path))
		_ = pattern.ParseLarge(text).Fit(ref.Path(path))
	})
}
