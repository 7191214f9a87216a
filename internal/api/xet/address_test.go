package xet_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	api "github.com/tenonhub/tenon/internal/api/xet"
	"github.com/tenonhub/tenon/internal/xet"
	"github.com/tenonhub/tenon/internal/xetstore"
)

// one is a store of one xorb and one file: what is of the file is not zero.
type one struct{ api.Store }

var ofFile = []xetstore.Part{{First: 0, Last: 1, From: 10, To: 20}, {First: 2, Last: 3, From: 40, To: 60}}

func (one) Plan(context.Context, string, xet.Hash, int64, int64) (xetstore.Plan, error) {
	return xetstore.Plan{Xorbs: map[xet.Hash][]xetstore.Part{{}: ofFile}}, nil
}

type content struct{ *bytes.Reader }

func (content) Close() error { return nil }

func (one) OpenXorb(context.Context, xet.Hash) (io.ReadSeekCloser, error) {
	b := make([]byte, 100)
	for _, p := range ofFile {
		for i := p.From; i < p.To; i++ {
			b[i] = 'x'
		}
	}
	return content{bytes.NewReader(b)}, nil
}

// FuzzRange asks for ranges at an address: nothing but its parts is served.
func FuzzRange(f *testing.F) {
	keys := newKeys(f, 1)
	h := http.NewServeMux()
	api.New(one{}, keys, api.Options{}).Routes(h, "")
	token, err := keys.Mint(api.Grant{Asker: "ann", Expires: time.Now().Add(time.Hour)})
	if err != nil {
		f.Fatal(err)
	}
	do := func(target, name, value string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, target, http.NoBody)
		r.Header.Set(name, value)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	var p plan
	if err := json.Unmarshal(do("/v2/reconstructions/"+xet.Hash{}.String(), "Authorization", "Bearer "+token).Body.Bytes(), &p); err != nil {
		f.Fatal(err)
	}
	address := p.Xorbs[xet.Hash{}.String()][0].URL
	for _, s := range []string{"bytes=10-19", "bytes=10-19,40-59", "bytes=0-", "bytes=-5", "bytes=15-45", "bytes=10-12, 12-14", "bytes=,10-19", "bytes= 41-42"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		if w := do(address, "Range", asked); bytes.IndexByte(w.Body.Bytes(), 0) >= 0 {
			t.Errorf("%q was answered by %d with bytes of another file", asked, w.Code)
		}
	})
}
