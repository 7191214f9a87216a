package cli

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// quota is a command of users and of organisations.
func (s *shell) quota(f *askedFlags, what string) *cobra.Command {
	var bytes, repos string
	cmd := &cobra.Command{
		Use:   "quota NAME",
		Short: "Show what " + what + " may keep and does, or set it",
		Args:  usage.Exactly(1, "the name of "+what),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			size, err := amount(bytes)
			if err != nil {
				return err
			}
			number, err := amount(repos)
			if err != nil {
				return err
			}
			var q sdk.Quota
			if size != nil || number != nil {
				q, err = c.SetQuota(ctx, args[0], size, number)
			} else {
				q, err = c.Quota(ctx, args[0])
			}
			if err != nil {
				return err
			}
			most := func(n int64, text string) string {
				if n < 0 {
					return "no limit"
				}
				return "of " + text
			}
			return s.done(f, q, "%s has %s (%s) and %d repositories (%s).", q.Owner, terminal.Bytes(q.UsedBytes), most(q.Bytes, terminal.Bytes(q.Bytes)), q.UsedRepos, most(q.Repos, fmt.Sprint(q.Repos)))
		}),
	}
	cmd.Flags().StringVar(&bytes, "bytes", "", "the most that it may keep, such as 500MB, 10GB or 2TB; none is no limit")
	cmd.Flags().StringVar(&repos, "repos", "", "how many repositories it may have; none is no limit")
	return cmd
}

// amount reads a number that may have a unit, or none; nil is what is not said.
func amount(s string) (*int64, error) {
	n := int64(-1)
	low := strings.ToLower(strings.TrimSpace(s))
	if low == "" {
		return nil, nil //nolint:nilnil // nothing is said
	}
	if low == "none" {
		return &n, nil
	}
	low = strings.TrimSuffix(low, "b")
	unit := float64(1)
	for suffix, size := range map[string]float64{"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30, "ti": 1 << 40} {
		if number, ok := strings.CutSuffix(low, suffix); ok {
			low, unit = number, size
		}
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(low), 64)
	if v *= unit; err != nil || math.IsNaN(v) || v < 0 || v > 1<<60 || v != math.Trunc(v) {
		return nil, usage.Wrong("%q is not an amount such as 100, 500MB, 10GiB or none", s)
	}
	n = int64(v)
	return &n, nil
}

func (s *shell) collect() *cobra.Command {
	var f askedFlags
	var dry bool
	grace := 24 * time.Hour
	cmd := &cobra.Command{
		Use:   "gc",
		Short: "Remove large files that no repository needs, and other values that nothing needs",
		Long: `Gc removes the large files that no branch, tag or pull request of a repository leads to, and what only they needed on the
disk. What came or was asked for within the grace period stays, since an upload may need it; so does all of a deleted
repository until its own time is over. What is remembered of folders goes when nobody has looked into them for a week: it is
read from git again when somebody does. A server does all this by itself every six hours.`,
		Args: usage.None,
		RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, _ []string) error {
			done, err := c.Collect(ctx, grace, dry)
			if err != nil {
				return err
			}
			verb := "Removed"
			if dry {
				verb = "Would remove"
			}
			return s.done(&f, done, "%s %d large files from repositories (%s), %d remembered folders, and %d stored values (%s on the disk).",
				verb, done.Objects, terminal.Bytes(done.Released), done.Folders, done.Values, terminal.Bytes(done.Bytes))
		}),
	}
	cmd.Flags().StringVar(&f.server, "server", "", usage.Server)
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only say what would be removed")
	cmd.Flags().DurationVar(&grace, "grace", grace, "for how long something must have been needed by nobody; at least 1h")
	return cmd
}
