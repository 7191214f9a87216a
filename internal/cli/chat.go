package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tenonhub/tenon/internal/cli/chat"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/sdk"
)

// historyFile is what was written in conversations, in the data folder.
const historyFile = "chat-history"

// chatFlags are those of chat.
type chatFlags struct {
	askedFlags
	system   string
	pictures []string
	most     int
}

func (s *shell) chat() *cobra.Command {
	var f chatFlags
	cmd := &cobra.Command{
		Use:   "chat MODEL [WORDS…]",
		Short: "Talk with a model",
		Long: `Chat holds a conversation at a terminal: the arrows bring back what was written, a line that ends with \ goes on in the
next, """ stands before and after words of several lines, Ctrl-C stops an answer, /help says the rest. With WORDS, or with
what is piped in, it prints one answer and ends. A model that sees is shown pictures with --picture, or with /picture FILE.`,
		Example: `  tenon chat Qwen/Qwen3-0.6B-GGUF
  tenon chat lab/parrot "Who are you?" --system "You are a parrot."
  tenon chat lab/eyes "What is this?" --picture photo.jpg
  cat letter.txt | tenon chat lab/parrot --system "Summarise this." --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage.Wrong("name a model; `tenon models` lists them")
			}
			return nil
		},
		ValidArgsFunction: s.completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.most < 0 {
				return usage.Wrong("--max-tokens is not below 0")
			}
			return s.talk(cmd.Context(), f, args[0], strings.Join(args[1:], " "))
		},
	}
	cmd.Flags().StringVar(&f.system, "system", "", "what the model is to be like")
	cmd.Flags().StringArrayVar(&f.pictures, "picture", nil, "a picture `file` that goes with what is said first; may be said again")
	cmd.Flags().IntVar(&f.most, "max-tokens", 0, "how long an answer is at most; 0 is the model's own limit")
	return f.flags(cmd)
}

func (s *shell) talk(ctx context.Context, f chatFlags, model, words string) error {
	link, err := s.dial(ctx, f.server)
	if err != nil {
		return err
	}
	defer link.close()
	t := &chat.Talk{Out: s.Stdout, Aside: s.Stderr, Model: func(ctx context.Context, l []sdk.Message) iter.Seq2[sdk.Piece, error] {
		return link.client.Chat(ctx, model, l, f.most)
	}}
	t.System(f.system)
	for _, p := range f.pictures {
		if err := t.Show(p); err != nil {
			return usage.Error{Err: err}
		}
	}
	var in io.Reader = strings.NewReader(words)
	if words == "" {
		if term.IsTerminal(int(s.Stdin.Fd())) && !f.json {
			if err := talks(ctx, link.client, model); err != nil {
				return err
			}
			return s.atTerminal(ctx, t, model)
		}
		in = s.input(ctx)
	}
	if f.json {
		err = t.JSON(ctx, model, in)
	} else {
		err = t.Once(ctx, in)
	}
	if errors.Is(err, chat.ErrNothing) {
		return usage.Error{Err: err}
	}
	return err
}

// talks is why a conversation with a model cannot be held, said before somebody types to
// it. Names that are not whole the server finds when it is asked.
func talks(ctx context.Context, c *sdk.Client, model string) error {
	if full, err := whole(model, "no model", known(ctx, c)); err == nil {
		model = full
	}
	if strings.Count(model, "/") != 1 || model == assistant {
		return nil
	}
	const chats = "text-generation"
	m, err := c.Model(ctx, model)
	switch {
	case err != nil:
		return err
	case m.Missing != "":
		return fault.New(fault.Unavailable, "%s cannot run: %s", model, m.Missing)
	case m.Task == chats:
		return nil
	}
	if _, err := c.Model(ctx, model+"."+chats); err != nil { // it may do that too
		return fault.New(fault.Invalid, "%s does %s and holds no conversations; `tenon run %s` runs it", model, m.Task, model)
	}
	return nil
}

// assistant is the name by which the assistant is a model.
const assistant = "tenon/assistant"

// atTerminal holds a conversation where it is typed.
func (s *shell) atTerminal(ctx context.Context, t *chat.Talk, model string) (err error) {
	set, err := s.load()
	if err != nil {
		return err
	}
	h, err := chat.OpenHistory(filepath.Join(set.Data, historyFile))
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Stderr, "You talk with %s; /help says how, /bye ends it.\n", model)
	fd := int(s.Stdin.Fd())
	was, err := term.MakeRaw(fd)
	if err != nil {
		return fmt.Errorf("take the terminal: %w", err)
	}
	defer func() { err = errors.Join(err, term.Restore(fd, was), h.Save()) }()
	width, height, err := term.GetSize(fd)
	if err != nil {
		width, height = 0, 0 // it goes on as a terminal of 80 columns
	}
	return t.At(ctx, s.Stdin, s.out, h, width, height)
}
