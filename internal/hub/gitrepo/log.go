package gitrepo

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/object"
	"github.com/tenonhub/tenon/internal/ref"
)

// Log returns the commits that lead to one, the newest first, from the skip-th
// on, at most n, and how many there are in all.
func (s *Store) Log(ctx context.Context, id hub.ID, from hub.OID, skip, n int) (l []hub.Commit, total int, err error) {
	out, err := s.output(ctx, id, "", "rev-list", fmt.Sprint("--skip=", skip), fmt.Sprint("--max-count=", n), string(from))
	if err != nil {
		return nil, 0, err
	}
	var oids []hub.OID
	for _, line := range strings.Fields(string(out)) {
		oids = append(oids, hub.OID(line))
	}
	if l, err = s.Commits(ctx, id, oids...); err != nil {
		return nil, 0, err
	}
	if skip == 0 && len(l) < n {
		return l, len(l), nil
	}
	if out, err = s.output(ctx, id, "", "rev-list", "--count", string(from)); err != nil {
		return nil, 0, err
	}
	total, err = strconv.Atoi(strings.TrimSpace(string(out)))
	return l, total, err
}

// Last finds for names in a folder the commits that last changed them or what
// is below them. It follows the first parents, and stops when it has all. It reads
// that folder alone: what is below may be more files than there is memory for.
func (s *Store) Last(ctx context.Context, id hub.ID, from hub.OID, folder ref.Path, names []string) (map[string]hub.Commit, error) {
	run, cancel := context.WithCancel(ctx)
	defer cancel()
	args := []string{"rev-list", "--first-parent", string(from), "--"}
	if folder != "" {
		args = append(args, string(folder))
	}
	cmd := s.command(run, id, args...)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start git rev-list: %w", err)
	}
	var found map[string]hub.OID
	commits := bufio.NewScanner(out)
	err = s.lend(ctx, id, func(r *reader) (err error) {
		found, err = object.Last(names, func() (at hub.OID, b []byte, err error) {
			if commits.Scan() {
				at = hub.OID(commits.Text())
				b, err = r.listing(at, folder)
			}
			return at, b, err
		})
		return err
	})
	cancel()
	_ = cmd.Wait() // it was stopped
	if err != nil {
		return nil, err
	}
	l, err := s.Commits(ctx, id, slices.Collect(maps.Values(found))...)
	if err != nil {
		return nil, err
	}
	byName := map[string]hub.Commit{}
	for name, oid := range found {
		byName[name] = l[slices.IndexFunc(l, func(c hub.Commit) bool { return c.ID == oid })]
	}
	return byName, nil
}
