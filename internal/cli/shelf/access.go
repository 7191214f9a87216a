package shelf

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// access is about the files of gated repositories.
func (s Shell) access() *cobra.Command {
	p := &place{}
	return p.flags(usage.Group("access", "Say who gets the files of a repository of the hub, and ask for those of others",
		s.accessSet(p), s.accessAsk(p), s.accessList(p),
		s.decide(p, "accept OWNER/NAME USER", "Give the files to who asked for them", "accepted"),
		s.decide(p, "reject OWNER/NAME USER", "Refuse the files to who asked for them", "rejected"),
		s.decide(p, "cancel OWNER/NAME USER", "Make a request wait for a decision again", "pending"),
		s.accessGrant(p)))
}

func (s Shell) accessSet(p *place) *cobra.Command {
	return &cobra.Command{
		Use: "set OWNER/NAME manual|auto|open", Short: "Give the files to who was accepted, to who has asked, or to all",
		Args: usage.Exactly(2, "the name of a repository, and one of manual, auto and open"),
		RunE: s.on(p, nil, func(ctx context.Context, d desk) error {
			gate, ok := map[string]sdk.Gate{"manual": "manual", "auto": "auto", "open": ""}[d.rest[0]]
			if !ok {
				return usage.Wrong("%q is none of manual, auto and open", d.rest[0])
			}
			if err := d.SetGate(ctx, d.kind, d.id, gate); err != nil {
				return err
			}
			return s.done(p, map[string]string{"repository": d.id, "access": d.rest[0]}, "Access to the files of %s is %s.", d.id, d.rest[0])
		}),
	}
}

func (s Shell) accessAsk(p *place) *cobra.Command {
	var fields []string
	cmd := &cobra.Command{
		Use: "ask OWNER/NAME", Short: "Ask for the files of a repository; its owner sees your name and address",
		Args: usage.Exactly(1, "the name of a repository"),
		RunE: s.on(p, nil, func(ctx context.Context, d desk) error {
			said := map[string]string{}
			for _, field := range fields {
				name, value, ok := strings.Cut(field, "=")
				if !ok {
					return usage.Wrong("--field %q is not NAME=VALUE", field)
				}
				said[name] = value
			}
			status, err := d.AskAccess(ctx, d.kind, d.id, said)
			if err != nil {
				return err
			}
			return s.done(p, map[string]string{"repository": d.id, "status": status}, "The request for %s is %s.", d.id, status)
		}),
	}
	cmd.Flags().StringArrayVar(&fields, "field", nil, "what the owner wants to know, as NAME=VALUE; may be repeated")
	return cmd
}

func (s Shell) accessList(p *place) *cobra.Command {
	var status string
	cmd := &cobra.Command{
		Use: "list OWNER/NAME", Short: "List who has asked for the files", Args: usage.Exactly(1, "the name of a repository"),
		RunE: s.on(p, nil, func(ctx context.Context, d desk) error {
			l, err := d.AccessRequests(ctx, d.kind, d.id, status)
			switch {
			case err != nil:
				return err
			case p.asJSON:
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
func (s Shell) decide(p *place, use, short, status string) *cobra.Command {
	reason := ""
	cmd := &cobra.Command{
		Use: use, Short: short, Args: usage.Exactly(2, "the names of a repository and of a user"),
		RunE: s.on(p, nil, func(ctx context.Context, d desk) error {
			if err := d.DecideAccess(ctx, d.kind, d.id, d.rest[0], status, reason); err != nil {
				return err
			}
			return s.done(p, map[string]string{"repository": d.id, "user": d.rest[0], "status": status}, "The request of %s for %s is %s.", d.rest[0], d.id, status)
		}),
	}
	if status == "rejected" {
		cmd.Flags().StringVar(&reason, "reason", "", "what the user is told")
	}
	return cmd
}

func (s Shell) accessGrant(p *place) *cobra.Command {
	return &cobra.Command{
		Use: "grant OWNER/NAME USER", Short: "Give the files to a user who has not asked", Args: usage.Exactly(2, "the names of a repository and of a user"),
		RunE: s.on(p, nil, func(ctx context.Context, d desk) error {
			if err := d.GrantAccess(ctx, d.kind, d.id, d.rest[0]); err != nil {
				return err
			}
			return s.done(p, map[string]string{"repository": d.id, "user": d.rest[0], "status": "accepted"}, "%s has access to %s.", d.rest[0], d.id)
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
