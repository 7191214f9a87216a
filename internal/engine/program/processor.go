package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// processors are the steps that are too much for a template.
var processors = map[string]func(context.Context, *run) error{
	"again":     again,
	"rows":      rows,
	"facts":     facts,
	"fit":       fit,
	"lettering": lettering,
	"pages":     pages,
	"press":     press,
	"noise":     noise,
	"spacing":   spacing,
	"trust":     trust,
	"sphinx":    sphinx,
	"unknown":   unknown,
	"voice":     voice,
	"subtitles": subtitles,
}

const (
	longestCue = 6 * time.Second
	widestCue  = 64 // characters
	pause      = 700 * time.Millisecond
)

type word struct {
	text     string
	from, to time.Duration
}

// sphinx turns what pocketsphinx_continuous -time yes printed (words.txt:
// "word start end confidence", in seconds) into text.txt, a line for each
// sentence between pauses, and subtitles.srt, of those or of single words. The value sure is the mean
// confidence, each word by its length.
func sphinx(_ context.Context, r *run) error {
	b, err := r.file("words.txt")
	if err != nil {
		return err
	}
	var words []word
	var sure, spoken float64
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) != 4 || strings.ContainsAny(f[0][:1], "<[+") {
			continue
		}
		from, err1 := strconv.ParseFloat(f[1], 64)
		to, err2 := strconv.ParseFloat(f[2], 64)
		trust, err3 := strconv.ParseFloat(f[3], 64)
		if errors.Join(err1, err2, err3) != nil {
			continue
		}
		sure, spoken = sure+trust*(to-from), spoken+to-from
		text, _, _ := strings.Cut(f[0], "(") // "the(2)" is another way to say it
		words = append(words, word{text, inSeconds(from), inSeconds(to)})
	}
	r.V["sure"] = share(sure, spoken)
	cues := gather(words)
	single, _ := r.P["words"].(bool) // "" where it is left out
	lines := make([]string, len(cues))
	for i, c := range cues {
		lines[i] = c.text
	}
	if err := r.write("text.txt", strings.Join(lines, "\n")); err != nil {
		return err
	}
	if single {
		cues = words
	}
	return r.write("subtitles.srt", srt(cues))
}

// share writes part of whole as a number in [0, 1]; nothing of nothing is "".
func share(part, whole float64) string {
	if whole <= 0 {
		return ""
	}
	return fmt.Sprintf("%.3f", min(1, max(0, part/whole)))
}

func inSeconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// gather joins words into cues: up to a pause, a length or a width.
func gather(words []word) (cues []word) {
	for _, w := range words {
		if n := len(cues); n > 0 {
			c := &cues[n-1]
			if w.from-c.to < pause && w.to-c.from <= longestCue && len(c.text)+1+len(w.text) <= widestCue {
				c.text, c.to = c.text+" "+w.text, w.to
				continue
			}
		}
		cues = append(cues, w)
	}
	return cues
}

func srt(cues []word) string {
	var b strings.Builder
	for i, c := range cues {
		fmt.Fprintf(&b, "%d\n%s --> %s\n%s\n\n", i+1, stamp(c.from), stamp(c.to), c.text)
	}
	return b.String()
}

func stamp(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d,%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)
}

// spacing takes the spaces out that tesseract puts between Chinese characters,
// in every text of the box, and its page breaks.
func spacing(_ context.Context, r *run) error {
	for _, name := range r.Glob("*.txt") {
		b, err := r.file(name)
		if err != nil {
			return err
		}
		if err := r.replace(name, closeHan(strings.ReplaceAll(string(b), "\f", "\n"))); err != nil {
			return err
		}
	}
	return nil
}

// closeHan takes the spaces out between Chinese characters.
func closeHan(s string) string {
	for {
		closer := betweenHan.ReplaceAllString(s, "$1$2")
		if closer == s {
			return s
		}
		s = closer
	}
}

var betweenHan = regexp.MustCompile(`([\p{Han}，。、；：？！“”‘’（）《》]) +([\p{Han}，。、；：？！“”‘’（）《》])`)

func (r *run) replace(name, text string) error {
	if err := os.Remove(filepath.Join(r.box.Dir(), name)); err != nil {
		return fmt.Errorf("replace %s: %w", name, err)
	}
	return r.write(name, text)
}

// file reads a file of the box.
func (r *run) file(name string) ([]byte, error) {
	f, err := r.box.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxInline+1))
	if err == nil && len(b) > maxInline {
		err = fault.New(fault.TooLarge, "it made over %d MiB; give it a smaller input", maxInline>>20)
	}
	return b, err
}
