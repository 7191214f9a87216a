package craft

import (
	"regexp"
	"strings"
)

var (
	quoted   = regexp.MustCompile(`"[^"]*"|“[^”]*”|「[^」]*」|'[^']*'`)
	onGround = regexp.MustCompile(`(?i)\b((?:dark |light )?[a-z]+)(?: (?:code|one|version|qr code|modules))? on (?:an? )?((?:dark |light )?[a-z]+)\b`)
	groundIs = regexp.MustCompile(`(?i)\b(?:an?|on|with|has) (?:an? )?((?:dark |light )?[a-z]+) (?:back)?ground\b`)
	groundZh = regexp.MustCompile(`((?:深|浅)?\p{Han})色?(?:底|背景)`)
	signZh   = regexp.MustCompile(`(?:底|背景)的?((?:深|浅|天|大)?\p{Han})色?(?:字|码|的?二维码|的?条码)`)
	inverted = regexp.MustCompile(`(?i)\binver(?:ted|se)\b|\bcolou?rs (?:swapped|reversed)\b|反色|反相|反白|颜色反`)
)

// Ink are the colours that words want a code to have, of it and behind it; "" where none is said.
func Ink(said string) (code, ground string) {
	said = quoted.ReplaceAllString(said, " ")
	if m := onGround.FindStringSubmatch(said); m != nil {
		a, okA := colour(m[1])
		b, okB := colour(m[2])
		if okA && okB {
			return a, b
		}
	}
	if inverted.MatchString(said) {
		return "white", "black"
	}
	rest := said
	if m := groundIs.FindStringSubmatch(said); m != nil {
		if c, ok := colour(m[1]); ok {
			ground, rest = c, strings.Replace(rest, m[0], " ", 1)
		}
	}
	if m := signZh.FindStringSubmatch(said); m != nil {
		if c, ok := colour(m[1] + "色"); ok {
			code = c
		}
	}
	if m := groundZh.FindStringSubmatch(said); m != nil {
		if c, ok := colour(m[1] + "色"); ok {
			ground, rest = c, strings.Replace(rest, m[0], " ", 1)
		}
	}
	if code == "" {
		code, _ = colour(rest)
	}
	if code == "" && darkGround[ground] {
		code = "white"
	}
	return code, ground
}

// darkGround are grounds on which black is not seen.
var darkGround = map[string]bool{"black": true, "黑色": true, "深色": true, "navy": true, "darkblue": true, "深蓝色": true}
