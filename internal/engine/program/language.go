package program

import (
	_ "embed" // the words
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode"
)

//go:embed words.json
var commonWords []byte

// common has the most frequent short words of languages with Latin and
// Cyrillic letters. A broken file is a programmer's mistake.
var common = sync.OnceValue(func() map[string][]string {
	byWord := map[string][]string{}
	var languages map[string]string
	if err := json.Unmarshal(commonWords, &languages); err != nil {
		panic(fmt.Sprintf("program: read the common words: %v", err))
	}
	for language, words := range languages {
		for _, w := range strings.Fields(words) {
			byWord[w] = append(byWord[w], language)
		}
	}
	return byWord
})

// scripts that tell a language by themselves.
var scripts = []struct {
	table    *unicode.RangeTable
	language string
}{
	{unicode.Hiragana, "ja"},
	{unicode.Katakana, "ja"},
	{unicode.Han, "zh"},
	{unicode.Hangul, "ko"},
	{unicode.Arabic, "ar"},
	{unicode.Hebrew, "he"},
	{unicode.Greek, "el"},
	{unicode.Thai, "th"},
	{unicode.Devanagari, "hi"},
	{unicode.Bengali, "bn"},
	{unicode.Tamil, "ta"},
	{unicode.Telugu, "te"},
	{unicode.Georgian, "ka"},
	{unicode.Armenian, "hy"},
}

// Language guesses the language of a text that nobody named one for, by its
// letters and its most common words; English where nothing tells.
func (r *run) Language(text string) string {
	if len(text) > 20000 {
		text = text[:20000]
	}
	letters, by := 0, map[string]int{}
	for _, c := range text {
		if !unicode.IsLetter(c) {
			continue
		}
		letters++
		for _, s := range scripts {
			if unicode.Is(s.table, c) {
				by[s.language]++
				break
			}
		}
	}
	// A Chinese character says as much as a word of letters does.
	for _, s := range scripts {
		if n := by[s.language]; n*4 > letters || s.language == "ja" && n*10 > letters {
			return s.language
		}
	}
	return byWords(text)
}

// few is how many words of a text may leave its language to a single one of them.
const few = 8

func byWords(text string) string {
	score, hits := map[string]float64{}, map[string]map[string]bool{}
	said := prose(strings.ToLower(text))
	for _, w := range said {
		for _, language := range common()[w] {
			score[language] += 1 / float64(len(common()[w]))
			if hits[language] == nil {
				hits[language] = map[string]bool{}
			}
			hits[language][w] = true
		}
	}
	best, most := "en", score["en"]
	for _, language := range []string{"es", "fr", "de", "it", "pt", "nl", "ru", "uk", "pl", "sv", "da", "nb", "fi", "tr", "ca", "ro", "id", "vi", "cs", "hu", "eo"} {
		if score[language] > most && (len(hits[language]) > 1 || len(said) <= few || score["en"] == 0) {
			best, most = language, score[language]
		}
	}
	if most == 0 && strings.ContainsFunc(text, func(c rune) bool { return unicode.Is(unicode.Cyrillic, c) }) {
		return "ru"
	}
	return best
}

// prose are the words of a text without its addresses, numbers and codes, whose
// parts look like words of some language: the “co” of an address is no Polish.
func prose(text string) (l []string) {
	for _, f := range strings.Fields(text) {
		f = strings.Trim(f, ".,:;!?()“”\"'")
		if strings.ContainsAny(f, "@/0123456789") || strings.Contains(f, ".") && !strings.Contains(f, "...") {
			continue
		}
		l = append(l, strings.FieldsFunc(f, func(c rune) bool { return !unicode.IsLetter(c) })...)
	}
	return l
}
