package cli

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/inputs"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) run() *cobra.Command {
	var f askFlags
	var params []string
	cmd := &cobra.Command{
		Use:   "run MODEL|TASK [INPUT ...]",
		Short: "Run one model, or the best one for a task",
		Long: `Run gives a model its inputs, in the order of its ports, prints what it says and saves the files it makes.

An INPUT is a file, an address, or the words themselves; - is standard input. Without inputs it says what the model takes.
A model of a connected server that is named is given its inputs; for a task it asks first, as ask does.
Exit status: as of ask.`,
		Example: `  tenon run tenon/espeak "Good morning" -p voice=female --out sounds
  tenon run tenon/extractive-qa contract.txt "When does it end?"
  tenon run image-style-transfer photo.jpg -p style=watercolor
  tenon run lab/eyes photo.jpg "How many people are there?"`,
		ValidArgsFunction: s.completeModels,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage.Wrong("name a model or a task; `tenon models` and `tenon tasks` list them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.named = cmd.Flags().Changed("out")
			return s.runModel(cmd.Context(), f, args[0], args[1:], params)
		},
	}
	f.register(cmd)
	cmd.Flags().StringArrayVarP(&params, "param", "p", nil, "a parameter, NAME=VALUE; lists are written with commas")
	return cmd
}

func (s *shell) runModel(ctx context.Context, f askFlags, name string, given, params []string) error {
	consent, err := f.consent()
	if err != nil {
		return err
	}
	link, err := s.dial(ctx, f.server)
	if err != nil {
		return err
	}
	defer link.close()
	if _, err := task.Lookup(name); err != nil {
		if name, err = whole(name, "no model and no task", known(ctx, link.client)); err != nil {
			return err
		}
	}
	fixed := task.Params{}
	node := sdk.GraphNode{ID: "n1", Task: name, In: map[string][]sdk.Source{}}
	if strings.Contains(name, "/") {
		m, err := link.client.Model(ctx, name)
		if err == nil && m.Task == "text-generation" && len(given) > 0 && pictured(given[0]) {
			m, err = seeing(ctx, link.client, m, len(given))
		}
		if err != nil {
			return err
		}
		node.Task, node.Model, fixed = m.Task, m.Name, m.Fixed
		consent = cmp.Or(consent, "yes") // who names a model means it
	}
	t, err := task.Lookup(node.Task)
	if err != nil {
		return err
	}
	node.Task = string(t.ID)
	ask := sdk.Ask{Text: "tenon run " + name, Consent: consent}
	if node.Params, err = inputs.Params(t, params, fixed); err == nil {
		place := inputs.Placer{Stdin: func() io.ReadCloser { return s.input(ctx) }}
		err = place.On(t, &node, &ask, given)
	}
	if err != nil {
		return usage.Wrong("%v", err)
	}
	if f.named {
		err = writable(f.out)
	}
	if err != nil {
		return err
	}
	ask.Graph = &sdk.Graph{Nodes: []sdk.GraphNode{node}}
	return s.converse(ctx, link, ask, f)
}

// pictured reports whether an input is a file that is a picture.
func pictured(input string) bool {
	f, err := os.Open(input)
	if err != nil {
		return false
	}
	defer f.Close()
	b, _ := io.ReadAll(io.LimitReader(f, 512)) // what cannot be read is none
	return strings.HasPrefix(http.DetectContentType(b), "image/")
}

// seeing is a language model as the one that is shown a picture, and asked about it or not;
// itself if it is none that sees.
func seeing(ctx context.Context, c *sdk.Client, m sdk.Model, inputs int) (sdk.Model, error) {
	as := ".image-to-text"
	if inputs > 1 {
		as = ".visual-question-answering"
	}
	other, err := c.Model(ctx, m.Name+as)
	if err != nil {
		return m, ctx.Err()
	}
	return other, nil
}
