package gitrepo

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
)

// mirrored are the refs that a mirror has of its upstream: they stand here where
// they stand there, and go when they go there.
var mirrored = []string{"+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"}

// Pull makes the branches and tags of a repository those at a URL, all or none
// of them, with the same commits. The URL may be a secret: no argument has it,
// since other users of the machine see those.
func (s *Store) Pull(ctx context.Context, id hub.ID, url string) error {
	turn := s.turn(id)
	turn.Lock()
	s.mend(ctx, id)
	turn.Unlock()
	cmd := s.command(ctx, id, append([]string{
		"-c", "http.proxy=", "-c", "protocol.version=2", "-c", "http.followRedirects=false",
		"-c", "fetch.fsck.missingSpaceBeforeDate=ignore", "-c", "fetch.fsck.zeroPaddedFilemode=ignore", "-c", "fetch.fsck.badTimezone=ignore",
		"fetch", "--quiet", "--no-auto-gc", "--no-write-fetch-head", "--no-tags", "--atomic", "--prune", "upstream",
	}, mirrored...)...)
	cmd.Env = append(cmd.Env, "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=remote.upstream.url", "GIT_CONFIG_VALUE_0="+url)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return s.explain(ctx.Err(), id, "fetch", err, strings.ReplaceAll(said.String(), url, "the upstream"))
	}
	if err := s.settleAll(id); err != nil {
		return fmt.Errorf("write repository %s to the disk: %w", id, err)
	}
	s.tidy(ctx, id)
	return nil
}
