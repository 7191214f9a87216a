package huggingface

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/pattern"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// preupload says of files how they are to be sent, and what is there now.
func (c *call) preupload(rev ref.Rev) error {
	var q wire.Preupload
	if err := c.decode(&q); err != nil {
		return err
	}
	r, err := c.open(c.changing(rev))
	if err != nil {
		return err
	}
	at, err := r.Resolve(c.ctx, rev)
	if err != nil {
		return err
	}
	for name, rules := range map[ref.Path]*string{".gitattributes": &q.GitAttributes, ".gitignore": &q.GitIgnore} {
		if *rules == "" { // the request does not bring its own
			if *rules, err = c.text(r, at, name); err != nil {
				return err
			}
		}
	}
	large, ignore := pattern.ParseLarge(q.GitAttributes), pattern.ParseIgnore(q.GitIgnore)
	out := wire.PreuploadReply{Files: []wire.PreuploadMode{}}
	var more int64 // bytes that are to come
	for _, f := range q.Files {
		p, err := ref.ParsePath(f.Path)
		if err != nil {
			return err
		}
		m := wire.PreuploadMode{Path: f.Path, UploadMode: "regular", ShouldIgnore: ignore.Fit(p)}
		if f.Size > hub.MaxContent || large.Fit(p) || binary(f.Sample) {
			m.UploadMode = "lfs"
		}
		if m.OID, err = c.present(r, at, p); err != nil {
			return err
		}
		if m.UploadMode == "lfs" && !m.ShouldIgnore {
			if more++; m.OID == "" { // of what is there already only what is new comes by Xet
				more += f.Size
			}
		}
		out.Files = append(out.Files, m)
	}
	if more > 0 { // who sends by Xet is not told why later
		if err := c.Room(more); err != nil {
			return err
		}
	}
	c.write(http.StatusOK, out)
	return nil
}

// changing is what it takes to commit to a revision: pull requests may be others'.
func (c *call) changing(rev ref.Rev) hub.Access {
	if hub.IsPull(rev) || flag(c.r.URL.Query(), "create_pr") {
		return hub.Propose
	}
	return hub.Write
}

// binary reports whether a file that begins like this is no text.
func binary(sample []byte) bool {
	for n := 0; n < utf8.UTFMax-1 && len(sample) > 0 && !utf8.Valid(sample); n++ {
		sample = sample[:len(sample)-1] // the end may be half a letter
	}
	return bytes.IndexByte(sample, 0) >= 0 || !utf8.Valid(sample)
}

// present is the id of the file at a path, as clients compute it: of a large
// file its digest. It is empty if there is none.
func (c *call) present(r *hub.Handle, at hub.Commit, p ref.Path) (string, error) {
	e, err := r.Entry(c.ctx, at, p)
	switch {
	case errors.Is(err, hub.ErrNoEntry) || err == nil && e.Mode == hub.Folder:
		return "", nil
	case err != nil:
		return "", err
	case e.Object != nil:
		return e.Object.Digest.String(), nil
	}
	return string(e.OID), nil
}

const maxText = 1 << 20 // bytes of a file of rules

// text reads a small file; one that is not there, or not small, is empty.
func (c *call) text(r *hub.Handle, at hub.Commit, p ref.Path) (string, error) {
	e, err := r.Entry(c.ctx, at, p)
	if errors.Is(err, hub.ErrNoEntry) || err == nil && (e.Mode == hub.Folder || e.Object != nil || e.Size > maxText) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	f, err := r.Read(c.ctx, e)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return string(b), err
}

// commit makes a commit of the lines of the request, while they come.
func (c *call) commit(rev ref.Rev) error {
	r, err := c.open(c.changing(rev))
	if err != nil {
		return err
	}
	lines, header, err := readHeader(c.r.Body)
	if err != nil {
		return err
	}
	if header.ParentCommit != "" {
		parent, err := ref.ParseRev(header.ParentCommit)
		if err != nil {
			return err
		}
		if !parent.Commit() { // clients may send the beginning of an id
			at, err := r.Resolve(c.ctx, parent)
			if err != nil {
				return err
			}
			header.ParentCommit = string(at.ID)
		}
	}
	message := header.Summary
	if header.Description != "" {
		message += "\n\n" + header.Description
	}
	var made hub.OID
	pull := ""
	if flag(c.r.URL.Query(), "create_pr") {
		made, pull, err = c.propose(r, rev, discussion.Proposal{Message: message, Text: header.Description, From: hub.OID(header.ParentCommit), Ops: lines.operations()})
	} else {
		made, err = r.Commit(c.ctx, rev, hub.OID(header.ParentCommit), message, lines.operations())
	}
	if err != nil {
		return err
	}
	c.write(http.StatusOK, wire.CommitReply{
		Success: true, CommitOID: string(made), HookOutput: strings.Join(r.Warnings, "\n"), CommitURL: c.page(r.Repo) + "/commit/" + string(made), Commit: wire.CommitID{ID: string(made)},
		PullURL: pull,
	})
	return nil
}

// propose opens a pull request with a commit.
func (c *call) propose(r *hub.Handle, rev ref.Rev, p discussion.Proposal) (made hub.OID, url string, err error) {
	if rev != hub.Main && rev != hub.Branch(hub.Main) {
		return "", "", fault.New(fault.Invalid, "pull requests are for the branch %s, not %s", hub.Main, rev)
	}
	d, made, err := c.Board.Propose(c.ctx, r, p)
	return made, fmt.Sprintf("%s/discussions/%d", c.page(r.Repo), d.Number), err
}

// squash puts one commit in the place of all of a branch.
func (c *call) squash(rev ref.Rev) error {
	var q struct {
		Message string `json:"message"`
	}
	if err := c.decode(&q); err != nil {
		return err
	}
	r, err := c.open(c.changing(rev))
	if err != nil {
		return err
	}
	made, err := r.Squash(c.ctx, rev, q.Message)
	if err != nil {
		return err
	}
	c.write(http.StatusOK, wire.CommitReply{Success: true, CommitOID: string(made), CommitURL: c.page(r.Repo) + "/commit/" + string(made), Commit: wire.CommitID{ID: string(made)}})
	return nil
}

// makeBranch makes a branch at the main one, or where the request says.
func (c *call) makeBranch(name ref.Rev) error {
	var q wire.MakeBranch
	if err := c.decode(&q); err != nil {
		return err
	}
	var at ref.Rev
	if s := strings.TrimSpace(q.StartingPoint); s != "" {
		var err error
		if at, err = ref.ParseRev(s); err != nil {
			return err
		}
	}
	r, err := c.open(hub.Write)
	if err != nil {
		return err
	}
	if err := r.MakeBranch(c.ctx, name, at, q.Empty, q.Overwrite); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}

// makeTag makes a tag at the revision of the address.
func (c *call) makeTag(at ref.Rev) error {
	var q struct {
		Tag string `json:"tag"`
	}
	if err := c.decode(&q); err != nil {
		return err
	}
	name, err := ref.ParseRev(q.Tag)
	if err != nil {
		return err
	}
	r, err := c.open(hub.Write)
	if err != nil {
		return err
	}
	if err := r.MakeRef(c.ctx, hub.Tag(name), at); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}

func (c *call) removeBranch(name ref.Rev) error { return c.removeRef(hub.Branch(name)) }

func (c *call) removeTag(name ref.Rev) error { return c.removeRef(hub.Tag(name)) }

func (c *call) removeRef(name ref.Rev) error {
	r, err := c.open(hub.Write)
	if err != nil {
		return err
	}
	if err := r.RemoveRef(c.ctx, name); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}
