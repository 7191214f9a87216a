package program_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/program"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sandbox"
	"github.com/tenonhub/tenon/internal/task"
)

var digits = flag.String("digits", "", "a folder of spoken digits (…/5_theo_0.wav) to measure speech to text with")

func TestMain(m *testing.M) {
	sandbox.Main(nil)
	os.Exit(m.Run())
}

// embedded is the engine of the models that come with Tenon.
func embedded(tb testing.TB) *program.Engine {
	tb.Helper()
	s, err := program.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return program.New(s)
}

// request is a complete request of a model, or skips where it is not installed.
func request(tb testing.TB, e *program.Engine, model string, in port.Values, p task.Params) engine.Request {
	tb.Helper()
	name := ref.Model{Owner: "tenon", Name: model}
	if err := e.Ready(name); err != nil {
		if fault.Is(err, fault.Unavailable) {
			tb.Skip(err)
		}
		tb.Fatal(err)
	}
	models, err := program.Models()
	if err != nil {
		tb.Fatal(err)
	}
	for _, m := range models {
		if m.Ref != name {
			continue
		}
		def, err := task.Lookup(string(m.Task))
		if err != nil {
			tb.Fatal(err)
		}
		if p, err = def.Complete(p); err != nil {
			tb.Fatal(err)
		}
		return engine.Request{Model: name, Task: m.Task, In: in, Params: p}
	}
	tb.Fatalf("no model %s", name)
	return engine.Request{}
}

func answer(tb testing.TB, e engine.Engine, req engine.Request) (port.Values, error) {
	tb.Helper()
	out := port.Values{}
	for ev, err := range e.Run(tb.Context(), req) {
		if err != nil {
			return nil, err
		}
		for name, vs := range ev.Out {
			for _, v := range vs {
				out[name] = append(out[name], kept(tb, v))
			}
		}
	}
	return out, nil
}

// kept reads the bytes of v, which the engine takes away afterwards.
func kept(tb testing.TB, v port.Value) port.Value {
	tb.Helper()
	if v.Body == nil {
		return v
	}
	b, err := v.Read(1 << 30)
	if err != nil {
		tb.Fatal(err)
	}
	if v.Size != int64(len(b)) {
		tb.Errorf("%s is %d bytes, and says %d", v.Name, len(b), v.Size)
	}
	return file(v.Type, v.Name, b)
}

func run(tb testing.TB, model string, in port.Values, p task.Params) port.Values {
	tb.Helper()
	e := embedded(tb)
	out, err := answer(tb, e, request(tb, e, model, in, p))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func file(typ port.Type, name string, b []byte) port.Value {
	return port.Value{Type: typ, Name: name, Size: int64(len(b)), Body: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(string(b))), nil
	}}
}

func one(name string, v ...port.Value) port.Values { return port.Values{name: v} }

// tool makes test data with a program; the data is what lies in out of its
// directory.
func tool(tb testing.TB, out string, args ...string) []byte {
	tb.Helper()
	if _, err := exec.LookPath(args[0]); err != nil {
		tb.Skip(err)
	}
	dir := tb.TempDir()
	cmd := exec.CommandContext(tb.Context(), args[0], args[1:]...)
	cmd.Dir = dir
	if msg, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("%s: %v: %s", args, err, msg)
	}
	b, err := os.ReadFile(filepath.Join(dir, out))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func ffmpeg(tb testing.TB, out string, args ...string) []byte {
	tb.Helper()
	return tool(tb, out, append([]string{"ffmpeg", "-nostdin", "-v", "error"}, append(args, out)...)...)
}

// speech says words, as WAV.
func speech(tb testing.TB, words string) []byte {
	tb.Helper()
	return tool(tb, "s.wav", "espeak-ng", "-v", "en-us", "-s", "150", "-w", "s.wav", words)
}

func convert(tb testing.TB, b []byte, out string, args ...string) []byte {
	tb.Helper()
	in := filepath.Join(tb.TempDir(), "in")
	if err := os.WriteFile(in, b, 0o600); err != nil {
		tb.Fatal(err)
	}
	return ffmpeg(tb, out, append([]string{"-i", in}, args...)...)
}

func TestUnknownFilesAndManifests(t *testing.T) {
	t.Parallel()
	card := "---\nlicense: MIT\npipeline_tag: summarization\ntenon:\n  model: me/shout\n  task: summarization\n  title: Shouts\n" +
		"  quality: 0.5\n  speed: 1\n---\n\nShouts.\n"
	tests := map[string]struct{ manifest, says string }{
		"a word that is unknown":     {"model: me/shout\nshell: true\n", "shell"},
		"a model without a card":     {"model: me/other\n", "no card"},
		"an input that is left out":  {"model: me/shout\n", `nothing of the input "text"`},
		"an output that is left out": {"model: me/shout\nin: {text: {as: text}}\n", `output "text"`},
		"a template that is broken":  {"model: me/shout\nin: {text: {as: text}}\nsteps: [{run: [cat, '{{.P.x']}]\n", "template"},
		"a processor of nobody":      {"model: me/shout\nin: {text: {as: text}}\nout: {text: {file: o}}\nsteps: [{go: x}]\n", `no processor "x"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := program.Read(fstest.MapFS{"shout.md": {Data: []byte(card)}, "shout.yaml": {Data: []byte(test.manifest)}})
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "shout.yaml") {
				t.Errorf("got %v, want shout.yaml and %q", err, test.says)
			}
		})
	}
}

// own reads an operator's manifest for a model of zero-shot classification,
// which has a list of strings as its parameter.
func own(t *testing.T, manifest string) *program.Engine {
	t.Helper()
	card := "---\nlicense: MIT\npipeline_tag: text-generation\ntenon:\n  model: me/echo\n  task: text-generation\n  title: Echoes\n" +
		"  quality: 0.5\n  speed: 1\n---\n\nEchoes.\n"
	s, err := program.Read(fstest.MapFS{"echo.md": {Data: []byte(card)}, "echo.yaml": {Data: []byte("model: me/echo\n" + manifest)}})
	if err != nil {
		t.Fatal(err)
	}
	return program.New(s)
}

func echo(text string) engine.Request {
	return engine.Request{Model: ref.Model{Owner: "me", Name: "echo"}, Task: "text-generation", In: one("prompt", port.NewText(text))}
}

const echoed = `
in: {prompt: {as: text, most: 1KiB}, context: {as: text}}
out: {text: {file: out.txt, text: true}}
`

func TestOperatorsOwnManifest(t *testing.T) {
	t.Parallel()
	e := own(t, echoed+`steps: [{run: [printf, "%s|", "{{.In.prompt.Text}}", 'a b;$(x)'], stdout: out.txt}]`)
	enginetest.Run(t, e, echo("hello there"))
	out, err := answer(t, e, echo("hello there"))
	if err != nil {
		t.Fatal(err)
	}
	if got := out["text"][0].Text; got != "hello there|a b;$(x)|" {
		t.Errorf("got %q: the arguments did not stay what they were", got)
	}
}

func TestWordsOfCallersAreNeverOptions(t *testing.T) {
	t.Parallel()
	bare := own(t, echoed+`steps: [{run: [cat, "{{.In.prompt.Text}}"], stdout: out.txt}]`)
	if _, err := answer(t, bare, echo("--help")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "begins with '-'") {
		t.Errorf("got %v, want it refused", err)
	}
	fenced := own(t, echoed+`steps: [{run: [printf, "--", "{{.In.prompt.Text}}"], stdout: out.txt}]`)
	if out, err := answer(t, fenced, echo("--help")); err != nil || out["text"][0].Text != "--help" {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	t.Parallel()
	e := own(t, echoed+`needs: [{program: tenon-none, package: tenon-none-pkg}, {file: /none/x, package: other}]`)
	want := "me/echo: tenon-none, /none/x is not installed; install it with: sudo apt-get install tenon-none-pkg other"
	err := e.Ready(echo("").Model)
	if kind, msg := fault.Of(err); kind != fault.Unavailable || msg != want {
		t.Errorf("got %s %q, want %q", kind, msg, want)
	}
	if _, err := answer(t, e, echo("x")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("it ran: %v", err)
	}
}

func TestBadTexts(t *testing.T) {
	t.Parallel()
	e := own(t, echoed+`steps: [{run: [cat, "{{.In.prompt.File}}"], stdout: out.txt}]`)
	for name, test := range map[string]struct {
		text string
		kind fault.Kind
		says string
	}{
		"empty":    {" \n\t ", fault.Invalid, "the text is empty"},
		"huge":     {strings.Repeat("x", 2000), fault.TooLarge, "over 1 KiB"},
		"not UTF8": {"caf\xe9", fault.Invalid, "not UTF-8"},
	} {
		_, err := answer(t, e, echo(test.text))
		if kind, msg := fault.Of(err); kind != test.kind || !strings.Contains(msg, test.says) {
			t.Errorf("%s: got %s %q", name, kind, msg)
		}
	}
	if _, err := answer(t, e, engine.Request{Model: echo("").Model}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without an input: %v", err)
	}
}

// wordErrors is the word error rate's numerator.
func wordErrors(want, got []string) int {
	row := make([]int, len(got)+1)
	for j := range row {
		row[j] = j
	}
	for i, w := range want {
		before := row[0]
		row[0] = i + 1
		for j, g := range got {
			cost := 1
			if w == g {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, before+cost)
		}
	}
	return row[len(got)]
}

func rate(errors, of int) string {
	return fmt.Sprintf("%.1f %%", 100*float64(errors)/float64(max(1, of)))
}
