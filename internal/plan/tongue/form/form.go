// Package form finds the file formats in which a request wants pictures, sounds and films. It
// does not know what is made.
package form

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/port"
)

// kinds are what is written in a format, which has other names as well.
var kinds = map[string]struct {
	of   port.Type
	name string
}{
	"mp3": {port.Audio, "mp3"}, "wav": {port.Audio, "wav"}, "flac": {port.Audio, "flac"}, "ogg": {port.Audio, "ogg"}, "m4a": {port.Audio, "m4a"}, "opus": {port.Audio, "opus"}, "aac": {port.Audio, "aac"},
	"mp4": {port.Video, "mp4"}, "webm": {port.Video, "webm"}, "mkv": {port.Video, "mkv"}, "mov": {port.Video, "mov"}, "avi": {port.Video, "avi"},
	"jpg": {port.Image, "jpg"}, "jpeg": {port.Image, "jpg"}, "png": {port.Image, "png"}, "gif": {port.Image, "gif"}, "bmp": {port.Image, "bmp"}, "tif": {port.Image, "tiff"}, "tiff": {port.Image, "tiff"}, "webp": {port.Image, "webp"},
}

var (
	named = regexp.MustCompile(`(?i)mp3|wav|flac|ogg|m4a|opus|aac|mp4|webm|mkv|mov|avi|jpe?g|png|gif|bmp|tiff?|webp`)
	// had leads to a format that a file has, or that is not wanted, and its stands behind one.
	had = regexp.MustCompile(`(?i)(?:\b(?:of|from|this|these|those|that|my|our|your|the|not|no|than|instead of|both|two|three|which|every|each|all|any|attached|read|open|play|plays|supports?)|[把将从这那个段张些份两三]|不要|不是|不能|附的|原来的?|手上的?)\s*$`)
	its = regexp.MustCompile(`(?i)^(?:s\b|s? ?(?:files?|clips?|recordings?|pictures?|photos?|images?|videos?|films?)?,? (?:is|are|was|to|into|says?|shows?|in|has)\b|文件?(?:转|改|换|变|里)|图?(?:转|改|换|变)|里|是|太)`)
)

// Wanted is the last format of a kind that a request wants, without the names of the files that
// came with it; had formats are no wish.
func Wanted(request string, files []string, of port.Type) (format, why string) {
	have := map[string]bool{}
	for _, name := range files {
		request = strings.ReplaceAll(request, name, strings.Repeat("_", len(name)))
		have[kinds[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))].name] = true
	}
	for _, at := range slices.Backward(named.FindAllStringIndex(request, -1)) {
		before, behind := request[:at[0]], request[at[1]:]
		if r, _ := utf8.DecodeLastRuneInString(before); inWord(r) || r == '.' && strings.TrimRight(before, ".") != "" && !unicode.IsSpace(last(strings.TrimRight(before, "."))) {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(behind); inWord(r) && !strings.HasPrefix(strings.ToLower(behind), "s") || strings.HasPrefix(behind, ".") && len(behind) > 1 && inWord(rune(behind[1])) {
			continue
		}
		k := kinds[strings.ToLower(request[at[0]:at[1]])]
		if k.of != of || have[k.name] || had.MatchString(before) || its.MatchString(behind) {
			continue
		}
		return k.name, request[at[0]:at[1]]
	}
	return "", ""
}

func last(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// inWord reports whether a character is one of a longer name than that of a format.
func inWord(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-/=&?", r)) && r != utf8.RuneError
}
