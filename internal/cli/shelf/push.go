package shelf

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/cli/usage"
	"github.com/tenonhub/tenon/sdk"
)

func (s Shell) push() *cobra.Command {
	var p place
	var private bool
	var message string
	var files []sdk.Local
	cmd := &cobra.Command{
		Use:   "push OWNER/NAME[:FOLDER] PATH",
		Short: "Upload a file or a folder to a repository of the hub, which is made if need be",
		Args:  usage.Exactly(2, "the name of a repository and a file or folder"),
		RunE: s.on(&p, func(d desk) (err error) {
			if d.revised {
				return usage.Wrong("push adds to the main branch: name the repository without @REVISION")
			}
			files, err = locals(d.rest[0], d.path)
			return err
		}, func(ctx context.Context, d desk) error {
			if err := d.CreateRepo(ctx, d.kind, d.id, private); err != nil {
				return ownerless(err, d.id)
			}
			u := &pusher{s.Screen, d.Client, d.kind, d.id, s.drawn(&p), time.Time{}}
			commit, sent, err := u.all(ctx, files, message)
			if err != nil {
				return err
			}
			return s.done(&p, map[string]any{"repository": d.id, "commit": commit, "files": len(files), "sent": sent},
				"%s in %s at %.8s; of the large ones %d had to be sent.", counted(len(files)), d.id, commit, sent)
		}),
	}
	cmd.Flags().BoolVar(&private, "private", false, "make the repository for those alone who may see it")
	cmd.Flags().StringVarP(&message, "message", "m", "Upload files", "what the commit says")
	return p.flags(cmd)
}

// ownerless adds to the refusal of a repository whose owner is not there how one
// is made.
func ownerless(err error, id string) error {
	if refusal, ok := errors.AsType[*sdk.Error](err); ok && refusal.Status == http.StatusNotFound {
		owner, _, _ := strings.Cut(id, "/")
		return fmt.Errorf("%w: `tenon org create %s` makes an organisation of this name", err, owner)
	}
	return err
}

// locals are the files at a path, with their names in a folder of a repository.
func locals(from, folder string) (l []sdk.Local, err error) {
	info, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage.Wrong("there is no file or folder %s", from)
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		f, err := local(from, path.Join(folder, filepath.Base(from)))
		return []sdk.Local{f}, err
	}
	err = filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case !d.Type().IsRegular(), strings.HasSuffix(name, ".part"):
			return nil
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		f, err := local(name, path.Join(folder, filepath.ToSlash(rel)))
		l = append(l, f)
		return err
	})
	if err == nil && len(l) == 0 {
		err = usage.Wrong("there are no files in %s", from)
	}
	return l, err
}

// local reads a file once for its digest.
func local(name, to string) (l sdk.Local, err error) {
	f, err := os.Open(name)
	if err != nil {
		return l, err
	}
	defer f.Close()
	sample, sum := make([]byte, 512), sha256.New()
	n, err := io.ReadFull(f, sample)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return l, fmt.Errorf("read %s: %w", name, err)
	}
	_, _ = sum.Write(sample[:n]) // it never fails
	rest, err := io.Copy(sum, f)
	if err != nil {
		return l, fmt.Errorf("read %s: %w", name, err)
	}
	return sdk.Local{
		Path: to, Size: int64(n) + rest, SHA256: hex.EncodeToString(sum.Sum(nil)), Sample: sample[:n],
		Open: func() (io.ReadCloser, error) { return os.Open(name) },
	}, nil
}

// pusher uploads files. What is stored is not sent again, so that a push that
// was cut off goes on with the next file.
type pusher struct {
	screen io.Writer
	client *sdk.Client
	kind   sdk.Kind
	id     string
	tty    bool
	shown  time.Time
}

// all uploads large files and makes a commit of all.
func (u *pusher) all(ctx context.Context, files []sdk.Local, message string) (commit string, sent int, err error) {
	large, err := u.client.Large(ctx, u.kind, u.id, files)
	if err != nil {
		return "", 0, err
	}
	for _, f := range files {
		if !large[f.Path] {
			continue
		}
		new, err := u.client.Upload(ctx, u.kind, u.id, f, func(r io.Reader) io.Reader { return u.watched(f, r) })
		if err != nil {
			return "", sent, err
		}
		if new {
			sent++
		}
	}
	commit, err = u.client.Commit(ctx, u.kind, u.id, message, files, large)
	return commit, sent, err
}

func (u *pusher) watched(f sdk.Local, r io.Reader) io.Reader {
	have := int64(0)
	return io.TeeReader(r, showing(func(n int) {
		have += int64(n)
		if u.tty && (time.Since(u.shown) >= terminal.Pace || have == f.Size) {
			u.shown = time.Now()
			drawBytes(u.screen, f.Path, have, f.Size)
		}
	}))
}

// counted says how many files are somewhere.
func counted(n int) string {
	if n == 1 {
		return "1 file is"
	}
	return fmt.Sprintf("%d files are", n)
}
