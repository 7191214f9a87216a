package shelf

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// trash is about repositories that were deleted and are still kept.
func (s Shell) trash() *cobra.Command {
	p := &place{}
	return p.flags(usage.Group("trash", "List repositories of the hub that were deleted in the last days, and bring them back; for administrators", s.trashList(p), s.trashRestore(p)))
}

func (s Shell) trashList(p *place) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List what was deleted and is still kept, of all types", Args: usage.None,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, hangUp, err := s.Dial(cmd.Context(), p.server)
			if err != nil {
				return err
			}
			defer hangUp()
			l, err := c.Deleted(cmd.Context())
			switch {
			case err != nil:
				return err
			case p.asJSON:
				return s.printJSON(l)
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, r := range l {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Deleted.Local().Format("2006-01-02 15:04"), r.Kind, r.Name, r.ID)
			}
			return w.Flush()
		},
	}
}

func (s Shell) trashRestore(p *place) *cobra.Command {
	return &cobra.Command{
		Use: "restore OWNER/NAME", Short: "Bring back a repository that was deleted, with its history and discussions: the latest of this name",
		Args: usage.Exactly(1, "the name of a repository"),
		RunE: s.on(p, nil, func(ctx context.Context, d desk) error {
			l, err := d.Deleted(ctx)
			if err != nil {
				return err
			}
			id := latest(l, d.kind, d.id)
			if id == "" {
				return fmt.Errorf("no %s %s was deleted of late: `tenon trash list` says what was", d.kind, d.id)
			}
			r, err := d.BringBack(ctx, id)
			if err != nil {
				return err
			}
			return s.done(p, r, "%s is there again.", r.Name)
		}),
	}
}

// latest is the id of the repository of a name that was deleted last.
func latest(l []sdk.Deleted, k sdk.Kind, name string) string {
	for _, r := range l {
		if r.Kind == k && strings.EqualFold(r.Name, name) {
			return r.ID
		}
	}
	return ""
}
