package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

// sample is a file of the samples.
func sample(t *testing.T, name, as string, bytes int) sdk.File {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if bytes > 0 {
		b = b[:bytes]
	}
	return file(as, string(b))
}

// bomb is an office file with one part of 128 MiB of zeros, which claims to
// have so many bytes.
func bomb(t *testing.T, part string, claimed uint64) string {
	t.Helper()
	var packed, b bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err == nil {
		_, err = io.CopyN(f, zeros{}, 128<<20)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&b)
	w, err := z.Create("[Content_Types].xml")
	if err == nil {
		_, err = io.WriteString(w, "<Types/>")
	}
	if err == nil {
		w, err = z.CreateRaw(&zip.FileHeader{
			Name: part, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: claimed,
		})
	}
	if err == nil {
		_, err = w.Write(packed.Bytes())
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// hugePNG is the beginning of a picture of that many pixels.
func hugePNG(width, height uint32) string {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	head = append(binary.BigEndian.AppendUint32(head, height), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), head...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))) + "\x00\x00\x00\x00IDAT"
}

func on(name, task, port string) *sdk.Graph {
	return &sdk.Graph{Nodes: []sdk.GraphNode{{ID: "n1", Task: task, In: map[string][]sdk.Source{port: {{Given: name}}}}}}
}

// TestBadInput sends one server what is wrong. Where a refusal is wanted, no
// run is made; else the run ends in the state. Each says what is wrong.
func TestBadInput(t *testing.T) {
	t.Parallel()
	s, hasty := serve(t, t.TempDir(), "TENON_MAX_FILE_MB=8"), serve(t, t.TempDir(), "TENON_NODE_SECONDS=2")
	t.Cleanup(s.well)
	many := &sdk.Graph{}
	for i := range 10_000 {
		many.Nodes = append(many.Nodes, nap(fmt.Sprint("n", i), sdk.Source{Text: "nap 0"}))
	}
	circle := &sdk.Graph{Nodes: []sdk.GraphNode{nap("a", sdk.Source{Node: "b"}), nap("b", sdk.Source{Node: "a"})}}
	odd := naps("nap 0")
	odd.Nodes[0].Params = map[string]any{"colour": "red"}
	over := naps("nap 0")
	over.Nodes[0].Params = map[string]any{"sentences": 1e9}
	files := make([]sdk.File, 65)
	for i := range files {
		files[i] = file(fmt.Sprint(i, ".txt"), fmt.Sprint("text ", i))
	}
	for name, c := range map[string]struct {
		ask   sdk.Ask
		state sdk.State // empty: it is refused
		says  []string
	}{
		"an empty request":         {sdk.Ask{Text: " \n "}, "", []string{"the request is empty", "for example"}},
		"a request of one MB":      {sdk.Ask{Text: strings.Repeat("please ", 150_000)}, "", []string{"at most 200000", "attach"}},
		"a request of five MB":     {sdk.Ask{Text: strings.Repeat("please ", 750_000)}, "", []string{"over 4 MB", "attach"}},
		"a language unknown":       {sdk.Ask{Text: "x", Lang: "fr", Graph: naps("nap 0")}, sdk.Done, nil},
		"a consent unknown":        {sdk.Ask{Text: "x", Consent: "maybe"}, "", []string{`consent "maybe"`}},
		"a graph with a circle":    {sdk.Ask{Text: "x", Graph: circle}, "", []string{"node a waits for itself"}},
		"a graph with no node":     {sdk.Ask{Text: "x", Graph: &sdk.Graph{}}, "", []string{"no node"}},
		"a graph of 10,000":        {sdk.Ask{Text: "x", Graph: many}, "", []string{"10000 nodes, at most 200"}},
		"a task unknown":           {sdk.Ask{Text: "x", Graph: on("a", "telepathy", "text")}, "", []string{"node n1", "telepathy"}},
		"a parameter unknown":      {sdk.Ask{Text: "x", Graph: odd}, "", []string{"node n1", "colour"}},
		"a parameter out of range": {sdk.Ask{Text: "x", Graph: over}, "", []string{"node n1", "sentences", "100"}},
		"a file not attached":      {sdk.Ask{Text: "x", Graph: on("a.txt", "summarization", "text")}, "", []string{"node n1", `"a.txt", which did not come`}},
		"a model unknown":          {sdk.Ask{Text: "x", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{call("n1", "summarization", "test/none", "text", sdk.Source{Text: "x"})}}}, sdk.Impossible, []string{"summarization"}},
		"a port of another type":   {sdk.Ask{Text: "x", Graph: on("t.txt", "barcode-reading", "image"), Files: []sdk.File{file("t.txt", "words")}}, "", []string{"node n1", "takes image, not text"}},
		"too many files":           {sdk.Ask{Text: "x", Graph: naps("nap 0"), Files: files}, "", []string{"over 64 files"}},
		"a file that is too large": {sdk.Ask{Text: "x", Files: []sdk.File{file("big.txt", strings.Repeat("words ", 3<<19))}}, "", []string{"big.txt", "at most"}},
		"an empty file":            {sdk.Ask{Text: "x", Files: []sdk.File{file("void.txt", "")}}, "", []string{"void.txt: the file is empty"}},
		"noise":                    {sdk.Ask{Text: "x", Files: []sdk.File{file("noise.jpg", strings.Repeat("\x00\x07\xfe\xc3\x91", 900))}}, "", []string{"noise.jpg", "attach"}},
		"a zip bomb in a DOCX":     {sdk.Ask{Text: "x", Files: []sdk.File{file("bomb.docx", bomb(t, "word/document.xml", 128<<20))}}, "", []string{"bomb.docx", "unpacks to"}},
		"a zip bomb in an XLSX":    {sdk.Ask{Text: "x", Files: []sdk.File{file("bomb.xlsx", bomb(t, "xl/workbook.xml", 128<<20))}}, "", []string{"bomb.xlsx", "unpacks to"}},
		"a zip bomb that lies": {
			sdk.Ask{Text: "x", Graph: on("lie.docx", "document-text-extraction", "document"), Files: []sdk.File{file("lie.docx", bomb(t, "word/document.xml", 1000))}},
			sdk.Failed,
			[]string{"lie.docx"},
		},
		"a picture of 900 MP": {sdk.Ask{Text: "x", Files: []sdk.File{file("huge.png", hugePNG(30_000, 30_000))}}, "", []string{"huge.png", "30000 × 30000"}},
		"a text called WAV": {
			sdk.Ask{Text: "x", Graph: on("call.wav", "automatic-speech-recognition", "audio"), Files: []sdk.File{file("call.wav", "These are words.\n")}},
			"",
			[]string{"node n1", "takes audio, not text"},
		},
		"a WAV that is cut off": {
			sdk.Ask{Text: "x", Graph: on("cut.wav", "voice-activity-detection", "audio"), Files: []sdk.File{sample(t, "call.wav", "cut.wav", 30)}},
			"",
			[]string{"cut.wav", "attach it again"},
		},
		"a WAV of which the half is there": {
			sdk.Ask{Text: "x", Graph: on("half.wav", "automatic-speech-recognition", "audio"), Files: []sdk.File{sample(t, "call.wav", "half.wav", 150_000)}},
			sdk.Failed,
			[]string{"n1", "half.wav", "its header promises", "send the whole file"},
		},
		"a picture that is cut off": {
			sdk.Ask{Text: "x", Graph: on("cut.jpg", "image-resizing", "image"), Files: []sdk.File{sample(t, "lake.jpg", "cut.jpg", 3000)}},
			sdk.Failed,
			[]string{"n1", "cut.jpg", "fetch the whole file again"},
		},
		"loopback":            {sdk.Ask{Text: "x", URLs: []string{"http://127.0.0.1:7410/"}}, "", []string{"127.0.0.1"}},
		"the server itself":   {sdk.Ask{Text: "x", URLs: []string{s.url + "/healthz"}}, "", []string{"127.0.0.1"}},
		"the server in words": {sdk.Ask{Text: "Summarise " + s.url + "/healthz"}, sdk.Question, nil}, // it stays words
		"a metadata service":  {sdk.Ask{Text: "x", URLs: []string{"http://169.254.169.254/latest/meta-data/"}}, "", []string{"169.254.169.254"}},
		"loopback of IPv6":    {sdk.Ask{Text: "x", URLs: []string{"http://[::1]/"}}, "", []string{"::1"}},
		"loopback in IPv6":    {sdk.Ask{Text: "x", URLs: []string{"http://[::ffff:127.0.0.1]/"}}, "", []string{"127.0.0.1"}},
		"a decimal address":   {sdk.Ask{Text: "x", URLs: []string{"http://2130706433/"}}, "", []string{"2130706433"}},
		"a file address":      {sdk.Ask{Text: "x", URLs: []string{"file:///etc/passwd"}}, "", []string{"file:///etc/passwd", "attach"}},
		"a program that hangs": {
			sdk.Ask{Text: "x", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{call("slow", "text-error-correction", "test/hang", "text", sdk.Source{Text: "words"})}}},
			sdk.Failed,
			[]string{"slow", "test/hang took over 2s and was stopped; give it a smaller input"},
		},
		"a program that eats memory": {
			sdk.Ask{Text: "x", Graph: &sdk.Graph{Nodes: []sdk.GraphNode{call("fat", "text-classification", "test/eat", "text", sdk.Source{Text: "words"})}}},
			sdk.Failed,
			[]string{"fat", "test/eat", "ran out of its 128 MiB of memory; give it a smaller input"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := s
			if name == "a program that hangs" {
				to = hasty // the others may be slow where the machine is
			}
			run, err := to.Ask(t.Context(), c.ask)
			var words string
			if err != nil {
				words = err.Error()
			} else {
				run = to.follow(run.ID, func(sdk.Run) bool { return false })
				words = run.Error
			}
			if (err != nil) != (c.state == "") || err == nil && run.State != c.state {
				t.Errorf("it ended as %q, want %q: %s", run.State, c.state, words)
			}
			for _, want := range c.says {
				if !strings.Contains(words, want) {
					t.Errorf("it does not say %q: %s", want, words)
				}
			}
			if strings.Contains(words, "internal error") || len([]rune(words)) > 1000 {
				t.Errorf("it says %.2000s", words)
			}
		})
	}
}

func TestAFileIsTakenAsWhatItIs(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	run := s.run(sdk.Ask{
		Text: "Read it", Graph: on("photo.jpg", "document-text-extraction", "document"),
		Files: []sdk.File{sample(t, "contract.pdf", "photo.jpg", 0)},
	})
	if len(run.Given) != 1 || !strings.Contains(run.Given[0].Notice, "photo.jpg is a PDF document, not a JPEG picture") {
		t.Errorf("given %+v", run.Given)
	}
	if run.State != sdk.Done || !strings.Contains(text(run.Nodes[0]), "the") {
		t.Errorf("the run ended as %s with %.200q: %s", run.State, text(run.Nodes[0]), run.Error)
	}
	s.well()
}

func TestMalformedRequests(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	const form = "multipart/form-data; boundary=b"
	part := func(name, content string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n"
	}
	for name, c := range map[string]struct {
		path, media, body string
		status            int
		says              string
	}{
		"no form":               {"runs", "application/json", `{"text":"x"}`, 400, "not a form"},
		"no boundary":           {"runs", "multipart/form-data", part("request", "{}"), 400, "not a form"},
		"another first part":    {"runs", form, part("file", "x") + "--b--\r\n", 400, "first part of the form is not “request”"},
		"an empty form":         {"runs", form, "", 400, "first part"},
		"no JSON":               {"runs", form, part("request", "text=x") + "--b--\r\n", 400, "not the JSON of a request"},
		"a field unknown":       {"runs", form, part("request", `{"text":"x","colour":"red"}`) + "--b--\r\n", 400, `unknown field \"colour\"`},
		"a field of a node":     {"runs", form, part("request", `{"graph":{"nodes":[{"id":"a","job":"b"}]}}`) + "--b--\r\n", 400, `unknown field \"job\"`},
		"a form that breaks":    {"runs", form, part("request", `{"text":"x"}`) + "--b\r\nContent-Dispo", 400, "broke off"},
		"a value not there":     {"runs", form, part("request", `{"text":"x","given":[{"type":"text","name":"a","digest":"`+strings.Repeat("0", 64)+`"}]}`) + "--b--\r\n", 404, "no stored bytes"},
		"a value without name":  {"runs", form, part("request", `{"text":"x","given":[{"type":"text","text":"a"}]}`) + "--b--\r\n", 400, "needs a name"},
		"a digest that is none": {"runs", form, part("request", `{"text":"x","given":[{"type":"text","name":"a","digest":"../../token"}]}`) + "--b--\r\n", 400, "not a SHA-256"},
		"a connection unlike":   {"connections", "application/json", `{"name":"x","address":"y"}`, 400, "unknown field"},
		"no backup":             {"restore?replace", "application/gzip", "this is no backup", 400, "not a backup"},
		"no such thing":         {"frobs", "application/json", "{}", 404, "there is no POST /api/tenon/v1/frobs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/api/tenon/v1/"+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", c.media)
			resp, err := (&http.Client{}).Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != c.status || !strings.Contains(string(b), c.says) {
				t.Errorf("%d %s, %v; want %d and %q", resp.StatusCode, b, err, c.status, c.says)
			}
		})
	}
	t.Cleanup(s.well)
}
