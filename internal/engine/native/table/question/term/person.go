package term

import "slices"

// family are the words for the name that a family has.
var family = []string{"last name", "surname", "family name"}

// Family reports whether a key asks for the name that a family has.
func Family(key string) bool { return slices.Contains(family, key) }

// nameParts makes the words for parts of a name find the column of whole names,
// where none is for the part.
func (s *Schema) nameParts() {
	for _, k := range append([]string{"first name", "given name", "full name"}, family...) {
		if len(s.Cols[k]) == 0 && len(s.Cols["name"]) > 0 {
			s.Cols[k] = s.Cols["name"]
		}
	}
}
