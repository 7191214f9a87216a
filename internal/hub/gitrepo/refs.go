package gitrepo

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// Refs lists the refs of a repository by name.
func (s *Store) Refs(ctx context.Context, id hub.ID) (l []hub.Ref, err error) {
	out, err := s.output(ctx, id, "", "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", hub.Heads, hub.Tags, hub.Pulls)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(out)) {
		col := strings.Fields(line)
		if len(col) < 2 {
			return nil, fmt.Errorf("list the refs of %s: unexpected line %q", id, line)
		}
		l = append(l, hub.Ref{Name: ref.Rev(col[0]), Commit: hub.OID(col[len(col)-1])}) // a tag leads to a commit
	}
	return l, nil
}

// Tip is the commit that a whole name stands for; empty when it is not there.
func (s *Store) Tip(ctx context.Context, id hub.ID, name ref.Rev) (hub.OID, error) {
	// The file of a branch says it without a process.
	if b, err := os.ReadFile(filepath.Join(s.path(id), filepath.FromSlash(string(name)))); err == nil && !strings.HasPrefix(string(name), hub.Tags) {
		if tip, err := hub.ParseOID(strings.TrimSpace(string(b))); err == nil {
			return tip, nil
		}
	}
	return s.first(ctx, id, string(name))
}

// Resolve finds the commit that a revision stands for: a whole name, a branch,
// a tag, or a commit and the beginning of one, in this order. main and master
// stand for each other where only one of them is there, and HEAD stands for
// main. Fault: NotFound.
func (s *Store) Resolve(ctx context.Context, id hub.ID, rev ref.Rev) (hub.OID, error) {
	if rev == "HEAD" {
		rev = hub.Main
	}
	name := string(rev)
	var may []string
	switch {
	case strings.HasPrefix(name, "refs/"):
		may = []string{name}
	case rev.Commit():
		may = []string{name, hub.Heads + name, hub.Tags + name}
	default:
		if tip, err := s.Tip(ctx, id, hub.Branch(rev)); err != nil || tip != "" {
			return tip, err
		}
		may = []string{hub.Tags + name}
		if other, ok := map[string]string{"main": "master", "master": "main"}[name]; ok {
			may = append(may, hub.Heads+other)
		}
		if rev.Abbreviated() {
			may = append(may, name)
		}
	}
	found, err := s.first(ctx, id, may...)
	if err == nil && found == "" {
		return "", hub.Missing(hub.ErrNoRevision, "there is no revision %q", name)
	}
	return found, err
}

// first is the commit that the first of some names that is there leads to.
func (s *Store) first(ctx context.Context, id hub.ID, names ...string) (hub.OID, error) {
	out, err := s.output(ctx, id, strings.Join(names, "^{commit}\n")+"^{commit}\n", "cat-file", "--batch-check=%(objectname)")
	if err != nil {
		return "", err
	}
	for line := range bytes.Lines(out) {
		if found, err := hub.ParseOID(strings.TrimSpace(string(line))); err == nil {
			return found, nil
		}
	}
	return "", nil
}

// Update makes changes of refs, all or none. Faults: Stale when one of them is
// not where From says, Conflict when a name cannot stand beside another.
func (s *Store) Update(ctx context.Context, id hub.ID, changes ...hub.Change) error {
	turn := s.turn(id)
	turn.Lock()
	defer turn.Unlock()
	s.mend(ctx, id)
	return s.update(ctx, id, changes...)
}

// update is Update for who has the repository's turn.
func (s *Store) update(ctx context.Context, id hub.ID, changes ...hub.Change) error {
	const none = "0000000000000000000000000000000000000000"
	var in strings.Builder
	var names []ref.Rev
	for _, c := range changes {
		now, err := s.Tip(ctx, id, c.Name)
		if err != nil {
			return err
		}
		if now != c.From && !strings.HasPrefix(string(c.Name), hub.Tags) || (now == "") != (c.From == "") {
			return fault.New(fault.Stale, "%s has moved to %s meanwhile", c.Name, now)
		}
		names = append(names, c.Name)
		from := cmp.Or(c.From, none)
		switch {
		case c.To != "":
			fmt.Fprintf(&in, "update %s\x00%s\x00%s\x00", c.Name, c.To, from)
		case strings.HasPrefix(string(c.Name), hub.Tags): // it may stand for a tag object
			fmt.Fprintf(&in, "delete %s\x00\x00", c.Name)
		default:
			fmt.Fprintf(&in, "delete %s\x00%s\x00", c.Name, from)
		}
	}
	_, err := s.output(ctx, id, in.String(), "update-ref", "-z", "--stdin")
	if err != nil && strings.Contains(err.Error(), "cannot lock ref") {
		if strings.Contains(err.Error(), "exists; cannot create") || strings.Contains(err.Error(), "there are still refs under") {
			return fault.Wrap(err, fault.Conflict, "%s cannot stand beside a name that begins with it, or that it begins with", changes[0].Name)
		}
		return fault.Wrap(err, fault.Stale, "a ref has moved meanwhile; read it again")
	}
	if err != nil {
		return err
	}
	return s.settle(id, nil, names...)
}
