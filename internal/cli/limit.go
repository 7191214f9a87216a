package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// limit shows and sets what users may ask of models.
func (s *shell) limit() *cobra.Command {
	var f askedFlags
	var requests, tokens, concurrent string
	cmd := &cobra.Command{
		Use:   "limit [USER]",
		Short: "Show what users may ask of models, or set it for one",
		Long: `Limit shows what users may ask of models: requests and tokens in a minute, and calls at once, of which more wait for
their turn. What everybody may stand in the settings (limit_requests, limit_tokens, limit_concurrent; see tenon config);
administrators have no limit unless it is set for them here.`,
		Example: `  tenon limit
  tenon limit ann --requests 60 --tokens 100k --concurrent 2
  tenon limit ann --tokens none --requests usual`,
		Args: usage.AtMostOne("the name of a user"),
		RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, args []string) error {
			change, err := limitChange(requests, tokens, concurrent)
			switch {
			case err != nil:
				return err
			case len(args) == 0 && change != sdk.LimitChange{}:
				return usage.Wrong("say of which user: tenon limit USER …")
			case len(args) == 0:
				l, err := c.AllLimits(ctx)
				return s.printLimits(&f, l, err)
			case change == sdk.LimitChange{}:
				l, err := c.Limits(ctx, args[0])
				return s.printLimits(&f, []sdk.Limits{l}, err)
			}
			l, err := c.SetLimits(ctx, args[0], change)
			return s.printLimits(&f, []sdk.Limits{l}, err)
		}),
	}
	fl := cmd.Flags()
	fl.StringVar(&requests, "requests", "", "in a minute; none is no limit, usual what everybody has")
	fl.StringVar(&tokens, "tokens", "", "in a minute, such as 100000 or 100k")
	fl.StringVar(&concurrent, "concurrent", "", "calls at once")
	return f.flags(cmd)
}

func limitChange(requests, tokens, concurrent string) (c sdk.LimitChange, err error) {
	for said, to := range map[*string]**int64{&requests: &c.Requests, &tokens: &c.Tokens, &concurrent: &c.Concurrent} {
		n := int64(-1)
		switch *said {
		case "usual":
			*to = &n
			continue
		case "none", "0":
			n = 0
			*to = &n
			continue
		}
		if *to, err = amount(*said); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (s *shell) printLimits(f *askedFlags, l []sdk.Limits, err error) error {
	if err != nil || f.json {
		return s.orJSON(l, err)
	}
	most := func(n int64) string {
		if n == 0 {
			return "no limit"
		}
		return fmt.Sprint(n)
	}
	w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "USER\tREQUESTS/MIN\tTOKENS/MIN\tAT ONCE\t")
	for _, u := range l {
		own := ""
		if u.Own {
			own = "set for this user"
		}
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%s\t%s\t%s\t%s\t%s", u.User, most(u.Requests), most(u.Tokens), most(u.Concurrent), own), "\t"))
	}
	return w.Flush()
}
