// Package usage is about how commands are used: what arguments they take, and
// the errors of a wrong use. It runs nothing.
package usage

import (
	"fmt"

	"github.com/spf13/cobra"
)

// Server says what the flag of that name takes, in every command that has it.
const Server = "address of the server (TENON_SERVER); to a server of this machine the token in its folder is sent, which --data names, to others TENON_TOKEN, which `tenon token create` makes there"

// Error is a wrong use of a command.
type Error struct{ Err error }

func (e Error) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e Error) Unwrap() error { return e.Err }

// Wrong says what is wrong with the use of a command.
func Wrong(format string, args ...any) error { return Error{fmt.Errorf(format, args...)} }

// Exactly checks the number of arguments of a command.
func Exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return Wrong("%s takes %s", cmd.CommandPath(), what)
		}
		return nil
	}
}

// AtMostOne checks that a command has one argument or none.
func AtMostOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return Wrong("%s takes %s, or nothing", cmd.CommandPath(), what)
		}
		return nil
	}
}

// None checks that a command has no argument.
func None(cmd *cobra.Command, args []string) error {
	return Exactly(0, "no argument")(cmd, args)
}

// Group is a command that only holds others.
func Group(use, short string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return Wrong("%s has no command %q", cmd.CommandPath(), args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(commands...)
	return cmd
}
