package program

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/tenonhub/tenon/internal/fault"
)

const maxCues = 20000

var (
	timing    = regexp.MustCompile(`^\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})`)
	override  = regexp.MustCompile(`\{[^}]*\}|<[^>]*>`)
	sentences = regexp.MustCompile(`[^.!?。！？；;\n]+[.!?。！？；;]*["'”’)]*`)
)

// subtitles turns the words of the subtitles port into subtitles.srt for the
// video: SRT or WebVTT is cleaned, plain text is cut into cues that are spread
// over the video by their length.
func subtitles(_ context.Context, r *run) error {
	in, video := r.In["subtitles"], r.In["video"]
	cues := timed(in.Text)
	switch {
	case len(cues) == 0 && strings.Contains(in.Text, "-->"):
		return fault.About(r.Model.String(), fault.Invalid,
			"the subtitles have no time that can be read; write them like 00:00:01,000 --> 00:00:04,000")
	case len(cues) == 0:
		cues = spread(in.Text, inSeconds(video.Seconds))
	case cues[0].from >= inSeconds(video.Seconds):
		return fault.About(r.Model.String(), fault.Invalid,
			"the first subtitle is at %s, after the end of the video", stamp(cues[0].from))
	}
	if len(cues) > maxCues {
		return fault.About(r.Model.String(), fault.TooLarge, "there are %d subtitles, over %d; cut the video first", len(cues), maxCues)
	}
	return r.write("subtitles.srt", srt(cues))
}

// timed reads SRT and WebVTT.
func timed(text string) (cues []word) {
	var lines []string
	open := false
	flush := func() {
		if open && len(lines) > 0 {
			cues[len(cues)-1].text = strings.Join(lines, "\n")
		} else if open {
			cues = cues[:len(cues)-1]
		}
		lines, open = nil, false
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := timing.FindStringSubmatch(line); m != nil {
			flush()
			from, to := clock(m[1:5]), clock(m[5:9])
			if to > from {
				cues, open = append(cues, word{from: from, to: to}), true
			}
			continue
		}
		if line == "" {
			flush()
		} else if line = strings.TrimSpace(override.ReplaceAllString(line, "")); open && line != "" {
			lines = append(lines, line)
		}
	}
	flush()
	return cues
}

func clock(f []string) time.Duration {
	n := func(s string) (d time.Duration) {
		for _, c := range s {
			d = d*10 + time.Duration(c-'0')
		}
		return d
	}
	ms := n((f[3] + "00")[:3])
	return n(f[0])*time.Hour + n(f[1])*time.Minute + n(f[2])*time.Second + ms*time.Millisecond
}

// spread cuts a plain text into cues and gives each its share of the time.
func spread(text string, length time.Duration) (cues []word) {
	total := 0
	for _, s := range sentences.FindAllString(override.ReplaceAllString(text, ""), -1) {
		for _, part := range wrap(strings.Join(strings.Fields(s), " ")) {
			cues = append(cues, word{text: part})
			total += columns(part)
		}
	}
	done := 0
	for i := range cues {
		cues[i].from = length * time.Duration(done) / time.Duration(max(1, total))
		done += columns(cues[i].text)
		cues[i].to = length * time.Duration(done) / time.Duration(max(1, total))
	}
	return cues
}

// wrap cuts a sentence into parts of a cue's width, between words where there
// are any.
func wrap(s string) (parts []string) {
	for columns(s) > widestCue {
		cut, wide, space := 0, 0, 0
		for i, c := range s {
			if wide += cell(c); wide > widestCue {
				cut = i
				break
			}
			if c == ' ' || c == '，' || c == '、' {
				space = i + utf8.RuneLen(c)
			}
		}
		if space > 0 {
			cut = space
		}
		parts, s = append(parts, strings.TrimSpace(s[:cut])), strings.TrimSpace(s[cut:])
	}
	if s == "" {
		return parts
	}
	return append(parts, s)
}

// columns is how wide a text is; Chinese characters take two.
func columns(s string) (n int) {
	for _, c := range s {
		n += cell(c)
	}
	return n
}

func cell(c rune) int {
	switch width.LookupRune(c).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}
