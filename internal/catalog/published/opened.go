package published

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// opened is a repository as a name of a model means it: at a revision, with the
// files of a quantisation.
type opened struct {
	*hub.Handle
	at    hub.Commit
	known facts.Facts
	name  ref.Model // by the repository's name of today; what is as if nothing was chosen has no revision and quantisation
}

// open opens the repository of a model for reading: by its name, or by that and
// another task that its model does.
func (s *Source) open(ctx context.Context, m ref.Model) (opened, error) {
	if i := strings.LastIndexByte(m.Name, '.'); i > 0 {
		if _, err := task.Lookup(m.Name[i+1:]); err == nil {
			base := m
			base.Name = m.Name[:i]
			o, err := s.openRepo(ctx, base)
			if err == nil && asked(m, o.known) != "" {
				return o, nil
			}
		}
	}
	return s.openRepo(ctx, m)
}

func (s *Source) openRepo(ctx context.Context, m ref.Model) (o opened, err error) {
	name, err := ref.ParseRepo(m.Owner + "/" + m.Name)
	if err != nil {
		return o, fault.New(fault.NotFound, "there is no model %s", m)
	}
	if o.Handle, err = s.hub.Open(ctx, hub.Model, name, hub.Read); err != nil {
		return o, err
	}
	o.name = ref.Model{Owner: string(o.Name.Owner), Name: o.Name.Name}
	if o.known, err = o.Known(ctx); err != nil {
		return o, err
	}
	if m != m.Main() {
		err = s.choose(ctx, &o, m)
	} else if o.Head != "" {
		o.at, err = o.Resolve(ctx, ref.Rev(o.Head))
	}
	if err == nil && o.known.Runs.Engine == "" {
		err = fault.New(fault.Unavailable, "%s cannot run: %s", o.Name, cmp.Or(o.known.Runs.Missing, "its files have not been read yet; ask again in a moment"))
	}
	return o, err
}

// choose turns o, which is open as it is, to the revision and quantisation of m.
func (s *Source) choose(ctx context.Context, o *opened, m ref.Model) (err error) {
	if o.at, err = o.Resolve(ctx, cmp.Or(ref.Rev(m.Rev), ref.Rev(o.Head), hub.Main)); err != nil {
		return o.unknown(ctx, m, err)
	}
	main := o.known.Runs.Files
	if o.at.ID == o.Head && m.Quant == "" {
		return nil
	}
	if o.known, err = s.read(ctx, *o, m.Quant); err != nil {
		return err
	}
	if o.at.ID != o.Head || !slices.Equal(o.known.Runs.Files, main) {
		if o.name.Quant = m.Quant; m.Quant != "" && len(o.known.Runs.Quants) > 0 {
			o.name.Quant = o.known.Runs.Quants[0] // of one way to write it
		}
		if o.at.ID != o.Head {
			o.name.Rev = m.Rev
			if ref.Rev(m.Rev).Abbreviated() && strings.HasPrefix(string(o.at.ID), m.Rev) {
				o.name.Rev = string(o.at.ID) // else each beginning of it would be a model, with a worker of its own
			}
		}
	}
	return nil
}

// unknown says that there is no such revision, and which there are.
func (o opened) unknown(ctx context.Context, m ref.Model, err error) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	l, err := o.Refs(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, r := range l[:min(len(l), 20)] {
		names = append(names, r.Short())
	}
	return fault.New(fault.Invalid, "%s has no revision %s, but %s", o.Name, m.Rev, strings.Join(names, ", "))
}

// maxRead is how many files of a repository are looked at, and maxKnown of how many
// commits what is known is remembered.
const maxRead, maxKnown = 20_000, 200

// read is what the files of a commit say, those of other quantisations left out.
func (s *Source) read(ctx context.Context, o opened, quant string) (known facts.Facts, err error) {
	key := fmt.Sprint(o.ID, " ", o.at.ID, " ", strings.ToLower(quant))
	s.mu.Lock()
	known, ok := s.known[key]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	l, err := s.chosen(ctx, o, quant)
	if err != nil {
		return known, err
	}
	if known, err = facts.Read(l); err != nil {
		return known, err
	}
	known.Text, known.Names = "", nil // of use to those who search
	if o.Upstream != "" {
		return known, nil // its files come later
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	s.known[key] = known
	return known, nil
}

// chosen are the files of a commit without those of other quantisations; "" is none
// in particular.
func (s *Source) chosen(ctx context.Context, o opened, quant string) (l []facts.File, err error) {
	entries, err := o.List(ctx, o.at, "", true, "", maxRead)
	if err != nil {
		return nil, err
	}
	byPath := map[string]hub.Entry{}
	var files []running.File
	for _, e := range entries {
		if e.Mode == hub.File || e.Mode == hub.Executable {
			byPath[e.Name] = e
			files = append(files, running.File{Path: e.Name, Size: e.Bytes()})
		}
	}
	if quant != "" {
		if files, err = running.Choose(files, quant); err != nil {
			return nil, fault.About(o.Name.String(), fault.Invalid, "%s", said(err))
		}
	}
	for _, f := range files {
		e := byPath[f.Path]
		l = append(l, facts.File{Path: f.Path, Size: f.Size, Open: func() (io.ReadCloser, error) { return s.here(ctx, o.Handle, e) }})
	}
	return l, nil
}

// said is what a fault says.
func said(err error) string {
	_, message := fault.Of(err)
	return message
}

// here opens a file, unless it is a mirror's that has not come yet.
func (s *Source) here(ctx context.Context, r *hub.Handle, e hub.Entry) (io.ReadCloser, error) {
	if r.Upstream != "" && e.Object != nil {
		if _, err := s.files.Locate(ctx, e.Object.Digest); fault.Is(err, fault.NotFound) {
			return nil, facts.ErrAbsent
		}
	}
	return r.Read(ctx, e)
}
