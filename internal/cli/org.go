package cli

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) org() *cobra.Command {
	var f askedFlags
	return group("org", "Make organisations, and say who is in them", &f,
		s.orgCreate(&f), s.orgList(&f), s.orgAdd(&f), s.orgRole(&f), s.orgRemove(&f), s.quota(&f, "an organisation"))
}

func (s *shell) orgCreate(f *askedFlags) *cobra.Command {
	var title string
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Make an organisation, which you administer", Args: usage.Exactly(1, "the name of the new organisation"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			o, err := c.AddOrg(ctx, sdk.Org{Name: args[0], DisplayName: title})
			if err != nil {
				return err
			}
			return s.done(f, o, "Made the organisation %s.", o.Name)
		}),
	}
	cmd.Flags().StringVar(&title, "title", "", "the name that is shown")
	return cmd
}

func (s *shell) orgList(f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "list [ORG]", Short: "List the organisations, or who is in one", Args: usage.AtMostOne("the name of an organisation"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			if len(args) == 1 {
				l, err := c.Members(ctx, args[0])
				if err != nil || f.json {
					return s.orJSON(l, err)
				}
				for _, m := range l {
					fmt.Fprintf(w, "%s\t%s\n", m.User, m.Role)
				}
				return w.Flush()
			}
			l, err := c.Orgs(ctx)
			if err != nil || f.json {
				return s.orJSON(l, err)
			}
			for _, o := range l {
				fmt.Fprintf(w, "%s\t%s\n", o.Name, o.DisplayName)
			}
			return w.Flush()
		}),
	}
}

func (s *shell) setRole(ctx context.Context, f *askedFlags, c *sdk.Client, m sdk.Member) error {
	if err := c.SetMember(ctx, m); err != nil {
		return err
	}
	return s.done(f, m, "%s has the role %s in %s.", m.User, m.Role, m.Org)
}

func (s *shell) orgAdd(f *askedFlags) *cobra.Command {
	role := "read"
	cmd := &cobra.Command{
		Use: "add ORG USER", Short: "Take a user into an organisation", Args: usage.Exactly(2, "the names of an organisation and a user"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			return s.setRole(ctx, f, c, sdk.Member{Org: args[0], User: args[1], Role: role})
		}),
	}
	cmd.Flags().StringVar(&role, "role", role, "read, contributor, write or admin")
	return cmd
}

func (s *shell) orgRole(f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "role ORG USER ROLE", Short: "Give a member another role: read, contributor, write or admin",
		Args: usage.Exactly(3, "the names of an organisation and a user, and a role"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			return s.setRole(ctx, f, c, sdk.Member{Org: args[0], User: args[1], Role: args[2]})
		}),
	}
}

func (s *shell) orgRemove(f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "remove ORG USER", Short: "Take a user out of an organisation", Args: usage.Exactly(2, "the names of an organisation and a user"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			if err := c.RemoveMember(ctx, args[0], args[1]); err != nil {
				return err
			}
			return s.done(f, sdk.Member{Org: args[0], User: args[1], Role: "none"}, "%s is no longer in %s.", args[1], args[0])
		}),
	}
}
