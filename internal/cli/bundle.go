package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) bundle() *cobra.Command {
	var f askedFlags
	return group("bundle", "Carry repositories to a server that no network reaches", &f, s.bundleExport(&f), s.bundleImport(&f))
}

func (s *shell) bundleExport(f *askedFlags) *cobra.Command {
	var kind, out string
	cmd := &cobra.Command{
		Use:   "export OWNER/NAME… -o FILE",
		Short: "Write repositories with their history and large files to one file",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || out == "" {
				return usage.Wrong("%s takes the names of repositories, and the file to write: -o FILE", cmd.CommandPath())
			}
			return nil
		},
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
				return usage.Wrong("%s is there already: name another file", out)
			}
			n, err := s.writeBundle(ctx, c, f, sdk.Kind(kind), args, out)
			if err != nil {
				return err
			}
			return s.done(f, map[string]any{"file": out, "bytes": n, "repositories": args}, "→ %s (%s)", out, terminal.Bytes(n))
		}),
	}
	cmd.Flags().StringVar(&kind, "type", "model", "model, dataset or space")
	cmd.Flags().StringVarP(&out, "out", "o", "", "file to write")
	return cmd
}

// writeBundle writes a file that appears whole or not at all.
func (s *shell) writeBundle(ctx context.Context, c *sdk.Client, f *askedFlags, k sdk.Kind, names []string, out string) (int64, error) {
	part := out + ".part"
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, usage.Wrong("%v", err)
	}
	n := terminal.NewGone(s.err, f.json, "written")
	err = c.ExportBundle(ctx, k, names, io.MultiWriter(file, n))
	n.End()
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(part, out)
	}
	if err != nil {
		return 0, errors.Join(err, os.Remove(part))
	}
	return n.Bytes, nil
}

func (s *shell) bundleImport(f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE|-",
		Short: "Make mirrors of the repositories of a bundle, or bring those up to date that an older one made",
		Args:  usage.Exactly(1, "the file of a bundle"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			in := io.Reader(s.Stdin)
			if args[0] != "-" {
				file, err := os.Open(args[0])
				if err != nil {
					return usage.Wrong("%v", err)
				}
				defer file.Close()
				in = file
			}
			n := terminal.NewGone(s.err, f.json, "read")
			i, err := c.ImportBundle(ctx, io.TeeReader(in, n))
			n.End()
			if err != nil {
				return err
			}
			if f.json {
				return s.printJSON(i)
			}
			for _, r := range i.Repos {
				fmt.Fprintf(s.Stdout, "%s %s is here at %.8s, with %d large files (%s).\n", r.Kind, r.Name, r.Head, r.Files, terminal.Bytes(r.Bytes))
			}
			return nil
		}),
	}
}
