package ollama

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/ollama"
)

// Hub opens repositories, and brings those that are at an upstream.
type Hub interface {
	Open(ctx context.Context, k hub.Kind, name ref.Repo, a hub.Access) (*hub.Handle, error)
}

// pull has the large files of a repository be here. A tag, such as Q4_K_M,
// chooses those whose name has it.
func (s server) pull(w http.ResponseWriter, r *http.Request) {
	var req struct {
		Model  string `json:"model"`
		Name   string `json:"name"` // what older clients say
		Stream *bool  `json:"stream"`
	}
	if err := read(w, r, &req); err != nil {
		s.fail(w, r, err)
		return
	}
	if req.Model == "" {
		req.Model = req.Name
	}
	out := &lines{w: w, stream: req.Stream == nil || *req.Stream}
	if err := s.bring(r.Context(), name(req.Model), out); err != nil {
		out.fail(s, r, err)
		return
	}
	if done := (ollama.Progress{Status: "success"}); out.stream {
		_ = out.write(done) // the client may be gone
	} else {
		api.WriteJSON(w, http.StatusOK, done)
	}
}

func (s server) bring(ctx context.Context, model string, out *lines) error {
	if s.Hub == nil {
		return fault.New(fault.Unavailable, "there are no repositories here: the program git is missing; install the package git")
	}
	full, tag, _ := strings.Cut(strings.TrimPrefix(model, "hf.co/"), ":")
	repo, err := ref.ParseRepo(full)
	if err != nil {
		return fault.New(fault.Invalid, "%q is no repository: write owner/name, or owner/name:Q4_K_M for one of its files", model)
	}
	if err := out.tell(ollama.Progress{Status: "pulling manifest"}); err != nil {
		return err
	}
	h, err := s.Hub.Open(ctx, hub.Model, repo, hub.Read)
	if err != nil {
		return err
	}
	wanted, err := large(ctx, h, tag)
	if err != nil {
		return err
	}
	for _, e := range wanted {
		if err := fetch(ctx, h, e, out); err != nil {
			return err
		}
	}
	return nil
}

// large are the large files of a repository's main branch; where there are GGUF
// files, which hold the same model in several sizes, a tag is needed to choose.
func large(ctx context.Context, h *hub.Handle, tag string) (wanted []hub.Entry, err error) {
	at, err := h.Resolve(ctx, hub.Main)
	if err != nil {
		return nil, err
	}
	const page = 1000
	var sizes []string
	for after := ref.Path(""); ; {
		l, err := h.List(ctx, at, "", true, after, page)
		if err != nil {
			return nil, err
		}
		for _, e := range l {
			after = ref.Path(e.Name)
			if e.Object == nil {
				continue
			}
			if strings.HasSuffix(e.Name, ".gguf") {
				sizes = append(sizes, e.Name)
			}
			if tag == "" || strings.Contains(strings.ToLower(e.Name), strings.ToLower(tag)) {
				wanted = append(wanted, e)
			}
		}
		if len(l) < page {
			break
		}
	}
	switch {
	case tag != "" && len(wanted) == 0:
		return nil, fault.New(fault.NotFound, "%s has no large file with %q in its name", h.Name, tag)
	case tag == "" && len(sizes) > 1:
		return nil, fault.New(fault.Invalid, "%s has %d GGUF files: say which, such as %s:%s", h.Name, len(sizes), h.Name, sizes[0])
	}
	return wanted, nil
}

const between = 32 << 20 // bytes from one line of progress to the next

// fetch reads a file, so that it is here, and tells how far it is.
func fetch(ctx context.Context, h *hub.Handle, e hub.Entry, out *lines) error {
	f, err := h.Read(ctx, e)
	if err != nil {
		return err
	}
	defer f.Close()
	digest := "sha256:" + e.Object.Digest.String()
	p := ollama.Progress{Status: "pulling " + digest[7:19], Digest: digest, Total: e.Object.Size}
	for p.Completed < p.Total {
		n, err := io.CopyN(io.Discard, f, min(between, p.Total-p.Completed))
		p.Completed += n
		if err != nil {
			return fmt.Errorf("fetch %s: %w", e.Name, err)
		}
		if err := out.tell(p); err != nil {
			return err
		}
	}
	return nil
}

// tell writes a line to a client that wants to know how far it is.
func (l *lines) tell(p ollama.Progress) error {
	if !l.stream {
		return nil
	}
	return l.write(p)
}
