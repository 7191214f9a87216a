package dialogue_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// house has a model of a worker and one of a connected server, and remembers what
// they were told and which values were kept.
type house struct {
	kept map[string][]byte
	told json.RawMessage
}

var (
	local   = catalog.Model{Ref: ref.Model{Owner: "lab", Name: "eyes"}, Task: callee.Chats, Engine: "worker", Runtime: "llama"}
	distant = catalog.Model{Ref: ref.Model{Owner: "far", Name: "eyes"}, Task: callee.Chats, Engine: "remote"}
)

func (h *house) Models(context.Context) ([]catalog.Model, error) {
	return []catalog.Model{local, distant}, nil
}

func (h *house) Find(_ context.Context, m ref.Model) (catalog.Model, error) {
	for _, one := range []catalog.Model{local, distant} {
		if one.Ref == m {
			return one, nil
		}
	}
	return catalog.Model{}, fault.New(fault.NotFound, "there is no model %s", m)
}

func (h *house) Choose(context.Context, catalog.Need) ([]catalog.Choice, error) { return nil, nil }

func (h *house) Do(context.Context, engine.Request) iter.Seq2[engine.Event, error] { return nil }

func (h *house) Talk(_ context.Context, t engine.Talk) (engine.Reply, error) {
	h.told = t.Body
	return engine.Reply{}, nil
}

func (h *house) Complete(context.Context, engine.Talk) (engine.Reply, error) {
	return engine.Reply{}, nil
}

func (h *house) Tokenize(context.Context, ref.Model, string) ([]engine.Token, error) { return nil, nil }

func (h *house) Keep(_ context.Context, r io.Reader) (string, int64, error) {
	b, err := io.ReadAll(r)
	digest := fmt.Sprintf("%x", sha256.Sum256(b))
	h.kept[digest] = b
	return digest, int64(len(b)), err
}

func (h *house) Seek(_ context.Context, digest string) (io.ReadSeekCloser, error) {
	b, ok := h.kept[digest]
	if !ok {
		return nil, fault.New(fault.NotFound, "there is nothing under %s", digest)
	}
	return opened{bytes.NewReader(b)}, nil
}

type opened struct{ *bytes.Reader }

func (opened) Close() error { return nil }

// dot is a small picture.
var dot = func() string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		panic(err)
	}
	return b.String()
}()

const wav = "RIFF\x00\x00\x00\x00WAVEfmt "

// fetch is a network with a picture and a sound, beside which all else is forbidden.
func fetch(_ context.Context, url string) (string, io.ReadCloser, error) {
	switch url {
	case "https://example.com/a.png":
		return "a.png", io.NopCloser(strings.NewReader(dot)), nil
	case "https://example.com/large.png":
		return "large.png", io.NopCloser(io.MultiReader(strings.NewReader(dot), bytes.NewReader(make([]byte, 20<<20)))), nil
	case "https://example.com/a.wav":
		return "a.wav", io.NopCloser(strings.NewReader(wav)), nil
	}
	return "", nil, fault.New(fault.Forbidden, "%s is not a public address", url)
}

func TestPicturesComeToAWorkerWithTheConversation(t *testing.T) {
	t.Parallel()
	h := &house{kept: map[string][]byte{}}
	d := dialogue.Desk{Desk: callee.Desk{Models: h, Gateway: h}, Files: attach.Desk{Store: h, Fetch: fetch}}
	ask := func(model string, addresses ...string) error {
		parts := []map[string]any{{"type": "text", "text": "x"}}
		for _, a := range addresses {
			parts = append(parts, map[string]any{"type": "image_url", "image_url": map[string]string{"url": a, "detail": "low"}})
		}
		body, _ := json.Marshal(map[string]any{"model": model, "seed": 7, "messages": []map[string]any{{"role": "system", "content": "y"}, {"role": "user", "content": parts}}})
		_, err := d.Talk(t.Context(), "", body)
		return err
	}
	held := "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(dot))
	if err := ask("lab/eyes", "https://example.com/a.png"); err != nil || !strings.Contains(string(h.told), held) || strings.Contains(string(h.told), "example.com") ||
		!strings.Contains(string(h.told), `"detail":"low"`) || !strings.Contains(string(h.told), `"seed":7`) || !strings.Contains(string(h.told), `"content":"y"`) {
		t.Errorf("of a public address the worker is told %s, %v", h.told, err)
	}
	digest := fmt.Sprintf("%x", sha256.Sum256([]byte(dot)))
	if err := ask("lab/eyes", "sha256:"+digest); err != nil || !strings.Contains(string(h.told), held) {
		t.Errorf("of a picture that is here the worker is told %s, %v", h.told, err)
	}
	if err := ask("lab/eyes", held); err != nil || !strings.Contains(string(h.told), held) {
		t.Errorf("of one that is held the worker is told %s, %v", h.told, err)
	}
	if err := ask("far/eyes", "https://example.com/a.png"); err != nil || !strings.Contains(string(h.told), "https://example.com/a.png") {
		t.Errorf("a connected server is told %s, %v", h.told, err)
	}
	var many []string
	for range 33 {
		many = append(many, "https://example.com/a.png")
	}
	for name, c := range map[string]struct {
		addresses []string
		kind      fault.Kind
	}{
		"inside": {[]string{"http://127.0.0.1/a.png"}, fault.Forbidden}, "a sound": {[]string{"https://example.com/a.wav"}, fault.Invalid},
		"somebody else's": {[]string{"sha256:" + strings.Repeat("0", 64)}, fault.NotFound}, "too many": {many, fault.TooLarge},
		"too much": {slices.Repeat([]string{"https://example.com/large.png"}, 3), fault.TooLarge},
	} {
		if err := ask("lab/eyes", c.addresses...); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
