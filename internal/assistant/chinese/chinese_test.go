package chinese_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/engine/llama/vision"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/running"
	"github.com/tenonhub/tenon/internal/hub/weights"
)

var (
	verb   = regexp.MustCompile(`%[.\d]*[a-z]|\{\{if .*\{\{end\}\}|\{\{.*?\}\}`)
	aside  = regexp.MustCompile(`（[^）]*）`)
	latin  = regexp.MustCompile(`[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}`)
	spoken = regexp.MustCompile(`(?m)(?:say|refuse): (?:"((?:[^"\\]|\\.)*)"|'([^']*)')`)
)

// TestWhatModelsSayHasItsChinese reads the sources: what an engine of this
// program says to people has a sentence in the table.
func TestWhatModelsSayHasItsChinese(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	for _, dir := range []string{"engine/native/document", "engine/native/image/raster", "engine/native/table", "engine/native/text", "engine/diffusion", "engine/onnx", "engine/prompts", "engine/program", "engine/speech", "engine/worker", "fleet/process", "catalog/published", "sandbox", "intake", "fetch", "fleet", "queue", "limit", "engine/remote"} {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case strings.HasSuffix(path, ".yaml"):
				b, err := os.ReadFile(path)
				for _, m := range spoken.FindAllStringSubmatch(string(b), -1) {
					said[strings.ReplaceAll(m[1]+m[2], `\"`, `"`)] = path
				}
				return err
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && filepath.Base(path) != "manifest.go":
				return faults(path, said)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(said) < 80 {
		t.Fatalf("only %d messages were found", len(said))
	}
	for message, where := range said {
		example := verb.ReplaceAllString(message, "7")
		if got, ok := chinese.Of(example); !ok || latin.MatchString(aside.ReplaceAllString(got, "")) || strings.Contains(got, "{") {
			t.Errorf("%s says %q, and internal/assistant/chinese/messages.txt has no Chinese for it (%q)", where, message, got)
		}
	}
}

// faults collects the messages of a file's faults that a person can meet.
func faults(path string, said map[string]string) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if !speaks(call.Fun, f.Name.Name) {
			return true
		}
		for _, arg := range call.Args {
			if kind, is := arg.(*ast.SelectorExpr); is && (kind.Sel.Name == "Canceled" || kind.Sel.Name == "NotFound") {
				return true // of no file of a person's
			}
			if lit, is := arg.(*ast.BasicLit); is && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && s != "%s" && s != "%s is not installed%s" {
					said[s] = path
				}
				return true
			}
		}
		return true
	})
	return nil
}

// speaks reports whether a function makes a fault: one of package fault, wrong in
// package speech, or fail and say in package remote.
func speaks(fun ast.Expr, in string) bool {
	if one, ok := fun.(*ast.Ident); ok {
		return one.Name == "wrong" && in == "speech" || one.Name == "say" && in == "remote"
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := sel.X.(*ast.Ident)
	return ok && (from.Name == "fault" || in == "remote" && sel.Sel.Name == "fail")
}

// TestWhyARepositoryCannotRunHasItsChinese asks for every reason.
func TestWhyARepositoryCannotRunHasItsChinese(t *testing.T) {
	t.Parallel()
	head := func(arch, kind string) func(string) (weights.Head, error) {
		return func(string) (weights.Head, error) { return weights.Head{Architecture: arch, Kind: kind}, nil }
	}
	says := func(key, value string) func(string) (weights.Head, error) {
		return func(string) (weights.Head, error) { return weights.Head{Meta: map[string]string{key: value}}, nil }
	}
	tells := func(h weights.Head) func(string) (weights.Head, error) {
		return func(string) (weights.Head, error) { return h, nil }
	}
	index := func(class string) running.Said {
		return running.Said{Text: func(string) ([]byte, error) { return []byte(`{"_class_name":"` + class + `"}`), nil }}
	}
	_, damaged := weights.GGUF(strings.NewReader("none"))
	for _, c := range []struct {
		file string
		said running.Said
	}{
		{"model.onnx tokens.txt" + lexicons(700), running.Said{Head: says("model_type", "vits")}},
		{"m.onnx", running.Said{Formats: []string{"onnx"}}},
		{"m.onnx", running.Said{Class: "WhisperModelThing"}},
		{"m.onnx", running.Said{Task: "translation"}},
		{"m.onnx", running.Said{Task: "image-classification"}},
		{"model.onnx tokens.txt", running.Said{Head: says("model_type", "bird_song")}},
		{"model.onnx tokens.txt", running.Said{Head: says("model_type", "matcha-tts")}},
		{"model.onnx tokens.txt", running.Said{Head: says("model_type", "kokoro")}},
		{"segmentation.onnx other.onnx", running.Said{Head: says("powerset_max_classes", "2")}},
		{"m.onnx", running.Said{Task: "image-super-resolution", Scale: 8}},
		{"det.onnx rec.onnx a/rec.onnx", running.Said{}},
		{"m.safetensors", running.Said{Formats: []string{"safetensors"}}},
		{"m.bin", running.Said{Formats: []string{"pytorch"}}},
		{"m.h5", running.Said{Formats: []string{"keras"}}},
		{"README.md", running.Said{}},
		{"", running.Said{}},
		{"m-00001-of-00002.gguf", running.Said{}},
		{"m.gguf", running.Said{Head: func(string) (weights.Head, error) { return weights.Head{}, damaged }}},
		{"m.gguf", running.Said{Head: tells(weights.Head{End: 2})}},
		{"m.gguf", running.Said{Head: tells(weights.Head{Types: map[string]int64{"type 77": 1}})}},
		{"model_index.json", running.Said{}},
		{"model_index.json", index("WanPipeline")},
		{"model_index.json", index("StableDiffusionPipeline")},
		{"model_index.json unet/a.onnx unet/b.onnx", index("StableDiffusionPipeline")},
		{"model_index.json unet/m.onnx vae_decoder/m.onnx text_encoder/m.onnx", index("StableDiffusionPipeline")},
		{"model_index.json unet/m.onnx vae_decoder/m.onnx text_encoder/m.onnx tokenizer/tokenizer.json", index("StableDiffusionPipeline")},
		{"m.gguf", running.Said{Head: tells(weights.Head{Kind: "adapter", Adapter: "control"})}},
		{"m.gguf", running.Said{Head: tells(weights.Head{Kind: "adapter", Adapter: "lora"})}},
		{"adapter_config.json adapter_model.safetensors", running.Said{Formats: []string{"safetensors"}}},
		{"m.gguf", running.Said{Head: head("clip", "")}},
		{"m.gguf", running.Said{Head: head("whisper", "")}},
		{"m.gguf", running.Said{Head: head("flux", "")}},
		{"m.gguf", running.Said{Head: head("wan", "")}},
		{"m.gguf", running.Said{Head: head("wavtokenizer-dec", "")}},
	} {
		var files []running.File
		for _, name := range strings.Fields(c.file) {
			files = append(files, running.File{Path: name, Size: 1})
		}
		w, err := running.Of(files, c.said)
		if got, ok := chinese.Of(w.Missing); err != nil || !ok || latin.MatchString(aside.ReplaceAllString(got, "")) {
			t.Errorf("%s: %q is %q, %v", c.file, w.Missing, got, err)
		}
	}
}

// lexicons are the names of so many files of a voice.
func lexicons(n int) string {
	var l strings.Builder
	for i := range n {
		fmt.Fprintf(&l, " lexicon%d.txt", i)
	}
	return l.String()
}

// TestWhatAMachineLacksHasItsChinese has what the server says of engines of workers.
func TestWhatAMachineLacksHasItsChinese(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"the libraries of llama are not installed: run `tenon engine install llama`", "there is no tenon-worker beside this program: `make build` makes both", vision.Missing,
		"it sees no pictures: its weights mmproj.gguf are damaged: its head ends early", "it sees no pictures: mmproj.gguf is of the architecture qwen2, and what sees is of clip",
	} {
		if got, ok := chinese.Of(s); !ok || strings.Contains(got, "not") {
			t.Errorf("%q is %q", s, got)
		}
	}
}

func TestWhatIsFilledInIsPutIntoChineseToo(t *testing.T) {
	t.Parallel()
	for english, want := range map[string]string{
		"the only model for this that can run now; on this machine":                                                      "目前唯一能做这件事的模型；在本机运行",
		"the best of 3 that can run now: quality 0.80; at home":                                                          "目前能运行的 3 个模型中最好的，质量 0.80；在 home 运行",
		"it does not translate from en to zh, only en-es, es-en":                                                         "它不能从 en 译成 zh，只能译 en-es, es-en",
		"the file is text, whatever its name says; JPEG, PNG, GIF, WebP, BMP and TIFF are read: save it as one of those": "不管文件名怎么写，文件是 文字；能读 JPEG、PNG、GIF、WebP、BMP 和 TIFF：请存为其中一种",
		"lab/voice cannot be loaded: sherpa-onnx does not take rule.fst: it is cut short":                                "lab/voice 无法加载：sherpa-onnx 不接受 rule.fst：它不完整",
		"lab/ears cannot be loaded: sherpa-onnx ends its process on the model (model.onnx): it does not say why":         "lab/ears 无法加载：sherpa-onnx 在运行模型（model.onnx）时终止：它没有说明原因",
		"ffmpeg is not installed; install it with: sudo apt-get install ffmpeg":                                          "没有安装 ffmpeg；请运行：sudo apt-get install ffmpeg",
	} {
		if got, ok := chinese.Of(english); !ok || got != want {
			t.Errorf("%q is %q, want %q", english, got, want)
		}
	}
}

// TestWhatIsOddAboutFilesHasItsChinese has every kind of file that a name may promise.
func TestWhatIsOddAboutFilesHasItsChinese(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../intake/kinds.json")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []struct{ What, Mend string }
	if err := json.Unmarshal(b, &kinds); err != nil || len(kinds) < 40 {
		t.Fatalf("%d kinds, %v", len(kinds), err)
	}
	for _, k := range kinds {
		for _, said := range []string{fmt.Sprintf("a.bin is %s, not %s as its name says; it is taken as what it is", k.What, k.What), k.Mend} {
			if got, ok := chinese.Of(said); said != "" && (!ok || strings.Contains(got, " is ") || len(k.What) > 4 && strings.Contains(got, k.What)) {
				t.Errorf("%q is %q", said, got)
			}
		}
	}
}

func TestUnknownWordsKeepTheirKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind     fault.Kind
		in, want string
	}{
		{fault.Exhausted, "ffmpeg was stopped after 2m0s; give it a shorter input or raise its time limit", "ffmpeg 运行 2m0s 后被停止；请换短一些的输入，或提高时间上限"},
		{fault.TooLarge, "it has 9 corners too many", "太大了（it has 9 corners too many）"},
		{fault.Exhausted, "no luck left", "时间、内存或磁盘不够（no luck left）"},
		{fault.Invalid, "这里没有答案", "这里没有答案"},
		{fault.Canceled, "canceled", "canceled"},
	} {
		if got := chinese.Fault(c.kind, c.in); got != c.want {
			t.Errorf("%q is %q, want %q", c.in, got, c.want)
		}
	}
}

// TestServersThatFailAreToldOfInChinese has what is put together while it is said.
func TestServersThatFailAreToldOfInChinese(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"connection lab: it failed again and again, and is left alone for 1s; at last: connection lab: it cannot be reached at http://a/v1 (connection refused); is it running?": "连接 lab：它接连失败，1s 内不再请求它；最后一次：连接 lab：连不上 http://a/v1（connection refused）；它在运行吗？",
		"connection lab: it takes no more requests for now; try again in 3s: too many":                                                                                           "连接 lab：它暂时不再接受请求，请在 3s 后再试：too many",
		"it waited 1m0s for a call of yours to end, and was still number 2; try again later":                                                                                     "为你自己的另一个调用结束等了 1m0s，仍排在第 2 位；请稍后再试",
		"the limit of 60 requests in a minute is reached; try again in 1s, or ask an administrator for a higher one (`tenon limit`)":                                             "已达到每分钟 60 个请求的上限；请在 1s 后再试，或请管理员提高上限（`tenon limit`）",
	} {
		if got, _ := chinese.Of(message); got != want {
			t.Errorf("%s\nis %s\nwant %s", message, got, want)
		}
	}
}
