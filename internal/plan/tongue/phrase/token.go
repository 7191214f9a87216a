// Package phrase finds the phrases of a lexicon in a request. It cuts the
// request into tokens (words, Han characters, numbers, times, sizes,
// languages, files, quoted passages) and matches patterns over them. What a
// phrase means is its caller's business.
package phrase

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the kind of a token.
type Kind int

// The kinds. Mark is punctuation.
const (
	Word Kind = iota
	Han
	Number
	Time
	Size
	Language
	File
	Quote
	Mark
)

// Token is a piece of a request.
type Token struct {
	Kind       Kind
	Word       string // lower case and stemmed; of a mark the mark itself
	Start, End int    // bytes in the request
	Clause     int    // which clause between marks
	Value      float64
	Height     float64 // of a size; Value is its width
	unit       float64 // of a time: the seconds of its last unit
	Code       string  // of a language
	Given      int     // of a file: its place among the names, or -1
	In, Out    int     // of a quote: the bytes inside the marks
}

const (
	maxText   = 8 << 10 // bytes of a request that are looked at
	maxTokens = 500
)

// Text is a request cut into tokens.
type Text struct {
	Source string
	Tokens []Token
}

type scanner struct {
	lex    *Lexicon
	text   string
	lower  string
	names  []string
	tokens []Token
	clause int

	asides    [][]int // what explains a clause, once it was looked for
	explained bool
}

// Scan cuts text into tokens. Names are the files that came with it.
func (l *Lexicon) Scan(text string, names []string) Text {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	s := scanner{lex: l, text: text, lower: lower(text), names: names}
	for i := 0; i < len(text) && len(s.tokens) < maxTokens; {
		i = s.next(i)
	}
	s.merge()
	return Text{text, s.tokens}
}

// lower keeps the length of every character, so that offsets stay true.
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, text)
}

func (s *scanner) add(t Token) int {
	t.Clause = s.clause
	s.tokens = append(s.tokens, t)
	return t.End
}

func (s *scanner) next(i int) int {
	r, n := utf8.DecodeRuneInString(s.text[i:])
	if unicode.IsSpace(r) && r != '\n' {
		return i + n
	}
	if end := s.file(i); end > 0 {
		return end
	}
	if end := s.quote(i, r, n); end > 0 {
		return end
	}
	switch {
	case r >= '0' && r <= '9':
		return s.number(i)
	case strings.ContainsRune(numerals, r):
		return s.han(i)
	case wide(r):
		return s.add(Token{Kind: Han, Word: s.lower[i : i+n], Start: i, End: i + n})
	case unicode.IsLetter(r):
		return s.word(i)
	}
	s.add(Token{Kind: Mark, Word: string(r), Start: i, End: i + n})
	if strings.ContainsRune(",.;:!?，。；：！？…\n()（）—", r) && !s.ratio(i) && !s.explains(i) {
		s.clause++
	}
	return i + n
}

const aside = `[(（][^()（）,，.。;；:：?？!！、\n"“”]{1,24}[)）]`

const bound = `(?:i\.?e\.?,?|that is,?|meaning|namely|so)?\s*(?:(?:got |scored |with )?(?:below|under|over|above|(?:less|more|fewer|greater|lower|higher) than|at least|at most|up to|no (?:more|less|fewer) than|[<>≤≥]=?)\s*[$€£¥]?\d|\d[\d.,]*\s*(?:or|and) (?:more|less|above|below|over|under|higher|lower)\b|(?:即|也就是|就是)?(?:低于|高于|小于|大于|少于|多于|不到|超过|不足|不低于|不超过)\d|(?:即|也就是|就是)?\d[\d.]*\pL{0,2}(?:以下|以上|及以上|及以下))[^()（）\n]{0,24}`

var (
	// bracketed says in brackets which numbers count: failed science (below 50).
	bracketed = regexp.MustCompile(`(?i)[(（]\s*` + bound + `[)）]`)
	// within is what stands in brackets in a question, which goes on behind them.
	within = regexp.MustCompile(`(?i)\b(?:what|which|whose?|how|when|where|why)\b[^,.;:!?\n()]{1,60}?(` + aside + `)|(?:哪|谁|多少)[^，。；：？！\n()（）]{1,16}?(` + aside + `)|(` + aside + `)[^，。；：！\n()（）]{0,20}(?:多少|几|哪|谁|什么|最)`)
	// added says so behind a comma: failed science, i.e. below 50.
	added = regexp.MustCompile(`(?i)[,，]\s*(?:i\.e\.,?|that is,?|meaning|namely|即|也就是)\s*` + bound)
)

// explains reports whether a mark stands around or before what only says of the clause
// before it which numbers count, or around what stands in the middle of it: that belongs to this clause.
func (s *scanner) explains(i int) bool {
	if !s.explained {
		s.asides, s.explained = append(bracketed.FindAllStringIndex(s.text, -1), added.FindAllStringIndex(s.text, -1)...), true
		for _, at := range within.FindAllStringSubmatchIndex(s.text, -1) {
			for k := 2; k < len(at); k += 2 {
				if at[k] >= 0 {
					s.asides = append(s.asides, at[k:k+2])
				}
			}
		}
	}
	for _, at := range s.asides {
		if _, n := utf8.DecodeLastRuneInString(s.text[at[0]:at[1]]); i == at[0] || i == at[1]-n && strings.ContainsAny(s.text[i:at[1]], ")）") || at[0] < i && i < at[1] && strings.HasPrefix(s.text[i:], ".") && strings.Contains("ie", s.lower[i-1:i]) {
			return true
		}
	}
	return false
}

// ratio reports whether a colon stands between two numbers: “16:9”.
func (s *scanner) ratio(i int) bool {
	return s.text[i] == ':' && i > 0 && digit(s.text, i-1) && digit(s.text, i+1)
}

func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

func narrow(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !wide(r)
}

// word adds a word of letters; an apostrophe inside is left out.
func (s *scanner) word(i int) int {
	j := i
	for j < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[j:])
		if !narrow(r) && (r != '\'' && r != '’' || !followed(s.text[j+n:])) {
			break
		}
		j += n
	}
	w := strings.NewReplacer("'", "", "’", "").Replace(s.lower[i:j])
	if len(w) > 1 && len(w) < 5 && w[0] == 'x' && strings.Trim(w[1:], "0123456789") == "" {
		s.add(Token{Kind: Word, Word: "x", Start: i, End: i + 1}) // x3
		return s.number(i + 1)
	}
	if last := len(s.tokens) - 1; w == "n" && s.text[i] == 'n' && last >= 0 && s.tokens[last].Kind == Word && s.tokens[last].Clause == s.clause {
		w = "and" // “transcribe it n tell me”
	}
	if v, ok := s.lex.numbers[w]; ok {
		return s.add(Token{Kind: Number, Word: w, Value: v, Start: i, End: j})
	}
	return s.add(Token{Kind: Word, Word: s.lex.mend(Stem(w)), Start: i, End: j})
}

func followed(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return narrow(r)
}

// file adds the name of an attached file, or what has the form of a file name
// or an address.
func (s *scanner) file(i int) int {
	if first, _ := utf8.DecodeRuneInString(s.text[i:]); i > 0 && !wide(first) {
		if r, _ := utf8.DecodeLastRuneInString(s.text[:i]); narrow(r) {
			return 0
		}
	}
	best, given := 0, -1
	for k, name := range s.names {
		if len(name) > best && name != "" && strings.HasPrefix(s.lower[i:], lower(name)) {
			best, given = len(name), k
		}
	}
	if best > 0 {
		return s.add(Token{Kind: File, Word: "{file}", Given: given, Start: i, End: i + best})
	}
	if at := Scheme(s.text[i:]); at != "" {
		return s.add(Token{Kind: File, Word: "{file}", Given: -1, Start: i, End: i + len(at)})
	}
	end := i + strings.IndexFunc(s.text[i:]+" ", func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("'\"’”“‘」》),;，。；：！？（）、", r)
	})
	form := strings.TrimRight(s.lower[i:end], ".:?!")
	if strings.HasPrefix(form, "http://") || strings.HasPrefix(form, "https://") || s.named(form) {
		return s.add(Token{Kind: File, Word: "{file}", Given: -1, Start: i, End: i + len(form)})
	}
	return 0
}

func (s *scanner) named(form string) bool {
	dot := strings.LastIndexByte(form, '.')
	if dot <= 0 || !s.lex.extensions[form[dot+1:]] {
		return false
	}
	return strings.IndexFunc(form, wide) < 0
}

var closing = map[rune]rune{'\'': '\'', '"': '"', '‘': '’', '“': '”', '「': '」', '『': '』', '”': '“', '`': '`', '«': '»'}

// quote adds a quoted passage. A quoted file name is the file.
func (s *scanner) quote(i int, r rune, n int) int {
	shut, ok := closing[r]
	if !ok || r == '”' {
		return 0
	}
	if prev, _ := utf8.DecodeLastRuneInString(s.text[:i]); i > 0 && narrow(prev) && r == '\'' {
		return 0
	}
	for j := i + n; j < len(s.text); {
		c, m := utf8.DecodeRuneInString(s.text[j:])
		if (c == shut || r == '“' && c == '"') && j > i+n && (c != '\'' && c != '’' || !followed(s.text[j+m:])) {
			for _, name := range s.names {
				if strings.EqualFold(strings.TrimSpace(s.text[i+n:j]), name) {
					return 0
				}
			}
			return s.add(Token{Kind: Quote, Word: "{quote}", Start: i, End: j + m, In: i + n, Out: j})
		}
		j += m
	}
	return 0
}
