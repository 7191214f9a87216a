// Package pattern reads the patterns of .gitignore and .gitattributes, as git
// reads them.
package pattern

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/ref"
)

// Rules are the lines of a .gitignore file, or the patterns of .gitattributes,
// as git reads them: the last one that fits a path decides.
type Rules []rule

type rule struct {
	pattern *regexp.Regexp
	yes     bool
}

// ParseIgnore reads a .gitignore file.
func ParseIgnore(text string) (l Rules) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		line, not := strings.CutPrefix(line, "!")
		l = append(l, rule{glob(line, true), !not})
	}
	return l
}

// ParseLarge reads from a .gitattributes file which paths are large files.
func ParseLarge(text string) (l Rules) {
	for line := range strings.Lines(text) {
		col := strings.Fields(line)
		if len(col) < 2 || col[0][0] == '#' || col[0][0] == '[' {
			continue
		}
		for _, attr := range col[1:] {
			if attr == "filter=lfs" || attr == "-filter" || attr == "!filter" {
				l = append(l, rule{glob(strings.ReplaceAll(col[0], "[[:space:]]", "?"), false), attr == "filter=lfs"})
			}
		}
	}
	return l
}

// Fit reports what the rules say of a path; nothing is no.
func (l Rules) Fit(path ref.Path) (yes bool) {
	for _, r := range l {
		if r.pattern.MatchString(string(path)) {
			yes = r.yes
		}
	}
	return yes
}

// glob turns a pattern of git into an expression over whole paths: without a
// slash it fits in every folder, and if below is set what is in a folder that
// fits, fits too.
func glob(p string, below bool) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("^")
	p, folder := strings.CutSuffix(strings.ToValidUTF8(p, "\uFFFD"), "/")
	if !strings.Contains(p, "/") {
		b.WriteString("(?:.*/)?")
	}
	p = strings.TrimPrefix(p, "/")
	for len(p) > 0 {
		_, n := utf8.DecodeRuneInString(p)
		switch {
		case strings.HasPrefix(p, "**/"):
			b.WriteString("(?:.*/)?")
			n = 3
		case strings.HasPrefix(p, "**"):
			b.WriteString(".*")
			n = 2
		case p[0] == '*':
			b.WriteString("[^/]*")
		case p[0] == '?':
			b.WriteString("[^/]")
		case p[0] == '\\' && len(p) > 1:
			_, next := utf8.DecodeRuneInString(p[1:])
			b.WriteString(regexp.QuoteMeta(p[1 : 1+next]))
			n += next
		default:
			b.WriteString(regexp.QuoteMeta(p[:n]))
		}
		p = p[n:]
	}
	switch {
	case below && folder:
		b.WriteString("/.*")
	case below:
		b.WriteString("(?:/.*)?")
	}
	b.WriteString("$")
	return regexp.MustCompile(b.String())
}

// Attributes is the .gitattributes file of a new repository: what is a large
// file there for git-lfs.

const Attributes = `*.7z filter=lfs diff=lfs merge=lfs -text
*.arrow filter=lfs diff=lfs merge=lfs -text
*.bin filter=lfs diff=lfs merge=lfs -text
*.bz2 filter=lfs diff=lfs merge=lfs -text
*.ckpt filter=lfs diff=lfs merge=lfs -text
*.flac filter=lfs diff=lfs merge=lfs -text
*.ftz filter=lfs diff=lfs merge=lfs -text
*.gguf filter=lfs diff=lfs merge=lfs -text
*.gz filter=lfs diff=lfs merge=lfs -text
*.h5 filter=lfs diff=lfs merge=lfs -text
*.joblib filter=lfs diff=lfs merge=lfs -text
*.jpg filter=lfs diff=lfs merge=lfs -text
*.jpeg filter=lfs diff=lfs merge=lfs -text
*.mlmodel filter=lfs diff=lfs merge=lfs -text
*.model filter=lfs diff=lfs merge=lfs -text
*.mp3 filter=lfs diff=lfs merge=lfs -text
*.mp4 filter=lfs diff=lfs merge=lfs -text
*.msgpack filter=lfs diff=lfs merge=lfs -text
*.npy filter=lfs diff=lfs merge=lfs -text
*.npz filter=lfs diff=lfs merge=lfs -text
*.onnx filter=lfs diff=lfs merge=lfs -text
*.ot filter=lfs diff=lfs merge=lfs -text
*.parquet filter=lfs diff=lfs merge=lfs -text
*.pb filter=lfs diff=lfs merge=lfs -text
*.pickle filter=lfs diff=lfs merge=lfs -text
*.pkl filter=lfs diff=lfs merge=lfs -text
*.png filter=lfs diff=lfs merge=lfs -text
*.pt filter=lfs diff=lfs merge=lfs -text
*.pth filter=lfs diff=lfs merge=lfs -text
*.rar filter=lfs diff=lfs merge=lfs -text
*.safetensors filter=lfs diff=lfs merge=lfs -text
*.tar filter=lfs diff=lfs merge=lfs -text
*.tar.* filter=lfs diff=lfs merge=lfs -text
*.tflite filter=lfs diff=lfs merge=lfs -text
*.tgz filter=lfs diff=lfs merge=lfs -text
*.wasm filter=lfs diff=lfs merge=lfs -text
*.wav filter=lfs diff=lfs merge=lfs -text
*.xz filter=lfs diff=lfs merge=lfs -text
*.zip filter=lfs diff=lfs merge=lfs -text
*.zst filter=lfs diff=lfs merge=lfs -text
*tfevents* filter=lfs diff=lfs merge=lfs -text
`
