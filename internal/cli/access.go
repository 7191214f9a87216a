package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/sdk"
)

// access is about the files of gated repositories.
func (s *shell) access() *cobra.Command {
	var f askedFlags
	p := &place{}
	cmd := group("access", "Say who gets the files of a repository of the hub, and ask for those of others", &f,
		s.accessSet(p, &f), s.accessAsk(p, &f), s.accessList(p, &f),
		s.decide(p, &f, "accept OWNER/NAME USER", "Give the files to who asked for them", "accepted"),
		s.decide(p, &f, "reject OWNER/NAME USER", "Refuse the files to who asked for them", "rejected"),
		s.decide(p, &f, "cancel OWNER/NAME USER", "Make a request wait for a decision again", "pending"),
		s.accessGrant(p, &f))
	cmd.PersistentFlags().StringVar(&p.kind, "type", "model", "model, dataset or space")
	return cmd
}

// about makes what a command does of what it does with a repository and what is
// named after it.
func (s *shell) about(p *place, f *askedFlags, do func(ctx context.Context, c *sdk.Client, k sdk.Kind, id string, rest []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		kind, t, err := p.target(args[0])
		if err != nil {
			return err
		}
		return s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error { return do(ctx, c, kind, t.id, args[1:]) })(cmd, args)
	}
}

func (s *shell) accessSet(p *place, f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "set OWNER/NAME manual|auto|open", Short: "Give the files to who was accepted, to who has asked, or to all",
		Args: exactly(2, "the name of a repository, and one of manual, auto and open"),
		RunE: s.about(p, f, func(ctx context.Context, c *sdk.Client, k sdk.Kind, id string, rest []string) error {
			gate, ok := map[string]sdk.Gate{"manual": "manual", "auto": "auto", "open": ""}[rest[0]]
			if !ok {
				return wrongUse("%q is none of manual, auto and open", rest[0])
			}
			if err := c.SetGate(ctx, k, id, gate); err != nil {
				return err
			}
			return s.done(f, map[string]string{"repository": id, "access": rest[0]}, "Access to the files of %s is %s.", id, rest[0])
		}),
	}
}

func (s *shell) accessAsk(p *place, f *askedFlags) *cobra.Command {
	var fields []string
	cmd := &cobra.Command{
		Use: "ask OWNER/NAME", Short: "Ask for the files of a repository; its owner sees your name and address",
		Args: exactly(1, "the name of a repository"),
		RunE: s.about(p, f, func(ctx context.Context, c *sdk.Client, k sdk.Kind, id string, _ []string) error {
			said := map[string]string{}
			for _, field := range fields {
				name, value, ok := strings.Cut(field, "=")
				if !ok {
					return wrongUse("--field %q is not NAME=VALUE", field)
				}
				said[name] = value
			}
			status, err := c.AskAccess(ctx, k, id, said)
			if err != nil {
				return err
			}
			return s.done(f, map[string]string{"repository": id, "status": status}, "The request for %s is %s.", id, status)
		}),
	}
	cmd.Flags().StringArrayVar(&fields, "field", nil, "what the owner wants to know, as NAME=VALUE; may be repeated")
	return cmd
}

func (s *shell) accessList(p *place, f *askedFlags) *cobra.Command {
	var status string
	cmd := &cobra.Command{
		Use: "list OWNER/NAME", Short: "List who has asked for the files", Args: exactly(1, "the name of a repository"),
		RunE: s.about(p, f, func(ctx context.Context, c *sdk.Client, k sdk.Kind, id string, _ []string) error {
			l, err := c.AccessRequests(ctx, k, id, status)
			switch {
			case err != nil:
				return err
			case f.json:
				return s.printJSON(l)
			case len(l) == 0:
				fmt.Fprintf(s.Stderr, "There is no request that is %s.\n", status)
				return nil
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, r := range l {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.User.Name, r.User.Email, r.Asked.Local().Format("2006-01-02 15:04"), fieldText(r.Fields))
			}
			return w.Flush()
		}),
	}
	cmd.Flags().StringVar(&status, "status", "pending", "pending, accepted or rejected")
	return cmd
}

// decide is a command that gives a request another standing.
func (s *shell) decide(p *place, f *askedFlags, use, short, status string) *cobra.Command {
	reason := ""
	cmd := &cobra.Command{
		Use: use, Short: short, Args: exactly(2, "the names of a repository and of a user"),
		RunE: s.about(p, f, func(ctx context.Context, c *sdk.Client, k sdk.Kind, id string, rest []string) error {
			if err := c.DecideAccess(ctx, k, id, rest[0], status, reason); err != nil {
				return err
			}
			return s.done(f, map[string]string{"repository": id, "user": rest[0], "status": status}, "The request of %s for %s is %s.", rest[0], id, status)
		}),
	}
	if status == "rejected" {
		cmd.Flags().StringVar(&reason, "reason", "", "what the user is told")
	}
	return cmd
}

func (s *shell) accessGrant(p *place, f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "grant OWNER/NAME USER", Short: "Give the files to a user who has not asked", Args: exactly(2, "the names of a repository and of a user"),
		RunE: s.about(p, f, func(ctx context.Context, c *sdk.Client, k sdk.Kind, id string, rest []string) error {
			if err := c.GrantAccess(ctx, k, id, rest[0]); err != nil {
				return err
			}
			return s.done(f, map[string]string{"repository": id, "user": rest[0], "status": "accepted"}, "%s has access to %s.", rest[0], id)
		}),
	}
}

// fieldText writes what somebody has filled in on one line.
func fieldText(fields map[string]string) string {
	var l []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		l = append(l, fmt.Sprintf("%s: %q", name, fields[name]))
	}
	return strings.Join(l, ", ")
}
