package xet

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// chunk answers what is known that begins with a chunk, as a shard whose
// hashes are keyed: only who has a chunk can tell that it is in there.
func (h *Handler) chunk(w http.ResponseWriter, r *http.Request, g Grant) error {
	asked, err := hash(r)
	if err != nil {
		return err
	}
	list, err := h.store.Dedup(r.Context(), g.Asker, asked)
	if err != nil {
		return err
	}
	now := time.Now()
	day := now.UTC().Format(time.DateOnly) // clients look once for each key that they hold
	footer := &xet.Footer{
		Key: xet.Hash(h.keys.sign("chunks", g.Asker+"\x00"+day)), Made: uint64(now.Unix()), Expires: uint64(now.Add(lifetime).Unix()),
	}
	var b bytes.Buffer
	s, err := xet.NewShardWriter(&b, footer)
	for _, l := range list {
		for i := range l.Chunks {
			l.Chunks[i].Hash = l.Chunks[i].Hash.Keyed(footer.Key)
		}
		err = errors.Join(err, s.Listing(l))
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("write a shard: %w", err)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = w.Write(b.Bytes()) // the client may be gone
	return nil
}

// span is a run of chunks up to End, or of bytes up to and with End.
type span struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

func chunks(first, last int) span { return span{int64(first), int64(last)} }

func bytesOf(p xetstore.Part) span { return span{p.From, p.To - 1} }

type term struct {
	Hash   xet.Hash `json:"hash"`
	Length int64    `json:"unpacked_length"`
	Range  span     `json:"range"`
}

// answerV1 has an address for each part of a xorb.
type answerV1 struct {
	Offset int64                `json:"offset_into_first_range"`
	Terms  []term               `json:"terms"`
	Fetch  map[xet.Hash][]fetch `json:"fetch_info"`
}

type fetch struct {
	Range    span   `json:"range"`
	URL      string `json:"url"`
	URLRange span   `json:"url_range"`
}

// answerV2 has an address for many parts of a xorb.
type answerV2 struct {
	Offset int64                `json:"offset_into_first_range"`
	Terms  []term               `json:"terms"`
	Xorbs  map[xet.Hash][]parts `json:"xorbs"`
}

type parts struct {
	URL    string `json:"url"`
	Ranges []part `json:"ranges"`
}

type part struct {
	Chunks span `json:"chunks"`
	Bytes  span `json:"bytes"`
}

// plan plans the range of a file that is asked for.
func (h *Handler) plan(r *http.Request, g Grant) (p xetstore.Plan, terms []term, err error) {
	file, err := hash(r)
	if err != nil {
		return p, nil, err
	}
	from, to, err := byteRange(r.Header.Get("Range"))
	if err != nil {
		return p, nil, err
	}
	if p, err = h.store.Plan(r.Context(), g.Asker, file, from, to); err != nil {
		return p, nil, err
	}
	terms = make([]term, 0, len(p.Terms))
	for _, t := range p.Terms {
		terms = append(terms, term{t.Xorb, t.Size, chunks(t.First, t.Last)})
	}
	return p, terms, nil
}

func (h *Handler) planV1(w http.ResponseWriter, r *http.Request, g Grant) error {
	p, terms, err := h.plan(r, g)
	if err != nil {
		return err
	}
	a := answerV1{Offset: p.Skip, Terms: terms, Fetch: map[xet.Hash][]fetch{}}
	for xorb, list := range p.Xorbs {
		for _, x := range list {
			a.Fetch[xorb] = append(a.Fetch[xorb], fetch{chunks(x.First, x.Last), h.sign(r, xorb, []xetstore.Part{x}), bytesOf(x)})
		}
	}
	api.WriteJSON(w, http.StatusOK, a)
	return nil
}

// inOne is how many parts one address is for: it must not become too long.
const inOne = 200

func (h *Handler) planV2(w http.ResponseWriter, r *http.Request, g Grant) error {
	p, terms, err := h.plan(r, g)
	if err != nil {
		return err
	}
	a := answerV2{Offset: p.Skip, Terms: terms, Xorbs: map[xet.Hash][]parts{}}
	for xorb, list := range p.Xorbs {
		for some := range slices.Chunk(list, inOne) {
			one := parts{URL: h.sign(r, xorb, some)}
			for _, x := range some {
				one.Ranges = append(one.Ranges, part{chunks(x.First, x.Last), bytesOf(x)})
			}
			a.Xorbs[xorb] = append(a.Xorbs[xorb], one)
		}
	}
	api.WriteJSON(w, http.StatusOK, a)
	return nil
}

// byteRange reads "bytes=A-B" or "bytes=A-"; nothing is all.
func byteRange(header string) (from, to int64, err error) {
	if header == "" {
		return 0, xetstore.ToEnd, nil
	}
	bad := fault.New(fault.Invalid, "the range %.80q is not bytes=FIRST-LAST", header)
	spec, ok := strings.CutPrefix(header, "bytes=")
	a, b, cut := strings.Cut(spec, "-")
	if from, err = strconv.ParseInt(a, 10, 64); err != nil || !ok || !cut || from < 0 {
		return 0, 0, bad
	}
	if b == "" {
		return from, xetstore.ToEnd, nil
	}
	last, err := strconv.ParseUint(b, 10, 64) // clients write 2⁶⁴-1 for the end
	if err != nil {
		return 0, 0, bad
	}
	return from, int64(min(last, math.MaxInt64-1)) + 1, nil
}

// sign makes the address of parts of a xorb. Only those can be read there: the
// rest of the xorb may be of files that the asker may not read.
func (h *Handler) sign(r *http.Request, xorb xet.Hash, list []xetstore.Part) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%d-%d", p.From, p.To-1)
	}
	until := strconv.FormatInt(time.Now().Add(lifetime).Unix(), 10)
	signature := h.keys.sign("data", xorb.String()+" "+until+" "+b.String())
	q := url.Values{"parts": {b.String()}, "until": {until}, "sign": {base64.RawURLEncoding.EncodeToString(signature)}}
	return h.address(r) + "/v1/data/" + xorb.String() + "?" + q.Encode()
}

// data serves the parts of a xorb that an address was signed for.
func (h *Handler) data(w http.ResponseWriter, r *http.Request) {
	xorb, err := h.allowed(r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	content, err := h.store.OpenXorb(r.Context(), xorb)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	defer content.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "private, immutable")
	http.ServeContent(w, r, "", time.Time{}, content)
}

// allowed returns the xorb of a signed address, if the ranges that are asked
// for are among those that it was signed for.
func (h *Handler) allowed(r *http.Request) (xet.Hash, error) {
	xorb, err := hash(r)
	if err != nil {
		return xorb, err
	}
	q := r.URL.Query()
	list, until := q.Get("parts"), q.Get("until")
	end, _ := strconv.ParseInt(until, 10, 64) // what is no number was not signed
	if !h.keys.signed("data", xorb.String()+" "+until+" "+list, q.Get("sign")) || time.Now().Unix() >= end {
		return xorb, fault.New(fault.Forbidden, "this address is not valid, or not any more; ask for the reconstruction again")
	}
	asked, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes=")
	if !ok {
		return xorb, fault.New(fault.Forbidden, "this address is for the bytes %.200s alone; name some of them in a Range header", list)
	}
	r.Header.Del("If-Range") // with it, and for ranges that overlap, all of the xorb would be served
	may, next := spans(list), int64(0)
	for _, a := range spans(asked) {
		if a.Start < next {
			return xorb, fault.New(fault.Forbidden, "the ranges must follow one another")
		}
		next = a.End + 1
		if !slices.ContainsFunc(may, func(m span) bool { return m.Start <= a.Start && a.Start <= a.End && a.End <= m.End }) {
			return xorb, fault.New(fault.Forbidden, "the bytes %d-%d are not among those that this address is for: %.200s", a.Start, a.End, list)
		}
	}
	return xorb, nil
}

// spans reads "A-B,C-D". One that is no span becomes one that nothing holds.
func spans(list string) (out []span) {
	for one := range strings.SplitSeq(list, ",") {
		a, b, _ := strings.Cut(strings.TrimSpace(one), "-")
		from, err := strconv.ParseInt(a, 10, 64)
		to, failed := strconv.ParseInt(b, 10, 64)
		if err != nil || failed != nil {
			from, to = -1, -1
		}
		out = append(out, span{from, to})
	}
	return out
}
