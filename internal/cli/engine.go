package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	llama "github.com/tenonhub/tenon/internal/engine/llama/library"
	onnx "github.com/tenonhub/tenon/internal/engine/onnx/library"
	speech "github.com/tenonhub/tenon/internal/engine/speech/library"
)

// engines are what can be installed.
var engines = []struct {
	name, title string
	install     func(ctx context.Context, root, from string) (string, error)
}{
	{"llama", "llama.cpp " + llama.Release, llama.Install},
	{"onnx", "ONNX Runtime " + onnx.Version, onnx.Install},
	{"speech", "sherpa-onnx " + speech.Version, speech.Install},
}

// engine is about the native libraries that workers load.
func (s *shell) engine() *cobra.Command {
	var from, to string
	install := &cobra.Command{
		Use: "install [llama|onnx|speech]",
		Short: fmt.Sprintf("Install what models in GGUF and ONNX files and models of speech run with: the libraries of %s %s, %s %s and %s %s",
			llama.Package, llama.Version, onnx.Package, onnx.Version, speech.Package, speech.Version),
		Args: usage.AtMostOne("an engine: llama, onnx or speech"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if to == "" {
				set, err := s.load()
				if err != nil {
					return err
				}
				to = filepath.Join(set.Data, "engines")
			}
			return s.install(cmd.Context(), args, to, from)
		},
	}
	install.Flags().StringVar(&from, "from", "", "folder that has the libraries already; npm fetches nothing then")
	install.Flags().StringVar(&to, "to", "", "folder to install into; engines in the data folder where none is named")
	return usage.Group("engine", "Install the native libraries that models run with", install)
}

// install installs the engine that was named, or all.
func (s *shell) install(ctx context.Context, named []string, to, from string) error {
	if from != "" && len(named) == 0 {
		return usage.Wrong("with --from, say which engine's libraries are there: llama, onnx or speech")
	}
	done := 0
	for _, e := range engines {
		if len(named) > 0 && named[0] != e.name {
			continue
		}
		dir, err := e.install(ctx, to, from)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.Stdout, "→ %s (%s)\n", dir, e.title)
		done++
	}
	if done == 0 {
		return usage.Wrong("there is no engine %q; there are llama, onnx and speech", named[0])
	}
	return nil
}
