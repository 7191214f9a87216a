package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Clients of ModelScope call the main branch master. Where no branch has that name,
// git is given main by it: who asks for master finds it there, and what is pushed to
// it goes to main.
//
//	fetch  ls-refs, with the prefix refs/heads/master ── the answer has it too
//	push   create refs/heads/master ── judged as a change of main ── noted ── git makes master ── main moves there, master goes
//
// Git tells the client before main has moved. What is noted is done at the next start
// if the server dies in between.

const (
	mainBranch = hub.Heads + hub.Main
	master     = ref.Rev(hub.Heads + "master")
	maxAsked   = 1 << 20 // bytes of a question for refs
)

// Fetch answers a client that fetches.
func (s *Store) Fetch(ctx context.Context, id hub.ID, protocol string, r io.Reader, w io.Writer) error {
	in := bufio.NewReader(r)
	cmd := s.speak(ctx, id, protocol, verb(false), "--stateless-rpc")
	const asks = "0014command=ls-refs"
	if head, err := in.Peek(len(asks)); protocol != "version=2" || err != nil || string(head[4:]) != asks[4:] {
		return s.serve(cmd, in, w)
	}
	asked, err := io.ReadAll(io.LimitReader(in, maxAsked))
	if err != nil {
		return fmt.Errorf("read what refs are asked for: %w", err)
	}
	in = bufio.NewReader(io.MultiReader(bytes.NewReader(asked), in))
	if !bytes.Contains(asked, []byte("ref-prefix "+master+"\n")) {
		return s.serve(cmd, in, w)
	}
	var out bytes.Buffer
	if err := s.serve(cmd, in, &out); err != nil {
		return err
	}
	tip, err := s.Tip(ctx, id, mainBranch)
	if err != nil {
		return err
	}
	_, err = w.Write(withMaster(out.Bytes(), tip))
	return err
}

// withMaster adds master to a list of refs that has none.
func withMaster(list []byte, tip hub.OID) []byte {
	const flush = "0000"
	has := bytes.Contains(list, []byte(" "+master+"\n")) || bytes.Contains(list, []byte(" "+master+" ")) // not master-old
	if tip == "" || has || !bytes.HasSuffix(list, []byte(flush)) {
		return list
	}
	line := fmt.Sprintf("%s %s\n", tip, master)
	return fmt.Appendf(list[:len(list)-len(flush)], "%04x%s%s", len(line)+4, line, flush)
}

// toMain is the change of main that a push to master stands for, if it does: where
// the histories have nothing in common, master is a branch of its own. Fault: Stale
// when main has what was not pushed.
func (p quarantine) toMain(ctx context.Context, c hub.Change) (hub.Change, error) {
	if c.Name != master || c.From != "" || c.To == "" {
		return c, nil
	}
	tip, err := p.store.Tip(ctx, p.id, mainBranch)
	if err != nil || tip == "" {
		return c, err
	}
	base, err := p.command(ctx, "merge-base", string(tip), string(c.To)).Output()
	switch exit, ended := errors.AsType[*exec.ExitError](err); {
	case ctx.Err() != nil:
		return c, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	case ended && exit.ExitCode() == 1: // nothing in common
		return c, nil
	case err != nil:
		return c, fmt.Errorf("compare a push to master of %s with main: %w", p.id, err)
	case strings.TrimSpace(string(base)) != string(tip):
		return c, fault.New(fault.Stale, "main, for which master stands here, has commits that are not in what you push: pull first, or push to main by force")
	}
	return hub.Change{Name: mainBranch, From: tip, To: c.To}, nil
}

// judged asks whether a push may be, with what is pushed to master taken for main.
func (p *quarantine) judged(ctx context.Context, check func(context.Context, hub.Push) ([]string, error)) ([]string, error) {
	both := slices.ContainsFunc(p.changes, func(c hub.Change) bool { return c.Name == mainBranch })
	for i := 0; i < len(p.changes) && !both; i++ { // who pushes main too has two branches
		to, err := p.toMain(ctx, p.changes[i])
		if err != nil {
			return nil, err
		}
		if to.Name != p.changes[i].Name {
			p.changes[i], p.aliased = to, true
		}
	}
	return check(ctx, p.push(ctx))
}

// inTime is a fault when main has moved since a push to master was judged.
func (p *quarantine) inTime(ctx context.Context) error {
	tip, err := p.store.Tip(ctx, p.id, mainBranch)
	for _, c := range p.changes {
		if err == nil && c.Name == mainBranch && c.From != tip {
			err = fault.New(fault.Stale, "main, for which master stands here, has moved meanwhile: pull, and push again")
		}
	}
	return err
}

// aliased has for each push to master that stands for main a file with the change of main.
func (s *Store) aliased() string { return filepath.Join(s.dir, "aliased") }

// noteMain notes what main is to become, on the disk, before git makes master.
func (s *Store) noteMain(id hub.ID, changes []hub.Change) error {
	c := changes[slices.IndexFunc(changes, func(c hub.Change) bool { return c.Name == mainBranch })]
	tmp := filepath.Join(s.tmp(), "main."+string(id))
	err := os.WriteFile(tmp, fmt.Appendf(nil, "%s %s\n", c.From, c.To), 0o600)
	if err == nil {
		err = errors.Join(flush(tmp), os.Rename(tmp, filepath.Join(s.aliased(), string(id))), flush(s.aliased()))
	}
	if err != nil {
		return fmt.Errorf("note a push to master of %s: %w", id, err)
	}
	return nil
}

// asMain moves main to where git has made master, for a push that was noted so. The
// caller has the repository's turn.
func (s *Store) asMain(ctx context.Context, id hub.ID) error {
	file := filepath.Join(s.aliased(), string(id))
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it was refused
	}
	var c hub.Change
	if err == nil {
		_, err = fmt.Sscan(string(b), &c.From, &c.To)
	}
	var made, tip hub.OID
	if c.Name = mainBranch; err == nil {
		made, err = s.Tip(ctx, id, master)
	}
	if err == nil {
		tip, err = s.Tip(ctx, id, mainBranch)
	}
	if err == nil && made == c.To && tip == c.From { // else main has moved since, and master is a branch of its own
		err = s.update(ctx, id, c, hub.Change{Name: master, From: c.To})
	}
	if err == nil {
		err = os.Remove(file)
	}
	if err != nil {
		return fmt.Errorf("move main of %s to what was pushed to master: %w", id, err)
	}
	return nil
}

// Finish does what a server that was killed has left to do of pushes. No other may
// serve the repositories.
func (s *Store) Finish(ctx context.Context) (err error) {
	l, err := os.ReadDir(s.aliased())
	if err != nil {
		return fmt.Errorf("look for pushes that were cut off: %w", err)
	}
	for _, e := range l {
		id := hub.ID(e.Name())
		turn := s.turn(id)
		turn.Lock()
		if _, gone := os.Stat(s.path(id)); errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, os.Remove(filepath.Join(s.aliased(), e.Name())))
		} else {
			s.mend(ctx, id)
			err = errors.Join(err, s.asMain(ctx, id))
		}
		turn.Unlock()
	}
	return err
}
