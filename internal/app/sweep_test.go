package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/sdk"
)

func TestWhatNobodyNeedsIsSweptAfterADay(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Keep = 48 * time.Hour
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	inside, stop := a.Inside(t.Context())
	t.Cleanup(func() {
		stop()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	m := machine{a, sdk.New("http://127.0.0.1", a.Token(), inside)}
	note := sdk.File{Name: "note.txt", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("A note that takes its place in the store.")), nil
	}}
	void := sdk.File{Name: "void.txt", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("")), nil }}
	ask := sdk.Ask{Text: "Judge it", Files: []sdk.File{note}, Graph: &sdk.Graph{Nodes: []sdk.GraphNode{{
		ID: "n1", Task: "sentiment-analysis", Model: "tenon/sentiment", In: map[string][]sdk.Source{"text": {{Given: "note.txt"}}},
	}}}}
	run := m.ask(t, ask)
	if run.State != sdk.Done || len(run.Given) != 1 {
		t.Fatalf("the run is %s: %s", run.State, run.Error)
	}
	// A request that is refused at its last file leaves its others behind.
	other := note
	other.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("A note of nobody.")), nil }
	if _, err := m.client.Ask(t.Context(), sdk.Ask{Text: "x", Files: []sdk.File{other, void}}); err == nil {
		t.Fatal("an empty file was taken")
	}
	sum := sha256.Sum256([]byte("A note of nobody."))
	kept, lost := run.Given[0], sdk.Value{Digest: hex.EncodeToString(sum[:])}
	for _, step := range []struct {
		after           time.Duration
		run, kept, lost bool // what is still there
	}{
		{time.Hour, true, true, true},
		{25 * time.Hour, true, true, false},
		{49 * time.Hour, false, true, false}, // values go with the next sweep
		{50 * time.Hour, false, false, false},
	} {
		if err := a.Sweep(t.Context(), time.Now().Add(step.after)); err != nil {
			t.Fatal(err)
		}
		if _, err := m.client.Run(t.Context(), run.ID); (err == nil) != step.run {
			t.Errorf("after %v the run: %v", step.after, err)
		}
		for v, there := range map[*sdk.Value]bool{&kept: step.kept, &lost: step.lost} {
			r, err := m.client.Open(t.Context(), *v)
			if (err == nil) != there {
				t.Errorf("after %v value %s: %v, want there %v", step.after, v.Digest, err, there)
			}
			if err == nil {
				_ = r.Close()
			}
		}
	}
}
