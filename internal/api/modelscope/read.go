package modelscope

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/modelscope"
)

func (c *call) revisions() error {
	r, err := c.repo(hub.See)
	if err != nil {
		return err
	}
	l, err := r.Refs(c.ctx)
	if err != nil {
		return err
	}
	out := wire.Revisions{}
	out.RevisionMap.Branches, out.RevisionMap.Tags = []wire.Revision{}, []wire.Revision{}
	for _, e := range l {
		at, err := r.Resolve(c.ctx, ref.Rev(e.Commit))
		if err != nil {
			return err
		}
		w := wire.Revision{Revision: e.Short(), CreatedAt: at.Time.Unix()}
		switch {
		case strings.HasPrefix(string(e.Name), hub.Tags):
			out.RevisionMap.Tags = append(out.RevisionMap.Tags, w)
		case e.Name == hub.Branch(hub.Main): // as these clients call it
			w.Revision = "master"
			fallthrough
		case strings.HasPrefix(string(e.Name), hub.Heads):
			out.RevisionMap.Branches = append(out.RevisionMap.Branches, w)
		}
	}
	return c.ok(out)
}

// maxFiles is how many entries a listing has, and how far pages go.
const maxFiles = 200_000

// files lists a folder: all of it, or a page if one is asked for.
func (c *call) files() error {
	q := c.r.URL.Query()
	r, at, err := c.at(q.Get("Revision"), hub.See)
	if err != nil {
		return err
	}
	folder, err := ref.ParseFolder(q.Get("Root"))
	if err != nil {
		return err
	}
	from, n := 0, maxFiles
	if q.Has("PageNumber") {
		number, size, err := c.page()
		if err != nil {
			return err
		}
		from, n = (number-1)*size, number*size
	}
	l, err := r.List(c.ctx, at, folder, strings.EqualFold(q.Get("Recursive"), "true"), "", min(n, maxFiles+1))
	if err != nil {
		return err
	}
	if len(l) > maxFiles {
		return fault.New(fault.TooLarge, "there are more than %d files: list them folder by folder (Root), or fetch them by git", maxFiles)
	}
	out := wire.Files{Files: []wire.File{}}
	for _, e := range l[min(from, len(l)):] {
		out.Files = append(out.Files, describeFile(e, at))
	}
	return c.ok(out)
}

func describeFile(e hub.Entry, at hub.Commit) wire.File {
	f := wire.File{
		Name: ref.Path(e.Name).Base(), Path: e.Name, Type: "blob", Size: e.Bytes(), Revision: string(at.ID),
		CommittedDate: at.Time.Unix(), Mode: strconv.FormatInt(int64(e.Mode), 8), CommitMessage: at.Title(),
	}
	if e.Mode == hub.Folder || e.Mode == hub.Module {
		f.Type = "tree"
	}
	if e.Object != nil {
		f.IsLFS, f.Sha256 = true, e.Object.Digest.String()
	}
	return f
}

// file sends a file, or a range of it.
func (c *call) file() error {
	q := c.r.URL.Query()
	p, err := ref.ParsePath(q.Get("FilePath"))
	if err != nil {
		return err
	}
	access := hub.Read
	if p == card.Name { // it is for all who may see the repository
		access = hub.See
	}
	r, at, err := c.at(q.Get("Revision"), access)
	if err != nil {
		return err
	}
	e, err := r.Entry(c.ctx, at, p)
	if err == nil && (e.Mode == hub.Folder || e.Mode == hub.Module) {
		err = hub.Missing(hub.ErrNoEntry, "%s is a folder, not a file", p)
	}
	if err != nil {
		return err
	}
	f, err := r.ReadSeek(c.ctx, e)
	if err != nil {
		return err
	}
	defer f.Close()
	h := c.w.Header()
	h.Set("ETag", `"`+string(e.OID)+`"`)
	if e.Object != nil {
		h.Set("ETag", `"`+e.Object.Digest.String()+`"`)
	}
	h.Set("Content-Type", "application/octet-stream") // it never runs as a page of this server
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(p.Base()))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Repo-Commit", string(at.ID))
	r.Count(c.ctx, p, api.Client(c.r))
	return api.Send(c.w, c.r, f)
}

func (c *call) commits() error {
	r, at, err := c.at(c.r.URL.Query().Get("Ref"), hub.See)
	if err != nil {
		return err
	}
	number, size, err := c.page()
	if err != nil {
		return err
	}
	l, total, err := r.Log(c.ctx, at, (number-1)*size, size)
	if err != nil {
		return err
	}
	out := wire.Commits{Commit: []wire.Commit{}}
	for _, m := range l {
		out.Commit = append(out.Commit, wire.Commit{
			ID: string(m.ID), ShortID: string(m.ID[:8]), Title: m.Title(), Message: m.Message, AuthorName: m.Author.Name, CommittedDate: m.Time.Unix(),
		})
	}
	c.send(http.StatusOK, wire.Envelope{Code: http.StatusOK, Success: true, Message: "success", Data: out, TotalCount: total, PageNumber: number, PageSize: size})
	return nil
}

func (c *call) removeFile() error {
	q := c.r.URL.Query()
	p, err := ref.ParsePath(q.Get("FilePath"))
	if err != nil {
		return err
	}
	rev := ref.Rev("master")
	if s := q.Get("Revision"); s != "" {
		if rev, err = ref.ParseRev(s); err != nil {
			return err
		}
	}
	r, err := c.repo(hub.Write)
	if err != nil {
		return err
	}
	at, err := r.Resolve(c.ctx, rev)
	if err != nil {
		return err
	}
	op := hub.Operation{Action: hub.Delete, Path: p}
	if e, err := r.Entry(c.ctx, at, p); err == nil && e.Mode == hub.Folder {
		op.Action = hub.DeleteFolder
	} else if err != nil && !errors.Is(err, hub.ErrNoEntry) {
		return err
	}
	made, err := r.Commit(c.ctx, rev, "", fmt.Sprint("Delete ", p), func(yield func(hub.Operation, error) bool) { yield(op, nil) })
	if err != nil {
		return err
	}
	return c.ok(wire.Made{OID: string(made)})
}
