package tokenizer

import (
	"encoding/json"
	"regexp"
	"slices"
	"unicode"
)

// readWords reads how texts are cut into words.
func readWords(b json.RawMessage, depth int) (splitter, error) {
	k, err := kind(b)
	if err != nil || depth > maxNested {
		return nil, wrong("its pre_tokenizer cannot be read")
	}
	o := struct {
		Parts      []json.RawMessage `json:"pretokenizers"`
		Prefix     *bool             `json:"add_prefix_space"`
		Regex      *bool             `json:"use_regex"`
		Mark       string            `json:"replacement"`
		Scheme     string            `json:"prepend_scheme"`
		Split      *bool             `json:"split"`
		Pattern    pattern           `json:"pattern"`
		Behaviour  string            `json:"behavior"`
		Invert     bool              `json:"invert"`
		Individual bool              `json:"individual_digits"`
	}{}
	if k != "" {
		if err := json.Unmarshal(b, &o); err != nil {
			return nil, wrong("its pre_tokenizer: %v", err)
		}
	}
	yes := func(p *bool) bool { return p == nil || *p }
	switch k {
	case "":
		return func(w []char, _ bool) [][]char { return [][]char{w} }, nil
	case "Sequence":
		return wordsInOrder(o.Parts, depth)
	case "BertPreTokenizer":
		return by(unicode.IsSpace, punctuation), nil
	case "WhitespaceSplit":
		return by(unicode.IsSpace, nil), nil
	case "Punctuation":
		return by(nil, punctuation), nil
	case "Whitespace":
		return runs, nil
	case "Digits":
		return digits(o.Individual), nil
	case "ByteLevel":
		return byteLevel(yes(o.Prefix), yes(o.Regex)), nil
	case "Metaspace":
		scheme := o.Scheme
		if scheme == "" {
			scheme = map[bool]string{true: "always", false: "never"}[yes(o.Prefix)]
		}
		mark := []rune(o.Mark)
		if len(mark) != 1 {
			mark = []rune{'▁'}
		}
		return metaspace(mark[0], scheme, yes(o.Split)), nil
	case "Split":
		return readSplit(o.Pattern, o.Behaviour, o.Invert)
	}
	return nil, wrong("its pre_tokenizer %.80q is not known", k)
}

func wordsInOrder(parts []json.RawMessage, depth int) (splitter, error) {
	var l []splitter
	for _, p := range parts {
		f, err := readWords(p, depth+1)
		if err != nil {
			return nil, err
		}
		l = append(l, f)
	}
	return func(w []char, first bool) [][]char {
		words := [][]char{w}
		for _, f := range l {
			var next [][]char
			for i, w := range words {
				next = append(next, f(w, first && i == 0)...)
			}
			words = next
		}
		return words
	}, nil
}

// by cuts where a character is left out or stands alone.
func by(out, alone func(rune) bool) splitter {
	return func(w []char, _ bool) (l [][]char) {
		from := 0
		for i, c := range w {
			gone := out != nil && out(c.r)
			if !gone && (alone == nil || !alone(c.r)) {
				continue
			}
			l = append(l, w[from:i])
			if !gone {
				l = append(l, w[i:i+1])
			}
			from = i + 1
		}
		return nonEmpty(append(l, w[from:]))
	}
}

func nonEmpty(l [][]char) [][]char {
	return slices.DeleteFunc(l, func(w []char) bool { return len(w) == 0 })
}

func punctuation(r rune) bool {
	return r >= 33 && r <= 47 || r >= 58 && r <= 64 || r >= 91 && r <= 96 || r >= 123 && r <= 126 || unicode.IsPunct(r)
}

// runs cuts into runs of letters and digits, and runs of what is neither.
func runs(w []char, _ bool) [][]char {
	class := func(r rune) int {
		switch {
		case unicode.IsSpace(r):
			return 0
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.In(r, unicode.M, unicode.Pc, unicode.Nl):
			return 1
		}
		return 2
	}
	return slices.DeleteFunc(grouped(w, class), func(g []char) bool { return class(g[0].r) == 0 })
}

// grouped cuts where the class of characters changes.
func grouped(w []char, class func(rune) int) (l [][]char) {
	from := 0
	for i := range w {
		if i > from && class(w[i].r) != class(w[i-1].r) {
			l, from = append(l, w[from:i]), i
		}
	}
	return nonEmpty(append(l, w[from:]))
}

func digits(each bool) splitter {
	if each {
		return by(nil, unicode.IsNumber)
	}
	return func(w []char, _ bool) [][]char {
		return grouped(w, func(r rune) int {
			if unicode.IsNumber(r) {
				return 1
			}
			return 0
		})
	}
}

// metaspace marks where words begin.
func metaspace(mark rune, scheme string, split bool) splitter {
	return func(w []char, first bool) (l [][]char) {
		w = slices.Clone(w)
		for i := range w {
			if w[i].r == ' ' {
				w[i].r = mark
			}
		}
		if len(w) > 0 && w[0].r != mark && (scheme == "always" || scheme == "first" && first) {
			w = append([]char{{mark, w[0].start, w[0].end}}, w...)
		}
		from := 0
		for i := 1; i < len(w) && split; i++ {
			if w[i].r == mark {
				l, from = append(l, w[from:i]), i
			}
		}
		return nonEmpty(append(l, w[from:]))
	}
}

// readSplit reads a pattern that words are cut by.
func readSplit(p pattern, behaviour string, invert bool) (splitter, error) {
	if p.Regex != nil && isGPT(*p.Regex) {
		return func(w []char, _ bool) [][]char { return gpt(w) }, nil
	}
	re, err := p.compile()
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"}, behaviour) {
		return nil, wrong("the way %.80q of splitting is not known", behaviour)
	}
	return func(w []char, _ bool) [][]char { return cutBy(w, re, behaviour, invert) }, nil
}

func cutBy(w []char, re *regexp.Regexp, behaviour string, invert bool) (l [][]char) {
	s, at := text(w)
	type piece struct {
		chars []char
		hit   bool
	}
	var all []piece
	done := 0
	for _, m := range re.FindAllStringIndex(s, -1) {
		from, to := at[m[0]], at[m[1]]
		if from == to {
			continue
		}
		if from > done {
			all = append(all, piece{w[done:from], invert})
		}
		all, done = append(all, piece{w[from:to], !invert}), to
	}
	if done < len(w) {
		all = append(all, piece{w[done:], invert})
	}
	last := false
	for i, p := range all {
		joins := i > 0 && (behaviour == "MergedWithPrevious" && p.hit && !last || behaviour == "MergedWithNext" && last && !p.hit || behaviour == "Contiguous" && p.hit == last)
		switch {
		case behaviour == "Removed" && p.hit:
		case joins:
			l[len(l)-1] = append(slices.Clone(l[len(l)-1]), p.chars...)
		default:
			l = append(l, p.chars)
		}
		last = p.hit
	}
	return l
}
