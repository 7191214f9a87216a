package shelf

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
)

// trash is about repositories that were deleted and are still kept.
func (s Shell) trash() *cobra.Command {
	p := &place{}
	return p.flags(usage.Group("trash", "List repositories of the hub that were deleted in the last days, yours and those of organisations in which you write, and bring them back", s.trashList(p), s.trashRestore(p)))
}

const minute = "2006-01-02 15:04"

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
				fmt.Fprintf(w, "%s\t%s\t%s\tkept until %s\n", r.Deleted.Local().Format(minute), r.Kind, r.Name, r.Until.Local().Format(minute))
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
			l, err := d.DeletedAs(ctx, d.kind, d.id)
			if err != nil {
				return err
			}
			if len(l) == 0 {
				return fmt.Errorf("no %s %s was deleted of late: `tenon trash list` says what was", d.kind, d.id)
			}
			r, err := d.BringBack(ctx, l[0].ID)
			if err != nil {
				return err
			}
			return s.done(p, r, "%s is there again.", r.Name)
		}),
	}
}
