package program

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Page is what tesseract read in a picture, from its table (TSV).
type Page struct{ lines [][]token }

// token is a word with tesseract's confidence in it, in [0, 1].
type token struct {
	text string
	sure float64
}

// ParsePage reads tesseract's table. Lines that it does not understand are
// left out.
func ParsePage(tsv string) (p Page) {
	last := ""
	for line := range strings.Lines(tsv) {
		f := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", 12)
		if len(f) != 12 || f[0] != "5" { // 5 is a word
			continue
		}
		sure, err := strconv.ParseFloat(f[10], 64)
		text := strings.TrimSpace(f[11])
		if err != nil || !(sure >= 0) || sure > 100 || text == "" {
			continue
		}
		if at := strings.Join(f[1:5], " "); at != last { // page, block, paragraph, line
			last, p.lines = at, append(p.lines, nil)
		}
		end := &p.lines[len(p.lines)-1]
		*end = append(*end, token{text, sure / 100})
	}
	return p
}

// Sure is the mean confidence over the letters of the page, in [0, 1]; 0 where
// there is none.
func (p Page) Sure() float64 {
	sum, letters := 0.0, 0.0
	for _, line := range p.lines {
		s, n := weigh(line)
		sum, letters = sum+s, letters+n
	}
	if letters == 0 {
		return 0
	}
	return sum / letters
}

func weigh(line []token) (sum, letters float64) {
	for _, t := range line {
		n := float64(utf8.RuneCountInString(t.text))
		sum, letters = sum+n*t.sure, letters+n
	}
	return sum, letters
}

// The confidence that words, and lines on the whole, need to be legible. On
// pages tesseract gives 0.85 to 0.96, on leaves and water under 0.4.
const (
	legibleWord = 0.6
	legibleLine = 0.7
)

// Legible returns the lines that are text for certain: grass and waves are
// often read as a few signs. One or two Latin letters are text only on a page
// that is legible on the whole.
func (p Page) Legible() string {
	var lines []string
	for _, line := range p.lines {
		sum, n := weigh(line)
		var kept []string
		for _, t := range line {
			if t.sure >= legibleWord {
				kept = append(kept, t.text)
			}
		}
		text := closeHan(strings.Join(kept, " "))
		if sum >= legibleLine*n && wordy(text) && (!scrap.MatchString(text) || p.Sure() >= legibleWord) {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// scrap is what leaves and fur may be read as.
var scrap = regexp.MustCompile(`^\P{L}*[A-Za-z]\P{L}*[A-Za-z]?[^\p{L}\p{N}]*$`)

// wordy reports whether a line holds more than single signs.
func wordy(line string) bool {
	letters, all := 0, 0
	for _, c := range line {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			letters++
		}
		if !unicode.IsSpace(c) {
			all++
		}
	}
	return letters >= 2 && 2*letters > all
}

// trust works out the value sure from tesseract's table, page.tsv, if it
// wrote one.
func trust(_ context.Context, r *run) error {
	r.V["sure"] = ""
	if len(r.Glob("page.tsv")) == 0 {
		return nil
	}
	b, err := r.file("page.tsv")
	if err != nil {
		return err
	}
	if sure := ParsePage(string(b)).Sure(); sure > 0 {
		r.V["sure"] = share(sure, 1)
	}
	return nil
}
