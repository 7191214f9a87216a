package chat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"
)

// screen is what somebody types and reads at.
type screen struct {
	*term.Terminal
	keys *keys
}

const (
	ask  = "› "
	more = "… "
	// block begins and ends words of several lines.
	block = `"""`
)

const help = `Write to the model; Ctrl-C stops an answer, and ends the conversation where none comes, as Ctrl-D and /bye do.
A line that ends with \ goes on in the next; between two lines with """ there are as many as you like; what is pasted stays together.
/clear forgets what was said, /system WORDS says what the model is to be like, the arrows bring back what you wrote.
/picture FILE shows a picture with what you say next, to a model that sees.
`

// At holds the conversation at a terminal, which is in raw mode: what is typed
// comes from in and what is shown goes to out. It ends with what is typed.
func (t *Talk) At(ctx context.Context, in io.Reader, out io.Writer, h *History, width, height int) error {
	k := newKeys(ctx, in)
	s := screen{term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{k, out}, ask), k}
	if h != nil {
		s.History = h
	}
	if width > 0 && height > 0 {
		_ = s.SetSize(width, height) // it takes any size
	}
	s.SetBracketedPasteMode(true)
	defer s.SetBracketedPasteMode(false)
	t.Out, t.Aside = plain{s}, dim{s}
	for ctx.Err() == nil {
		words, err := s.words()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return fmt.Errorf("read what is typed: %w", err)
		}
		if done := t.turn(ctx, s, words); done {
			return nil
		}
	}
	return ctx.Err()
}

// turn does what words say: an order, or something to the model.
func (t *Talk) turn(ctx context.Context, s screen, words string) (done bool) {
	order, rest, _ := strings.Cut(strings.TrimSpace(words), " ")
	switch {
	case order == "":
	case order == "/bye", order == "/exit", order == "/quit":
		return true
	case order == "/help", order == "/?":
		fmt.Fprint(s, help)
	case order == "/clear":
		t.Forget()
		fmt.Fprintln(s, "What was said is forgotten.")
	case order == "/system":
		t.System(strings.TrimSpace(rest))
	case order == "/picture":
		if err := t.Show(strings.TrimSpace(rest)); err != nil {
			fmt.Fprintln(s, err)
			return false
		}
		fmt.Fprintln(s, "It goes with what you say next.")
	case strings.HasPrefix(order, "/") && !strings.Contains(order[1:], "/"):
		fmt.Fprintf(s, "There is no %s; /help says what there is.\n", order)
	default:
		t.answered(ctx, s, words)
	}
	return false
}

func (t *Talk) answered(ctx context.Context, s screen, words string) {
	var err error
	stopped := s.keys.during(ctx, func(ctx context.Context) { _, _, err = t.say(ctx, words) })
	switch {
	case stopped:
		fmt.Fprint(s, "\n(stopped)\n")
	case err != nil:
		fmt.Fprintf(dim{s}, "\n%v\n", err)
	default:
		fmt.Fprint(s, "\n")
	}
	fmt.Fprint(s, "\n")
}

// words reads what is said at once, which may be several lines.
func (s screen) words() (string, error) {
	var l []string
	inBlock := false
	defer s.SetPrompt(ask)
	for {
		line, err := s.ReadLine()
		pasted := errors.Is(err, term.ErrPasteIndicator)
		if err != nil && !pasted {
			return "", err
		}
		goes := strings.HasSuffix(line, `\`)
		switch rest, marked := strings.CutPrefix(strings.TrimSpace(line), block); {
		case inBlock && strings.HasSuffix(strings.TrimSpace(line), block):
			return strings.Join(append(l, strings.TrimSuffix(strings.TrimSpace(line), block)), "\n"), nil
		case inBlock:
			l = append(l, line)
		case marked && len(l) == 0:
			if whole, one := strings.CutSuffix(rest, block); one {
				return whole, nil
			}
			inBlock = true
			l = append(l, rest)
		case goes:
			l = append(l, strings.TrimSuffix(line, `\`))
		case pasted:
			l = append(l, line)
		default:
			return strings.Join(append(l, line), "\n"), nil
		}
		s.SetPrompt(more)
	}
}

// plain writes to the screen, without what a terminal would take for a command.
type plain struct{ s screen }

func (p plain) Write(b []byte) (int, error) {
	if _, err := p.s.Write([]byte(clean(string(b)))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// dim writes in a weak colour what is not the answer.
type dim struct{ s screen }

func (d dim) Write(b []byte) (int, error) {
	if _, err := d.s.Write([]byte("\x1b[2m" + clean(string(b)) + "\x1b[0m")); err != nil {
		return 0, err
	}
	return len(b), nil
}
