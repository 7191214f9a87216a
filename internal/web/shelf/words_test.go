package shelf_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/task"
)

var (
	entries = regexp.MustCompile(`(?:'([^']+)'|([A-Za-z0-9]+)): '((?:[^'\\\\]|\\\\.)*)'`)
	saying  = regexp.MustCompile(`say\('([^'$]+)'`)
	counted = regexp.MustCompile(`many\('([^']+)'`)
)

// TestWords looks for what the pages say that has no words, and for words that
// one language has and the other has not.
func TestWords(t *testing.T) {
	t.Parallel()
	scripts := filepath.Join("..", "page", "js")
	read := func(names ...string) (all string) {
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all += string(b)
		}
		return all
	}
	words := func(language string) map[string]string {
		m := map[string]string{}
		for _, e := range entries.FindAllStringSubmatch(read(filepath.Join(scripts, "words", language+".js"), filepath.Join(scripts, "words", "hub-"+language+".js")), -1) {
			m[e[1]+e[2]] = e[3]
		}
		return m
	}
	english, chinese := words("en"), words("zh")
	if len(english) < 300 {
		t.Fatalf("there are %d words", len(english))
	}
	for key, said := range english {
		if chinese[key] == "" || strings.Count(said, "{}") != strings.Count(chinese[key], "{}") {
			t.Errorf("%s is %q in English and %q in Chinese", key, said, chinese[key])
		}
	}
	for key := range chinese {
		if english[key] == "" {
			t.Errorf("%s is in Chinese alone", key)
		}
	}
	names := read(filepath.Join(scripts, "hub", "task.js"))
	for _, id := range task.All() {
		for _, name := range []string{string(id.ID), id.Tag} {
			if !strings.Contains(names, "'"+name+"': '") && !strings.Contains(names, " "+name+": '") {
				t.Errorf("the task %s has no name in Chinese", name)
			}
		}
	}
	modules, err := filepath.Glob(filepath.Join(scripts, "hub", "*.js"))
	if err != nil || len(modules) < 20 {
		t.Fatalf("modules %v, %v", modules, err)
	}
	source := read(append(modules, filepath.Join(scripts, "frame.js"))...)
	for _, m := range saying.FindAllStringSubmatch(source, -1) {
		if english[m[1]] == "" {
			t.Errorf("the pages say %q, which has no words", m[1])
		}
	}
	for _, m := range counted.FindAllStringSubmatch(source, -1) {
		if english[m[1]] == "" || english[m[1]+"1"] == "" {
			t.Errorf("the pages count %q, which has no words for one, or for many", m[1])
		}
	}
}
