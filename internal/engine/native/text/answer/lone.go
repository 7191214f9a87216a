package answer

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
)

// Lone answers a question from a text in another language by its form: with the only number, address,
// amount or share that the text has, where it asks for one of that kind.
func Lone(ctx context.Context, text, question string) (string, error) {
	q := ask(question)
	switch q.wants[0] {
	case want.Phone, want.Email, want.URL, want.Percent, want.Money:
	default:
		return "", nil
	}
	found, err := entity.Find(ctx, text)
	said := ""
	for _, e := range found {
		if q.wants[0].Fits(e) && e.Text != said {
			if said != "" {
				return "", err
			}
			said = e.Text
		}
	}
	return said, err
}
