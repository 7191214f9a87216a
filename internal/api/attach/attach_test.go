package attach_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

type memory map[string][]byte

func (m memory) Keep(_ context.Context, r io.Reader) (string, int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return "", 0, err
	}
	sum := sha256.Sum256(b)
	m[hex.EncodeToString(sum[:])] = b
	return hex.EncodeToString(sum[:]), int64(len(b)), nil
}

type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

func (m memory) Seek(_ context.Context, digest string) (io.ReadSeekCloser, error) {
	b, ok := m[digest]
	if !ok {
		return nil, fault.New(fault.NotFound, "there are no such bytes")
	}
	return file{bytes.NewReader(b)}, nil
}

func desk() attach.Desk {
	return attach.Desk{Store: memory{}, Fetch: func(_ context.Context, url string) (string, io.ReadCloser, error) {
		if url != "https://example.com/a.txt" {
			return "", nil, fault.New(fault.Forbidden, "%s is not public", url)
		}
		return "a.txt", io.NopCloser(strings.NewReader("from afar")), nil
	}}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	d := desk()
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
	known, err := d.Take(t.Context(), "b.txt", strings.NewReader("known"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]struct {
		kind port.Type
		name string
	}{
		"data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(png)): {port.Image, "file.png"},
		"data:,two%20words":         {port.Text, "file"},
		"https://example.com/a.txt": {port.Text, "a-2.txt"},
		known.Digest:                {port.Text, "file"},
		"sha256:" + known.Digest:    {port.Text, "file"},
		"https://here:1" + attach.Artefacts + known.Digest + "?media=text%2Fplain&name=c.txt": {port.Text, "c.txt"},
		attach.Artefacts + known.Digest: {port.Text, "file"},
	} {
		g, err := d.At(t.Context(), "file", address, []string{"a.txt"})
		if err != nil || g.Type != want.kind || g.Name != want.name || g.Digest == "" {
			t.Errorf("%.60s: %+v, %v", address, g, err)
		}
	}
	for address, kind := range map[string]fault.Kind{
		"data:image/png;base64": fault.Invalid, "data:,%zz": fault.Invalid, "data:;base64,!!": fault.Invalid, "http://10.0.0.1/": fault.Forbidden,
		strings.Repeat("0", 64): fault.NotFound,
	} {
		if _, err := d.At(t.Context(), "file", address, nil); !fault.Is(err, kind) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestAnUploadThatBreaksOffNamesItsFile(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader("half"), iotestErr{})
	if _, err := desk().Take(t.Context(), "x.txt", broken, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "x.txt") {
		t.Errorf("got %v", err)
	}
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func FuzzAddress(f *testing.F) {
	f.Add("data:image/png;base64,AAAA")
	f.Add("data:text/plain,%41")
	f.Add("data:;base64")
	f.Fuzz(func(t *testing.T, address string) {
		if _, err := desk().At(t.Context(), "file", address, nil); err != nil {
			if kind, _ := fault.Of(err); kind == fault.Internal {
				t.Errorf("%q: %v", address, err)
			}
		}
	})
}
