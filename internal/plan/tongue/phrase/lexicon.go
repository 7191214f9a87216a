package phrase

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Entry is a line of a lexicon: phrases of one meaning. A line reads
//
//	weight key=value …: phrase / phrase …
//
// under a section's “[name]”. A weight of “+” is 0: the phrase only adds to
// another one of its section.
type Entry struct {
	Section string
	Weight  float64
	Set     map[string]string
}

// Lexicon is phrases by what they can begin with. It does not change once read.
type Lexicon struct {
	entries    []Entry
	patterns   []compiled
	starts     map[string][]int32
	known      map[string]bool
	initial    map[byte][]string
	common     map[string]bool
	numbers    map[string]float64
	languages  map[string]string
	extensions map[string]bool
	spoken     map[string][]string
	longest    int
}

type compiled struct {
	entry  int
	source string
	seq    pattern
}

// Match is a phrase found: tokens From up to To, and the tokens caught by name.
type Match struct {
	Entry    Entry
	Pattern  string // as the lexicon has it
	From, To int
	Gaps     [][2]int // tokens between From and To that the phrase leaves open
	Caught   map[string]int
}

// Read reads the sections of a lexicon. The sections “numbers”, “languages”,
// “common” and “extensions” are tables for the scanner.
func Read(sources ...string) (*Lexicon, error) {
	l := &Lexicon{
		starts: map[string][]int32{}, known: map[string]bool{}, initial: map[byte][]string{}, common: map[string]bool{},
		numbers: map[string]float64{}, languages: map[string]string{}, extensions: map[string]bool{}, spoken: map[string][]string{},
	}
	var wrong []error
	for _, source := range sources {
		section := ""
		lines := bufio.NewScanner(strings.NewReader(source))
		for n := 1; lines.Scan(); n++ {
			line := strings.TrimSpace(lines.Text())
			switch {
			case line == "" || line[0] == '#':
			case line[0] == '[':
				section = strings.Trim(line, "[]")
			default:
				if err := l.line(section, line); err != nil {
					wrong = append(wrong, fmt.Errorf("line %d, section %s: %w", n, section, err))
				}
			}
		}
	}
	for _, words := range l.initial {
		slices.Sort(words)
	}
	return l, errors.Join(wrong...)
}

func (l *Lexicon) line(section, line string) error {
	head, phrases, ok := strings.Cut(line, ": ")
	if !ok {
		return fmt.Errorf("no colon in %q", line)
	}
	switch section {
	case "numbers":
		return l.number(head, phrases)
	case "languages":
		for name := range strings.SplitSeq(phrases, "/") {
			l.language(strings.TrimSpace(name), head)
		}
		return nil
	case "common":
		for w := range strings.FieldsSeq(phrases) {
			l.common[Stem(w)] = true
		}
		return nil
	case "spoken":
		for w := range strings.FieldsSeq(phrases) {
			l.spoken[w] = append(l.spoken[w], head)
		}
		return nil
	case "extensions":
		for w := range strings.FieldsSeq(phrases) {
			l.extensions[w] = true
		}
		return nil
	}
	e, err := entry(section, head)
	if err != nil {
		return err
	}
	l.entries = append(l.entries, e)
	var wrong []error
	for source := range strings.SplitSeq(phrases, " / ") {
		wrong = append(wrong, l.phrase(strings.TrimSpace(source)))
	}
	return errors.Join(wrong...)
}

func entry(section, head string) (Entry, error) {
	e := Entry{Section: section, Set: map[string]string{}}
	for i, f := range strings.Fields(head) {
		if i == 0 {
			if f == "+" {
				continue
			}
			w, err := strconv.ParseFloat(f, 64)
			if err != nil {
				return e, fmt.Errorf("weight %q is no number", f)
			}
			e.Weight = w
			continue
		}
		k, v, _ := strings.Cut(f, "=")
		e.Set[k] = v
	}
	return e, nil
}

func (l *Lexicon) phrase(source string) error {
	seq, err := l.compile(source)
	if err != nil {
		return err
	}
	first := map[string]bool{}
	if seq.firsts(first) {
		return fmt.Errorf("pattern %q may match nothing", source)
	}
	n := int32(len(l.patterns))
	l.patterns = append(l.patterns, compiled{len(l.entries) - 1, source, seq})
	for key := range first {
		l.starts[key] = append(l.starts[key], n)
	}
	return nil
}

func (l *Lexicon) number(value, words string) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil {
		return fmt.Errorf("read number %q: %w", value, err)
	}
	for w := range strings.FieldsSeq(words) {
		l.numbers[w] = v
	}
	return nil
}

func (l *Lexicon) language(name, code string) {
	key, n := "", 0
	for _, r := range name {
		if wide(r) {
			key, n = key+string(r), n+1
		}
	}
	if n == 0 {
		for w := range strings.FieldsSeq(name) {
			l.learn(Stem(w))
			key, n = key+Stem(w), n+1
		}
	}
	l.languages[key] = strings.TrimSpace(code)
	l.longest = max(l.longest, n)
}

func (l *Lexicon) learn(w string) {
	if w == "" || l.known[w] {
		return
	}
	l.known[w] = true
	l.initial[w[0]] = append(l.initial[w[0]], w)
}

var classes = map[Kind][]string{
	Word: {"{word}", "{any}"}, Han: {"{word}", "{any}"}, Number: {"{num}", "{any}"}, Time: {"{time}", "{any}"}, Size: {"{size}", "{any}"},
	Language: {"{lang}", "{any}"}, File: {"{file}", "{any}"}, Quote: {"{quote}", "{any}"}, Mark: {"{?}", "{:}", "{,}"},
}

// Find returns every phrase found in the text, by where it begins, the longest
// way of each.
func (l *Lexicon) Find(t Text) []Match {
	var found []Match
	for i, tok := range t.Tokens {
		for _, n := range l.starts[tok.Word] {
			found = l.try(found, t, i, n)
		}
		for _, class := range classes[tok.Kind] {
			if class == tok.Word {
				continue
			}
			for _, n := range l.starts[class] {
				found = l.try(found, t, i, n)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int { return cmp.Compare(a.From, b.From) })
	return found
}

func (l *Lexicon) try(found []Match, t Text, i int, n int32) []Match {
	p := l.patterns[n]
	best := Match{To: -1}
	a := attempt{tokens: t.Tokens}
	a.match(p.seq, i, func(end int) bool {
		if end > best.To {
			best = Match{Entry: l.entries[p.entry], Pattern: p.source, From: i, To: end, Caught: map[string]int{}}
			for k, name := range a.names {
				best.Caught[name] = a.caught[k]
			}
			for _, g := range a.gaps {
				if n := len(best.Gaps); n > 0 && best.Gaps[n-1][1] == g[0] {
					best.Gaps[n-1][1] = g[1]
				} else if g[0] < g[1] {
					best.Gaps = append(best.Gaps, g)
				}
			}
		}
		return false
	})
	if best.To <= i {
		return found
	}
	return append(found, best)
}
