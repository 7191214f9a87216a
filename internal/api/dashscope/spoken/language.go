package spoken

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// languages are the codes of the languages that the service's clients name in English.
var languages = map[string]string{
	"chinese": "zh", "mandarin": "zh", "cantonese": "zh-HK", "english": "en", "german": "de", "italian": "it", "portuguese": "pt", "spanish": "es", "japanese": "ja",
	"korean": "ko", "french": "fr", "russian": "ru", "arabic": "ar", "thai": "th", "vietnamese": "vi", "indonesian": "id", "malay": "ms", "hindi": "hi", "turkish": "tr",
	"dutch": "nl", "polish": "pl", "czech": "cs", "swedish": "sv", "danish": "da", "finnish": "fi", "greek": "el", "hungarian": "hu", "romanian": "ro", "ukrainian": "uk",
	"hebrew": "he", "persian": "fa", "urdu": "ur", "bengali": "bn", "tamil": "ta", "catalan": "ca", "norwegian": "nb", "bulgarian": "bg", "croatian": "hr", "slovak": "sk",
}

var code = regexp.MustCompile(`^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$`)

// Language is the code of a language that goes by its English name or its code; of one
// that is to be found out it is empty.
func Language(parameter, name string) (string, error) {
	switch c := languages[strings.ToLower(name)]; {
	case name == "" || strings.EqualFold(name, "auto"):
		return "", nil
	case c != "":
		return c, nil
	case code.MatchString(name):
		return strings.ReplaceAll(name, "_", "-"), nil
	}
	return "", fault.New(fault.Invalid, "%s is %.60q, which names no language; give one such as Chinese, English, zh or en", parameter, name)
}
