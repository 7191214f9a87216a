package cli

import (
	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/internal/plan/taskbench"
)

func (s *shell) bench() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure parts of Tenon",
		Args:  usage.None,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var o taskbench.Options
	planner := &cobra.Command{
		Use:   "plan --gold FILE --tools FILE",
		Short: "Measure the planner on requests with their graphs, in TaskBench's form",
		Args:  usage.None,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Gold == "" {
				return usage.Wrong("name the requests with --gold FILE")
			}
			return taskbench.Bench(cmd.Context(), s.Stdout, o)
		},
	}
	fl := planner.Flags()
	fl.StringVar(&o.Gold, "gold", "", "requests with their graphs, JSON lines")
	fl.StringVar(&o.Tools, "tools", "", "the vocabulary; left out, tool_desc.json beside the requests")
	fl.StringVar(&o.Out, "out", "", "write the predicted graphs here, in the form of the requests")
	fl.BoolVar(&o.JSON, "json", false, "print the figures as JSON")
	cmd.AddCommand(planner)
	return cmd
}
