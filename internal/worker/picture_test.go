package worker_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// painted is a picture of some colours.
func painted(w, h, shade int) image.Image {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.Set(x, y, color.RGBA{uint8(x * 3), uint8(y * 5), uint8(shade * 40), 255})
		}
	}
	return p
}

func asPNG(t *testing.T, p image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

// shows is a conversation of a message that has pictures, then words.
func shows(words string, pictures ...string) []object {
	var l []object
	for _, p := range pictures {
		l = append(l, object{"type": "image_url", "image_url": object{"url": p}})
	}
	return []object{{"role": "user", "content": append(l, object{"type": "text", "text": words})}}
}

func TestConversationsWithPictures(t *testing.T) {
	t.Parallel()
	librarytest.Sight(t)
	p := start(t, librarytest.Tiny(t, 5, func(s *ggufgen.Shape) { s.Grid = true }), "--eyes", librarytest.Eyes(t, 6, ggufgen.Qwen2VL), "--slots", "2", "--context", "1024")
	a, b := asPNG(t, painted(200, 120, 1)), asPNG(t, painted(200, 120, 2))
	ask := func(l []object) answer {
		t.Helper()
		return p.ask(wire.ChatPath, object{"messages": l, "max_tokens": 12, "temperature": 0, "ignore_eos": true})
	}
	bare := ask(shows("What is it?"))
	one := ask(shows("What is it?", a))
	if one.Usage.Prompt < bare.Usage.Prompt+15 || one.Choices[0].Message.Content == bare.Choices[0].Message.Content {
		t.Errorf("with a picture it answers %+v, without %+v", one, bare)
	}
	again := ask(shows("What is it?", a))
	if again.Choices[0].Message.Content != one.Choices[0].Message.Content || again.Usage.Details.Cached != one.Usage.Prompt-1 {
		t.Errorf("the same again is answered %+v, before %+v", again, one)
	}
	other := ask(shows("What is it?", b))
	if other.Choices[0].Message.Content == one.Choices[0].Message.Content || other.Usage.Details.Cached > one.Usage.Prompt-28 {
		t.Errorf("another picture is answered %+v, the first %+v", other, one)
	}
	later := ask(append(shows("What is it?", a), object{"role": "assistant", "content": one.Choices[0].Message.Content}, object{"role": "user", "content": "Sure?"}))
	if later.Usage.Details.Cached < one.Usage.Prompt-5 {
		t.Errorf("later in a conversation with a picture, %d of %d tokens were known", later.Usage.Details.Cached, later.Usage.Prompt)
	}
	sized := func(more object) int {
		t.Helper()
		part := object{"type": "image_url", "image_url": object{"url": asPNG(t, painted(600, 500, 4)), "detail": more["detail"]}}
		for _, name := range []string{"min_pixels", "max_pixels"} {
			part[name] = more[name]
		}
		return ask([]object{{"role": "user", "content": []object{part}}}).Usage.Prompt
	}
	whole, small, least, low := sized(object{}), sized(object{"max_pixels": 100 * 100}), sized(object{"min_pixels": 700 * 600}), sized(object{"detail": "low"})
	if small*4 > whole || least <= whole || low >= whole || low <= small || sized(object{"detail": "auto", "max_pixels": 1 << 40}) != whole {
		t.Errorf("a picture is %d tokens, %d where it is to be small, %d large, %d of low detail", whole, small, least, low)
	}
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, painted(64, 64, 3), nil); err != nil {
		t.Fatal(err)
	}
	if two := ask(shows("Which?", a, "data:image/jpeg;base64,"+base64.StdEncoding.EncodeToString(jpg.Bytes()))); two.Usage.Prompt <= one.Usage.Prompt {
		t.Errorf("with two pictures it answers %+v", two)
	}
	if h := p.health(); !h.Model.Sees {
		t.Errorf("it says %+v", h.Model)
	}
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		wav := base64.StdEncoding.EncodeToString([]byte("RIFF....WAVEfmt "))
		for name, c := range map[string]struct {
			l      []object
			status int
			says   string
		}{
			"an address":        {shows("x", "https://example.com/a.png"), 400, "no network"},
			"no base64":         {shows("x", "data:image/png;base64,!!!"), 400, "no base64"},
			"not in base64":     {shows("x", "data:image/png,abc"), 400, "in base64"},
			"a sound":           {shows("x", "data:image/png;base64,"+wav), 400, "picture 1: the file is no picture"},
			"a damaged picture": {shows("x", a, a[:len(a)/8*4]), 400, "picture 2"},
			"a bomb":            {shows("x", bomb()), 413, "at most 36 million"},
			"of no size":        {[]object{{"role": "user", "content": []object{{"type": "image_url", "min_pixels": 9, "max_pixels": 4, "image_url": object{"url": a}}}}}, 400, "more than max_pixels"},
			"too many":          {shows("x", many(a, 33)...), 413, "over 32 pictures"},
			"more than fits":    {shows("x", many(asPNG(t, painted(400, 400, 1)), 20)...), 413, "tokens with its pictures"},
			"a recording": {[]object{{"role": "user", "content": []object{
				{"type": "input_audio", "input_audio": object{"data": strings.TrimPrefix(a, "data:image/png;base64,"), "format": "wav"}},
			}}}, 400, `texts and pictures alone, and a message has a part of type \"input_audio\"`},
		} {
			if status, body := p.post(wire.ChatPath, object{"messages": c.l}); status != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%s: %d %s", name, status, body)
			}
		}
	})
}

func many(p string, n int) (l []string) {
	for range n {
		l = append(l, p)
	}
	return l
}

// bomb is a small PNG that says that it has 60,000 × 60,000 pixels.
func bomb() string {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), 60000)
	head = append(binary.BigEndian.AppendUint32(head, 60000), 8, 2, 0, 0, 0)
	_ = binary.Write(&b, binary.BigEndian, uint32(len(head)-4))
	b.Write(head)
	_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(head))
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

// TestATemplateThatWantsLists: as SmolVLM's, which makes nothing of a text.
func TestATemplateThatWantsLists(t *testing.T) {
	t.Parallel()
	librarytest.Sight(t)
	form := `{% for message in messages %}{{ message['role'] }}: {% for line in message['content'] %}{% if line['type'] == 'text' %}{{ line['text'] }}{% elif line['type'] == 'image' %}<image>{% endif %}{% endfor %}
{% endfor %}assistant:`
	p := start(t, librarytest.Tiny(t, 5, func(s *ggufgen.Shape) { s.Template = form }), "--eyes", librarytest.Eyes(t, 6, ggufgen.LLaVA))
	ask := func(l []object) int {
		return p.ask(wire.ChatPath, object{"messages": l, "max_tokens": 2, "temperature": 0}).Usage.Prompt
	}
	short, long := ask(shows("Hi")), ask(shows("Hello, how are you today? Tell me about the weather."))
	if seen := ask(shows("Hi", asPNG(t, painted(40, 40, 1)))); long < short+8 || seen < short+16 {
		t.Errorf("the prompts have %d, %d and %d tokens", short, long, seen)
	}
}

// blind is a folder of llama.cpp's libraries without libmtmd.
func blind(t *testing.T) string {
	t.Helper()
	from, dir := librarytest.Folder(t), t.TempDir()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		to := filepath.Join(from, e.Name())
		if target, err := os.Readlink(to); err == nil {
			to = target
		}
		if !strings.HasPrefix(e.Name(), "libmtmd") {
			if err := os.Symlink(to, filepath.Join(dir, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// TestAModelWithoutTheLibraryIsRunForText: it says how to get it.
func TestAModelWithoutTheLibraryIsRunForText(t *testing.T) {
	t.Parallel()
	dir := blind(t)
	p := launch(t, "llama", "--model", librarytest.Tiny(t, 5, nil), "--eyes", librarytest.Eyes(t, 6, ggufgen.LLaVA), "--libs", dir, "--threads", "1")
	if a := p.ask(wire.ChatPath, object{"messages": says("Hello"), "max_tokens": 3, "ignore_eos": true}); a.Usage.Answer != 3 {
		t.Errorf("it answers %+v", a)
	}
	status, body := p.post(wire.ChatPath, object{"messages": shows("x", asPNG(t, painted(9, 9, 1)))})
	if status != http.StatusBadRequest || !strings.Contains(body, "text only") || !strings.Contains(body, "tenon engine install vision") {
		t.Errorf("%d %s", status, body)
	}
}

// TestAProjectorThatEndsTheProcessLeavesTheText: its file is sound GGUF and says that its
// vectors are wider than they are, which libmtmd asserts when it computes.
func TestAProjectorThatEndsTheProcessLeavesTheText(t *testing.T) {
	t.Parallel()
	librarytest.Sight(t)
	path := librarytest.Eyes(t, 6, ggufgen.LLaVA)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key := []byte("clip.vision.embedding_length\x04\x00\x00\x00") // and the number
	at := bytes.Index(b, key) + len(key)
	binary.LittleEndian.PutUint32(b[at:], 2*binary.LittleEndian.Uint32(b[at:]))
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, librarytest.Tiny(t, 5, nil), "--eyes", path)
	if a := p.ask(wire.ChatPath, object{"messages": says("Hello"), "max_tokens": 3, "ignore_eos": true}); a.Usage.Answer != 3 {
		t.Errorf("it answers %+v", a)
	}
	status, body := p.post(wire.ChatPath, object{"messages": shows("x", asPNG(t, painted(9, 9, 1)))})
	if status != http.StatusBadRequest || !strings.Contains(body, "text only: libmtmd ends its process on the projector (mmproj): GGML_ASSERT(") {
		t.Errorf("%d %s", status, body)
	}
}

// TestALibraryThatIsNotTheOneThatWasBuiltIsNotLoaded: its digest was noted.
func TestALibraryThatIsNotTheOneThatWasBuiltIsNotLoaded(t *testing.T) {
	t.Parallel()
	dir := blind(t)
	for name, data := range map[string]string{"libmtmd.so": "another", "libmtmd.sum": fmt.Sprintf("%064d\n", 0)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := launch(t, "llama", "--model", librarytest.Tiny(t, 5, nil), "--libs", dir, "--threads", "1")
	if status, body := p.post(wire.ChatPath, object{"messages": says("Hello")}); status == http.StatusOK || !strings.Contains(body, "not the one that was built") {
		t.Errorf("%d %s", status, body)
	}
}
