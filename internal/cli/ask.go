package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tenonhub/tenon/internal/cli/folder"
	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

type askFlags struct {
	server, out, lang      string
	json, plan, yes, local bool
	named                  bool // the folder was named, so it must be there
}

// register adds the flags of whatever runs a graph.
func (f *askFlags) register(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.server, "server", "", usage.Server)
	fl.StringVarP(&f.out, "out", "o", ".", "folder for the files that are made")
	fl.BoolVar(&f.json, "json", false, "print the run as JSON")
	fl.BoolVarP(&f.yes, "yes", "y", false, "agree that files may be sent to remote models")
	fl.BoolVar(&f.local, "local", false, "refuse that anything leaves this machine")
}

func (s *shell) ask() *cobra.Command {
	var f askFlags
	cmd := &cobra.Command{
		Use:   "ask REQUEST [FILE|URL ...]",
		Short: "Fulfil a request in plain language by combining models",
		Long: `Ask plans a graph of models that fulfils the request, runs it, prints the answer and saves the files that were asked for,
never over one that is there. What only stands beside an answer is saved with --out alone.

A REQUEST of - is read from standard input; a FILE of - attaches standard input.
Exit status: 0 done, 1 another failure (no server answers, no space is left), 2 wrong use, 3 a question back, 4 cannot be done here, 5 a step failed,
6 done in part (the rest cannot be done here: the answer and “undone” and “lacking” of --json say what), 130 canceled.
With --plan, 0 says that the plan can be run, 6 that a part of it can, and 4 that nothing here can run it.`,
		Example: `  tenon ask "Summarise this contract in three sentences" contract.pdf
  tenon ask "把这张照片变成水彩画" photo.jpg --out pictures
  tenon ask "Transcribe this call and say how the customer feels" call.wav`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage.Wrong("say what you need: tenon ask \"REQUEST\" [files]")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.named = cmd.Flags().Changed("out")
			return s.runAsk(cmd.Context(), f, args)
		},
	}
	f.register(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.lang, "lang", "", "language of the answer: en or zh; left out, that of the request")
	fl.BoolVar(&f.plan, "plan", false, "show the plan and which words led to it; run nothing")
	return cmd
}

func (s *shell) runAsk(ctx context.Context, f askFlags, args []string) error {
	s.lang = language(f, args[0])
	ask, err := s.request(ctx, f, args)
	if err == nil && f.named && !f.plan {
		err = writable(f.out)
	}
	if err != nil {
		return err
	}
	link, err := s.dial(ctx, f.server)
	if err != nil {
		return err
	}
	defer link.close()
	return s.converse(ctx, link, ask, f)
}

// language is zh for a request in Chinese, which is answered in that.
func language(f askFlags, request string) string {
	in := func(script ...*unicode.RangeTable) bool {
		return strings.ContainsFunc(request, func(r rune) bool { return unicode.In(r, script...) })
	}
	if f.lang == "" && in(unicode.Han) && !in(unicode.Hiragana, unicode.Katakana) {
		return "zh"
	}
	return f.lang
}

// converse follows a run, and those that come of what its person answers.
func (s *shell) converse(ctx context.Context, link *link, ask sdk.Ask, f askFlags) error {
	run, err := s.follow(ctx, link, ask, f)
	for err == nil && s.interactive(f) && (run.State == sdk.Question || run.State == sdk.Consent) {
		next, more := s.reply(ask, run)
		if !more {
			break
		}
		ask = next
		run, err = s.follow(ctx, link, ask, f)
	}
	if err != nil {
		return err
	}
	return s.report(ctx, link, f, run)
}

const maxRequest = 4 << 20 // bytes of a request on standard input

// input is standard input until ctx ends. What waits for a key then goes on
// waiting, beside the program that ends.
func (s *shell) input(ctx context.Context) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, s.Stdin)
		w.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { w.CloseWithError(context.Cause(ctx)) })
	return r
}

func (s *shell) interactive(f askFlags) bool {
	return !f.json && term.IsTerminal(int(s.Stdin.Fd()))
}

// writable sees whether files can be written to a folder, which is made.
func writable(dir string) error {
	if err := folder.Writable(dir); err != nil {
		return usage.Wrong("%v", err)
	}
	return nil
}

// consent says whether inputs may leave this machine.
func (f askFlags) consent() (string, error) {
	switch {
	case f.yes && f.local:
		return "", usage.Wrong("--yes lets files leave this machine and --local keeps them here: give one of them")
	case f.yes:
		return "yes", nil
	case f.local:
		return "local", nil
	}
	return "", nil
}

func (s *shell) request(ctx context.Context, f askFlags, args []string) (sdk.Ask, error) {
	ask := sdk.Ask{Text: args[0], Lang: f.lang, Plan: f.plan}
	switch {
	case f.lang != "" && f.lang != "en" && f.lang != "zh":
		return ask, usage.Wrong("--lang is %q; answers are written in en or zh", f.lang)
	}
	var err error
	if ask.Consent, err = f.consent(); err != nil {
		return ask, err
	}
	stdin := args[0] == "-"
	if stdin {
		b, err := io.ReadAll(io.LimitReader(s.input(ctx), maxRequest+1))
		switch {
		case err != nil:
			return ask, fmt.Errorf("read the request from standard input: %w", err)
		case len(b) > maxRequest:
			return ask, usage.Wrong("the request has over %d MB: put the long text in a file and attach it", maxRequest>>20)
		}
		ask.Text = string(b)
	}
	if strings.TrimSpace(ask.Text) == "" {
		return ask, usage.Wrong("the request is empty: say what you need, for example tenon ask \"Summarise report.pdf\" report.pdf")
	}
	for _, arg := range args[1:] {
		switch {
		case strings.HasPrefix(arg, "http://"), strings.HasPrefix(arg, "https://"):
			ask.URLs = append(ask.URLs, arg)
		case arg == "-" && stdin:
			return ask, usage.Wrong("standard input cannot be the request and a file at once")
		case arg == "-":
			stdin = true
			ask.Files = append(ask.Files, sdk.File{Name: "stdin", Open: func() (io.ReadCloser, error) { return s.input(ctx), nil }})
		default:
			info, err := os.Stat(arg)
			if err != nil {
				return ask, usage.Wrong("%s: %v", arg, errors.Unwrap(err))
			}
			if info.IsDir() {
				return ask, usage.Wrong("%s is a folder; name its files", arg)
			}
			ask.Files = append(ask.Files, sdk.File{Name: filepath.Base(arg), Open: func() (io.ReadCloser, error) { return os.Open(arg) }})
		}
	}
	return ask, nil
}

// follow starts a run and shows how it goes until it has ended.
func (s *shell) follow(ctx context.Context, link *link, ask sdk.Ask, f askFlags) (sdk.Run, error) {
	run, err := link.client.Ask(ctx, ask)
	if err != nil {
		return run, err
	}
	s.notice(run, f)
	while, stop := link.work(ctx, run.ID)
	defer stop()
	show := terminal.NewProgress(s.err, f.json)
	defer show.Done()
	for next, err := range link.client.Follow(while, run.ID) {
		if err != nil {
			if ctx.Err() == nil {
				return run, cmp.Or(context.Cause(while), err)
			}
			ctx, end := context.WithTimeout(context.WithoutCancel(ctx), farewell)
			defer end()
			_ = link.client.Cancel(ctx, run.ID) // the run may have ended just now
			return run, fmt.Errorf("canceled: %w", context.Canceled)
		}
		run = next
		show.Update(run)
	}
	return run, nil
}

// notice tells once what was odd about the files of a request.
func (s *shell) notice(run sdk.Run, f askFlags) {
	for _, g := range run.Given {
		if g.Notice != "" && !f.json && !slices.Contains(s.noted, g.Notice) {
			s.noted = append(s.noted, g.Notice)
			fmt.Fprintf(s.Stderr, "tenon: %s\n", g.Notice)
		}
	}
}

// reply asks the person at the terminal, and returns the request that follows
// from the answer.
func (s *shell) reply(ask sdk.Ask, run sdk.Run) (sdk.Ask, bool) {
	next := ask
	next.Files, next.URLs = nil, nil
	next.Given = run.Given
	in := bufio.NewReader(s.Stdin)
	if run.State == sdk.Question {
		fmt.Fprintf(s.Stderr, "%s\n> ", run.Question)
		line, err := in.ReadString('\n')
		next.Text = strings.TrimSpace(ask.Text) + "\n" + strings.TrimSpace(line)
		return next, err == nil && strings.TrimSpace(line) != ""
	}
	fmt.Fprintf(s.Stderr, terminal.Say(run.Lang, "This would send your input to %s. Agree? [y/N] ", "这会把您的内容发送到 %s。同意吗？[是/否] "), strings.Join(run.Leaves, ", "))
	line, err := in.ReadString('\n')
	next.Consent, next.Graph = "yes", &run.Graph
	return next, err == nil && agreed.MatchString(line)
}

var agreed = regexp.MustCompile(`^\s*(?i:y|yes|是|是的|好|好的|同意|可以)\s*$`)

// report prints how a run ended and sets the exit status. The words come first:
// a file that cannot be saved does not take them away.
func (s *shell) report(ctx context.Context, link *link, f askFlags, run sdk.Run) error {
	s.status = map[sdk.State]int{
		sdk.Done: exitDone, sdk.Planned: exitDone, sdk.Question: exitQuestion, sdk.Consent: exitQuestion,
		sdk.Impossible: exitImpossible, sdk.Failed: exitNode, sdk.Canceled: exitCanceled,
	}[run.State]
	switch {
	case run.State == sdk.Planned && run.Error != "":
		s.status = exitImpossible // as the run would end
	case s.status == exitDone && len(run.Undone)+len(run.Lacking) > 0:
		s.status = exitPart
	}
	if !f.json {
		s.printWords(run)
	}
	var files []folder.Saved
	var err error
	place := folder.Place{Dir: f.out, Named: f.named}
	save, left := place.Of(run)
	if run.State == sdk.Done || run.State == sdk.Failed {
		files, err = place.Save(ctx, link.client, save)
	}
	if f.json {
		return errors.Join(s.printJSON(struct {
			sdk.Run
			Saved []string `json:"saved,omitempty"`
		}{run, folder.Paths(files)}), err)
	}
	place.Tell(s.Stdout, files, left, run.Lang)
	if run.Error != "" && run.State != sdk.Planned && run.State != sdk.Canceled {
		fmt.Fprintf(s.Stderr, "tenon: %s\n", run.Error)
	}
	return err
}

func (s *shell) printWords(run sdk.Run) {
	switch run.State {
	case sdk.Planned:
		terminal.PrintPlan(s.Stdout, run)
	case sdk.Question:
		fmt.Fprintln(s.Stdout, run.Question)
	case sdk.Consent:
		fmt.Fprintf(s.Stdout, terminal.Say(run.Lang, "This would send your input to %s. Ask again with --yes to agree, or with --local to do without.\n",
			"这会把您的内容发送到 %s。加上 --yes 表示同意，加上 --local 则只用本机的模型。\n"), strings.Join(run.Leaves, ", "))
	case sdk.Canceled:
		fmt.Fprintln(s.Stderr, "tenon: canceled")
	default:
		if run.Answer != "" {
			fmt.Fprintln(s.Stdout, run.Answer)
		}
	}
}
