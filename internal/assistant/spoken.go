package assistant

import (
	"cmp"
	"context"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// spoken are the languages of what nodes will say, by node, as far as they are
// known before anything has run: a request that no model here can end is
// refused before its first step.
type spoken map[string]string

// before is the language of what nodes give to n; empty when it is not known
// or they differ.
func (s spoken) before(n graph.Node) string {
	lang := ""
	for _, name := range slices.Sorted(maps.Keys(n.In)) {
		if name == "question" || name == "prompt" {
			continue
		}
		for _, source := range n.In[name] {
			switch l := s[source.Node]; {
			case source.Node == "":
			case source.Else != nil || l == "" || lang != "" && l != lang:
				return ""
			default:
				lang = l
			}
		}
	}
	return lang
}

// note keeps in which language n will give words: that which it is asked for,
// or that of what it reads, or the only one that its model knows.
func (s spoken) note(n graph.Node, in string, m catalog.Model) {
	t, err := task.Lookup(string(n.Task))
	if err != nil || !words(t.Out[0].Type) {
		return
	}
	only := ""
	if len(m.Languages) == 1 {
		only = m.Languages[0]
	}
	switch n.Task {
	case "translation":
		s[n.ID] = n.Params.Text("target")
	case "document-information", "audio-information", "video-information", "image-information":
		s[n.ID] = cmp.Or(n.Params.Text("language"), "en")
	case "automatic-speech-recognition", "optical-character-recognition", "image-to-text":
		s[n.ID] = cmp.Or(n.Params.Text("language"), only)
	case "document-text-extraction", "summarization", "keyword-extraction", "token-classification", "text-error-correction", "question-answering":
		s[n.ID] = in
	}
}

// written is the language of what a document says, where that can be told
// before it is read; else "".
func (a *Assistant) written(ctx context.Context, in port.Values) string {
	if lang, sure := a.identify(ctx, in); sure {
		return lang
	}
	return ""
}

// sample returns the beginning of the words of a text, or of a document that
// is written in plain words, and "" of any other.
func (a *Assistant) sample(ctx context.Context, v port.Value) string {
	plain := v.Type == port.Document && strings.HasPrefix(v.Media, "text/")
	if v.Type != port.Text && !plain {
		return ""
	}
	r, err := a.resolve(ctx, v).Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxSample))
	if err != nil {
		return ""
	}
	s := strings.ToValidUTF8(string(b), "")
	if strings.HasPrefix(v.Media, "text/html") {
		s = markup.ReplaceAllString(s, " ")
	}
	return s
}

// markup is what is no prose in a page; only the language is told from what
// is left of it.
var markup = regexp.MustCompile(`(?is)<script.*?</script>|<style.*?</style>|<[^>]*>|&[a-z]+;`)
