package app_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	_ "image/jpeg" // pictures that are measured
	_ "image/png"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/sdk"
)

func TestMain(m *testing.M) {
	app.Child()
	workertest.Main()
	os.Exit(m.Run())
}

// request is a line of testdata/requests.jsonl; its README says what holds when.
type request struct {
	ID, Text string
	Files    []string
	Expect   struct {
		State          sdk.State
		Tasks          []string
		AnswerContains []string `json:"answer_contains"`
		AnswerMaxRunes int      `json:"answer_max_runes"`
		Artefacts      []artefact
		Nodes          []struct {
			Task, Port  string
			TextMatches []string `json:"text_matches"`
		}
	}
}

type artefact struct {
	Type, Media string
	Count       int
	Width       int
	Height      int
	MinWidth    int `json:"min_width"`
	MaxWidth    int `json:"max_width"`
	MinHeight   int `json:"min_height"`
	MaxHeight   int `json:"max_height"`
	Seconds     float64
	HasAudio    bool                            `json:"has_audio"`
	TextMatches []string                        `json:"text_matches"`
	DiffersFrom string                          `json:"differs_from"`
	MaxDBFS     *struct{ From, To, DB float64 } `json:"max_dbfs"`
}

const files = "../../testdata"

func read(t *testing.T, name string) []request {
	t.Helper()
	f, err := os.Open(filepath.Join(files, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []request
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// machine is a whole program on an empty folder.
type machine struct {
	app    *app.App
	client *sdk.Client
}

func start(t *testing.T) machine {
	t.Helper()
	a, err := app.Open(t.Context(), config(t), slog.New(slog.DiscardHandler))
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
	return machine{a, sdk.New("http://127.0.0.1", a.Token(), inside)}
}

func config(t *testing.T) app.Config {
	t.Helper()
	return app.Config{Data: t.TempDir(), Version: "test", MaxFile: 64 << 20, NodeTimeout: 2 * time.Minute, Parallel: 4}
}

func (m machine) ask(t *testing.T, ask sdk.Ask) sdk.Run {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	run, err := m.client.Ask(ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.app.Only(ctx, run.ID); err != nil {
		t.Fatal(err)
	}
	if run, err = m.client.Run(ctx, run.ID); err != nil {
		t.Fatal(err)
	}
	return run
}

func attached(names ...string) (l []sdk.File) {
	for _, name := range names {
		l = append(l, sdk.File{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(filepath.Join(files, name)) }})
	}
	return l
}

func TestRequestsOverRealFilesAreFulfilled(t *testing.T) {
	t.Parallel()
	m := start(t)
	for _, r := range append(read(t, "requests.jsonl"), read(t, "refusals.jsonl")...) {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			run := m.ask(t, sdk.Ask{Text: r.Text, Files: attached(r.Files...)})
			check(t, m, r, run)
		})
	}
}

func check(t *testing.T, m machine, r request, run sdk.Run) {
	t.Helper()
	words := strings.TrimSpace(run.Answer + "\n" + run.Error + run.Question)
	if run.State != r.Expect.State {
		t.Errorf("%q ended as %s, want %s: %s", r.Text, run.State, r.Expect.State, words)
	}
	var tasks []string
	for _, n := range run.Graph.Nodes {
		tasks = append(tasks, n.Task)
	}
	if !slices.Equal(slices.Sorted(slices.Values(tasks)), slices.Sorted(slices.Values(r.Expect.Tasks))) {
		t.Errorf("%q was planned as %v, want %v", r.Text, tasks, r.Expect.Tasks)
	}
	matches(t, "the answer", words, r.Expect.AnswerContains)
	if n := len([]rune(words)); r.Expect.AnswerMaxRunes > 0 && n > r.Expect.AnswerMaxRunes {
		t.Errorf("the answer has %d runes, at most %d: %s", n, r.Expect.AnswerMaxRunes, words)
	}
	for _, want := range r.Expect.Nodes {
		i := slices.IndexFunc(run.Nodes, func(n sdk.Node) bool { return n.Task == want.Task && len(n.Out[want.Port]) > 0 })
		if i < 0 {
			t.Errorf("no node of %s gave %s", want.Task, want.Port)
			continue
		}
		matches(t, want.Task, string(m.bytes(t, run.Nodes[i].Out[want.Port][0])), want.TextMatches)
	}
	for _, want := range r.Expect.Artefacts {
		m.has(t, run, want)
	}
}

func matches(t *testing.T, what, text string, patterns []string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile(p).MatchString(text) {
			t.Errorf("%s does not match %q:\n%s", what, p, text)
		}
	}
}

func (m machine) bytes(t *testing.T, v sdk.Value) []byte {
	t.Helper()
	r, err := m.client.Open(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (m machine) has(t *testing.T, run sdk.Run, want artefact) {
	t.Helper()
	var wrong []string
	fit := 0
	for _, v := range run.Artefacts {
		media, _, _ := strings.Cut(v.Media, ";")
		if v.Type != want.Type || want.Media != "" && media != want.Media {
			wrong = append(wrong, fmt.Sprintf("%s is %s of %s", v.Name, v.Type, v.Media))
			continue
		}
		if why := m.unlike(t, v, want); why != "" {
			wrong = append(wrong, v.Name+": "+why)
			continue
		}
		fit++
	}
	if fit != max(1, want.Count) {
		t.Errorf("%d artefacts are like %+v, want %d; the others: %s", fit, want, max(1, want.Count), strings.Join(wrong, "; "))
	}
}

// unlike says in what an artefact is not what was wanted.
func (m machine) unlike(t *testing.T, v sdk.Value, want artefact) string {
	t.Helper()
	b := m.bytes(t, v)
	for _, p := range want.TextMatches {
		if !regexp.MustCompile(p).Match(b) {
			return "it does not match " + p
		}
	}
	if want.DiffersFrom != "" {
		if why := differ(t, b, want.DiffersFrom); why != "" {
			return why
		}
	}
	file := filepath.Join(t.TempDir(), "artefact"+filepath.Ext(v.Name))
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if w, h := size(t, file, b, v.Type); w < max(want.Width, want.MinWidth) || h < max(want.Height, want.MinHeight) ||
		over(w, want.Width, want.MaxWidth) || over(h, want.Height, want.MaxHeight) {
		return fmt.Sprintf("it is %d×%d", w, h)
	}
	if want.Seconds > 0 {
		if s, _ := strconv.ParseFloat(probe(t, file, "format=duration"), 64); math.Abs(s-want.Seconds) > 0.5 {
			return fmt.Sprintf("it lasts %.2f s", s)
		}
	}
	if want.HasAudio && !strings.Contains(probe(t, file, "stream=codec_type"), "audio") {
		return "it has no sound"
	}
	if l := want.MaxDBFS; l != nil {
		if db := level(t, file, l.From, l.To); db > l.DB {
			return fmt.Sprintf("it has %.1f dBFS from %.1f to %.1f s", db, l.From, l.To)
		}
	}
	return ""
}

func over(n, exact, most int) bool { return exact > 0 && n > exact || most > 0 && n > most }

func size(t *testing.T, file string, b []byte, kind string) (w, h int) {
	t.Helper()
	if c, _, err := image.DecodeConfig(bytes.NewReader(b)); err == nil {
		return c.Width, c.Height
	}
	if kind == "video" {
		_, _ = fmt.Sscanf(strings.ReplaceAll(probe(t, file, "stream=width,height"), "\n", " "), "%d %d", &w, &h)
	}
	return w, h
}

func probe(t *testing.T, file, entries string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-show_entries", entries, "-of", "default=nw=1:nk=1", file).Output()
	if err != nil {
		t.Fatalf("ffprobe %s: %v", file, err)
	}
	return strings.TrimSpace(string(out))
}

// level is the RMS level of a part of a recording, in dBFS.
func level(t *testing.T, file string, from, to float64) float64 {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-ss", fmt.Sprint(from), "-t", fmt.Sprint(to-from), "-i", file, "-f", "s16le", "-ac", "1", "-").Output()
	if err != nil {
		t.Fatalf("decode %s: %v", file, err)
	}
	sum := 0.0
	for s := range slices.Chunk(out[:len(out)/2*2], 2) {
		x := float64(int16(s[0])|int16(s[1])<<8) / 32768
		sum += x * x
	}
	return 10 * math.Log10(sum/float64(len(out)/2)+1e-12)
}

// differ says so when a picture has the same content as a file.
func differ(t *testing.T, b []byte, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(files, name))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(raw, b) {
		return "it is " + name
	}
	one, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return "" // not a picture: other bytes are another content
	}
	two, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if one.Bounds() != two.Bounds() {
		return ""
	}
	far := 0.0
	for y := range one.Bounds().Dy() {
		for x := range one.Bounds().Dx() {
			r1, g1, b1, _ := one.At(x, y).RGBA()
			r2, g2, b2, _ := two.At(x, y).RGBA()
			far += math.Abs(float64(r1)-float64(r2)) + math.Abs(float64(g1)-float64(g2)) + math.Abs(float64(b1)-float64(b2))
		}
	}
	if mean := far / 3 / 65535 / float64(one.Bounds().Dx()*one.Bounds().Dy()); mean < 0.01 {
		return fmt.Sprintf("it looks like %s (mean difference %.4f)", name, mean)
	}
	return ""
}

func TestHealthAnswersAtOnceOnAnEmptyFolder(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	a, err := app.Open(t.Context(), config(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	inside, stop := a.Inside(t.Context())
	defer stop()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := inside.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	t.Logf("healthy after %v", time.Since(begin))
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d", resp.StatusCode)
	}
}
