package draft

import (
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

var (
	maskCalled = regexp.MustCompile(`(?i)mask|蒙版|遮罩|选区`)
	maskSpoken = regexp.MustCompile(`(?i)\bmask(s|ed)?\b|\bwhite (area|part|region)|\bonly where\b|蒙版|遮罩|选区|白色(的)?(区域|部分|地方)`)
)

// mask is the given picture that says where another one is to be changed: by
// its name, or as the one that the word stands with, else the last.
func (b *Draft) mask(s *reading.Step) (graph.Source, bool) {
	if s.Task.ID != "image-to-image" || b.r.Types[port.Image] < 2 {
		return graph.Source{}, false
	}
	var pictures []string
	for _, g := range b.r.Req.Given {
		if g.Type == port.Image {
			pictures = append(pictures, g.Name)
		}
	}
	if i := slices.IndexFunc(pictures, maskCalled.MatchString); i >= 0 {
		return graph.Source{Given: pictures[i]}, true
	}
	if len(pictures) != 2 || !maskSpoken.MatchString(b.r.Req.Text) {
		return graph.Source{}, false
	}
	if name := b.r.besideMask(); slices.Contains(pictures, name) {
		return graph.Source{Given: name}, true
	}
	return graph.Source{Given: pictures[1]}, true
}

// besideMask is the file whose name stands right beside the word for a mask:
// “with b.png as the mask”, 以b.png为蒙版.
func (r *wishes) besideMask() string {
	at := maskSpoken.FindStringIndex(r.Text.Source)
	if at == nil {
		return ""
	}
	best, far := "", 16 // bytes between
	for _, t := range r.Text.Tokens {
		if t.Kind != phrase.File || t.Given < 0 {
			continue
		}
		if d := max(t.Start-at[1], at[0]-t.End); d < far {
			best, far = r.Req.Given[t.Given].Name, d
		}
	}
	return best
}
