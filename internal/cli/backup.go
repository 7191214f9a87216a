package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) backup() *cobra.Command {
	var server string
	cmd := &cobra.Command{
		Use:   "backup [FILE|-]",
		Short: "Write everything that Tenon keeps to a file, while it works",
		Args:  usage.AtMostOne("the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := "tenon-" + time.Now().UTC().Format("20060102-150405") + ".tar.gz"
			if len(args) == 1 {
				file = args[0]
			}
			link, err := s.dial(cmd.Context(), server)
			if err != nil {
				return err
			}
			defer link.close()
			if file == "-" {
				return link.client.Backup(cmd.Context(), s.out)
			}
			n, err := writeWhole(cmd.Context(), link.client, file)
			if err == nil {
				fmt.Fprintf(s.Stdout, "→ %s (%s)\n", file, terminal.Bytes(n))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&server, "server", "", usage.Server)
	return cmd
}

// writeWhole writes a backup to a new file; one that breaks off is removed.
func writeWhole(ctx context.Context, c *sdk.Client, file string) (int64, error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, usage.Wrong("%v", err)
	}
	err = c.Backup(ctx, f)
	info, serr := f.Stat()
	if err = errors.Join(err, serr, f.Sync(), f.Close()); err != nil {
		return 0, errors.Join(err, os.Remove(file))
	}
	return info.Size(), nil
}

func (s *shell) restore() *cobra.Command {
	var server string
	var replace bool
	cmd := &cobra.Command{
		Use:   "restore FILE|-",
		Short: "Put a backup in the place of what Tenon keeps; a server that runs goes on with it",
		Args:  usage.Exactly(1, "the file of a backup"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in := io.Reader(s.Stdin)
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return usage.Wrong("%v", err)
				}
				defer f.Close()
				in = f
			}
			return s.runRestore(cmd.Context(), server, in, replace)
		},
	}
	cmd.Flags().StringVar(&server, "server", "", usage.Server)
	cmd.Flags().BoolVar(&replace, "replace", false, "agree that the backup takes the place of the data that is there")
	return cmd
}

func (s *shell) runRestore(ctx context.Context, server string, in io.Reader, replace bool) error {
	set, err := s.load()
	if err != nil {
		return err
	}
	if server == "" {
		server = s.Getenv("TENON_SERVER")
	}
	to := s.beside(ctx, set.Data)
	if server != "" {
		to = s.client(server, set.Data)
	}
	if to == nil {
		err = app.Restore(ctx, set.Config(s.Version), in, replace)
	} else {
		err = to.Restore(ctx, in, replace)
	}
	if err == nil {
		fmt.Fprintln(s.Stdout, "Restored.")
	}
	return err
}
