package hub

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/words"
	"github.com/tenonhub/tenon/internal/ref"
)

// A document of the index is a set of tokens. A word of the repository is one
// as it is; the others begin with a letter that no word does:
//
//	ǀ…  a label, as a number: author, language, licence, who may see it, …
//	ǁ…  a word of the name
//	ǂ…  a word of the name or of a label
//	ǃ…  three characters of a word of the name
const (
	markLabel = "ǀ"
	markName  = "ǁ"
	markHead  = "ǂ"
	markGram  = "ǃ"
)

// unmarked takes away what would make a word a token of another kind.
var unmarked = strings.NewReplacer(markLabel, " ", markName, " ", markHead, " ", markGram, " ")

// maxWords is how many words of a repository are in the index.
const maxWords = 2000

// label is the token of a label.
func label(s string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(words.Fold(s))) // it never fails
	return fmt.Sprintf("%s%x", markLabel, h.Sum64())
}

// The labels that are not those of facts.
const labelPublic = "visible:public"

func labelOwner(o ref.Owner) string { return "author:" + o.Key() }
func labelName(s string) string     { return "name:" + strings.ToLower(s) }

// document is what the index has of a repository.
func document(r hub.Repo, f facts.Facts) string {
	set := map[string]bool{labelOf(r): true, label(labelOwner(r.Name.Owner)): true, label(labelName(r.Name.String())): true, label(labelName(r.Name.Name)): true}
	for _, w := range split(r.Name.String()) {
		set[w], set[markName+w], set[markHead+w] = true, true, true
		for _, g := range words.Grams(w) {
			set[markGram+g] = true
		}
	}
	for _, l := range labels(f) {
		set[label(l)] = true
		for _, w := range split(l) {
			set[w], set[markHead+w] = true, true
		}
	}
	for _, c := range f.Tags {
		for _, w := range split(c) {
			set[w] = true
		}
	}
	for _, w := range append(split(strings.Join(f.Names, " ")), split(f.Text)...) {
		if len(set) >= maxWords {
			break
		}
		set[w] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(set)), " ")
}

// labelOf says who may see a repository.
func labelOf(r hub.Repo) string {
	if r.Private {
		return label("visible:private")
	}
	return label(labelPublic)
}

func split(s string) []string { return words.Split(unmarked.Replace(s)) }

// labels are those of facts, and what clients call some of them too.
func labels(f facts.Facts) []string {
	l := f.Labels()
	for _, s := range f.Languages {
		l = append(l, "language:"+s)
	}
	if f.Library != "" {
		l = append(l, "library:"+f.Library)
	}
	if f.Task != "" {
		l = append(l, "pipeline_tag:"+f.Task)
	}
	if f.SDK != "" {
		l = append(l, f.SDK)
	}
	return l
}

// labelText is what the column of labels has, to be looked through.
func labelText(f facts.Facts) string {
	return words.Fold("\n" + strings.Join(labels(f), "\n") + "\n")
}

// facetText is what is counted of a repository: of each facet a line, in it
// values between tabs.
func facetText(r hub.Repo, f facts.Facts) string {
	n := f.Parameters
	if r.Kind != hub.Model {
		n = 0
	}
	cols := [][]string{{f.Task}, {f.Library}, f.Licenses, f.Languages, {sizeClass(n)}, {string(r.Name.Owner)}}
	if r.Kind == hub.Dataset {
		cols[0], cols[4] = f.Tasks, f.Sizes
	}
	lines := make([]string, len(cols))
	for i, c := range cols {
		lines[i] = strings.ReplaceAll(strings.Join(c, "\t"), "\n", " ")
	}
	return strings.Join(lines, "\n")
}

// facetNames are the facets in the order of facetText.
var facetNames = []string{"task", "library", "license", "language", "size", "author"}

// sizeClass is the class of a number of parameters.
func sizeClass(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 100_000_000:
		return "<100M"
	case n < 1_000_000_000:
		return "100M-1B"
	case n < 4_000_000_000:
		return "1B-4B"
	case n < 10_000_000_000:
		return "4B-10B"
	case n < 40_000_000_000:
		return "10B-40B"
	}
	return ">40B"
}

// The parts of the number of a document: see the migration.
const (
	seqBits  = 48
	useBits  = 10
	kindBits = seqBits + useBits
)

var kinds = map[hub.Kind]int64{hub.Model: 0, hub.Dataset: 1, hub.Space: 2}

// span are the first and the last number of documents of a kind.
func span(k hub.Kind) (first, last int64) {
	return kinds[k] << kindBits, (kinds[k]+1)<<kindBits - 1
}

// number is the number of a document. Use counts in steps of a twelfth, so
// that documents seldom get another.
func number(r hub.Repo, seq int64) int64 {
	used := uint64(max(0, r.Downloads) + 10*max(0, r.Likes)) //nolint:gosec // it is not negative
	class := int64(0)
	if used > 0 {
		whole := bits.Len64(used) - 1
		class = int64(12*(float64(whole)+math.Log2(float64(used)/math.Exp2(float64(whole))))) + 1
	}
	return kinds[r.Kind]<<kindBits | (1<<useBits-1-min(class, 1<<useBits-1))<<seqBits | seq
}
