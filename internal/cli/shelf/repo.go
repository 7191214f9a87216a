package shelf

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s Shell) search() *cobra.Command {
	var p place
	var f sdk.Find
	cmd := &cobra.Command{
		Use:   "search [WORDS…]",
		Short: "Look for models, datasets and apps of the hub",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.Kind, err = p.is(); err != nil {
				return err
			}
			if f.Limit < 1 {
				return usage.Wrong("--limit is at least 1")
			}
			c, hangUp, err := s.Dial(cmd.Context(), p.server)
			if err != nil {
				return err
			}
			defer hangUp()
			f.Text = strings.Join(args, " ")
			l, err := c.Search(cmd.Context(), f)
			switch {
			case err != nil:
				return err
			case p.asJSON:
				return s.printJSON(l)
			case len(l) == 0:
				fmt.Fprintln(s.Stderr, "Nothing was found: try fewer words, or leave out a filter.")
				return nil
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, r := range l {
				fmt.Fprintf(w, "%s\t%s\t%s\t%d downloads\t%d likes\n", r.ID, r.Task, parameters(r), r.Downloads, r.Likes)
			}
			return w.Flush()
		},
	}
	cmd.Flags().StringArrayVar(&f.Labels, "filter", nil, "a label that they have, such as text-generation, gguf, zh or license:mit; may be repeated")
	cmd.Flags().StringVar(&f.Author, "author", "", "whose they are")
	cmd.Flags().StringVar(&f.Sort, "sort", "", "downloads, likes, lastModified, createdAt or trendingScore instead of relevance")
	cmd.Flags().IntVar(&f.Limit, "limit", 20, "how many at most")
	return p.flags(cmd)
}

func (s Shell) info() *cobra.Command {
	var p place
	cmd := &cobra.Command{
		Use:   "info OWNER/NAME[@REVISION]",
		Short: "Show what is known of a repository of the hub, as read from its files",
		Args:  usage.Exactly(1, "the name of a repository"),
		RunE: s.on(&p, nil, func(ctx context.Context, d desk) error {
			r, err := d.Repo(ctx, d.kind, d.id, d.rev)
			switch {
			case err != nil:
				return err
			case p.asJSON:
				return s.printJSON(r)
			}
			return s.describe(r)
		}),
	}
	return p.flags(cmd)
}

// describe prints what is known; what is not is left out.
func (s Shell) describe(r sdk.Repo) error {
	w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	seen := "public"
	if r.Private {
		seen = "private"
	} else if r.Gate != "" {
		seen = "files on request (" + string(r.Gate) + ")"
	}
	row("repository", r.ID+", "+seen)
	if r.Known != nil {
		row("about", r.Known.Summary)
	}
	row("commit", r.SHA)
	row("changed", r.Modified.Local().Format("2006-01-02 15:04"))
	row("used", fmt.Sprintf("%d downloads, %d likes", r.Downloads, r.Likes))
	row("task", r.Task)
	row("library", r.Library)
	if k := r.Known; k != nil {
		row("licence", strings.Join(k.Licenses, ", "))
		row("languages", strings.Join(k.Languages, ", "))
		row("architecture", k.Architecture)
		row("parameters", count(k.Parameters))
		row("quantisation", k.Quantisation)
		if k.Context > 0 {
			row("context", fmt.Sprint(k.Context, " tokens"))
		}
		row("formats", strings.Join(k.Formats, ", "))
		row("runs", runs(k.Runs))
		row("files", fmt.Sprintf("%d, %s", k.Files, size(k.Bytes)))
	}
	row("labels", strings.Join(r.Tags, " "))
	return w.Flush()
}

func (s Shell) ls() *cobra.Command {
	var p place
	var deep bool
	cmd := &cobra.Command{
		Use:   "ls OWNER/NAME[@REVISION][:FOLDER]",
		Short: "List the files of a repository of the hub",
		Args:  usage.Exactly(1, "the name of a repository"),
		RunE: s.on(&p, nil, func(ctx context.Context, d desk) error {
			l, err := d.Tree(ctx, d.kind, d.id, d.rev, d.path, deep)
			switch {
			case err != nil:
				return err
			case p.asJSON:
				return s.printJSON(l)
			}
			for _, e := range l {
				if e.Type == "directory" {
					fmt.Fprintf(s.Stdout, "%10s  %s/\n", "", e.Path)
				} else {
					fmt.Fprintf(s.Stdout, "%10s  %s\n", size(e.Size), e.Path)
				}
			}
			return nil
		}),
	}
	cmd.Flags().BoolVarP(&deep, "recursive", "r", false, "what is in folders too")
	return p.flags(cmd)
}

func (s Shell) rm() *cobra.Command {
	var p place
	var yes bool
	cmd := &cobra.Command{
		Use:   "rm OWNER/NAME --yes",
		Short: "Remove a repository from the hub",
		Args:  usage.Exactly(1, "the name of a repository"),
		RunE: s.on(&p, func(d desk) error {
			switch {
			case d.path != "" || d.revised:
				return usage.Wrong("rm removes a whole repository: name it as OWNER/NAME")
			case !yes:
				return usage.Wrong("this removes %s with all its files and history: say --yes if that is meant", d.id)
			}
			return nil
		}, func(ctx context.Context, d desk) error {
			if err := d.RemoveRepo(ctx, d.kind, d.id); err != nil {
				return err
			}
			return s.done(&p, map[string]string{"removed": d.id}, "Removed %s.", d.id)
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "remove it")
	return p.flags(cmd)
}

// runs says how a model is run, or why it is not.
func runs(r *sdk.Runs) string {
	switch {
	case r == nil:
		return ""
	case r.Engine == "":
		return "it cannot run: " + r.Missing
	case r.File == "": // it comes with the program
		return fmt.Sprintf("here with %s: %s, needs no weights", r.Engine, r.Task)
	}
	how := r.Engine
	if r.Base != "" {
		how += " on " + r.Base
	}
	s := fmt.Sprintf("with %s, needs %s: %s from %s", how, terminal.Memory(r.Memory), strings.Join(append([]string{r.Task}, r.Also...), " and "), r.File)
	if len(r.Quants) > 1 {
		s += "; there are :" + strings.Join(r.Quants, ", :")
	}
	if r.Blind != "" {
		s += "; " + r.Blind
	}
	return s
}

// size writes a number of bytes.
func size(n int64) string {
	f, unit := float64(n), 0
	for f >= 1000 && unit < 4 {
		f, unit = f/1000, unit+1
	}
	if unit == 0 {
		return fmt.Sprint(n, " B")
	}
	return fmt.Sprintf("%.1f %cB", f, "kMGT"[unit-1])
}

// count writes a number of parameters; none is empty.
func count(n int64) string {
	f, unit := float64(n), 0
	for f >= 1000 && unit < 4 {
		f, unit = f/1000, unit+1
	}
	switch {
	case n == 0:
		return ""
	case unit == 0:
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%.3g%c", f, "KMBT"[unit-1])
}

func parameters(r sdk.Repo) string {
	if r.Known == nil {
		return ""
	}
	return count(r.Known.Parameters)
}
