package hub

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/trend"
	"github.com/tenonhub/tenon/internal/hub/words"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// A document of the index is a set of tokens. A word of the repository is one
// as it is; the others begin with a letter that no word does:
//
//	ǀ…  a label, as a number: author, language, licence, who may see it, …
//	ǁ…  a word of the name
//	ǂ…  a word of the name or of a label
const (
	markLabel = "ǀ"
	markName  = "ǁ"
	markHead  = "ǂ"
	markOld   = "ǃ" // of tokens that an index before this one had
)

// unmarked takes away what would make a word a token of another kind.
var unmarked = strings.NewReplacer(markLabel, " ", markName, " ", markHead, " ", markOld, " ")

// maxWords is how many words of a repository are in the index.
const maxWords = 2000

// label is the token of a label.
func label(s string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(words.Fold(s))) // it never fails
	return fmt.Sprintf("%s%x", markLabel, h.Sum64())
}

// The labels that are not those of facts.
const labelGated = "gated:"

func labelKind(k hub.Kind) string   { return "kind:" + string(k) }
func labelPublic(k hub.Kind) string { return "public:" + string(k) }
func labelOwner(o ref.Owner) string { return "author:" + o.Key() }
func labelName(s string) string     { return "name:" + strings.ToLower(s) }

// document is what the index has of a repository; kept are words of its files
// that it had before.
func document(r hub.Repo, f facts.Facts, kept ...string) string {
	set := map[string]bool{label(labelKind(r.Kind)): true, label(labelOwner(r.Name.Owner)): true, label(labelName(r.Name.String())): true, label(labelName(r.Name.Name)): true}
	if !r.Private {
		set[label(labelPublic(r.Kind))] = true
	}
	if r.Gate != hub.GateNone {
		set[label(labelGated)] = true
	}
	for _, w := range split(r.Name.String()) {
		set[w], set[markName+w], set[markHead+w] = true, true, true
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
	for _, w := range slices.Concat(split(strings.Join(f.Names, " ")), split(f.Text), kept) {
		if len(set) >= maxWords {
			break
		}
		set[w] = true
	}
	for _, w := range slices.Collect(maps.Keys(set)) {
		if words.Dense(w) { // each character of a script without spaces is a word
			for _, r := range w {
				set[string(r)] = true
			}
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(set)), " ")
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

// What repositories are sorted by in the index.
const (
	byUse  posting.Column = 1
	bySize posting.Column = 2

	// The steps of what follows.
	inUpdated   posting.Column = 3
	inCreated   posting.Column = 4
	inDownloads posting.Column = 5
	inLikes     posting.Column = 6
	inTrend     posting.Column = 7
)

const (
	byUpdated = posting.Narrow + iota + 1
	byCreated
	byDownloads
	byLikes
	byTrend
	byParameters
)

// place notes what a repository, by its number, is sorted by.
func place(v posting.Values, seq uint32, r hub.Repo) {
	v.Put(byUse, seq, useClass(r))
	put(v, hub.ByUpdated, seq, r.Updated.UnixMicro())
	put(v, hub.ByCreated, seq, r.Created.UnixMicro())
	put(v, hub.ByDownloads, seq, r.Downloads)
	put(v, hub.ByLikes, seq, r.Likes)
	put(v, hub.ByTrend, seq, r.Trend)
}

// put notes what a repository is sorted by in one order, and the step of that.
func put(v posting.Values, by hub.Sort, seq uint32, value int64) {
	o := order[by]
	v.Put(o.in, seq, value)
	v.Put(o.step.Column, seq, o.step.Step(value))
}

// steps are 1 to 255, for values from a first one on in steps of a width.
func steps(first, width int64) func(int64) int64 {
	return func(v int64) int64 { return 1 + min(max(0, (v-first)/width), math.MaxUint8-1) }
}

const fortnight = 14 * 24 * time.Hour

var (
	// stepOfTime is of microseconds, from 2020 on for nearly ten years.
	stepOfTime = steps(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), fortnight.Microseconds())
	// stepOfTrend is of package trend: four half-lives, twelve days, from 2020 on for eight years.
	stepOfTrend = steps(trend.After(0, 1, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)), 4*(trend.After(0, 2, time.Unix(0, 0))-trend.After(0, 1, time.Unix(0, 0))))
)

// stepOfCount is of counts: an eighth of a doubling.
func stepOfCount(n int64) int64 {
	if n <= 0 {
		return 1
	}
	return min(int64(8*math.Log2(float64(n)))+2, math.MaxUint8)
}

// useClass is how much a repository is used, in steps of an eighth of a doubling.
func useClass(r hub.Repo) int64 {
	used := max(0, r.Downloads) + likeWeight*max(0, r.Likes)
	if used == 0 {
		return 0
	}
	return min(int64(8*math.Log2(float64(used)))+1, math.MaxUint8)
}
