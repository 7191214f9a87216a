package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tenonhub/tenon/sdk"
)

type askFlags struct {
	server, out, lang      string
	json, plan, yes, local bool
}

func (s *shell) ask() *cobra.Command {
	var f askFlags
	cmd := &cobra.Command{
		Use:   "ask REQUEST [FILE|URL ...]",
		Short: "Fulfil a request in plain language by combining models",
		Long: `Ask plans a graph of models that fulfils the request, runs it, prints the answer and saves the files it made.

A REQUEST of - is read from standard input; a FILE of - attaches standard input.
Exit status: 0 done, 2 wrong use, 3 a question back, 4 cannot be done here, 5 a step failed, 130 canceled.`,
		Example: `  tenon ask "Summarise this contract in three sentences" contract.pdf
  tenon ask "把这张照片变成水彩画" photo.jpg --out pictures
  tenon ask "Transcribe this call and say how the customer feels" call.wav`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return wrongUse("say what you need: tenon ask \"REQUEST\" [files]")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return s.runAsk(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.server, "server", "", "address of the server to ask (TENON_SERVER)")
	fl.StringVarP(&f.out, "out", "o", ".", "folder for the files that are made")
	fl.StringVar(&f.lang, "lang", "", "language of the answer: en or zh; left out, that of the request")
	fl.BoolVar(&f.json, "json", false, "print the run as JSON")
	fl.BoolVar(&f.plan, "plan", false, "show the plan and which words led to it; run nothing")
	fl.BoolVarP(&f.yes, "yes", "y", false, "agree that files may be sent to remote models")
	fl.BoolVar(&f.local, "local", false, "refuse that anything leaves this machine")
	return cmd
}

func (s *shell) runAsk(ctx context.Context, f askFlags, args []string) error {
	ask, err := s.request(f, args)
	if err != nil {
		return err
	}
	link, err := s.dial(ctx, f.server)
	if err != nil {
		return err
	}
	defer link.close()
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

func (s *shell) interactive(f askFlags) bool {
	return !f.json && term.IsTerminal(int(s.Stdin.Fd()))
}

func (s *shell) request(f askFlags, args []string) (sdk.Ask, error) {
	ask := sdk.Ask{Text: args[0], Lang: f.lang, Plan: f.plan}
	switch {
	case f.lang != "" && f.lang != "en" && f.lang != "zh":
		return ask, wrongUse("--lang is %q; answers are written in en or zh", f.lang)
	case f.yes && f.local:
		return ask, wrongUse("--yes lets files leave this machine and --local keeps them here: give one of them")
	case f.yes:
		ask.Consent = "yes"
	case f.local:
		ask.Consent = "local"
	}
	stdin := args[0] == "-"
	if stdin {
		b, err := io.ReadAll(s.Stdin)
		if err != nil {
			return ask, fmt.Errorf("read the request from standard input: %w", err)
		}
		ask.Text = string(b)
	}
	if strings.TrimSpace(ask.Text) == "" {
		return ask, wrongUse("the request is empty: say what you need, for example tenon ask \"Summarise report.pdf\" report.pdf")
	}
	for _, arg := range args[1:] {
		switch {
		case strings.HasPrefix(arg, "http://"), strings.HasPrefix(arg, "https://"):
			ask.URLs = append(ask.URLs, arg)
		case arg == "-" && stdin:
			return ask, wrongUse("standard input cannot be the request and a file at once")
		case arg == "-":
			stdin = true
			ask.Files = append(ask.Files, sdk.File{Name: "stdin", Open: func() (io.ReadCloser, error) { return io.NopCloser(s.Stdin), nil }})
		default:
			info, err := os.Stat(arg)
			if err != nil {
				return ask, wrongUse("%s: %v", arg, errors.Unwrap(err))
			}
			if info.IsDir() {
				return ask, wrongUse("%s is a folder; name its files", arg)
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
	stop := link.work(ctx, run.ID)
	defer stop()
	show := newProgress(s.Stderr, f.json)
	defer show.done()
	for next, err := range link.client.Follow(ctx, run.ID) {
		if err != nil {
			if ctx.Err() == nil {
				return run, err
			}
			ctx, end := context.WithTimeout(context.WithoutCancel(ctx), farewell)
			defer end()
			_ = link.client.Cancel(ctx, run.ID) // the run may have ended just now
			return run, fmt.Errorf("canceled: %w", context.Canceled)
		}
		run = next
		show.update(run)
	}
	return run, nil
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
	fmt.Fprintf(s.Stderr, "This would send your input to %s. Agree? [y/N] ", strings.Join(run.Leaves, ", "))
	line, err := in.ReadString('\n')
	next.Consent, next.Graph = "yes", &run.Graph
	return next, err == nil && strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "y")
}

// report prints how a run ended and sets the exit status.
func (s *shell) report(ctx context.Context, link *link, f askFlags, run sdk.Run) error {
	var saved []saved
	if run.State == sdk.Done || run.State == sdk.Failed {
		var err error
		if saved, err = s.save(ctx, link.client, f.out, run.Artefacts); err != nil {
			return err
		}
	}
	s.status = map[sdk.State]int{
		sdk.Done: exitDone, sdk.Planned: exitDone, sdk.Question: exitQuestion, sdk.Consent: exitQuestion,
		sdk.Impossible: exitImpossible, sdk.Failed: exitNode, sdk.Canceled: exitCanceled,
	}[run.State]
	if f.json {
		enc := json.NewEncoder(s.Stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(struct {
			sdk.Run
			Saved []string `json:"saved,omitempty"`
		}{run, paths(saved)})
	}
	switch run.State {
	case sdk.Planned:
		printPlan(s.Stdout, run)
	case sdk.Question:
		fmt.Fprintln(s.Stdout, run.Question)
	case sdk.Consent:
		fmt.Fprintf(s.Stdout, "This would send your input to %s. Ask again with --yes to agree, or with --local to do without.\n", strings.Join(run.Leaves, ", "))
	case sdk.Canceled:
		fmt.Fprintln(s.Stderr, "tenon: canceled")
	default:
		s.printAnswer(run, saved)
	}
	return nil
}

func (s *shell) printAnswer(run sdk.Run, saved []saved) {
	if run.Answer != "" {
		fmt.Fprintln(s.Stdout, run.Answer)
	}
	for _, f := range saved {
		fmt.Fprintf(s.Stdout, "→ %s (%s, %s)\n", f.path, f.media, bytesOf(f.size))
	}
	if run.Error != "" {
		fmt.Fprintf(s.Stderr, "tenon: %s\n", run.Error)
	}
}
