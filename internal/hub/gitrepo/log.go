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
// is below them. It follows the first parents, and stops when it has all.
func (s *Store) Last(ctx context.Context, id hub.ID, from hub.OID, folder ref.Path, names []string) (map[string]hub.Commit, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	args := []string{"log", "--first-parent", "-m", "--name-only", "--no-renames", "--format=%x00%H", string(from), "--"}
	if folder != "" {
		args = append(args, string(folder))
	}
	cmd := s.command(ctx, id, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start git log: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start git log: %w", err)
	}
	found := scanLast(bufio.NewReader(out), folder, names)
	cancel()
	_ = cmd.Wait() // it was stopped
	commits, err := s.Commits(context.WithoutCancel(ctx), id, slices.Collect(maps.Values(found))...)
	if err != nil {
		return nil, err
	}
	byID, byName := map[hub.OID]hub.Commit{}, map[string]hub.Commit{}
	for _, c := range commits {
		byID[c.ID] = c
	}
	for name, oid := range found {
		byName[name] = byID[oid]
	}
	return byName, nil
}

// scanLast reads the output of Last's git log until every name is found:
// "\0commit", an empty line, and a path a line, quoted if it is odd.
func scanLast(out *bufio.Reader, folder ref.Path, names []string) map[string]hub.OID {
	wanted, found := map[string]bool{}, map[string]hub.OID{}
	for _, n := range names {
		wanted[n] = true
	}
	var at hub.OID
	for len(wanted) > 0 {
		line, err := out.ReadString('\n')
		if err != nil {
			break
		}
		line = strings.TrimSuffix(line, "\n")
		if oid, ok := strings.CutPrefix(line, "\x00"); ok {
			at = hub.OID(oid)
			continue
		}
		if strings.HasPrefix(line, `"`) {
			if plain, err := strconv.Unquote(line); err == nil {
				line = plain
			}
		}
		if folder != "" {
			line = strings.TrimPrefix(line, string(folder)+"/")
		}
		name, _, _ := strings.Cut(line, "/")
		if wanted[name] {
			delete(wanted, name)
			found[name] = at
		}
	}
	return found
}
