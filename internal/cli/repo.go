package cli

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/sdk"
)

// place is what the commands of the hub share: where it is, and what they are about.
type place struct {
	server, kind string
	asJSON       bool
}

func (p *place) flags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&p.server, "server", "", "address of the server to ask (TENON_SERVER)")
	cmd.Flags().StringVar(&p.kind, "type", "model", "model, dataset or space")
	cmd.Flags().BoolVar(&p.asJSON, "json", false, "print JSON")
	return cmd
}

// is checks the kind.
func (p *place) is() (sdk.Kind, error) {
	switch p.kind {
	case "model", "dataset", "space":
		return sdk.Kind(p.kind), nil
	}
	return "", wrongUse("there is no type %q: it is model, dataset or space", p.kind)
}

// target reads the repository that an argument names, of the type that is set.
func (p *place) target(arg string) (kind sdk.Kind, t target, err error) {
	if kind, err = p.is(); err != nil {
		return kind, t, err
	}
	t, err = parseTarget(arg)
	return kind, t, err
}

// target is a repository as it is named: OWNER/NAME[@REVISION][:PATH].
type target struct{ id, rev, path string }

func parseTarget(s string) (t target, err error) {
	t.id, t.path, _ = strings.Cut(s, ":")
	t.id, t.rev, _ = strings.Cut(t.id, "@")
	t.rev, t.path = cmp.Or(t.rev, "main"), strings.Trim(t.path, "/")
	if strings.Count(t.id, "/") != 1 || strings.HasPrefix(t.id, "/") || strings.HasSuffix(t.id, "/") {
		return t, wrongUse("%q is no repository: it is OWNER/NAME, with @REVISION or :PATH after it if need be", s)
	}
	return t, nil
}

func (s *shell) search() *cobra.Command {
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
				return wrongUse("--limit is at least 1")
			}
			link, err := s.dial(cmd.Context(), p.server)
			if err != nil {
				return err
			}
			defer link.close()
			f.Text = strings.Join(args, " ")
			l, err := link.client.Search(cmd.Context(), f)
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

func (s *shell) info() *cobra.Command {
	var p place
	cmd := &cobra.Command{
		Use:   "info OWNER/NAME[@REVISION]",
		Short: "Show what is known of a repository of the hub, as read from its files",
		Args:  exactly(1, "the name of a repository"),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, t, err := p.target(args[0])
			if err != nil {
				return err
			}
			link, err := s.dial(cmd.Context(), p.server)
			if err != nil {
				return err
			}
			defer link.close()
			r, err := link.client.Repo(cmd.Context(), kind, t.id, t.rev)
			switch {
			case err != nil:
				return err
			case p.asJSON:
				return s.printJSON(r)
			}
			return s.describe(r)
		},
	}
	return p.flags(cmd)
}

// describe prints what is known; what is not is left out.
func (s *shell) describe(r sdk.Repo) error {
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
		row("files", fmt.Sprintf("%d, %s", k.Files, size(k.Bytes)))
	}
	row("labels", strings.Join(r.Tags, " "))
	return w.Flush()
}

func (s *shell) ls() *cobra.Command {
	var p place
	var deep bool
	cmd := &cobra.Command{
		Use:   "ls OWNER/NAME[@REVISION][:FOLDER]",
		Short: "List the files of a repository of the hub",
		Args:  exactly(1, "the name of a repository"),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, t, err := p.target(args[0])
			if err != nil {
				return err
			}
			link, err := s.dial(cmd.Context(), p.server)
			if err != nil {
				return err
			}
			defer link.close()
			l, err := link.client.Tree(cmd.Context(), kind, t.id, t.rev, t.path, deep)
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
		},
	}
	cmd.Flags().BoolVarP(&deep, "recursive", "r", false, "what is in folders too")
	return p.flags(cmd)
}

func (s *shell) rm() *cobra.Command {
	var p place
	var yes bool
	cmd := &cobra.Command{
		Use:   "rm OWNER/NAME --yes",
		Short: "Remove a repository from the hub",
		Args:  exactly(1, "the name of a repository"),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, t, err := p.target(args[0])
			switch {
			case err != nil:
				return err
			case t.path != "" || strings.Contains(args[0], "@"):
				return wrongUse("rm removes a whole repository: name it as OWNER/NAME")
			case !yes:
				return wrongUse("this removes %s with all its files and history: say --yes if that is meant", t.id)
			}
			link, err := s.dial(cmd.Context(), p.server)
			if err != nil {
				return err
			}
			defer link.close()
			if err := link.client.RemoveRepo(cmd.Context(), kind, t.id); err != nil {
				return err
			}
			if p.asJSON {
				return s.printJSON(map[string]string{"removed": t.id})
			}
			fmt.Fprintf(s.Stdout, "Removed %s.\n", t.id)
			return nil
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "remove it")
	return p.flags(cmd)
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

// bytesOf writes a number of bytes for people.
func bytesOf(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}
