package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s *shell) mirror() *cobra.Command {
	var f askedFlags
	return group("mirror", "Mirror owners and repositories of an upstream, once or again and again", &f,
		s.mirrorAdd(&f), s.mirrorList(&f), s.mirrorSync(&f), &cobra.Command{
			Use: "remove ID", Short: "Mirror something no longer; what is here stays", Args: usage.Exactly(1, "the id of a mirror, as `tenon mirror list` shows it"),
			RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, args []string) error {
				if err := c.RemoveMirror(ctx, args[0]); err != nil {
					return err
				}
				return s.done(&f, map[string]string{"removed": args[0]}, "%s is mirrored no longer; what is here stays.", args[0])
			}),
		})
}

func (s *shell) mirrorAdd(f *askedFlags) *cobra.Command {
	var m sdk.Mirror
	var kind, size, rate string
	var every time.Duration
	var wait bool
	cmd := &cobra.Command{
		Use:   "add UPSTREAM OWNER[/NAME]",
		Short: "Mirror a repository or an owner of an upstream, which the settings name",
		Long: `Add begins at once, and does it again after --every. An owner alone stands for all of its repositories, and a name may
have * for any characters. Small files and the history come always; of large files those that fit. Of an owner's
repositories those that the settings deny are left out.`,
		Example: `  tenon mirror add huggingface Qwen/Qwen3-0.6B --wait
  tenon mirror add huggingface 'Qwen/Qwen3-*' --task text-generation --files '*.safetensors' --max-size 5GB --every 6h --rate 20MB`,
		Args: usage.Exactly(2, "an upstream and what to mirror of it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m.Upstream, m.Name, m.Kind, m.Every = args[0], args[1], sdk.Kind(kind), int64(every/time.Second)
			for text, to := range map[string]*int64{size: &m.MaxSize, rate: &m.Rate} {
				n, err := amount(text)
				if err != nil {
					return err
				}
				if n != nil {
					*to = max(0, *n)
				}
			}
			link, err := s.dial(cmd.Context(), f.server)
			if err != nil {
				return err
			}
			defer link.close()
			made, err := link.client.AddMirror(cmd.Context(), m)
			if err != nil {
				return err
			}
			return s.mirroring(cmd.Context(), f, link, made, wait || link.own != nil)
		},
	}
	cmd.Flags().StringVar(&kind, "type", "model", "model, dataset or space")
	cmd.Flags().StringSliceVar(&m.Tasks, "task", nil, "of an owner's repositories those for this task")
	cmd.Flags().StringSliceVar(&m.Files, "files", nil, "of large files those whose name, or path if there is a slash, fits, such as '*.safetensors'")
	cmd.Flags().StringVar(&size, "max-size", "", "of large files those up to this size, such as 5GB")
	cmd.Flags().StringVar(&rate, "rate", "", "bytes a second, such as 20MB")
	cmd.Flags().DurationVar(&every, "every", 0, "do it again after this time, such as 6h")
	cmd.Flags().BoolVar(&wait, "wait", false, "wait until it is here, and show how far it is")
	return cmd
}

func (s *shell) mirrorSync(f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "sync ID", Short: "Do a mirror now, and wait until it is here", Args: usage.Exactly(1, "the id of a mirror, as `tenon mirror list` shows it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := s.dial(cmd.Context(), f.server)
			if err != nil {
				return err
			}
			defer link.close()
			m, err := link.client.SyncMirror(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return s.mirroring(cmd.Context(), f, link, m, true)
		},
	}
}

// mirroring waits for a mirror if it is to, and says what has come of it.
func (s *shell) mirroring(ctx context.Context, f *askedFlags, link *link, m sdk.Mirror, wait bool) (err error) {
	if !wait {
		return s.done(f, m, "%s of %s is being mirrored as %s: `tenon mirror list` shows how far it is.", m.Name, m.Upstream, m.ID)
	}
	while, stop := link.work(ctx, m.Job)
	defer stop()
	told := ""
	for m.State == sdk.Waiting || m.State == sdk.Running {
		if now := m.Progress.Now; now != "" && now != told && !f.json {
			fmt.Fprintf(s.Stderr, "%d of %d  %s\n", m.Progress.Repos, m.Progress.Of, now)
			told = now
		}
		timer := time.NewTimer(terminal.Pace)
		select {
		case <-timer.C:
		case <-while.Done():
			timer.Stop()
			return context.Cause(while)
		}
		if m, err = link.client.Mirror(while, m.ID); err != nil {
			return err
		}
	}
	for _, why := range m.Progress.Failed {
		fmt.Fprintf(s.Stderr, "not mirrored: %s\n", why)
	}
	if m.State != sdk.Done || len(m.Progress.Failed) > 0 {
		s.status = exitNode
	}
	if m.Error != "" {
		fmt.Fprintln(s.Stderr, m.Error)
	}
	return s.done(f, m, "%d repositories of %s are mirrored, with %d large files (%s).", m.Progress.Repos-len(m.Progress.Failed), m.Upstream, m.Progress.Files, terminal.Bytes(m.Progress.Bytes))
}

func (s *shell) mirrorList(f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List what is mirrored, and how far it is", Args: usage.None,
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, _ []string) error {
			l, err := c.Mirrors(ctx)
			if err != nil {
				return err
			}
			if f.json {
				return s.printJSON(l)
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "ID\tUPSTREAM\tWHAT\tEVERY\tSTATE\tREPOSITORIES\tFILES")
			for _, m := range l {
				every := "once"
				if m.Every > 0 {
					every = strings.TrimSuffix(strings.TrimSuffix((time.Duration(m.Every)*time.Second).String(), "0s"), "0m")
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d (%s)\n", m.ID, m.Upstream, m.Name, every, m.State, mirrored(m.Progress), m.Progress.Files, terminal.Bytes(m.Progress.Bytes))
			}
			if err := w.Flush(); err != nil {
				return err
			}
			for _, m := range l {
				s.failed(m)
			}
			return nil
		}),
	}
}

// mirrored says how many repositories of a mirror are here: those that failed are done
// with, and are not.
func mirrored(p sdk.MirrorProgress) string {
	words := fmt.Sprintf("%d of %d", p.Repos-len(p.Failed), p.Of)
	if n := len(p.Failed); n > 0 {
		words += fmt.Sprintf(", %d failed", n)
	}
	return words
}

const fewFailed = 5 // lines of each mirror that say why

// failed says why repositories of a mirror are not here, and where the rest is read.
func (s *shell) failed(m sdk.Mirror) {
	for i, why := range m.Progress.Failed {
		if i == fewFailed {
			fmt.Fprintf(s.Stdout, "%s: %d more: `tenon mirror list --json` has them all\n", m.ID, len(m.Progress.Failed)-i)
			return
		}
		fmt.Fprintf(s.Stdout, "%s: not mirrored: %s\n", m.ID, why)
	}
	if m.Error != "" && len(m.Progress.Failed) == 0 {
		fmt.Fprintf(s.Stdout, "%s: %s\n", m.ID, m.Error)
	}
}
