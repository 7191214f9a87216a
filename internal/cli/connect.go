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
	var server, model, task string
	var keys []string
	var weights []int
	var local, asJSON bool
	cmd := &cobra.Command{
		Use:   "connect [NAME URL…]",
		Short: "Connect servers of models that speak the OpenAI API, or list what is connected and how it does",
		Long: `Connect asks the server at URL for its models and adds them to the catalogue as NAME/MODEL. What each model is for is
guessed from its name; --task says it for all, with --model for one. A key can also come from TENON_KEY.

Several addresses are servers of the same models. Each gets its share of the requests, by --weights; one that fails before it has
answered anything is replaced by another, and one that fails again and again is left alone for a while.

What a request brings is sent to a connected server only if the person agrees, unless the server is on this machine or --local says that
it is in your hands.`,
		Example: `  tenon connect home http://127.0.0.1:8080/v1
  TENON_KEY=… tenon connect cloud https://api.example.com/v1
  tenon connect farm http://10.0.0.5:8000/v1 http://10.0.0.6:8000/v1 --weights 3,1
  tenon connect art http://10.0.0.5:9000/v1 --model sdxl --task text-to-image --local`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return usage.Wrong("%s takes a name and an address or several, or nothing", cmd.CommandPath())
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
			c, err := connection(args, keys, weights)
			if err != nil {
				return err
			}
			c.Key, c.Model, c.Task = cmp.Or(c.Key, s.Getenv("TENON_KEY")), model, task
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
	fl.StringArrayVar(&keys, "key", nil, "the key that the server asks for (TENON_KEY); of several servers one for all, or one for each")
	fl.IntSliceVar(&weights, "weights", nil, "the shares of several servers, such as 3,1")
	fl.StringVar(&model, "model", "", "connect this model alone, as its server calls it")
	fl.StringVar(&task, "task", "", "what the models do, where their names do not tell; `tenon tasks` lists tasks")
	fl.BoolVar(&local, "local", false, "what is sent there stays in your hands: do not ask before")
	fl.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// connection is what the addresses, keys and weights of a command line name.
func connection(args, keys []string, weights []int) (c sdk.Connection, err error) {
	servers := len(args) - 1
	if len(keys) > 1 && len(keys) != servers || len(weights) > 0 && len(weights) != servers {
		return c, usage.Wrong("there are %d addresses, %d keys and %d weights: name one key for all, or one key and one weight for each", servers, len(keys), len(weights))
	}
	c.Name = args[0]
	for i, url := range args[1:] {
		one := sdk.Server{URL: url}
		if len(weights) > 0 {
			one.Weight = weights[i]
		}
		if len(keys) > 0 {
			one.Key = keys[min(i, len(keys)-1)]
		}
		if i == 0 {
			c.URL, c.Key, c.Weight = one.URL, one.Key, one.Weight
		} else {
			c.More = append(c.More, one)
		}
	}
	return c, nil
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
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Name, c.URL, where, health(c.Servers, 0))
		for i := 1; i < len(c.Servers); i++ {
			fmt.Fprintf(w, "\t%s\t\t%s\n", c.Servers[i].URL, health(c.Servers, i))
		}
		for _, m := range c.Models {
			fmt.Fprintf(w, "  %s\t%s\t\t\n", m.ID, strings.Join(m.Tasks, ", "))
		}
	}
	return w.Flush()
}

// health says how a server of several does, or the only one.
func health(l []sdk.Server, i int) string {
	if i >= len(l) {
		return ""
	}
	h := l[i]
	says := fmt.Sprintf("answers in %d ms", h.Took)
	if !h.Well {
		says = "does not answer: " + h.Failure
	}
	if h.Rests > 0 {
		says += fmt.Sprintf("; left alone for %.0f s more", h.Rests)
	}
	if len(l) > 1 {
		says = fmt.Sprintf("weight %d, %s", h.Weight, says)
	}
	if len(h.Only) > 0 {
		says += "; has only " + strings.Join(h.Only, ", ")
	}
	if h.Asked > 0 {
		says += fmt.Sprintf("; %d requests, %d failed", h.Asked, h.Lost)
	}
	return says
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
