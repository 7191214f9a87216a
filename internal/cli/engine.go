package cli

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/internal/engine/llama/library"
)

// engine is about the native libraries that workers load.
func (s *shell) engine() *cobra.Command {
	var from, to string
	install := &cobra.Command{
		Use:   "install",
		Short: "Install what models in GGUF files run with: llama.cpp's libraries, as " + library.Package + " " + library.Version + " has them",
		Args:  usage.None,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				set, err := s.load()
				if err != nil {
					return err
				}
				to = filepath.Join(set.Data, "engines")
			}
			dir, err := library.Install(cmd.Context(), to, from)
			if err == nil {
				fmt.Fprintf(s.Stdout, "→ %s (llama.cpp %s)\n", dir, library.Release)
			}
			return err
		},
	}
	install.Flags().StringVar(&from, "from", "", "folder that has the libraries already; npm fetches nothing then")
	install.Flags().StringVar(&to, "to", "", "folder to install into; engines in the data folder where none is named")
	return usage.Group("engine", "Install the native libraries that models run with", install)
}
