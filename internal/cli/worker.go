package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/sdk"
)

// flags adds the flags to a command that is in no group.
func (f *askedFlags) flags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&f.server, "server", "", usage.Server)
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func (s *shell) ps() *cobra.Command {
	var f askedFlags
	return f.flags(&cobra.Command{
		Use: "ps", Short: "List the models of the hub that are loaded", Args: usage.None,
		RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, _ []string) error {
			l, err := c.Workers(ctx)
			switch {
			case err != nil || f.json:
				return s.orJSON(l, err)
			case len(l) == 0:
				fmt.Fprintln(s.Stderr, "No model is loaded: one is when it is first asked for, or with `tenon load`.")
				return nil
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "MODEL\tENGINE\tSTATE\tMEMORY\tREQUESTS\tSERVED\tSPEED\tIDLE")
			for _, k := range l {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\n", k.Model, k.Engine, state(k), terminal.Memory(max(k.Needs, k.Health.Memory)), k.Users, k.Served, pace(k), idle(k))
			}
			return w.Flush()
		}),
	})
}

func state(k sdk.Worker) string {
	if k.Pinned {
		return k.Stage + ", pinned"
	}
	return k.Stage
}

// pace is how fast a worker computes answers; empty if it has made none.
func pace(k sdk.Worker) string {
	if n := k.Health.Counters; n.DecodeSeconds > 0 {
		return fmt.Sprintf("%.1f tokens/s", float64(n.DecodeTokens)/n.DecodeSeconds)
	}
	return ""
}

// idle is how long nobody has used a worker.
func idle(k sdk.Worker) string {
	if k.Users > 0 {
		return ""
	}
	return time.Since(k.Used).Round(time.Second).String()
}

func (s *shell) loadCommand() *cobra.Command {
	var f askedFlags
	var pin bool
	cmd := &cobra.Command{
		Use: "load MODEL", Short: "Load a model of the hub before it is asked for", Args: usage.Exactly(1, "the name of a model"),
		RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, args []string) error {
			began := time.Now()
			name, err := whole(args[0], "no model", known(ctx, c))
			if err != nil {
				return err
			}
			k, err := c.LoadModel(ctx, name, pin)
			if err != nil {
				return err
			}
			return s.done(&f, k, "%s is loaded (%s, %s).", k.Model, terminal.Memory(k.Health.Memory), time.Since(began).Round(time.Millisecond))
		}),
		ValidArgsFunction: s.completeModels,
	}
	cmd.Flags().BoolVar(&pin, "pin", false, "keep it loaded, also when it is idle and others need its memory")
	return f.flags(cmd)
}

func (s *shell) stop() *cobra.Command {
	var f askedFlags
	return f.flags(&cobra.Command{
		Use: "stop MODEL", Short: "End a model of the hub that is loaded, once it has answered what it has begun", Args: usage.Exactly(1, "the name of a model"),
		RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, args []string) error {
			name, err := whole(args[0], "no model loaded", loaded(ctx, c))
			if err == nil {
				err = c.StopModel(ctx, name)
			}
			if err != nil {
				return err
			}
			return s.done(&f, map[string]string{"stopped": name}, "%s has ended.", name)
		}),
		ValidArgsFunction: s.completeLoaded,
	})
}

// whole is the name of a model of which the part after the owner may be written alone,
// where that is enough among the names that there are.
func whole(name, none string, names func() ([]string, error)) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	all, err := names()
	if err != nil {
		return "", err
	}
	var found []string
	for _, n := range all {
		if strings.HasSuffix(n, "/"+name) {
			found = append(found, n)
		}
	}
	switch len(found) {
	case 0:
		return "", fault.New(fault.NotFound, "there is %s %q; `tenon models`, `tenon tasks` and `tenon ps` list what there is", none, name)
	case 1:
		return found[0], nil
	}
	return "", fault.New(fault.Invalid, "%q may be %s: write the whole name", name, strings.Join(found, " or "))
}

// known are the names of the models of a server.
func known(ctx context.Context, c *sdk.Client) func() ([]string, error) {
	return func() (names []string, err error) {
		l, err := c.Models(ctx)
		for _, m := range l {
			names = append(names, m.Name)
		}
		return names, err
	}
}

// loaded are the names of those that workers hold.
func loaded(ctx context.Context, c *sdk.Client) func() ([]string, error) {
	return func() (names []string, err error) {
		l, err := c.Workers(ctx)
		for _, k := range l {
			names = append(names, k.Model)
		}
		return names, err
	}
}

// completing is how long a completion of a word may take.
const completing = 2 * time.Second

// completeModels completes the name of a model, of the server that runs.
func (s *shell) completeModels(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return s.complete(cmd, args, func(ctx context.Context, c *sdk.Client) (names []string, err error) {
		l, err := c.Models(ctx)
		for _, m := range l {
			names = append(names, m.Name+"\t"+m.Title)
		}
		return names, err
	})
}

// completeLoaded completes the name of a model that is loaded.
func (s *shell) completeLoaded(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return s.complete(cmd, args, func(ctx context.Context, c *sdk.Client) ([]string, error) {
		return loaded(ctx, c)()
	})
}

// complete asks a server that runs already for the first argument; none is
// started for it.
func (s *shell) complete(cmd *cobra.Command, args []string, names func(context.Context, *sdk.Client) ([]string, error)) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), completing)
	defer cancel()
	set, err := s.load()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	server, _ := cmd.Flags().GetString("server") // each command that is completed has it
	if server == "" {
		server = s.Getenv("TENON_SERVER")
	}
	c := s.beside(ctx, set.Data)
	if server != "" {
		c = s.client(server, set.Data)
	}
	if c == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	l, err := names(ctx, c)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return l, cobra.ShellCompDirectiveNoFileComp
}
