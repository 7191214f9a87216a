// Package catalog describes models and chooses among them. It does not run
// them and it does not know where their files are.
package catalog

import (
	"context"

	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Model is what the catalogue knows of a callable model.
type Model struct {
	Ref       ref.Model   `json:"model"`
	Task      task.ID     `json:"task"`
	Engine    string      `json:"engine"`              // native, program, remote
	Title     string      `json:"title"`               // one line, for people
	Licence   string      `json:"licence"`             // SPDX identifier
	Languages []string    `json:"languages,omitempty"` // ISO 639 codes; empty is any, or none needed
	Pairs     []string    `json:"pairs,omitempty"`     // for translation: "en-es"; empty is any pair of Languages
	Fixed     task.Params `json:"fixed,omitempty"`     // parameters that this model takes as they are, such as a style
	Quality   float64     `json:"quality"`             // in [0, 1], as measured in its card, against the other models of its task
	Speed     float64     `json:"speed"`               // in [0, 1], 1 is instant
	Remote    bool        `json:"remote,omitempty"`    // its inputs leave this machine
	Card      string      `json:"-"`                   // the model card, Markdown with its front matter
}

// Source lists models: the ones in the program, connected ones, the hub's.
type Source interface {
	Models(ctx context.Context) ([]Model, error)
}
