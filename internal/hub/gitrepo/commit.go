package gitrepo

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/standstill"
	"github.com/tenonhub/tenon/internal/ref"
)

// A commit is made by one git fast-import. Files go in while they come, without
// a lock; then, in the repository's turn, the branch is looked at, the steps
// are checked against it, and the commit is written:
//
//	ops ── blob, blob, … ──┬── lock ── look … ── commit, done ── ref moves ── flush
//	                       └── a broken stream ends here, and nothing shows
//
// fast-import moves the ref itself, by compare and swap, once the pack is on
// the disk. It only does so after the word "done", so that the death of this
// process in the middle is no end of the stream.
type importer struct {
	cmd     *exec.Cmd
	in      *bufio.Writer
	stdin   io.Closer
	answers *bufio.Reader
	reply   *os.File
	said    bytes.Buffer
	half    []string // the packs that it had open when it was killed, where the system tells that
	ended   bool
}

// step is an operation whose content git has already.
type step struct {
	action hub.Action
	path   ref.Path
	mark   int
	oid    hub.OID // of its content
	mode   hub.Mode
	whole  bool // it is in a tree that is given whole
}

// Commit makes a commit of operations and moves its ref to it. Faults: Stale
// when the ref is not at the draft's parent, NotFound when the ref or what an
// operation deletes is not there, Conflict when a file and a folder want one
// name, and those of ops.
func (s *Store) Commit(ctx context.Context, id hub.ID, d hub.Draft, ops iter.Seq2[hub.Operation, error]) (hub.Commit, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	turn := s.turn(id)
	turn.Lock()
	s.mend(ctx, id)
	turn.Unlock()
	im, err := s.begin(ctx, id)
	if err != nil {
		return hub.Commit{}, err
	}
	made, err := im.run(ctx, s, id, d, ops)
	if err == nil {
		s.tidy(ctx, id)
		return made, nil
	}
	asked := ctx.Err() // whoever asked for the commit may be gone
	cancel()
	_ = im.end() // it was cut off
	if _, known := errors.AsType[*fault.Error](err); !known {
		err = s.explain(asked, id, "fast-import", err, im.said.String())
	}
	s.sweepCrash(id, im)
	return hub.Commit{}, err
}

func (s *Store) begin(ctx context.Context, id hub.ID) (*importer, error) {
	im := &importer{cmd: s.command(ctx, id, "fast-import", "--quiet", "--done", "--cat-blob-fd=3", "--date-format=raw")}
	kill := im.cmd.Cancel
	im.cmd.Cancel = func() error {
		im.half = slices.DeleteFunc(standstill.Files(im.cmd.Process.Pid), func(file string) bool { return !halfPack.MatchString(filepath.Base(file)) })
		return kill()
	}
	stdin, err := im.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start git fast-import: %w", err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start git fast-import: %w", err)
	}
	im.cmd.ExtraFiles, im.cmd.Stderr = []*os.File{write}, &im.said
	err = im.cmd.Start()
	_ = write.Close()
	if err != nil {
		_ = read.Close()
		return nil, fmt.Errorf("start git fast-import: %w", err)
	}
	im.in, im.stdin, im.reply, im.answers = bufio.NewWriterSize(stdin, 64<<10), stdin, read, bufio.NewReader(read)
	return im, nil
}

func (im *importer) run(ctx context.Context, s *Store, id hub.ID, d hub.Draft, ops iter.Seq2[hub.Operation, error]) (made hub.Commit, err error) {
	steps, err := im.take(ops)
	if err != nil {
		return made, err
	}
	turn := s.turn(id)
	turn.Lock()
	defer turn.Unlock()
	tip, err := s.Tip(ctx, id, d.Ref)
	switch {
	case err != nil:
		return made, err
	case d.Parent != "" && d.Parent != tip:
		return made, fault.New(fault.Stale, "a commit has come after %s: %s is at %s now", d.Parent, d.Ref, tip)
	case tip == "" && !d.New:
		return made, hub.Missing(hub.ErrNoRevision, "there is no branch %s", hub.Ref{Name: d.Ref}.Short())
	case tip != "" && d.Base != "":
		return made, fault.New(fault.Conflict, "%s is there already", d.Ref)
	}
	from := cmp.Or(tip, d.Base)
	var trees []bulk
	err = s.look(ctx, id, from, func(there *tree) error {
		fresh, err := check(there, steps)
		if err == nil {
			err = distinct(there, fresh)
		}
		if err == nil {
			trees, err = s.bulks(ctx, id, there, steps)
		}
		return err
	})
	if err != nil {
		return made, err
	}
	if made, err = im.commit(d, from, steps, trees); err != nil {
		return made, err
	}
	if err := im.finish(); err != nil {
		if now, e := s.Tip(ctx, id, d.Ref); e == nil && now != tip {
			return made, fault.Wrap(err, fault.Stale, "a commit has come meanwhile: %s is at %s now", d.Ref, now)
		}
		return made, err
	}
	return made, s.settle(id, trees, d.Ref)
}

// take gives the content of files to git while they come.
func (im *importer) take(ops iter.Seq2[hub.Operation, error]) (steps []step, err error) {
	for op, err := range ops {
		if err != nil {
			return nil, err
		}
		if len(steps) == hub.MaxSteps {
			return nil, fault.New(fault.TooLarge, "a commit has at most %d changes: send the others in another one", hub.MaxSteps)
		}
		st := step{action: op.Action, path: op.Path, mode: hub.File}
		if op.Action == hub.Put {
			content := op.Content
			if op.Object != nil {
				content = op.Object.Text()
			}
			st.mark, st.oid = len(steps)+1, hub.ContentID(content)
			fmt.Fprintf(im.in, "blob\nmark :%d\ndata %d\n", st.mark, len(content))
			_, _ = im.in.Write(content)
			if err := im.in.WriteByte('\n'); err != nil {
				return nil, err
			}
		}
		steps = append(steps, st)
	}
	return steps, nil
}

func (im *importer) answer() (string, error) {
	if err := im.in.Flush(); err != nil {
		return "", err
	}
	return im.answers.ReadString('\n')
}

func (im *importer) commit(d hub.Draft, tip hub.OID, steps []step, trees []bulk) (c hub.Commit, err error) {
	c.Author = hub.Person{Name: clean(d.Author.Name), Email: clean(d.Author.Email)}
	c.Time, c.Message = time.Unix(d.Time.Unix(), 0).UTC(), strings.ToValidUTF8(strings.ReplaceAll(d.Message, "\x00", ""), "\uFFFD")
	who := fmt.Sprintf("%s <%s> %d +0000", c.Author.Name, c.Author.Email, c.Time.Unix())
	mark := len(steps) + 1
	fmt.Fprintf(im.in, "commit %s\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s\n", d.Ref, mark, who, who, len(c.Message), c.Message)
	if tip != "" {
		c.Parents = []hub.OID{tip}
		fmt.Fprintf(im.in, "from %s\n", tip)
	}
	for _, line := range first(steps, trees) { // what is deleted may be put again
		_, _ = im.in.WriteString(line)
	}
	for _, st := range steps {
		if !st.whole && st.action == hub.Put {
			fmt.Fprintf(im.in, "M %o :%d %s\n", st.mode, st.mark, quote(st.path))
		}
	}
	fmt.Fprintf(im.in, "\nget-mark :%d\nls :%d \"\"\n", mark, mark)
	line, err := im.answer()
	if err == nil {
		c.ID, err = hub.ParseOID(strings.TrimSpace(line))
	}
	if err == nil {
		line, err = im.answer() // 040000 tree, and its id
	}
	if err == nil {
		c.Tree, err = hub.ParseOID(strings.TrimSpace(strings.TrimPrefix(line, fmt.Sprintf("%06o tree ", hub.Folder))))
	}
	return c, err
}

// finish lets git write the pack and move the ref.
func (im *importer) finish() error {
	_, err := im.in.WriteString("done\n")
	if err = errors.Join(err, im.in.Flush()); err != nil {
		return err
	}
	return im.end()
}

func (im *importer) end() error {
	if im.ended {
		return nil
	}
	im.ended = true
	_ = im.stdin.Close()
	err := im.cmd.Wait()
	_ = im.reply.Close()
	return err
}

// sweepCrash removes what fast-import leaves when it is told nonsense or cut
// off: a report, which its error says too, and packs that nobody could use.
func (s *Store) sweepCrash(id hub.ID, im *importer) {
	_ = os.Remove(filepath.Join(s.path(id), fmt.Sprintf("fast_import_crash_%d", im.cmd.Process.Pid)))
	for _, name := range append(im.half, halfPack.FindAllString(im.said.String(), -1)...) {
		_ = os.Remove(filepath.Join(s.path(id), "objects", "pack", filepath.Base(name)))
	}
}

var halfPack = regexp.MustCompile(`tmp_(pack|idx)_\w+`)

// clean leaves out what cannot stand in the name of a person.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune("<>\x7f", r) {
			return -1
		}
		return r
	}, s))
}

var quoter = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func quote(p ref.Path) string { return `"` + quoter.Replace(string(p)) + `"` }
