package montage

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

var (
	khz     = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(?:k\s?hz|kilohertz|千赫)`)
	hz      = regexp.MustCompile(`(?i)(\d{4,6})\s*(?:hz|hertz|赫兹?)|(?:采样率?|sample rate|sampling rate)\D{0,12}(\d{4,6})\b`)
	kbit    = regexp.MustCompile(`(?i)(\d+)\s*(?:kbps|kbits?|kb/s|kb ps|k\s?bits?|k比特)|(?:码率|比特率|bit\s?rate)\D{0,12}(\d+)\s*k?\b`)
	bareK   = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s?k(?:[^a-z]|$)`)
	mono    = regexp.MustCompile(`(?i)\bmono\b|\b(?:one|single|1) channel\b|单声道|一个声道|单通道`)
	stereo  = regexp.MustCompile(`(?i)\bstereo\b|\b(?:two|2) channels\b|双声道|立体声|两个声道|双通道`)
	written = regexp.MustCompile(`(?i)\b(mp3|wav|flac|ogg|m4a|opus|aac)\b|(vorbis)|(无损|lossless)`)
	// samples are the thousands of samples a second that a bare “16k” means.
	samples = []string{"8", "11.025", "16", "22.05", "24", "32", "44.1", "44", "48", "96", "192"}
)

// form reads the samples, bits and channels that a recording is to have, and its format: that
// which it has where none is named.
func form(r *reading.Reading, w *Wish) bool {
	p := w.Params
	said := r.Text.Source
	for i, g := range r.Req.Given {
		said = strings.ReplaceAll(said, g.Name, strings.Repeat("_", 1+i))
	}
	number := func(m []string) float64 {
		n, _ := strconv.ParseFloat(strings.Join(m[1:], ""), 64)
		return n
	}
	if m := khz.FindStringSubmatch(said); m != nil {
		p["hertz"] = 1000 * number(m)
	} else if m := hz.FindStringSubmatch(said); m != nil {
		p["hertz"] = number(m)
	}
	if m := kbit.FindStringSubmatch(said); m != nil {
		p["bitrate"] = number(m)
	}
	for _, m := range bareK.FindAllStringSubmatch(said, -1) {
		switch spoken := slices.Contains(samples, m[1]); {
		case spoken && p["hertz"] == nil && (p["bitrate"] != nil || m[1] != "32" && m[1] != "96" && m[1] != "192"):
			p["hertz"] = 1000 * number(m)
		case p["bitrate"] == nil && p["hertz"] != number(m)*1000:
			p["bitrate"] = number(m)
		}
	}
	if p["hertz"] == 44000.0 {
		p["hertz"] = 44100.0
	}
	if mono.MatchString(said) {
		p["channels"] = "mono"
	} else if stereo.MatchString(said) {
		p["channels"] = "stereo"
	}
	if m := written.FindStringSubmatch(said); m != nil {
		p["format"] = map[bool]string{true: strings.ToLower(m[1])}[m[1] != ""] + map[bool]string{true: "ogg"}[m[2] != ""] + map[bool]string{true: "flac"}[m[3] != ""]
	} else if f := own(r); p["bitrate"] == nil || f != "wav" && f != "flac" {
		p["format"] = f
	}
	if p["format"] == "" || p["format"] == "mp3" {
		p["format"] = "mp3"
	}
	return true
}

// own is the format that the first of the given recordings has.
func own(r *reading.Reading) string {
	for _, g := range r.Req.Given {
		if f := strings.TrimPrefix(strings.ToLower(path.Ext(g.Name)), "."); g.Type == port.Audio && slices.Contains([]string{"mp3", "wav", "flac", "ogg", "m4a", "opus", "aac"}, f) {
			return f
		}
	}
	return ""
}
