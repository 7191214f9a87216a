package ggufgen

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// corpus is what the pairs of small vocabularies are learnt from.
const corpus = `the quick brown fox jumps over the lazy dog and then the dog sleeps in the sun . a model answers the question that
was asked , one word at a time ; what it has read before it remembers . { " name " : " value " , " list " : [ 1 , 2 , 3 ] } there is nothing
here that means anything to the random weights behind these words , but the pieces are those of real words of real text .
you are a helpful assistant . hello , how are you today ? i am well , thank you . tell me about the weather in paris and in london .`

// letters are the 256 bytes as GPT-2's vocabularies write them: printable
// ones as they are, the others moved up.
func letters() (l [256]string) {
	next := rune(256)
	for b := range 256 {
		r := rune(b)
		if r < '!' || r > '~' && r < '¡' || r > '¬' && r < '®' || r > 'ÿ' {
			r, next = next, next+1
		}
		l[b] = string(r)
	}
	return l
}

// learn finds the n pairs of pieces that stand side by side most often, each
// over the pieces that those before it made.
func learn(text string, n int) (tokens, merges []string) {
	l := letters()
	tokens = append(tokens, l[:]...)
	var words [][]string
	for i, w := range strings.Fields(text) {
		var word []string
		if i > 0 {
			word = append(word, l[' '])
		}
		for _, b := range []byte(w) {
			word = append(word, l[b])
		}
		words = append(words, word)
	}
	for len(merges) < n {
		pair, ok := commonest(words)
		if !ok {
			break
		}
		merges = append(merges, pair[0]+" "+pair[1])
		if piece := pair[0] + pair[1]; !slices.Contains(tokens, piece) {
			tokens = append(tokens, piece)
		}
		for i := range words {
			words[i] = join(words[i], pair)
		}
	}
	return tokens, merges
}

func commonest(words [][]string) (pair [2]string, ok bool) {
	counts := map[[2]string]int{}
	for _, w := range words {
		for i := 1; i < len(w); i++ {
			counts[[2]string{w[i-1], w[i]}]++
		}
	}
	if len(counts) == 0 {
		return pair, false
	}
	pairs := slices.SortedFunc(maps.Keys(counts), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return pairs[0], true
}

func join(word []string, pair [2]string) []string {
	out := word[:0:0]
	for i := 0; i < len(word); i++ {
		if i+1 < len(word) && word[i] == pair[0] && word[i+1] == pair[1] {
			out = append(out, pair[0]+pair[1])
			i++
			continue
		}
		out = append(out, word[i])
	}
	return out
}
