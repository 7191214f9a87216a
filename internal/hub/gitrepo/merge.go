package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Base is the last commit that two have in common; empty if there is none.
func (s *Store) Base(ctx context.Context, id hub.ID, a, b hub.OID) (hub.OID, error) {
	out, err := s.output(ctx, id, "", "merge-base", string(a), string(b))
	if e, ok := errors.AsType[*exec.ExitError](err); ok && e.ExitCode() == 1 {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return hub.ParseOID(strings.TrimSpace(string(out)))
}

// Between lists the commits that lead to one and to none of the others: the
// newest n, the oldest of them first.
func (s *Store) Between(ctx context.Context, id hub.ID, to hub.OID, n int, others ...hub.OID) ([]hub.Commit, error) {
	in := string(to) + "\n"
	for _, o := range others {
		in += "^" + string(o) + "\n"
	}
	out, err := s.output(ctx, id, in, "rev-list", "--topo-order", fmt.Sprint("--max-count=", n), "--stdin")
	if err != nil {
		return nil, err
	}
	var oids []hub.OID
	for _, line := range strings.Fields(string(out)) {
		oids = append(oids, hub.OID(line))
	}
	if len(oids) == 0 {
		return nil, nil
	}
	slices.Reverse(oids)
	return s.Commits(ctx, id, oids...)
}

var errUnrelated = fault.New(fault.Conflict, "the two histories have nothing in common any more: make the change anew on what the branch is now")

// Conflicts are the files that two commits have both changed since their last
// common one, so that they cannot be merged.
func (s *Store) Conflicts(ctx context.Context, id hub.ID, ours, theirs hub.OID) ([]ref.Path, error) {
	base, err := s.Base(ctx, id, ours, theirs)
	switch {
	case err != nil || base == ours || base == theirs:
		return nil, err
	case base == "":
		return nil, errUnrelated
	}
	p, end, err := s.aside(id)
	if err != nil {
		return nil, err
	}
	defer end()
	_, conflicts, err := p.join(ctx, ours, theirs)
	return conflicts, err
}

const maxNamed = 20 // files that an error names

// conflict is the fault of files that two sides have changed.
func conflict(files []ref.Path) error {
	names := make([]string, 0, maxNamed)
	for _, f := range files[:min(len(files), maxNamed)] {
		names = append(names, string(f))
	}
	more := ""
	if n := len(files) - len(names); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fault.New(fault.Conflict, "both sides have changed %s%s: merge the branch into the pull request, mend them there, and try again", strings.Join(names, ", "), more)
}

// Merge makes the ref of a draft lead to a commit too: by moving it there if
// that follows from where it is, and else by a commit that joins both. check is
// asked first, with a way to read files of what would be. It returns how the ref
// has moved: not at all if it led there already. Faults: Conflict with the names
// of files, NotFound when there is no ref, and those of check.
func (s *Store) Merge(ctx context.Context, id hub.ID, d hub.Draft, theirs hub.OID, check func(file func(ref.Path) ([]byte, error)) error) (c hub.Change, err error) {
	turn := s.turn(id)
	turn.Lock()
	defer turn.Unlock()
	s.mend(ctx, id)
	c.Name = d.Ref
	if c.From, err = s.Tip(ctx, id, d.Ref); err != nil {
		return c, err
	}
	if c.From == "" {
		return c, hub.Missing(hub.ErrNoRevision, "there is no branch %s", hub.Ref{Name: d.Ref}.Short())
	}
	base, err := s.Base(ctx, id, c.From, theirs)
	if err != nil {
		return c, err
	}
	p, end, err := s.aside(id)
	if err != nil {
		return c, err
	}
	defer end()
	switch base {
	case "":
		return c, errUnrelated
	case theirs:
		c.To = c.From
		return c, nil
	case c.From:
		c.To = theirs
	default:
		if c.To, err = p.merge(ctx, d, c.From, theirs); err != nil {
			return c, err
		}
	}
	if err := check(func(path ref.Path) ([]byte, error) { return p.file(ctx, c.To, path) }); err != nil {
		return c, err
	}
	if base != c.From {
		if err := p.keep(ctx, c.To, c.From, theirs); err != nil {
			return c, err
		}
	}
	return c, s.update(ctx, id, c)
}

// merge makes a commit that joins two.
func (p quarantine) merge(ctx context.Context, d hub.Draft, ours, theirs hub.OID) (hub.OID, error) {
	tree, conflicts, err := p.join(ctx, ours, theirs)
	if err == nil && len(conflicts) > 0 {
		err = conflict(conflicts)
	}
	if err != nil {
		return "", err
	}
	made, err := p.commit(ctx, d, tree, ours, theirs)
	if err != nil {
		return "", err
	}
	return made, p.distinct(ctx, made, ours, theirs)
}

// Squash puts one commit of what a branch has now in the place of all its
// commits. Fault: NotFound when there is no such branch.
func (s *Store) Squash(ctx context.Context, id hub.ID, d hub.Draft) (c hub.Change, err error) {
	turn := s.turn(id)
	turn.Lock()
	defer turn.Unlock()
	s.mend(ctx, id)
	c.Name = d.Ref
	if c.From, err = s.Tip(ctx, id, d.Ref); err != nil {
		return c, err
	}
	if c.From == "" {
		return c, hub.Missing(hub.ErrNoRevision, "there is no branch %s", hub.Ref{Name: d.Ref}.Short())
	}
	l, err := s.Commits(ctx, id, c.From)
	if err != nil {
		return c, err
	}
	p, end, err := s.aside(id)
	if err != nil {
		return c, err
	}
	defer end()
	if c.To, err = p.commit(ctx, d, l[0].Tree); err == nil {
		err = p.keep(ctx, c.To, c.From)
	}
	if err != nil {
		return c, err
	}
	return c, s.update(ctx, id, c)
}
