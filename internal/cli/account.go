package cli

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

// askedFlags are the flags of commands that ask a server for something small.
type askedFlags struct {
	server string
	json   bool
}

// group is a command that only holds others.
func group(use, short string, f *askedFlags, commands ...*cobra.Command) *cobra.Command {
	cmd := usage.Group(use, short, commands...)
	cmd.PersistentFlags().StringVar(&f.server, "server", "", usage.Server)
	cmd.PersistentFlags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

// asking makes what a command does of what it does with a server.
func (s *shell) asking(f *askedFlags, do func(ctx context.Context, c *sdk.Client, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		link, err := s.dial(cmd.Context(), f.server)
		if err != nil {
			return err
		}
		defer link.close()
		return do(cmd.Context(), link.client, args)
	}
}

// done prints v as JSON, or the line that says what was done.
func (s *shell) done(f *askedFlags, v any, format string, args ...any) error {
	if f.json {
		return s.printJSON(v)
	}
	fmt.Fprintf(s.Stdout, format+"\n", args...)
	return nil
}

func (s *shell) user() *cobra.Command {
	var f askedFlags
	set := func(use, short, done string, change func(ctx context.Context, c *sdk.Client, name string) error) *cobra.Command {
		return &cobra.Command{
			Use: use, Short: short, Args: usage.Exactly(1, "the name of a user"),
			RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, args []string) error {
				if err := change(ctx, c, args[0]); err != nil {
					return err
				}
				return s.done(&f, map[string]string{"user": args[0], "done": done}, "%s is %s.", args[0], done)
			}),
		}
	}
	return group("user", "Add, list and change the users of this server", &f,
		s.userAdd(&f), s.userList(&f), s.userPassword(&f), s.quota(&f, "a user"),
		set("disable NAME", "Keep a user out, with all its tokens", "disabled", func(ctx context.Context, c *sdk.Client, name string) error {
			return c.DisableUser(ctx, name, true)
		}),
		set("enable NAME", "Let a user in again", "enabled", func(ctx context.Context, c *sdk.Client, name string) error {
			return c.DisableUser(ctx, name, false)
		}),
		set("promote NAME", "Make a user an administrator", "an administrator", func(ctx context.Context, c *sdk.Client, name string) error {
			return c.SetAdmin(ctx, name, true)
		}),
		set("demote NAME", "Make a user an administrator no more", "no administrator", func(ctx context.Context, c *sdk.Client, name string) error {
			return c.SetAdmin(ctx, name, false)
		}),
		set("remove NAME", "Forget a user, its tokens and roles; the name stays taken", "removed", func(ctx context.Context, c *sdk.Client, name string) error {
			return c.RemoveUser(ctx, name)
		}))
}

func (s *shell) userAdd(f *askedFlags) *cobra.Command {
	var u sdk.User
	var stdin, none bool
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a user",
		Long: `Add asks for a password at a terminal, and otherwise makes one and prints it on its last line. --password-stdin takes it
from standard input; --no-password makes a user who comes in by tokens or OpenID Connect alone.`,
		Args: usage.Exactly(1, "the name of the new user"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) (err error) {
			u.Name = args[0]
			var password string
			made := false
			if !none {
				if password, made, err = s.newPassword(ctx, stdin); err != nil {
					return err
				}
			}
			added, err := c.AddUser(ctx, u, password)
			if err != nil {
				return err
			}
			return s.withPassword(f, added, "Added "+added.Name+".", password, made)
		}),
	}
	fl := cmd.Flags()
	fl.StringVar(&u.DisplayName, "title", "", "the name that is shown")
	fl.StringVar(&u.Email, "email", "", "e-mail address")
	fl.BoolVar(&u.Admin, "admin", false, "make it an administrator")
	fl.BoolVar(&stdin, "password-stdin", false, "read the password from standard input")
	fl.BoolVar(&none, "no-password", false, "give it no password")
	cmd.MarkFlagsMutuallyExclusive("password-stdin", "no-password")
	return cmd
}

func (s *shell) userList(f *askedFlags) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the users", Args: usage.None,
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, _ []string) error {
			l, err := c.Users(ctx)
			if err != nil || f.json {
				return s.orJSON(l, err)
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, u := range l {
				var marks []string
				for mark, on := range map[string]bool{"administrator": u.Admin, "disabled": u.Disabled} {
					if on {
						marks = append(marks, mark)
					}
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Name, u.DisplayName, u.Email, strings.Join(marks, ", "))
			}
			return w.Flush()
		}),
	}
}

func (s *shell) userPassword(f *askedFlags) *cobra.Command {
	var stdin bool
	cmd := &cobra.Command{
		Use:   "passwd NAME",
		Short: "Give a user a new password, and end its sessions",
		Args:  usage.Exactly(1, "the name of a user"),
		RunE: s.asking(f, func(ctx context.Context, c *sdk.Client, args []string) error {
			me, err := c.Whoami(ctx)
			if err != nil {
				return err
			}
			old := ""
			if strings.EqualFold(me.Name, args[0]) && me.Token != "" {
				if old, err = s.secretLine("Old password: "); err != nil {
					return err
				}
			}
			password, made, err := s.newPassword(ctx, stdin)
			if err != nil {
				return err
			}
			if err := c.SetPassword(ctx, args[0], old, password); err != nil {
				return err
			}
			return s.withPassword(f, sdk.User{Name: args[0]}, "The password of "+args[0]+" is changed.", password, made)
		}),
	}
	cmd.Flags().BoolVar(&stdin, "password-stdin", false, "read the new password from standard input")
	return cmd
}

// withPassword says what was done, and a password that was made on the last line.
func (s *shell) withPassword(f *askedFlags, u sdk.User, said, password string, made bool) error {
	if f.json {
		shown := struct {
			sdk.User
			Password string `json:"password,omitempty"`
		}{User: u}
		if made {
			shown.Password = password
		}
		return s.printJSON(shown)
	}
	fmt.Fprintln(s.Stdout, said)
	if made {
		fmt.Fprintf(s.Stdout, "The password is shown once:\n%s\n", password)
	}
	return nil
}

// newPassword reads a password from standard input, asks for one at a terminal,
// or makes one.
func (s *shell) newPassword(ctx context.Context, stdin bool) (password string, made bool, err error) {
	switch {
	case stdin:
		line, err := bufio.NewReader(s.input(ctx)).ReadString('\n')
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return "", false, usage.Wrong("there is no password on standard input: %v", err)
		}
		return line, false, nil
	case !term.IsTerminal(int(s.Stdin.Fd())):
		return strings.ToLower(rand.Text()[:16]), true, nil
	}
	first, err := s.secretLine("New password: ")
	if err != nil {
		return "", false, err
	}
	second, err := s.secretLine("Again: ")
	if err == nil && first != second {
		err = usage.Wrong("the two passwords differ")
	}
	return first, false, err
}

// secretLine asks for a line at the terminal without showing it.
func (s *shell) secretLine(prompt string) (string, error) {
	if !term.IsTerminal(int(s.Stdin.Fd())) {
		return "", usage.Wrong("the old password is asked for at a terminal")
	}
	fmt.Fprint(s.Stderr, prompt)
	b, err := term.ReadPassword(int(s.Stdin.Fd()))
	fmt.Fprintln(s.Stderr)
	if err != nil {
		return "", fmt.Errorf("read a password: %w", err)
	}
	return string(b), nil
}

func (s *shell) audit() *cobra.Command {
	var f askedFlags
	var limit int
	cmd := &cobra.Command{
		Use: "audit", Short: "Show who changed what, the newest first", Args: usage.None,
		RunE: s.asking(&f, func(ctx context.Context, c *sdk.Client, _ []string) error {
			l, err := c.Audit(ctx, 0, limit)
			if err != nil || f.json {
				return s.orJSON(l, err)
			}
			w := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
			for _, e := range l {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.At.Local().Format(time.DateTime), e.Actor, e.Act, e.Subject, e.Detail, e.Via, e.Addr)
			}
			return w.Flush()
		}),
	}
	cmd.Flags().StringVar(&f.server, "server", "", usage.Server)
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	cmd.Flags().IntVar(&limit, "limit", 100, "how many lines, at most 1000")
	return cmd
}

// orJSON prints v, unless there is an error.
func (s *shell) orJSON(v any, err error) error {
	if err != nil {
		return err
	}
	return s.printJSON(v)
}
