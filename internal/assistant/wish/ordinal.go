package wish

import (
	"regexp"
	"slices"
)

var (
	ordinals = []*regexp.Regexp{
		regexp.MustCompile(`(?i)\bfirst ` + one + `|第一` + ofThem),
		regexp.MustCompile(`(?i)\bsecond ` + one + `|第二` + ofThem),
		regexp.MustCompile(`(?i)\bthird ` + one + `|第三` + ofThem),
	}
	final = regexp.MustCompile(`(?i)\blast ` + one + `|最后一` + ofThem)
)

const (
	one    = `(one|of (them|the)|e-?mail|address|link|url|web ?site|phone|number|date|amount|price|code|keyword|company|place|city|person)\b`
	ofThem = `(个|条|封|处|家|位)`
)

// Ordinal is which of several things is meant, if one is; -1 is the last.
func Ordinal(request string) (int, bool) {
	if final.MatchString(request) {
		return -1, true
	}
	i := slices.IndexFunc(ordinals, func(re *regexp.Regexp) bool { return re.MatchString(request) })
	return i, i >= 0
}
