package term

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// initials are the values that are only a letter, of columns of F and M.
func (s *Schema) initials(letter string) (out []Literal) {
	if letter != "f" && letter != "m" {
		return nil
	}
	for c, f := range s.Fields {
		seen := map[string]bool{}
		for _, v := range f.Text {
			seen[strings.ToLower(v)] = true
		}
		delete(seen, "")
		if f.Kind == sheet.Text && len(seen) <= 4 && seen["f"] && seen["m"] {
			for _, v := range []string{letter, strings.ToUpper(letter)} {
				if slices.Contains(f.Text, v) {
					out = append(out, Literal{c, v})
				}
			}
		}
	}
	return out
}

// ofDay reports whether the values are times of day.
func ofDay(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool {
		_, form, ok := sheet.ParseDuration(v)
		return v != "" && (!ok || form != sheet.Halves && form != sheet.Thirds)
	})
}
