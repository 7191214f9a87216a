package naming_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/naming"
)

func TestWhose(t *testing.T) {
	t.Parallel()
	const text = "The alarm went off during Dr Amy Wells's talk. In Tom Reed's garden a tree fell; Ann's car and Ben's car were hit."
	for question, want := range map[string]string{
		"Whose talk was interrupted?":       "Dr Amy Wells",
		"whose garden did the tree fall in": "Tom Reed",
		"whose car was hit?":                "",
		"Whose boat sank?":                  "",
		"Who gave the talk?":                "",
	} {
		if got := naming.Whose(text, question); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	if got := naming.Whose("It was not Anna's lecture.", "Whose lecture was it?"); got != "" {
		t.Errorf("%q is denied", got)
	}
}
