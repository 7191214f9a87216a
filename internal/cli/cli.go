// Package cli is the command line. It reads flags, the environment and the
// settings file, and speaks to a server through package sdk: one that runs
// already, or one of its own in this process.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/cli/settings"
	"github.com/tenonhub/tenon/internal/cli/shelf"
	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/sdk"
)

// Exit statuses that a script can use.
const (
	exitDone       = 0
	exitFault      = 1   // the machinery failed
	exitUsage      = 2   // wrong use
	exitQuestion   = 3   // a question back, or consent is needed
	exitImpossible = 4   // cannot be done here
	exitNode       = 5   // a node failed
	exitPart       = 6   // done, but for a part that cannot be done here
	exitCanceled   = 130 // as a shell says of Ctrl-C
)

// Env is what a command line runs in.
type Env struct {
	Args    []string // without the program's name
	Getenv  func(string) string
	Stdin   *os.File
	Stdout  io.Writer
	Stderr  io.Writer
	Version string
}

// shell is what the commands share.
type shell struct {
	Env              // Stdout and Stderr are clean
	out    io.Writer // standard output as it is, for bytes
	err    io.Writer // standard error as it is, for drawing
	flags  settings.Flags
	status int      // of a command that ended without an error
	lang   string   // of the request, or none
	noted  []string // the notices that were shown
}

// Run runs the command line and returns the exit status.
func Run(ctx context.Context, env Env) int {
	s := &shell{Env: env, out: env.Stdout, err: env.Stderr}
	s.Stdout, s.Stderr = terminal.Clean{W: env.Stdout}, terminal.Clean{W: env.Stderr}
	root := s.root() //nolint:contextcheck // the commands get ctx from cobra
	root.SetArgs(env.Args)
	root.SetIn(env.Stdin)
	root.SetOut(s.Stdout)
	root.SetErr(s.Stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return s.status
	}
	fmt.Fprintf(s.Stderr, "tenon: %s\n", s.told(message(err)))
	var wrong usage.Error
	var refusal *sdk.Error
	switch {
	case errors.Is(err, context.Canceled) || ctx.Err() != nil:
		return exitCanceled
	case errors.As(err, &wrong):
		fmt.Fprintln(s.Stderr, s.told(fmt.Sprintf("See `%s --help`.", cmd.CommandPath())))
		return exitUsage
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.TooLarge), fault.Is(err, fault.NotFound):
		return exitUsage
	case errors.As(err, &refusal) && refusal.Status >= 400 && refusal.Status < 429:
		return exitUsage
	}
	return exitFault
}

// told is a message in the language of the request that it is about.
func (s *shell) told(message string) string {
	if zh, ok := chinese.Of(message); ok && s.lang == "zh" {
		return zh
	}
	return message
}

// message is what a person reads: the words of the fault, or the whole chain.
func message(err error) string {
	request, asked := errors.AsType[*url.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case asked && errors.Is(err, syscall.ECONNREFUSED):
		if u, err := url.Parse(request.URL); err == nil {
			return fmt.Sprintf("nothing answers at %s://%s: is `tenon serve` running there?", u.Scheme, u.Host)
		}
	}
	if kind, msg := fault.Of(err); kind != fault.Internal {
		return msg
	}
	if refusal, ok := errors.AsType[*sdk.Error](err); ok && refusal.Status == http.StatusUnauthorized && !strings.Contains(refusal.Msg, "TENON_TOKEN") {
		return refusal.Msg + " (sent was TENON_TOKEN, or else the token of the data folder: name the folder of that server with --data, or put a token that `tenon token create` made there into TENON_TOKEN)"
	}
	return err.Error()
}

func (s *shell) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "tenon",
		Short:         "A model community that you run yourself, with an assistant that combines its models",
		Version:       s.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage.Wrong("there is no command %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage.Error{Err: err} })
	p := root.PersistentFlags()
	p.StringVar(&s.flags.Data, "data", "", "folder of everything that Tenon keeps (TENON_DATA)")
	p.StringVar(&s.flags.Database, "database", "", "address of a PostgreSQL database; none is a SQLite file in the data folder (TENON_DATABASE)")
	p.StringVar(&s.flags.Config, "config", "", "settings file, TOML (TENON_CONFIG)")
	p.StringVar(&s.flags.Log, "log", "", "what is logged: debug, info, warn, error (TENON_LOG)")
	root.AddCommand(s.ask(), s.chat(), s.run(), s.ps(), s.loadCommand(), s.stop(), s.serve(), s.models(), s.tasks(), s.runs(), s.connect(), s.disconnect(), s.configCommand(), s.backup(), s.restore(), s.bench(),
		s.user(), s.org(), s.limit(), s.tokenCommand(), s.audit(), s.collect(), s.mirror(), s.bundle(), s.engine())
	root.AddCommand(s.shelf().Commands()...)
	completion(root)
	return root
}

// completion makes the command that writes completions refuse unknown shells.
func completion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	if cmd, _, err := root.Find([]string{"completion"}); err == nil {
		cmd.Args = func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usage.Wrong("there are completions for bash, zsh, fish and powershell, not for %q", strings.Join(args, " "))
		}
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
}

// shelf has the commands that are about repositories of the hub.
func (s *shell) shelf() shelf.Shell {
	return shelf.Shell{Stdout: s.Stdout, Stderr: s.Stderr, Screen: s.err, Dial: func(ctx context.Context, server string) (*sdk.Client, func(), error) {
		link, err := s.dial(ctx, server)
		if err != nil {
			return nil, nil, err
		}
		return link.client, link.close, nil
	}}
}
