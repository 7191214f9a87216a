// Package tint knows colours by their names, in English and Chinese, and by numbers as the
// web writes them.
package tint

import (
	"image/color"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"

	"github.com/tenonhub/tenon/internal/fault"
)

// chinese are names that stand for the web's.
var chinese = map[string]string{
	"黑": "black", "白": "white", "红": "red", "大红": "red", "深红": "darkred", "暗红": "darkred", "绿": "green", "深绿": "darkgreen", "墨绿": "darkgreen", "浅绿": "lightgreen",
	"蓝": "blue", "深蓝": "darkblue", "藏青": "navy", "浅蓝": "lightblue", "天蓝": "skyblue", "黄": "yellow", "浅黄": "lightyellow", "橙": "orange", "橘": "orange", "紫": "purple",
	"粉": "pink", "粉红": "pink", "灰": "gray", "深灰": "#404040", "浅灰": "lightgray", "棕": "#805030", "褐": "#805030", "咖啡": "#805030", "金": "gold", "银": "silver", "青": "teal", "米": "beige", "橄榄": "olive",
}

// english are names that people use beside the web's.
var english = map[string]string{"golden": "gold", "darkgrey": "#404040", "darkgray": "#404040", "brown": "#805030", "cream": "beige", "rose": "pink", "navyblue": "navy", "green": "#008000"}

var numbers = regexp.MustCompile(`^#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$`)

// Of is the colour of a name, or of a number such as #ff8800.
func Of(name string) (color.NRGBA, error) {
	s := strings.ToLower(strings.TrimSpace(name))
	if c, ok := chinese[strings.TrimSuffix(s, "色")]; ok {
		s = c
	}
	s = strings.NewReplacer(" ", "", "-", "", "_", "").Replace(s)
	if c, ok := english[s]; ok {
		s = c
	}
	if m := numbers.FindStringSubmatch(s); m != nil {
		hex := m[1]
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		v, err := strconv.ParseUint(hex, 16, 32)
		if err == nil {
			return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}, nil //nolint:gosec // bytes of #rrggbb
		}
	}
	if c, ok := colornames.Map[s]; ok {
		return color.NRGBA{c.R, c.G, c.B, 255}, nil
	}
	return color.NRGBA{}, fault.New(fault.Invalid, "there is no colour %q; name one such as red or navy, or give its number, such as #ff8800", name)
}

// Light is how light a colour is to the eye, from 0 to 1.
func Light(c color.NRGBA) float64 {
	return (0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)) / 255
}
