package inquiry_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
)

func FuzzParts(f *testing.F) {
	f.Add("When and where is it, and who? 几点开门？周末开吗？")
	f.Add("what\xff?, and ？how")
	f.Fuzz(func(t *testing.T, question string) {
		if len(inquiry.Parts(question)) == 0 {
			t.Error("a question has no part")
		}
		inquiry.Supposed(question)
		inquiry.Reword(question)
	})
}
