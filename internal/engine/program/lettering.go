package program

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
)

// What lettering may be: letters, and their height as a part of the picture's.
const (
	mostLetters = 500
	tallest     = 10
	smallest    = 22
)

// lettering writes the parameter text as lettering.ass, which libass draws onto a film of the
// size of the video: broken into lines that fit, and smaller where they are many.
func lettering(_ context.Context, r *run) error {
	text := strings.TrimSpace(fmt.Sprint(r.P["text"]))
	in := r.In["video"]
	width, height := in.Width, in.Height
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return fault.New(fault.Invalid, "there are no words to write; say which")
	case n > mostLetters:
		return fault.New(fault.Invalid, "the words are %d letters, and %d can be written at the most; give fewer, or put them in as subtitles", n, mostLetters)
	}
	for part := tallest; part <= smallest; part += 2 {
		size := max(float64(height)/float64(part), 10)
		lines := broken(text, 0.92*float64(width)/size)
		if len(lines) == 0 || 1.3*size*float64(len(lines)) > 0.9*float64(height) || len(lines) > 3 && part+2 <= smallest {
			continue
		}
		return r.write("lettering.ass", r.script(lines, size))
	}
	return fault.New(fault.Invalid, "the words do not fit into a picture of %d × %d pixels; give fewer", width, height)
}

// script is a file for libass that has one event.
func (r *run) script(lines []string, size float64) string {
	at := map[any]int{"bottom-left": 1, "bottom": 2, "bottom-right": 3, "middle": 5, "top-left": 7, "top": 8, "top-right": 9}[r.P["place"]]
	start, end := number(r.P["start"]), number(r.P["end"])
	if end == 0 {
		end = r.In["video"].Seconds + 1
	}
	in := r.In["video"]
	return fmt.Sprintf("[Script Info]\nScriptType: v4.00+\nPlayResX: %d\nPlayResY: %d\nWrapStyle: 2\n\n[V4+ Styles]\n"+
		"Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, Bold, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV\n"+
		"Style: Words,Noto Sans CJK SC,%.1f,&H00FFFFFF,&H00202020,1,1,%.1f,0,%d,%.0f,%.0f,%.0f\n\n[Events]\n"+
		"Format: Start, End, Style, Text\nDialogue: %s,%s,Words,%s\n",
		in.Width, in.Height, size, size/12, max(at, 1), size/2, size/2, size/2, moment(start), moment(end), strings.Join(lines, `\N`))
}

// moment is a time as libass reads it.
func moment(seconds float64) string {
	n := int(seconds*100 + 0.5)
	return fmt.Sprintf("%d:%02d:%02d.%02d", n/360000, n/6000%60, n/100%60, n%100)
}

// broken are the lines of a text, each as wide as so many lines are high at the most,
// with nothing in them that libass would take as a command; none where a word is wider than that.
func broken(text string, most float64) (lines []string) {
	for _, whole := range strings.Split(text, "\n") {
		line, wide, space, lastWide := "", 0.0, -1, 0.0
		for _, c := range strings.TrimSpace(whole) {
			if unicode.IsControl(c) {
				c = ' ' // libass begins another line of its file at a return
			}
			w := 0.42 // of the height of a line
			if c >= 0x1100 {
				w = 0.7
			}
			if wide+w > most {
				switch {
				case space >= 0 && c < 0x1100:
					lines, line, wide = append(lines, line[:space]), strings.TrimSpace(line[space:]), wide-lastWide
				case c >= 0x1100 && line != "":
					lines, line, wide = append(lines, line), "", 0
				default:
					return nil
				}
				space = -1
			}
			if c == ' ' || c >= 0x1100 {
				space, lastWide = len(line), wide
			}
			line, wide = line+string(c), wide+w
		}
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i] = strings.NewReplacer(`\`, "\\\u2060", "{", `\{`, "}", `\}`).Replace(strings.TrimSpace(lines[i]))
	}
	return lines
}
