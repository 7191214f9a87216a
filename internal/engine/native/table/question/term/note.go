package term

import "strings"

// Note says that a value was read in the place of another word for it.
type Note struct{ Value, Text string }

// Told are the notes on values that stand in a question.
func (s *Schema) Told(question string) (notes []string) {
	for _, n := range s.Notes {
		if strings.Contains(question, n.Value) {
			notes = append(notes, n.Text)
		}
	}
	return notes
}
