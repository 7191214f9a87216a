package sdk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

func TestFollowPutsChangesTogether(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !r.URL.Query().Has("changes") {
			t.Errorf("asked for %s", r.URL)
		}
		send(w, "run", `{"id":"r1","text":"x","state":"running","nodes":[{"id":"a","state":"running","partial":"wo"},{"id":"b","state":"waiting"}]}`)
		send(w, "change", `{"nodes":[{"id":"a","state":"done","partial":null}]}`)
		send(w, "change", `{"confidence":0.5,"nodes":[{"id":"b","state":"running"}]}`)
		send(w, "run", `{"id":"r1","text":"x","state":"done"}`)
	}))
	defer srv.Close()
	var got string
	for run, err := range sdk.New(srv.URL, "", srv.Client()).Follow(t.Context(), "r1") {
		if err != nil {
			t.Fatal(err)
		}
		got += fmt.Sprintf("%s %s %.1f", run.Text, run.State, run.Confidence)
		for _, n := range run.Nodes {
			got += fmt.Sprintf(" %s=%s%q", n.ID, n.State, n.Partial)
		}
		got += "; "
	}
	want := `x running 0.0 a=running"wo" b=waiting""; x running 0.0 a=done"" b=waiting""; x running 0.5 a=done"" b=running""; x done 0.0; `
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFollowRefusesAChangeOfNothing(t *testing.T) {
	t.Parallel()
	for _, events := range [][2]string{
		{`{"id":"r1"}`, ""},
		{`{"nodes":[{"id":"z","state":"done"}]}`, `{"id":"r1","state":"running","nodes":[{"id":"a"}]}`},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if events[1] != "" {
				send(w, "run", events[1])
			}
			send(w, "change", events[0])
		}))
		if _, err := follow(t.Context(), sdk.New(srv.URL, "", srv.Client())); err == nil {
			t.Errorf("a change %s after %q was taken", events[0], events[1])
		}
		srv.Close()
	}
}

// once is a server that says the same to everybody and is then gone.
type once struct {
	says []byte
	end  func()
}

func (o once) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: o.body(), Request: r}, nil
}

func (o once) body() io.ReadCloser {
	return io.NopCloser(io.MultiReader(bytes.NewReader(o.says), ending(o.end)))
}

type ending func()

func (e ending) Read([]byte) (int, error) {
	e()
	return 0, io.EOF
}

func FuzzFollow(f *testing.F) {
	f.Add([]byte("event: run\ndata: {\"state\":\"running\",\"nodes\":[{\"id\":\"a\"}]}\n\nevent: change\ndata: {\"nodes\":[{\"id\":\"a\",\"state\":null}]}\n\n"))
	f.Add([]byte("event: run\ndata: {\"state\":\"running\",\"nodes\":[null]}\n\nevent: change\ndata: {\"nodes\":[{\"a\":1},null]}\n\n"))
	f.Add([]byte(": ping\n\nevent: error\ndata: {}\n\n"))
	f.Fuzz(func(t *testing.T, says []byte) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := false
		for _, err := range sdk.New("http://127.0.0.1", "", &http.Client{Transport: once{says, cancel}}).Follow(ctx, "r1") {
			if ended = err != nil; ended {
				break
			}
		}
		if !ended && ctx.Err() != nil {
			t.Error("it did not say that the server is gone")
		}
	})
}
