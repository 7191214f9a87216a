package worker

import (
	"context"
	"encoding/base64"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// describe is what a model is asked that is to say what a picture shows, and in
// which language by its code.
const (
	describe   = "Describe this picture."
	describeIn = "Describe this picture. Answer in the language with the code "
)

// see asks a language model that sees about a picture: a question, or what it shows.
func (c *call) see(ctx context.Context) error {
	v, ok := c.req.In.First("image")
	if !ok {
		return fault.New(fault.Invalid, "the image is missing; give %s something to look at", c.req.Task)
	}
	b, err := v.Read(maxFile)
	if err != nil {
		return unreadable("image", err)
	}
	words, out := describe, "text"
	if language := c.req.Params.Text("language"); language != "" {
		words = describeIn + language + "."
	}
	if c.req.Task == "visual-question-answering" {
		out = "answer"
		if words, err = c.text("question"); err != nil {
			return err
		}
	}
	return c.chat(ctx, openai.ChatRequest{
		Model: c.req.Model.String(), Stream: true, StreamOptions: &openai.StreamOptions{IncludeUsage: true},
		Messages: []openai.Message{{Role: openai.User, Content: openai.Content{
			openai.Picture("data:" + v.Media + ";base64," + base64.StdEncoding.EncodeToString(b)), {Type: "text", Text: words},
		}}},
	}, out)
}
