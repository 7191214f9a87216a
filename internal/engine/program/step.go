package program

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sandbox"
)

func (r *run) step(ctx context.Context, s step) error {
	switch {
	case s.Need != nil:
		return r.need(*s.Need)
	case s.Refuse != nil:
		say, err := s.Refuse.in(r)
		if err != nil {
			return err
		}
		return fault.About(r.Model.String(), fault.Invalid, "%s", say)
	case s.Write != "":
		text, err := s.Text.in(r)
		if err != nil {
			return err
		}
		return r.write(s.Write, text)
	case s.Go != "":
		return processors[s.Go](ctx, r)
	}
	args, err := r.arguments(s.Run, nil)
	if err != nil {
		return err
	}
	return r.command(ctx, s, args)
}

func (r *run) need(n need) error {
	var filled Need
	var err [3]error
	filled.Program, err[0] = n.Program.in(r)
	filled.File, err[1] = n.File.in(r)
	filled.Package, err[2] = n.Package.in(r)
	if err := errors.Join(err[:]...); err != nil {
		return err
	}
	return ready(r.Model.String(), []Need{filled})
}

func (r *run) write(file, text string) error {
	_, err := r.box.Put(file, strings.NewReader(text), maxInline)
	return err
}

func (r *run) command(ctx context.Context, s step, args []string) error {
	c := sandbox.Command{
		Program: args[0], Args: args[1:], Wall: r.wall, Read: r.Read, Env: r.Env,
	}
	switch {
	case s.Progress != nil:
		return r.follow(ctx, s, c)
	case s.Stdout != "":
		f, err := os.OpenFile(filepath.Join(r.box.Dir(), s.Stdout), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("keep the output of %s: %w", c.Program, err)
		}
		defer f.Close()
		c.Stdout = f
	}
	res, err := r.box.Run(ctx, c)
	return r.complain(c.Program, res, err)
}

// follow runs ffmpeg and passes on how far it is.
func (r *run) follow(ctx context.Context, s step, c sandbox.Command) error {
	total, err := s.Progress.in(r)
	if err != nil {
		return err
	}
	seconds, _ := strconv.ParseFloat(total, 64)
	out, in := io.Pipe()
	c.Stdout = in
	type end struct {
		res sandbox.Result
		err error
	}
	ended := make(chan end, 1)
	go func() {
		res, err := r.box.Run(ctx, c)
		_ = in.Close()
		ended <- end{res, err}
	}()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		us, ok := strings.CutPrefix(lines.Text(), "out_time_us=")
		if done, err := strconv.ParseFloat(us, 64); ok && err == nil && seconds > 0 && done > 0 {
			r.progress(min(done/1e6/seconds, 0.99))
		}
	}
	_, _ = io.Copy(io.Discard, out)
	e := <-ended
	return r.complain(c.Program, e.res, e.err)
}

// complain is err, or what a program only grumbled about although it matters.
func (r *run) complain(program string, res sandbox.Result, err error) error {
	r.said.WriteString(res.Stderr)
	if err == nil && strings.HasPrefix(program, "ff") && cutShort.MatchString(res.Stderr) {
		return fault.New(fault.Invalid, "%s", saysCutShort)
	}
	return err
}

// explain makes a failure say which model failed and, where the manifest knows
// the program's words, what to do.
func (r *run) explain(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return fmt.Errorf("run %s: %w", r.Model, err)
	}
	named := *f
	exit, failed := errors.AsType[*sandbox.Exit](err)
	for _, rule := range r.Errors {
		if failed && rule.Match.MatchString(exit.Stderr) {
			named.Msg, named.Kind = rule.Say, rule.Kind
			if rule.Kind == "" {
				named.Kind = fault.Invalid
			}
			named.Subject = ""
			break
		}
	}
	switch {
	case named.Subject == r.Model.String():
	case named.Subject != "":
		named.Msg, named.Subject = named.Subject+" "+named.Msg, r.Model.String()
	default:
		named.Subject = r.subject()
	}
	for _, list := range r.All {
		for _, in := range list {
			if in.Name != "" {
				named.Msg = strings.ReplaceAll(named.Msg, in.File, in.Name)
			}
		}
	}
	return &named
}

// subject is the file that a run is about if there is only one, or its model.
func (r *run) subject() string {
	subject := ""
	for _, list := range r.All {
		for _, in := range list {
			if in.Name == "" || subject != "" {
				return r.Model.String()
			}
			subject = in.Name
		}
	}
	return subject
}
