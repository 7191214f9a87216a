// Package gitrepo keeps the repositories of the hub as bare git repositories
// in a folder, by means of the git program. What it has acknowledged is on the
// disk. It does not know who may do what.
package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/gitrepo/idle"
)

// Store keeps each repository in one folder:
//
//	<dir>/ab/abcdef….git   objects and refs, as git lays them out
//	<dir>/hooks            what git runs when something is pushed
//	<dir>/tmp              repositories on their way in or out
//	<dir>/aliased          pushes to master that stand for main, until they are done
//
// It is safe for concurrent use.
type Store struct {
	dir   string
	git   string // path of the program
	turns [256]sync.Mutex
	// tidying is held while one repository is tidied: others wait for their next change.
	tidying sync.Mutex
	pushes  pushes
	opened  time.Time
	mended  sync.Map // by hub.ID: the repositories that mend has looked at
	readers idle.Idle[hub.ID, *reader]
}

// Open opens the store in dir, which is made if it is not there. Without a git
// program it is a fault of kind Unavailable.
func Open(dir string) (*Store, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "the program git is not installed, and repositories need it; install the package git")
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, fmt.Errorf("open the git repositories: %w", err)
	}
	s := &Store{dir: dir, git: git, opened: time.Now().Add(-clockStep), readers: idle.Idle[hub.ID, *reader]{Most: maxReaders, For: readersFor, End: (*reader).close}}
	for _, d := range []string{s.tmp(), s.hooks(), s.aliased()} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("make the folder of the git repositories: %w", err)
		}
	}
	s.sweep()
	if err := s.writeHook(); err != nil {
		return nil, fmt.Errorf("write the hook of pushes: %w", err)
	}
	return s, nil
}

// writeHook writes the hook, at once: another process may be about to run it.
func (s *Store) writeHook() error {
	file := filepath.Join(s.hooks(), "pre-receive")
	if b, err := os.ReadFile(file); err == nil && string(b) == preReceive {
		return nil
	}
	tmp := filepath.Join(s.tmp(), "pre-receive."+string(hub.NewID()))
	if err := os.WriteFile(tmp, []byte(preReceive), 0o700); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}

const clockStep = 20 * time.Millisecond // by how much the time of a new file may lag behind

const abandoned = 24 * time.Hour // what is older in tmp was left by a dead process

func (s *Store) sweep() {
	left, _ := os.ReadDir(s.tmp()) // it was just made
	for _, e := range left {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(filepath.Join(s.tmp(), e.Name()))
		}
	}
}

func (s *Store) tmp() string   { return filepath.Join(s.dir, "tmp") }
func (s *Store) hooks() string { return filepath.Join(s.dir, "hooks") }

func (s *Store) path(id hub.ID) string {
	return filepath.Join(s.dir, string(id[:2]), string(id)+".git")
}

// turn is what changes of one repository take one after the other.
func (s *Store) turn(id hub.ID) *sync.Mutex {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return &s.turns[h.Sum32()%uint32(len(s.turns))]
}

// settings of every call of git: all is flushed to the disk, nothing is packed
// behind our back, and a client may ask for a part of a repository.
var settings = []string{
	"core.fsync=all", "core.fsyncMethod=fsync", "gc.auto=0", "receive.autogc=false", "maintenance.auto=false",
	"transfer.unpackLimit=1", "fastimport.unpackLimit=1", "core.logAllRefUpdates=false", "core.quotePath=true",
	"transfer.fsckObjects=true", "receive.fsck.missingSpaceBeforeDate=ignore", "receive.fsck.zeroPaddedFilemode=ignore", "receive.fsck.badTimezone=ignore",
	"receive.denyDeleteCurrent=refuse", "receive.advertisePushOptions=false",
	"uploadpack.allowFilter=true", "uploadpack.allowReachableSHA1InWant=true",
	"pack.threads=2", "pack.windowMemory=64m",
}

// greedy is what has all files in memory, which may be too many: it may have 1 GiB.
var greedy = map[string]bool{"diff-tree": true, "merge-tree": true, "ls-tree": true, "fast-export": true}

// command is a call of git on a repository, with nothing of the environment
// that could change what it does. It ends when ctx does.
func (s *Store) command(ctx context.Context, id hub.ID, args ...string) *exec.Cmd {
	line := []string{"--git-dir=" + s.path(id), "--literal-pathspecs"}
	for _, c := range append(settings, "core.hooksPath="+s.hooks()) {
		line = append(line, "-c", c)
	}
	cmd := exec.CommandContext(ctx, s.git, append(line, args...)...)
	if len(args) > 0 && greedy[args[0]] {
		cmd = exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", `ulimit -d 1048576; exec "$0" "$@"`}, cmd.Args...)...)
	}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !strings.HasPrefix(name, "GIT_") && name != "HOME" && name != "XDG_CONFIG_HOME" {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "HOME=/nonexistent", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // with those it started
	return cmd
}

// output runs git and returns what it prints.
func (s *Store) output(ctx context.Context, id hub.ID, stdin string, args ...string) ([]byte, error) {
	cmd := s.command(ctx, id, args...)
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &said
	if err := cmd.Run(); err != nil {
		return nil, s.explain(ctx.Err(), id, args[0], err, said.String())
	}
	return out.Bytes(), nil
}

// full reports whether git says that the disk is full.
func full(said string) bool {
	return strings.Contains(said, "No space left on device") || strings.Contains(said, "Disk quota exceeded") || strings.Contains(said, "Out of diskspace")
}

// explain gives a failure of git its kind. canceled is why the call was to end,
// if it was.
func (s *Store) explain(canceled error, id hub.ID, verb string, err error, said string) error {
	_, gone := os.Stat(s.path(id))
	switch {
	case canceled != nil:
		return fault.Wrap(canceled, fault.Canceled, "canceled")
	case errors.Is(gone, fs.ErrNotExist):
		return fault.New(fault.NotFound, "the git repository %s is not there", id)
	case full(said):
		return fault.New(fault.Exhausted, "no space is left on the disk of %s; free some, or move the data folder to a larger disk", s.dir)
	case strings.Contains(said, "Out of memory"):
		return fault.New(fault.TooLarge, "git has not enough memory for so many files at once")
	}
	return fmt.Errorf("git %s in %s: %w: %s", verb, id, err, strings.TrimSpace(said))
}

// Make makes an empty repository whose branch is main. It appears whole or not at all.
func (s *Store) Make(ctx context.Context, id hub.ID) error {
	tmp := filepath.Join(s.tmp(), string(id))
	defer os.RemoveAll(tmp)
	cmd := exec.CommandContext(ctx, s.git, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", tmp)
	cmd.Env = s.command(ctx, id).Env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make repository %s: %w", id, s.explainMake(err, string(out)))
	}
	for _, d := range []string{"objects/pack", "objects", "refs/heads", "refs/tags", "refs", ""} {
		if err := flush(filepath.Join(tmp, d)); err != nil {
			return fmt.Errorf("make repository %s: %w", id, err)
		}
	}
	shard := filepath.Dir(s.path(id))
	if err := os.MkdirAll(shard, 0o700); err != nil {
		return fmt.Errorf("make repository %s: %w", id, err)
	}
	if err := os.Rename(tmp, s.path(id)); err != nil {
		return fmt.Errorf("make repository %s: %w", id, err)
	}
	return errors.Join(flush(shard), flush(s.dir))
}

func (s *Store) explainMake(err error, said string) error {
	if full(said) {
		return fault.New(fault.Exhausted, "no space is left on the disk of %s; free some, or move the data folder to a larger disk", s.dir)
	}
	return fmt.Errorf("%w: %s", err, strings.TrimSpace(said))
}

// Remove removes a repository for good; one that is not there is removed.
func (s *Store) Remove(_ context.Context, id hub.ID) error {
	out := filepath.Join(s.tmp(), string(id)+"."+string(hub.NewID()))
	err := os.Rename(s.path(id), out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = errors.Join(flush(filepath.Dir(s.path(id))), os.RemoveAll(out))
	}
	if err != nil {
		return fmt.Errorf("remove repository %s: %w", id, err)
	}
	return nil
}
