package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) tokenCommand() *cobra.Command {
	var f askedFlags
	return group("token", "Make, list and revoke access tokens", &f, s.tokenCreate(&f), s.tokenList(&f), s.tokenRevoke(&f))
}

type tokenFlags struct {
	user, name  string
	read, write bool
	reads       []string
	writes      []string
	days        int
}

func (s *shell) tokenCreate(f *askedFlags) *cobra.Command {
	var t tokenFlags
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Make a token and print it, alone, on the last line",
		Long: `Create makes a token that stands for a user. It may see all that the user sees (--read, which is the default), do all that
the user may (--write), or reach only what is named: --grant and --grant-write take an owner, or a repository as OWNER/NAME.`,
		Example: `  tenon token create --user admin --write
  tenon token create --user ci --name deploy --days 90 --grant-write lab/voice --grant lab`,
		Args: usage.None,
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, _ []string) error {
			scope, err := t.scope()
			if err != nil {
				return err
			}
			made, err := c.AddToken(ctx, sdk.Token{User: t.user, Name: t.name, Scope: scope}, time.Duration(t.days)*24*time.Hour)
			if err != nil || f.json {
				return s.orJSON(made, err)
			}
			fmt.Fprintf(s.Stdout, "Token %s of %s, %s. It is shown once:\n%s\n", made.ID, made.User, reach(made.Scope), made.Secret)
			return nil
		}),
	}
	fl := cmd.Flags()
	fl.StringVar(&t.user, "user", "", "whose it is; left out, that of who asks")
	fl.StringVar(&t.name, "name", "", "what to call it")
	fl.BoolVar(&t.read, "read", false, "let it see all that its user sees")
	fl.BoolVar(&t.write, "write", false, "let it do all that its user may")
	fl.StringSliceVar(&t.reads, "grant", nil, "let it read this owner's repositories, or this one")
	fl.StringSliceVar(&t.writes, "grant-write", nil, "let it write there")
	fl.IntVar(&t.days, "days", 0, "how long it lives; left out, for good")
	return cmd
}

func (t tokenFlags) scope() (sdk.Scope, error) {
	fine := len(t.reads)+len(t.writes) > 0
	switch {
	case t.read && t.write || fine && (t.read || t.write):
		return sdk.Scope{}, usage.Wrong("give one of --read, --write, and --grant with --grant-write")
	case t.days < 0 || t.days > 3650:
		return sdk.Scope{}, usage.Wrong("--days is %d, not 1 to 3650", t.days)
	case t.write:
		return sdk.Scope{Level: "write"}, nil
	case !fine:
		return sdk.Scope{Level: "read"}, nil
	}
	scope := sdk.Scope{Level: "fineGrained"}
	for i, name := range slices.Concat(t.reads, t.writes) {
		owner, repo, cut := strings.Cut(name, "/")
		if cut && repo == "" {
			return scope, usage.Wrong("%q names no repository: write OWNER/NAME, or %s for all of its repositories", name, owner)
		}
		scope.Grants = append(scope.Grants, sdk.Grant{Owner: owner, Repo: repo, Write: i >= len(t.reads)})
	}
	return scope, nil
}

// reach says what a scope allows.
func reach(sc sdk.Scope) string {
	if sc.Level != "fineGrained" {
		return sc.Level
	}
	var all []string
	for _, g := range sc.Grants {
		name, may := g.Owner, "read"
		if g.Repo != "" {
			name += "/" + g.Repo
		}
		if g.Write {
			may = "write"
		}
		all = append(all, may+" "+name)
	}
	return strings.Join(all, ", ")
}

func (s *shell) tokenList(f *askedFlags) *cobra.Command {
	var user string
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List tokens, without their secrets", Args: usage.None,
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, _ []string) (err error) {
			var l []sdk.Token
			if all {
				l, err = c.AllTokens(ctx)
			} else {
				l, err = c.Tokens(ctx, user)
			}
			if err != nil || f.json {
				return s.orJSON(l, err)
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, t := range l {
				fmt.Fprintf(w, "%s\t%s\t%s\t…%s\t%s\t%s\t%s\n", t.ID, t.User, t.Name, t.Hint, reach(t.Scope), day("expires", t.Expires), day("used", t.Used))
			}
			return w.Flush()
		}),
	}
	cmd.Flags().StringVar(&user, "user", "", "whose; left out, those of who asks")
	cmd.Flags().BoolVar(&all, "all", false, "everybody's")
	cmd.MarkFlagsMutuallyExclusive("user", "all")
	return cmd
}

func day(what string, t time.Time) string {
	if t.IsZero() {
		return "never " + what
	}
	return what + " " + t.Local().Format(time.DateOnly)
}

func (s *shell) tokenRevoke(f *askedFlags) *cobra.Command {
	var user string
	cmd := &cobra.Command{
		Use: "revoke ID", Short: "Make a token worth nothing", Args: usage.Exactly(1, "the ID of a token, as `tenon token list` shows it"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			whose := user
			if whose == "" {
				me, err := c.Whoami(ctx)
				if err != nil {
					return err
				}
				whose = me.Name
			}
			if err := c.RemoveToken(ctx, whose, args[0]); err != nil {
				return err
			}
			return s.done(f, map[string]string{"user": whose, "revoked": args[0]}, "Token %s of %s is revoked.", args[0], whose)
		}),
	}
	cmd.Flags().StringVar(&user, "user", "", "whose it is; left out, that of who asks")
	return cmd
}
