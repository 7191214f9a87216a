package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// preReceive runs in git receive-pack, while what was pushed is in quarantine:
// it asks this process over two pipes whether the push may be. It says where
// the quarantine is and what is to change; the answer is "ok", or the words
// that the client is to read.
const preReceive = `#!/bin/sh
printf '%s\n' "$GIT_OBJECT_DIRECTORY" >&3 && cat >&3 && echo . >&3 || exit 1
IFS= read -r verdict <&4 || exit 1
[ "$verdict" = ok ] && { cat <&4 >&2; exit 0; }
printf '%s\n' "$verdict" >&2
cat <&4 >&2
exit 1
`

// Advertise writes what the repository offers to a git client, as the smart
// protocol has it. receive is for a push; protocol is the client's Git-Protocol.
func (s *Store) Advertise(ctx context.Context, id hub.ID, receive bool, protocol string, w io.Writer) error {
	return s.serve(s.speak(ctx, id, protocol, verb(receive), "--http-backend-info-refs"), nil, w)
}

// hangUp is how long a client that git has finished with may go on sending.
const hangUp = 5 * time.Second

func verb(receive bool) string {
	if receive {
		return "receive-pack"
	}
	return "upload-pack"
}

func (s *Store) speak(ctx context.Context, id hub.ID, protocol string, verb string, args ...string) *exec.Cmd {
	cmd := s.command(ctx, id, append([]string{verb}, append(args, s.path(id))...)...)
	cmd.WaitDelay = hangUp
	if protocol != "" {
		cmd.Env = append(cmd.Env, "GIT_PROTOCOL="+protocol)
	}
	return cmd
}

func (s *Store) serve(cmd *exec.Cmd, r io.Reader, w io.Writer) error {
	var said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r, w, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", cmd.Args[0], err, strings.TrimSpace(said.String()))
	}
	return nil
}

// Receive answers a client that pushes. check is asked before anything shows;
// the message of its fault is what the client reads. moved reports whether the
// refs of the push have moved: then they are on the disk.
func (s *Store) Receive(ctx context.Context, id hub.ID, protocol string, r io.Reader, w io.Writer, check func(context.Context, hub.Push) ([]string, error)) (moved []hub.Change, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	turn := s.turn(id)
	turn.Lock()
	s.mend(ctx, id)
	turn.Unlock()
	s.pushes.begin(id)
	defer s.pushes.end(id, s.path(id))
	asks, asked, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("serve a push: %w", err)
	}
	told, tells, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("serve a push: %w", errors.Join(err, asks.Close(), asked.Close()))
	}
	defer func() { _ = asks.Close(); _ = tells.Close() }()
	cmd := s.speak(ctx, id, protocol, verb(true), "--stateless-rpc")
	var said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = r, w, &said, []*os.File{asked, told}
	err = cmd.Start()
	_, _ = asked.Close(), told.Close()
	if err != nil {
		return nil, fmt.Errorf("serve a push: %w", err)
	}
	push, has, err := s.judge(ctx, id, asks, tells, check)
	if has {
		defer s.tidy(ctx, id)
		defer turn.Unlock()
	}
	if e := cmd.Wait(); e != nil && err == nil {
		err = s.explain(ctx.Err(), id, "receive-pack", e, said.String())
	}
	if has && push.aliased { // also where git was killed, since the client may have its answer
		err = errors.Join(err, s.asMain(context.WithoutCancel(ctx), id))
	}
	if err != nil {
		return nil, err
	}
	return s.moved(context.WithoutCancel(ctx), id, push.changes)
}

// judge answers the hook, if it asks: a push of nothing has none. While what it
// allows happens, the caller has the repository's turn.
func (s *Store) judge(ctx context.Context, id hub.ID, asks io.Reader, tells io.WriteCloser, check func(context.Context, hub.Push) ([]string, error)) (p quarantine, turn bool, err error) {
	p = quarantine{store: s, id: id}
	in := bufio.NewReader(asks)
	if p.objects, err = in.ReadString('\n'); err != nil {
		return p, false, nil //nolint:nilerr // git ended before there was anything to ask
	}
	p.objects = strings.TrimSuffix(p.objects, "\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return p, false, fmt.Errorf("read the changes of a push: %w", err)
		}
		if line == ".\n" {
			break // git itself keeps the pipe open
		}
		if col := strings.Fields(line); len(col) == 3 {
			p.changes = append(p.changes, hub.Change{Name: ref.Rev(col[2]), From: present(col[0]), To: present(col[1])})
		}
	}
	verdict := "ok"
	warnings, refused := p.judged(ctx, check)
	if refused == nil {
		s.turn(id).Lock()
		if turn = true; p.aliased {
			if refused = p.inTime(ctx); refused == nil {
				refused = s.noteMain(id, p.changes)
			}
		}
	}
	if refused != nil {
		kind, msg := fault.Of(refused)
		if verdict = "refused: " + msg; kind == fault.Internal {
			err = refused
		}
		p.changes = nil
	} else {
		for _, w := range warnings {
			verdict += "\nwarning: " + w
		}
	}
	_, e := io.WriteString(tells, verdict+"\n")
	return p, turn, errors.Join(err, e, tells.Close())
}

func present(oid string) hub.OID {
	if strings.Trim(oid, "0") == "" {
		return ""
	}
	return hub.OID(oid)
}

// moved are those of the changes that have come about, after they are on the disk.
func (s *Store) moved(ctx context.Context, id hub.ID, changes []hub.Change) (l []hub.Change, err error) {
	var names []ref.Rev
	for _, c := range changes {
		now, err := s.Tip(ctx, id, c.Name)
		if err != nil {
			return nil, err
		}
		if (now == "") == (c.To == "") && (now == c.To || strings.HasPrefix(string(c.Name), hub.Tags)) {
			l = append(l, c)
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	return l, s.settle(id, nil, names...)
}
