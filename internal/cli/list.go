package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) printJSON(v any) error {
	enc := json.NewEncoder(s.Stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (s *shell) models() *cobra.Command {
	var server string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "models [MODEL]",
		Short: "List the models, or show the card of one",
		Args:  usage.AtMostOne("the name of a model"),

		ValidArgsFunction: s.completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && strings.Count(args[0], "/") != 1 {
				return usage.Wrong("%q is no name of a model: it is OWNER/NAME, such as tenon/summary", args[0])
			}
			link, err := s.dial(cmd.Context(), server)
			if err != nil {
				return err
			}
			defer link.close()
			if len(args) == 1 {
				m, err := link.client.Model(cmd.Context(), args[0])
				switch {
				case err != nil:
					return err
				case asJSON:
					return s.printJSON(m)
				}
				fmt.Fprintln(s.Stdout, strings.TrimSpace(m.Card))
				return nil
			}
			all, err := link.client.Models(cmd.Context())
			switch {
			case err != nil:
				return err
			case asJSON:
				return s.printJSON(all)
			}
			return s.table(all)
		},
	}
	cmd.Flags().StringVar(&server, "server", "", usage.Server)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (s *shell) table(models []sdk.Model) error {
	w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
	for _, m := range models {
		state := "ready"
		if m.Missing != "" {
			state = m.Missing
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Name, m.Task, m.Title, state)
	}
	return w.Flush()
}

func (s *shell) tasks() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "tasks",
		Short: "List the tasks that a request can be made of",
		Args:  usage.None,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return s.printJSON(task.All())
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, t := range task.All() {
				var in, out []string
				for _, p := range t.In {
					in = append(in, p.Name)
				}
				for _, p := range t.Out {
					out = append(out, p.Name)
				}
				fmt.Fprintf(w, "%s\t%s → %s\t%s\n", t.ID, strings.Join(in, ", "), strings.Join(out, ", "), t.En)
			}
			return w.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (s *shell) runs() *cobra.Command {
	var server string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "runs [ID]",
		Short: "List the latest runs, or show one",
		Args:  usage.AtMostOne("the ID of a run"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := s.dial(cmd.Context(), server)
			if err != nil {
				return err
			}
			defer link.close()
			if len(args) == 1 {
				run, err := link.client.Run(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return s.printJSON(run)
			}
			all, err := link.client.Runs(cmd.Context(), 50)
			switch {
			case err != nil:
				return err
			case asJSON:
				return s.printJSON(all)
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, r := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.ID, r.Created.Local().Format("2006-01-02 15:04"), r.State, terminal.Clip(strings.ReplaceAll(r.Text, "\n", " "), 60))
			}
			return w.Flush()
		},
	}
	cmd.Flags().StringVar(&server, "server", "", usage.Server)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.AddCommand(&cobra.Command{
		Use:   "cancel ID",
		Short: "Stop a run",
		Args:  usage.Exactly(1, "the ID of a run"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := s.dial(cmd.Context(), server)
			if err != nil {
				return err
			}
			defer link.close()
			return link.client.Cancel(cmd.Context(), args[0])
		},
	})
	return cmd
}
