// Package motion reads how a picture is to move off the words of a request.
package motion

import (
	"regexp"
	"strings"
)

var (
	moves   = regexp.MustCompile(`(?i)(?:so that|such that|so it looks like|with|where|as if)\s+(.+)$`)
	letting = regexp.MustCompile(`(?:让|使)(?:画里的?|图里的?|照片里的?|图中的?|画中的?|照片中的?|图上的?)?([^，。！,.!]+?(?:起来|动|眨|笑|飘|摇|转|流|走|飞|跑|落)[^，。！,.!]*)`)
	itself  = regexp.MustCompile(`^(它|图|图片|照片|这张图|这张照片|这张|这图|画面|这幅画|画|这张画|人物)?(动|活)(一动|起来|过来)?`)
	rousing = regexp.MustCompile(`(?i)(?:make|let|have) (?:the \w+|him|her|it|them|me|us)(?: and \w+)? (?:smile|blink|wave|dance|walk|turn|nod|wink|sway|drift|flow|jump|run|fly|swim|laugh|breathe|flicker|ripple|spin|roll|float|shake|talk|sing)\b[^,.!]*`)
	waking  = regexp.MustCompile(`(?i)(?:make|let|have) the (?:water|waves|clouds|hair|leaves|flag|snow|rain|fire|smoke|trees|sea|grass|eyes|candle|river|waterfall|flames|stars|person|dog|cat|man|woman|girl|boy)[^,.!]+`)
)

// In is how words say that a picture is to move.
func In(said string) string {
	if m := moves.FindStringSubmatch(said); m != nil {
		return m[1]
	}
	if m := letting.FindStringSubmatch(said); m != nil && !itself.MatchString(m[1]) {
		return strings.TrimSpace(m[0])
	}
	if m := rousing.FindStringSubmatch(said); m != nil {
		return strings.TrimSpace(m[0])
	}
	if m := waking.FindStringSubmatch(said); m != nil {
		return strings.TrimSpace(m[0])
	}
	return ""
}
