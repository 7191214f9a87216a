package sketch

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/port"
)

// token is a word of a request, or a placeholder such as "<image>" that stands
// for a file name, an address or quoted words. Start and end are byte offsets.
type token struct {
	word       string // lower case, stemmed
	start, end int
	clause     int
	quoted     bool // inside quotation marks: content, not wishes
}

// analysis is what the planner sees of a request.
type analysis struct {
	text    string
	tokens  []token
	mention map[port.Type]int // files and addresses named in the request, by type
	texts   int               // quoted passages and text files
	asks    bool              // a quoted passage is a question
	clauses int
}

const (
	maxTokens = 600
	maxText   = 16 << 10 // bytes of a request that are read
	maxQuote  = 8 << 10
)

func analyse(text string) *analysis {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	a := &analysis{text: text, mention: map[port.Type]int{}}
	at := 0
	for _, q := range quotes(text) {
		a.scan(at, q[0])
		a.quote(q[0], q[1])
		at = q[1]
	}
	a.scan(at, len(text))
	a.clauses++
	return a
}

// closing maps an opening quotation mark to its closing one.
var closing = map[rune]rune{'\'': '\'', '"': '"', '‘': '’', '“': '”', '「': '」', '『': '』', '《': '》', '`': '`'}

// quotes finds the quoted passages, marks included, as byte ranges.
func quotes(s string) [][2]int {
	var found [][2]int
	prev := ' '
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		shut, ok := closing[r]
		if ok && !isWord(prev) {
			if end := closeQuote(s, i+n, shut); end > 0 {
				found = append(found, [2]int{i, end})
				i, prev = end, shut
				continue
			}
		}
		prev = r
		i += n
	}
	return found
}

// closeQuote finds the end of a quoted passage that begins at i: a closing
// mark that no letter follows, so that an apostrophe does not end it.
func closeQuote(s string, i int, shut rune) int {
	for j := i; j < min(len(s), i+maxQuote); {
		r, n := utf8.DecodeRuneInString(s[j:])
		j += n
		if r != shut || j-n == i {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[j:])
		if j == len(s) || shut > unicode.MaxLatin1 || !isWord(next) {
			return j
		}
	}
	return 0
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// quote adds a quoted passage: its placeholder, then its words as content.
func (a *analysis) quote(start, end int) {
	_, n := utf8.DecodeRuneInString(a.text[start:])
	_, m := utf8.DecodeLastRuneInString(a.text[start:end])
	inside := strings.TrimSpace(a.text[start+n : end-m])
	if !strings.ContainsAny(inside, " \t\n") {
		if t, ok := named(strings.TrimRight(inside, ".,;")); ok {
			a.addFile(t, inside, start, end)
			return
		}
	}
	a.texts++
	a.add(passage(inside), start, end)
	if strings.ContainsAny(inside, "?？") {
		a.asks = true
	}
	from := len(a.tokens)
	clause := a.clauses
	a.scan(start+n, end-m)
	a.clauses = clause
	for i := from; i < len(a.tokens); i++ {
		a.tokens[i].quoted, a.tokens[i].clause = true, clause
	}
	if last := strings.TrimRight(inside, " "); strings.HasSuffix(last, ".") || strings.HasSuffix(last, "!") {
		a.clauses++
	}
}

// passage names the kind of a quoted passage.
func passage(s string) string {
	words, foreign := len(strings.Fields(s)), 0
	for _, r := range s {
		if r > unicode.MaxASCII && unicode.IsLetter(r) {
			foreign++
		}
	}
	switch {
	case strings.ContainsAny(s, "?？"):
		return "<question>"
	case foreign > 2:
		return "<foreign>"
	case words <= 3:
		return "<phrase>"
	case words <= 25:
		return "<sentence>"
	default:
		return "<passage>"
	}
}

func (a *analysis) add(word string, start, end int) {
	if len(a.tokens) < maxTokens {
		a.tokens = append(a.tokens, token{word: word, start: start, end: end, clause: a.clauses})
	}
}

func (a *analysis) addFile(t port.Type, name string, start, end int) {
	a.mention[t]++
	if t == port.Text {
		a.texts++
	}
	a.add("<"+string(t)+">", start, end)
	if t == "url" {
		if of, ok := extension(name); ok {
			a.add("<url:"+string(of)+">", start, end)
		}
	}
}

// scan adds the words of text[from:to].
func (a *analysis) scan(from, to int) {
	for i := from; i < to; {
		r, n := utf8.DecodeRuneInString(a.text[i:to])
		switch {
		case unicode.Is(unicode.Han, r):
			a.add(string(r), i, i+n)
			i += n
		case isWord(r):
			i = a.word(i, to)
		default:
			if strings.ContainsRune(",.;:?!，。；：？！、\n", r) {
				a.clauses++
				a.add(string(r), i, i+n)
			}
			i += n
		}
	}
}

// word adds the file name, address or word that begins at i and returns its end.
func (a *analysis) word(i, to int) int {
	end := i + strings.IndexFunc(a.text[i:to]+" ", func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Han, r) || strings.ContainsRune("'\"’”),;，。", r)
	})
	whole := strings.TrimRight(a.text[i:end], ".:?!")
	if t, ok := named(whole); ok {
		a.addFile(t, whole, i, i+len(whole))
		return i + len(whole)
	}
	j := i
	for j < to {
		r, n := utf8.DecodeRuneInString(a.text[j:to])
		if !isWord(r) || unicode.Is(unicode.Han, r) {
			break
		}
		j += n
	}
	w := strings.ToLower(a.text[i:j])
	if boundary[w] {
		a.clauses++
	}
	a.add(stem(w), i, j)
	return j
}

var boundary = map[string]bool{"and": true, "then": true, "after": true, "finally": true, "before": true, "also": true, "next": true, "lastly": true, "afterwards": true, "while": true}

// named tells a file name or an address by its form.
func named(s string) (port.Type, bool) {
	low := strings.ToLower(s)
	if strings.Contains(low, "://") || strings.HasPrefix(low, "www.") {
		return "url", true
	}
	t, ok := extension(low)
	if strings.Contains(low, ".com") || strings.Contains(low, ".org") || strings.Contains(low, ".net") || ok && strings.Contains(low, ".") && strings.Contains(low, "/") && strings.Index(low, ".") < strings.Index(low, "/") {
		return "url", true
	}
	return t, ok
}

var extensions = map[string]port.Type{
	"jpg": port.Image, "jpeg": port.Image, "png": port.Image, "gif": port.Image, "bmp": port.Image, "webp": port.Image, "tif": port.Image, "tiff": port.Image, "heic": port.Image, "svg": port.Image,
	"wav": port.Audio, "mp3": port.Audio, "flac": port.Audio, "m4a": port.Audio, "ogg": port.Audio, "aac": port.Audio, "opus": port.Audio,
	"mp4": port.Video, "avi": port.Video, "mov": port.Video, "mkv": port.Video, "webm": port.Video,
	"txt": port.Text, "md": port.Text,
	"pdf": port.Document, "docx": port.Document, "doc": port.Document, "html": port.Document, "htm": port.Document, "pptx": port.Document,
	"csv": port.Table, "xlsx": port.Table, "xls": port.Table, "tsv": port.Table,
}

func extension(name string) (port.Type, bool) {
	i := strings.LastIndexByte(name, '.')
	if i <= 0 {
		return "", false
	}
	t, ok := extensions[strings.ToLower(name[i+1:])]
	return t, ok
}

// stem takes the endings of English inflection off a lower-case word.
func stem(w string) string {
	if len(w) < 4 || w[len(w)-1] > unicode.MaxASCII {
		return w
	}
	for _, e := range endings {
		if base, ok := strings.CutSuffix(w, e.cut); ok && len(base) >= 3 {
			w = base + e.put
			break
		}
	}
	if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("ls", rune(w[n-1])) {
		w = w[:n-1]
	}
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}

var endings = []struct{ cut, put string }{
	{"isations", "iz"},
	{"izations", "iz"},
	{"isation", "iz"},
	{"ization", "iz"},
	{"ising", "iz"},
	{"ised", "iz"},
	{"ise", "iz"},
	{"ations", "at"},
	{"ation", "at"},
	{"tions", "t"},
	{"tion", "t"},
	{"ies", "y"},
	{"ied", "y"},
	{"ings", ""},
	{"ing", ""},
	{"sses", "ss"},
	{"ches", "ch"},
	{"shes", "sh"},
	{"xes", "x"},
	{"ss", "ss"},
	{"us", "us"},
	{"ed", ""},
	{"es", "e"},
	{"s", ""},
}
