package vector_test

import (
	"cmp"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

func lines(t *testing.T, file string) (out [][]string) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		out = append(out, strings.Split(strings.TrimSpace(line), "\t"))
	}
	return out
}

func similarity(t *testing.T, a, b string) float64 {
	t.Helper()
	s, err := vector.Similarity(t.Context(), a, b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPairs compares similarities with the scores that a person gave, 0 to 5.
func TestPairs(t *testing.T) {
	t.Parallel()
	got, want := map[string][]float64{}, map[string][]float64{}
	for _, l := range lines(t, "pairs.tsv") {
		n, err := strconv.ParseFloat(l[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		group := "en"
		if words.Chinese(l[2]) {
			group = "en-zh"
			if words.Chinese(l[1]) {
				group = "zh"
			}
		}
		for _, g := range []string{group, "all"} {
			got[g] = append(got[g], similarity(t, l[1], l[2]))
			want[g] = append(want[g], n)
		}
	}
	for g := range got {
		rho := pearson(ranks(got[g]), ranks(want[g]))
		t.Logf("%s: Spearman %.3f over %d pairs", g, rho, len(got[g]))
		if rho < 0.6 {
			t.Errorf("%s: Spearman %.3f, want 0.6", g, rho)
		}
	}
}

// TestTriples counts how often a text is nearer to the one of like meaning
// than to the one that shares words with it.
func TestTriples(t *testing.T) {
	t.Parallel()
	right, all := map[string]int{}, map[string]int{}
	for _, l := range lines(t, "triples.tsv") {
		lang := "en"
		if words.Chinese(l[0]) {
			lang = "zh"
		}
		all[lang]++
		if similarity(t, l[0], l[1]) > similarity(t, l[0], l[2]) {
			right[lang]++
		}
	}
	for _, lang := range []string{"en", "zh"} {
		t.Logf("%s: %d of %d triples right", lang, right[lang], all[lang])
		if right[lang]*2 < all[lang] {
			t.Errorf("%s: %d of %d triples right, want half", lang, right[lang], all[lang])
		}
	}
}

func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			out[order[k]] = float64(i+j-1) / 2
		}
		i = j
	}
	return out
}

func pearson(a, b []float64) float64 {
	var ma, mb float64
	for i := range a {
		ma += a[i] / float64(len(a))
		mb += b[i] / float64(len(a))
	}
	var ab, aa, bb float64
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	return ab / math.Sqrt(aa*bb)
}
