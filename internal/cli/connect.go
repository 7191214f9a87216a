package cli

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) connect() *cobra.Command {
	var server, key, model, task string
	var local, asJSON bool
	cmd := &cobra.Command{
		Use:   "connect [NAME URL]",
		Short: "Connect a server of models that speaks the OpenAI API, or list what is connected",
		Long: `Connect asks the server at URL for its models and adds them to the catalogue as NAME/MODEL. What each model is for is
guessed from its name; --task says it for all, with --model for one. A key can also come from TENON_KEY.

What a request brings is sent to a connected server only if the person agrees, unless the server is on this machine or --local says that
it is in your hands.`,
		Example: `  tenon connect home http://127.0.0.1:8080/v1
  TENON_KEY=… tenon connect cloud https://api.example.com/v1
  tenon connect art http://10.0.0.5:9000/v1 --model sdxl --task text-to-image --local`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 0 && len(args) != 2 {
				return usage.Wrong("%s takes a name and an address, or nothing", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := s.dial(cmd.Context(), server)
			if err != nil {
				return err
			}
			defer link.close()
			if len(args) == 0 {
				l, err := link.client.Connections(cmd.Context())
				if err != nil {
					return err
				}
				return s.printConnections(l, asJSON)
			}
			c := sdk.Connection{Name: args[0], URL: args[1], Key: cmp.Or(key, s.Getenv("TENON_KEY")), Model: model, Task: task}
			if cmd.Flags().Changed("local") {
				c.Local = &local
			}
			made, err := link.client.Connect(cmd.Context(), c)
			if err != nil {
				return err
			}
			return s.printConnections([]sdk.Connection{made}, asJSON)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&server, "server", "", "address of the Tenon server to ask (TENON_SERVER)")
	fl.StringVar(&key, "key", "", "the key that the server asks for (TENON_KEY)")
	fl.StringVar(&model, "model", "", "connect this model alone, as its server calls it")
	fl.StringVar(&task, "task", "", "what the models do, where their names do not tell; `tenon tasks` lists tasks")
	fl.BoolVar(&local, "local", false, "what is sent there stays in your hands: do not ask before")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (s *shell) printConnections(l []sdk.Connection, asJSON bool) error {
	if asJSON {
		return s.printJSON(l)
	}
	if len(l) == 0 {
		fmt.Fprintln(s.Stdout, "Nothing is connected. For example: tenon connect home http://127.0.0.1:8080/v1")
		return nil
	}
	w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
	for _, c := range l {
		where := "asks before it sends"
		if c.Local != nil && *c.Local {
			where = "in your hands"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", c.Name, c.URL, where)
		for _, m := range c.Models {
			fmt.Fprintf(w, "  %s\t%s\t\n", m.ID, strings.Join(m.Tasks, ", "))
		}
	}
	return w.Flush()
}

func (s *shell) disconnect() *cobra.Command {
	var server string
	cmd := &cobra.Command{
		Use:   "disconnect NAME",
		Short: "Forget a connected server and its key",
		Args:  usage.Exactly(1, "the name of a connection"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := s.dial(cmd.Context(), server)
			if err != nil {
				return err
			}
			defer link.close()
			return link.client.Disconnect(cmd.Context(), args[0])
		},
	}
	cmd.Flags().StringVar(&server, "server", "", "address of the server to ask (TENON_SERVER)")
	return cmd
}
