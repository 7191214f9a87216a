// Package shelf is the part of the command line that is about repositories of
// the hub: finding, reading, filling and removing them, and who gets their files.
package shelf

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// Shell is what the commands work in.
type Shell struct {
	Dial   func(ctx context.Context, server string) (c *sdk.Client, hangUp func(), err error)
	Stdout io.Writer
	Stderr io.Writer
	Screen io.Writer // standard error as it is, for drawing
}

// Commands are the commands.
func (s Shell) Commands() []*cobra.Command {
	return []*cobra.Command{s.search(), s.info(), s.ls(), s.pull(), s.push(), s.rm(), s.trash(), s.access()}
}

// place is what the commands share: where the hub is, and what they are about.
type place struct {
	server, kind string
	asJSON       bool
}

func (p *place) flags(cmd *cobra.Command) *cobra.Command {
	cmd.PersistentFlags().StringVar(&p.server, "server", "", usage.Server)
	cmd.PersistentFlags().StringVar(&p.kind, "type", "model", "model, dataset or space")
	cmd.PersistentFlags().BoolVar(&p.asJSON, "json", false, "print JSON")
	return cmd
}

// is checks the kind.
func (p *place) is() (sdk.Kind, error) {
	switch p.kind {
	case "model", "dataset", "space":
		return sdk.Kind(p.kind), nil
	}
	return "", usage.Wrong("there is no type %q: it is model, dataset or space", p.kind)
}

// target is a repository as it is named: OWNER/NAME[@REVISION][:PATH].
type target struct {
	id, rev, path string
	revised       bool // a revision was named
}

func parseTarget(s string) (t target, err error) {
	t.id, t.path, _ = strings.Cut(s, ":")
	t.id, t.rev, t.revised = strings.Cut(t.id, "@")
	t.rev, t.path = cmp.Or(t.rev, "main"), strings.Trim(t.path, "/")
	if strings.Count(t.id, "/") != 1 || strings.HasPrefix(t.id, "/") || strings.HasSuffix(t.id, "/") {
		return t, usage.Wrong("%q is no repository: it is OWNER/NAME, with @REVISION or :PATH after it if need be", s)
	}
	return t, nil
}

// desk is a repository that a command is about, and who is asked about it.
type desk struct {
	*sdk.Client
	target
	kind sdk.Kind
	rest []string // the arguments after its name
}

// on makes what a command does of what it does with the repository that its
// first argument names. What check objects to is said before a server is asked;
// nil objects to nothing.
func (s Shell) on(p *place, check func(desk) error, do func(ctx context.Context, d desk) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) (err error) {
		d := desk{rest: args[1:]}
		if d.kind, err = p.is(); err == nil {
			d.target, err = parseTarget(args[0])
		}
		if err == nil && check != nil {
			err = check(d)
		}
		if err != nil {
			return err
		}
		c, hangUp, err := s.Dial(cmd.Context(), p.server)
		if err != nil {
			return err
		}
		defer hangUp()
		d.Client = c
		return do(cmd.Context(), d)
	}
}

func (s Shell) printJSON(v any) error {
	enc := json.NewEncoder(s.Stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// done prints v as JSON, or the line that says what was done.
func (s Shell) done(p *place, v any, format string, args ...any) error {
	if p.asJSON {
		return s.printJSON(v)
	}
	fmt.Fprintf(s.Stdout, format+"\n", args...)
	return nil
}

// drawn reports whether how far something has come is drawn.
func (s Shell) drawn(p *place) bool { return !p.asJSON && terminal.NewProgress(s.Screen, false).TTY }
