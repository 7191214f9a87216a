package bundle_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/bundle"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

func pointer(s string) hub.Pointer {
	return hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte(s))), Size: int64(len(s))}
}

// texts is a source and a sink in memory.
type texts struct {
	git     map[int]string
	objects map[blob.Digest]string
}

func (x texts) Git(_ context.Context, repo int, w io.Writer) error {
	_, err := io.WriteString(w, x.git[repo])
	return err
}

func (x texts) Objects(_ context.Context, repo int) ([]hub.Pointer, error) {
	return map[int][]hub.Pointer{0: {pointer(weights), pointer("")}, 1: {pointer(weights)}}[repo], nil
}

func (x texts) Object(_ context.Context, _ int, p hub.Pointer) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(x.objects[p.Digest])), nil
}

type sink struct{ texts }

func (s sink) Git(_ context.Context, repo int, r io.Reader) (blob.Digest, error) {
	b, err := io.ReadAll(r)
	s.git[repo] = string(b)
	return blob.Digest(sha256.Sum256(b)), err
}

func (s sink) Object(_ context.Context, r io.Reader) (blob.Digest, error) {
	b, err := io.ReadAll(r)
	s.objects[blob.Digest(sha256.Sum256(b))] = string(b)
	return blob.Digest(sha256.Sum256(b)), err
}

func newSink() sink { return sink{texts{map[int]string{}, map[blob.Digest]string{}}} }

var (
	history = strings.Repeat("the history ", 100)
	weights = strings.Repeat("the weights ", 200)
	said    = bundle.Manifest{Created: time.Unix(1e9, 0).UTC(), Repos: []bundle.Repo{
		{Kind: hub.Model, Name: "acme/voice"}, {Kind: hub.Dataset, Name: "acme/words"}, {Kind: hub.Model, Name: "acme/nothing"},
	}}
)

func write(tb testing.TB, m bundle.Manifest) []byte {
	tb.Helper()
	from := texts{map[int]string{0: history, 1: "other"}, map[blob.Digest]string{pointer(weights).Digest: weights}}
	var b bytes.Buffer
	if err := bundle.Write(tb.Context(), &b, m, from); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func read(ctx context.Context, b []byte) (bundle.Manifest, sink, error) {
	s := newSink()
	m, err := bundle.Read(ctx, bytes.NewReader(b), func(bundle.Manifest) (bundle.Sink, error) { return s, nil })
	return m, s, err
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	m, s, err := read(t.Context(), write(t, said))
	if err != nil || len(m.Repos) != 3 || m.Repos[1].Git != pointer("other") || len(m.Repos[0].Objects) != 2 || m.Repos[2].Git.Size != 0 || m.Repos[0].Name != "acme/voice" || s.git[0] != history || s.git[1] != "other" || s.objects[pointer(weights).Digest] != weights {
		t.Errorf("%+v, %v", m, err)
	}
	if n := strings.Count(string(write(t, said)), weights); n != 1 {
		t.Errorf("a large file of two repositories is there %d times", n)
	}
}

// As a program before this one has written it.
func TestABundleOfVersion1IsRead(t *testing.T) {
	t.Parallel()
	sum := func(s string) string { return fmt.Sprintf(`{"digest":"%v","size":%d}`, pointer(s).Digest, len(s)) }
	old := archive(t, nil, "manifest.json", `{"format":"tenon bundle","version":1,"repositories":[{"kind":"model","name":"acme/voice","git":`+sum(history)+`,"objects":[`+sum(weights)+`]}]}`,
		"git/0", history, "objects/"+pointer(weights).Digest.String(), weights)
	m, s, err := read(t.Context(), old)
	if err != nil || len(m.Repos) != 1 || s.git[0] != history || s.objects[pointer(weights).Digest] != weights {
		t.Errorf("%+v, %v", m, err)
	}
	if _, _, err := read(t.Context(), old[:len(old)-2048-len(weights)]); !fault.Is(err, fault.Invalid) {
		t.Errorf("cut off: %v", err)
	}
}

// History is not kept anywhere while it is written, however long it is.
func TestALongHistoryComesInPieces(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("history ", 2<<20)
	var b bytes.Buffer
	m := bundle.Manifest{Repos: said.Repos[:1]}
	if err := bundle.Write(t.Context(), &b, m, texts{map[int]string{0: long}, map[blob.Digest]string{pointer(weights).Digest: weights}}); err != nil {
		t.Fatal(err)
	}
	got, s, err := read(t.Context(), b.Bytes())
	if err != nil || s.git[0] != long || got.Repos[0].Git != pointer(long) {
		t.Errorf("%d bytes, %+v, %v", len(s.git[0]), got.Repos[0].Git, err)
	}
}

const two = `{"format":"tenon bundle","version":2,"repositories":[{"kind":"model","name":"acme/voice"}]}`

func TestACutBundleIsNotTakenForWhole(t *testing.T) {
	t.Parallel()
	b := write(t, said)
	for tenth := range 10 {
		if _, _, err := read(t.Context(), b[:len(b)*tenth/10]); !fault.Is(err, fault.Invalid) {
			t.Errorf("after %d %%: %v", tenth*10, err)
		}
	}
}

func TestWhatABundleMayNotHave(t *testing.T) {
	t.Parallel()
	b := write(t, said)
	flipped := bytes.Replace(b, []byte("the weights the weights"), []byte("the weights the Weights"), 1)
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"a wrong byte":   {flipped, "is damaged"},
		"another file":   {bytes.Replace(b, []byte("git/1/0\x00"), []byte("git/2/0\x00"), 1), ""}, // the header's sum is wrong then
		"a longer name":  {archive(t, b, "../../etc/passwd", "x"), "not due"},
		"a part twice":   {archive(t, b, "git/0/0", history), "not due"},
		"no sum":         {archive(t, nil, "manifest.json", two, "git/0/0", history), "has no end"},
		"a wrong sum":    {archive(t, nil, "manifest.json", two, "git/0/0", history, "git/0/sum", `{"git":{"digest":"`+pointer("x").Digest.String()+`","size":1}}`), "is damaged"},
		"a lost piece":   {archive(t, nil, "manifest.json", two, "git/0/1", history), "not due"},
		"no history":     {archive(t, nil, "manifest.json", two), "is missing"},
		"a lying size":   {archive(t, nil, "manifest.json", `{"format":"tenon bundle","version":1,"repositories":[{"kind":"model","name":"a1/b","git":{"digest":"`+pointer("x").Digest.String()+`","size":9}}]}`, "git/0", "x"), "and 9 in its manifest"},
		"another format": {archive(t, nil, "manifest.json", `{}`), "not a bundle"},
		"a new version":  {archive(t, nil, "manifest.json", `{"format":"tenon bundle","version":3}`), "version 3"},
		"a bad name":     {archive(t, nil, "manifest.json", `{"format":"tenon bundle","version":1,"repositories":[{"kind":"model","name":"../x"}]}`), "owner"},
		"no manifest":    {archive(t, nil, "git/0", "x"), "does not begin with a manifest"},
		"no archive":     {[]byte("hello"), "does not begin with a manifest"},
	} {
		_, _, err := read(t.Context(), c.b)
		if kind, msg := fault.Of(err); kind != fault.Invalid || !strings.Contains(msg, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// archive is a tar archive with what another has, and more.
func archive(t *testing.T, b []byte, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	put := func(name, content string) {
		if err := w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: int64(len(content)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	for in := tar.NewReader(bytes.NewReader(b)); b != nil; {
		h, err := in.Next()
		if err != nil {
			break
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		put(h.Name, string(content))
	}
	for i := 0; i+1 < len(files); i += 2 {
		put(files[i], files[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, said))
	f.Add([]byte("manifest.json"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, s, err := read(t.Context(), b)
		if err != nil {
			return
		}
		for _, r := range m.Repos {
			for _, p := range r.Objects {
				if _, ok := s.objects[p.Digest]; !ok {
					t.Errorf("%v of %s did not come", p.Digest, r.Name)
				}
			}
		}
	})
}
