package xet_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	api "github.com/tenonhub/tenon/internal/api/xet"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
)

func TestOnlyItsOwnTokensAreRead(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000, 0).UTC()
	grant := api.Grant{Asker: "ann", Scope: "models/a/b@main", Write: true, Expires: now.Add(time.Minute)}
	keys, other := newKeys(t, 1), newKeys(t, 2)
	token, err := keys.Mint(grant)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := keys.Read(token, now); got != grant || err != nil {
		t.Errorf("read %+v, %v", got, err)
	}
	foreign, err := other.Mint(grant)
	if err != nil {
		t.Fatal(err)
	}
	for what, bad := range map[string]string{"of another server": foreign, "empty": "", "cut": token[:len(token)-1], "changed": "xet_x" + token[5:], "a word": "hf_abc"} {
		if _, err := keys.Read(bad, now); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v, want a fault of kind unauthenticated", what, err)
		}
	}
	if _, err := keys.Read(token, grant.Expires); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("expired: %v, want a fault of kind unauthenticated", err)
	}
	if _, err := api.NewKeys([]byte("short")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a short secret: %v, want a fault of kind invalid", err)
	}
}

func newKeys(tb testing.TB, b byte) *api.Keys {
	tb.Helper()
	keys, err := api.NewKeys(bytes.Repeat([]byte{b}, 32))
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

func FuzzToken(f *testing.F) {
	keys := newKeys(f, 1)
	f.Add("xet_e30.AAAA")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := keys.Read(token, time.Now()); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%q: %v, want a fault of kind unauthenticated", token, err)
		}
	})
}

// post sends a body and returns the status and what is said.
func (s *server) post(t *testing.T, path string, g api.Grant, body []byte) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if g.Asker != "" {
		req.Header.Set("Authorization", "Bearer "+s.token(t, g))
	}
	r, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// sample is a xorb of four chunks, of which a file has the first and the third.
type sample struct {
	raw     []byte
	x       xet.Xorb
	file    xet.Hash
	shard   []byte
	content []byte
}

func newSample(t *testing.T) (f sample) {
	t.Helper()
	var b, sh bytes.Buffer
	w := xet.NewXorbWriter(&b)
	pieces := [][]byte{random(1, 9000), random(2, 9001), bytes.Repeat([]byte("text "), 3000), random(4, 9003)}
	var err error
	for _, p := range pieces {
		err = errors.Join(err, w.Add(p, xet.LZ4))
	}
	if f.x, err = w.Close(); err != nil {
		t.Fatal(err)
	}
	f.raw, f.content = b.Bytes(), append(bytes.Clone(pieces[0]), pieces[2]...)
	var tree xet.Tree
	described := xet.File{}
	for _, i := range []uint32{0, 2} {
		c := f.x.Chunks[i]
		tree.Add(c)
		described.Terms = append(described.Terms, xet.Term{Xorb: f.x.Hash, Size: c.Size, First: i, Last: i + 1})
		described.Proofs = append(described.Proofs, xet.RangeHash([]xet.Chunk{c}))
	}
	f.file = tree.File()
	described.Hash = f.file
	s, err := xet.NewShardWriter(&sh, nil)
	if err = errors.Join(err, s.File(described), s.Close()); err != nil {
		t.Fatal(err)
	}
	f.shard = sh.Bytes()
	return f
}

var writer = api.Grant{Asker: "ann", Write: true}

// send sends a sample by a shard path.
func (s *server) send(t *testing.T, f sample, path string) string {
	t.Helper()
	if code, said := s.post(t, "/v1/xorbs/default/"+f.x.Hash.String(), writer, f.raw); code != http.StatusOK || !strings.Contains(said, `{"was_inserted":true}`) {
		t.Fatalf("xorb: %d %s", code, said)
	}
	code, said := s.post(t, path, writer, f.shard)
	if code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, code, said)
	}
	return said
}

func TestRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	s, f := start(t), newSample(t)
	name := f.x.Hash.String()
	for what, c := range map[string]struct {
		path string
		g    api.Grant
		body []byte
		code int
		says string
	}{
		"no token":                       {"/v1/xorbs/default/" + name, api.Grant{}, f.raw, 401, "xet-write-token"},
		"a token that reads":             {"/v1/xorbs/default/" + name, api.Grant{Asker: "ann"}, f.raw, 403, "only reads"},
		"a token that reads, of a shard": {"/v2/shards", api.Grant{Asker: "ann"}, f.shard, 403, "only reads"},
		"no hash":                        {"/v1/xorbs/default/abc", writer, f.raw, 400, "not a Xet hash"},
		"another xorb":                   {"/v1/xorbs/default/" + f.file.String(), writer, f.raw, 400, "as it is named"},
		"a xorb that is too long":        {"/v1/xorbs/default/" + name, writer, bytes.Repeat([]byte{0, 1, 0, 0, 0, 1, 0, 0, 7}, 9000), 413, "more than 8192 chunks"},
		"a shard of what never came":     {"/v1/shards", writer, f.shard, 400, "send it first"},
		"the same, streamed":             {"/v2/shards", writer, f.shard, 400, "send it first"},
		"no shard":                       {"/shards", writer, []byte("{}"), 400, "in the middle"},
		"what newer clients ask first":   {"/v1/xorb-grants/default/" + name, writer, []byte("{}"), 404, ""},
		"what clients tell":              {"/v1/telemetry", api.Grant{Asker: "ann"}, []byte("{}"), 204, ""},
	} {
		if code, said := s.post(t, c.path, c.g, c.body); code != c.code || !strings.Contains(said, c.says) {
			t.Errorf("%s: %d %s, want %d … %s", what, code, said, c.code, c.says)
		}
	}
}

func TestShardsAreTakenAtEveryAddress(t *testing.T) {
	t.Parallel()
	for path, last := range map[string]string{"/shards": `{"result":1}`, "/v1/shards": `{"result":1}`, "/v2/shards": `{"result":1,"type":"result"}`} {
		s, f := start(t), newSample(t)
		said := strings.TrimSpace(s.send(t, f, path))
		lines := strings.Split(said, "\n")
		if lines[len(lines)-1] != last {
			t.Errorf("%s says %s", path, said)
		}
		for _, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s says %q, which is no JSON", path, line)
			}
		}
		r, _, err := s.store.Open(t.Context(), f.file)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, f.content) {
			t.Errorf("%s: %d bytes of %d, %v", path, len(b), len(f.content), err)
		}
		_ = r.Close()
	}
}

type span struct{ Start, End int64 }

type plan struct {
	Offset int64 `json:"offset_into_first_range"`
	Terms  []struct {
		Hash   string
		Length int64 `json:"unpacked_length"`
		Range  span
	}
	Fetch map[string][]struct {
		Range    span
		URL      string
		URLRange span `json:"url_range"`
	} `json:"fetch_info"`
	Xorbs map[string][]struct {
		URL    string
		Ranges []struct{ Chunks, Bytes span }
	}
}

func (s *server) plan(t *testing.T, version string, f sample, header map[string]string) (p plan, code int) {
	t.Helper()
	r := s.get(t, "/"+version+"/reconstructions/"+f.file.String(), "ann", header)
	if r.code != http.StatusOK {
		return p, r.code
	}
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Fatal(err)
	}
	return p, r.code
}

func TestReconstructions(t *testing.T) {
	t.Parallel()
	s, f := start(t), newSample(t)
	s.send(t, f, "/v1/shards")
	v1, _ := s.plan(t, "v1", f, nil)
	if len(v1.Terms) != 2 || v1.Terms[1].Range != (span{2, 3}) || v1.Terms[1].Length != 15_000 {
		t.Errorf("terms %+v", v1.Terms)
	}
	parts := v1.Fetch[f.x.Hash.String()]
	if len(parts) != 2 || parts[0].URLRange != (span{0, int64(f.x.Ends[0]) - 1}) || parts[1].URLRange != (span{int64(f.x.Ends[1]), int64(f.x.Ends[2]) - 1}) {
		t.Errorf("parts %+v", parts)
	}
	v2, _ := s.plan(t, "v2", f, nil)
	if one := v2.Xorbs[f.x.Hash.String()]; len(one) != 1 || len(one[0].Ranges) != 2 || one[0].Ranges[1].Chunks != (span{2, 3}) || one[0].Ranges[1].Bytes != parts[1].URLRange {
		t.Errorf("v2: %+v", one)
	}
	for header, want := range map[string]struct {
		code, terms int
		offset      int64
	}{
		"bytes=100-200": {200, 1, 100}, "bytes=9005-": {200, 1, 5}, "bytes=8999-9000": {200, 2, 8999},
		"bytes=0-18446744073709551614": {200, 2, 0}, "bytes=24000-24001": {416, 0, 0},
		"bytes=-5": {400, 0, 0}, "bytes=5-4": {416, 0, 0}, "words": {400, 0, 0}, "bytes=1-2,4-5": {400, 0, 0},
	} {
		p, code := s.plan(t, "v2", f, map[string]string{"Range": header})
		if code != want.code || len(p.Terms) != want.terms || p.Offset != want.offset {
			t.Errorf("%s: %d, %+v", header, code, p)
		}
	}
}

func TestAnAddressIsForItsPartsAlone(t *testing.T) {
	t.Parallel()
	s, f := start(t), newSample(t)
	s.send(t, f, "/v1/shards")
	p, _ := s.plan(t, "v2", f, nil)
	one := p.Xorbs[f.x.Hash.String()][0]
	a, b := f.raw[:f.x.Ends[0]], f.raw[f.x.Ends[1]:f.x.Ends[2]]
	first, second := byteRange(one.Ranges[0].Bytes), byteRange(one.Ranges[1].Bytes)
	r := s.get(t, one.URL, "", map[string]string{"Range": "bytes=" + second})
	if r.code != http.StatusPartialContent || !bytes.Equal(r.body, b) {
		t.Errorf("one part: %d, %d bytes", r.code, len(r.body))
	}
	r = s.get(t, one.URL, "", map[string]string{"Range": "bytes=" + first + "," + second})
	kind, params, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil || kind != "multipart/byteranges" {
		t.Fatalf("two parts: %d, %s, %v", r.code, kind, err)
	}
	m := multipart.NewReader(bytes.NewReader(r.body), params["boundary"])
	for _, want := range [][]byte{a, b} {
		part, err := m.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(part); !bytes.Equal(got, want) || err != nil {
			t.Errorf("a part of two: %d bytes, want %d, %v", len(got), len(want), err)
		}
	}
	between := byteRange(span{int64(f.x.Ends[0]), int64(f.x.Ends[0]) + 9})
	overlapping := "bytes=" + strings.TrimSuffix(strings.Repeat(first+",", 20), ",")
	for what, c := range map[string]struct {
		url    string
		header map[string]string
	}{
		"bytes between":         {one.URL, map[string]string{"Range": "bytes=" + between}},
		"bytes between as well": {one.URL, map[string]string{"Range": "bytes=" + first + "," + between}},
		"all of it":             {one.URL, nil},
		"all from the first":    {one.URL, map[string]string{"Range": "bytes=0-"}},
		"the last ones":         {one.URL, map[string]string{"Range": "bytes=-9"}},
		"no ranges":             {one.URL, map[string]string{"Range": "bytes="}},
		"overlapping ranges":    {one.URL, map[string]string{"Range": overlapping}},
		"parts of one's own":    {strings.Replace(one.URL, "parts=0-", "parts=1-", 1), map[string]string{"Range": "bytes=" + second}},
		"a longer life":         {strings.Replace(one.URL, "until=1", "until=2", 1), map[string]string{"Range": "bytes=" + second}},
		"another xorb":          {strings.Replace(one.URL, f.x.Hash.String(), f.file.String(), 1), map[string]string{"Range": "bytes=" + second}},
		"without any signature": {s.URL + "/v1/data/" + f.x.Hash.String(), map[string]string{"Range": "bytes=" + second}},
	} {
		if r := s.get(t, c.url, "", c.header); r.code != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", what, r.code)
		}
	}
	r = s.get(t, one.URL, "", map[string]string{"Range": "bytes=" + second, "If-Range": `"another"`})
	if !bytes.Equal(r.body, b) {
		t.Errorf("with If-Range: %d, %d bytes, want %d", r.code, len(r.body), len(b))
	}
}

func byteRange(s span) string {
	b, _ := json.Marshal([]int64{s.Start, s.End})
	return strings.Replace(strings.Trim(string(b), "[]"), ",", "-", 1)
}

func TestAnAnswerOfKnownChunksIsKeyed(t *testing.T) {
	t.Parallel()
	s, f := start(t), newSample(t)
	s.send(t, f, "/v1/shards")
	r := s.get(t, "/v1/chunks/default-merkledb/"+f.x.Chunks[0].Hash.String(), "ann", nil)
	if r.code != http.StatusOK {
		t.Fatal(r.code)
	}
	in, err := xet.NewShardReader(bytes.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.File(); !errors.Is(err, io.EOF) {
		t.Errorf("it tells of files: %v", err)
	}
	l, err := in.Listing()
	if err != nil || l.Hash != f.x.Hash || len(l.Chunks) != len(f.x.Chunks) {
		t.Fatalf("%+v, %v", l, err)
	}
	if _, err := in.Listing(); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	footer, ok, err := in.Footer()
	if !ok || err != nil || footer.Key == (xet.Hash{}) || footer.Expires <= footer.Made {
		t.Fatalf("footer %+v, %v, %v", footer, ok, err)
	}
	for i, c := range l.Chunks {
		if want := f.x.Chunks[i].Hash; c.Hash == want || c.Hash != want.Keyed(footer.Key) {
			t.Errorf("chunk %d is not keyed", i)
		}
	}
	sum := sha256.Sum256(f.content)
	if _, err := s.store.Known(t.Context(), "ann", sum); err != nil {
		t.Error(err)
	}
	if r := s.get(t, "/v1/chunks/default/"+f.x.Chunks[0].Hash.String(), "eve", nil); r.code != http.StatusNotFound {
		t.Errorf("eve hears of it: %d", r.code)
	}
}
