package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/usage"
	llama "github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/engine/llama/vision"
	onnx "github.com/tenonhub/tenon/internal/engine/onnx/library"
	speech "github.com/tenonhub/tenon/internal/engine/speech/library"
)

// engines are what can be installed; what is built takes minutes, and is when it is named.
var engines = []struct {
	name, title string
	install     func(ctx context.Context, root, from string, compiled func(done, of int)) (string, error)
	built       bool
}{
	{"llama", "llama.cpp " + llama.Release, fetched(llama.Install), false},
	{"onnx", "ONNX Runtime " + onnx.Version, fetched(onnx.Install), false},
	{"speech", "sherpa-onnx " + speech.Version, fetched(speech.Install), false},
	{"vision", "libmtmd of llama.cpp " + llama.Release, vision.Install, true},
}

const engineNames = "llama, onnx, speech or vision"

// fetched is the installation of what npm fetches, of which nothing is compiled.
func fetched(install func(ctx context.Context, root, from string) (string, error)) func(context.Context, string, string, func(int, int)) (string, error) {
	return func(ctx context.Context, root, from string, _ func(int, int)) (string, error) {
		return install(ctx, root, from)
	}
}

// engine is about the native libraries that workers load.
func (s *shell) engine() *cobra.Command {
	var from, to string
	install := &cobra.Command{
		Use: "install [llama|onnx|speech|vision]",
		Short: fmt.Sprintf("Install what models in GGUF and ONNX files and models of speech run with: the libraries of %s %s, %s %s and %s %s",
			llama.Package, llama.Version, onnx.Package, onnx.Version, speech.Package, speech.Version),
		Long: "Without a name it installs llama, onnx and speech, which npm fetches. “vision” is what models in GGUF files see pictures with\n" +
			"(libmtmd): it is built of llama.cpp's source, which takes some minutes and needs g++.",
		Args: usage.AtMostOne("an engine: " + engineNames),
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
		return usage.Wrong("with --from, say which engine's libraries are there: " + engineNames)
	}
	done := 0
	for _, e := range engines {
		if len(named) > 0 && named[0] != e.name || len(named) == 0 && e.built {
			continue
		}
		dir, err := e.install(ctx, to, from, s.compiled)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.Stdout, "→ %s (%s)\n", dir, e.title)
		done++
	}
	if done == 0 {
		return usage.Wrong("there is no engine %q; there are %s", named[0], engineNames)
	}
	return nil
}

// compiled tells now and then how far a library is built.
func (s *shell) compiled(done, of int) {
	if done%10 == 0 || done == of {
		fmt.Fprintf(s.Stderr, "compiled %d of %d files\n", done, of)
	}
}
