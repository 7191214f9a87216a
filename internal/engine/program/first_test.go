package program_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

const font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"

// page draws lines of text as a picture.
func page(tb testing.TB, text string, size int, out string, more string) []byte {
	tb.Helper()
	words := filepath.Join(tb.TempDir(), "words")
	if err := os.WriteFile(words, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(font); err != nil {
		tb.Skip(err)
	}
	return ffmpeg(tb, out, "-f", "lavfi", "-i", "color=white:s=1600x1000", "-frames:v", "1", "-vf",
		fmt.Sprintf("drawtext=fontfile=%s:textfile=%s:fontsize=%d:x=60:y=60:line_spacing=%d%s", font, words, size, size/2, more))
}

const (
	english = "Tenon is a model community\nthat you run yourself.\nInvoice 2041, due 30 June 2026:\nThe total is 1,250.00 dollars.\nPlease pay by bank transfer."
	chinese = "今天的会议讨论了三个问题：\n第一，产品什么时候发布；\n第二，价格应该是多少；\n第三，由谁负责客户服务。\n请大家在星期五之前回复。"
)

func TestReadPictures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		b        []byte
		language string
		want     []string
	}{
		"english":         {page(t, english, 48, "p.png", ""), "", []string{"Tenon is a model community", "Invoice 2041", "1,250.00 dollars"}},
		"one line, jpeg":  {page(t, "Please pay by bank transfer.", 48, "p.jpg", ""), "en", []string{"Please pay by bank transfer."}},
		"chinese":         {page(t, chinese, 48, "p.png", ""), "", []string{"今天的会议讨论了三个问题", "请大家在星期五之前回复"}},
		"chinese, webp":   {page(t, chinese, 48, "p.webp", ""), "zh-CN", []string{"价格应该是多少"}},
		"light on green":  {sign(t, "WELCOME TO OAK FARM"), "", []string{"WELCOME TO OAK FARM"}},
		"light, chinese":  {sign(t, "周末营业时间"), "", []string{"周末营业时间"}},
		"nothing written": {page(t, " ", 48, "p.png", ""), "", []string{""}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := task.Params{}
			if test.language != "" {
				p["language"] = test.language
			}
			got := run(t, "tesseract", one("image", file(port.Image, "page", test.b)), p)["text"][0].Text
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in %q", want, got)
				}
			}
		})
	}
}

// sign draws a picture with light words on a coloured ground.
func sign(tb testing.TB, text string) []byte {
	tb.Helper()
	return ffmpeg(tb, "p.jpg", "-f", "lavfi", "-i", "color=0x87c5eb:s=800x600", "-frames:v", "1", "-vf",
		"drawbox=y=400:h=200:color=0x479b3c:t=fill,drawbox=x=250:y=250:w=270:h=200:color=0xc05040:t=fill,drawtext=fontfile="+font+":text="+text+":fontsize=44:fontcolor=white:x=60:y=490")
}

// TestNothingIsReadIntoPhotos: colour after colour of a photo without words has none.
func TestNothingIsReadIntoPhotos(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"lake.jpg", "fruit.jpg", "shore_left.jpg"} {
		if got := run(t, "tesseract", one("image", file(port.Image, name, testdata(t, name))), nil)["text"][0].Text; len(strings.Fields(got)) > 4 {
			t.Errorf("%s: %q is no text", name, got)
		}
	}
}

func TestReadPicturesMissingLanguage(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	for language, want := range map[string]string{"th": "apt-get install tesseract-ocr-tha", "xx": "no letters of the language xx"} {
		req := request(t, e, "tesseract", one("image", file(port.Image, "a.png", page(t, english, 48, "p.png", ""))), task.Params{"language": language})
		if _, err := answer(t, e, req); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", language, err, want)
		}
	}
}

// TestOCRQuality measures the share of characters that are wrong on clean and
// on blurred, noisy pages.
func TestOCRQuality(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("a measurement: run it with -v")
	}
	const worn = ",noise=alls=40:allf=t,gblur=sigma=1.2,rotate=0.01:fillcolor=white"
	for _, test := range []struct {
		name, text, more string
		size             int
		most             float64
	}{
		{"English, clean, 24 pixels", english, "", 24, 0.02},
		{"English, worn, 32 pixels", english, worn, 32, 0.10},
		{"Chinese, clean, 32 pixels", chinese, "", 32, 0.05},
		{"Chinese, worn, 36 pixels", chinese, worn, 36, 0.15},
	} {
		out := run(t, "tesseract", one("image", file(port.Image, "p.png", page(t, test.text, test.size, "p.png", test.more))), nil)
		want, got := characters(test.text), characters(out["text"][0].Text)
		wrong := wordErrors(want, got)
		t.Logf("%s: %s of the characters wrong", test.name, rate(wrong, len(want)))
		if float64(wrong) > test.most*float64(len(want)) {
			t.Errorf("%s: over %g: %s", test.name, test.most, out["text"][0].Text)
		}
	}
}

func characters(s string) []string { return strings.Split(strings.Join(strings.Fields(s), ""), "") }

func TestSpeakAndListen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text     string
		p        task.Params
		from, to float64
	}{
		"english":        {"Good morning, this is the news at nine.", nil, 1.5, 5},
		"slowly":         {"Good morning, this is the news at nine.", task.Params{"speed": 0.5}, 4, 9},
		"chinese":        {"早上好，这里是九点钟的新闻。", nil, 1.5, 6},
		"a woman's":      {"Buenos días, son las nueve.", task.Params{"voice": "female", "language": "es"}, 1, 5},
		"like an option": {"--help -f /etc/passwd", nil, 0.5, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := run(t, "espeak", one("text", port.NewText(test.text)), test.p)["audio"][0]
			if s := lasts(t, v); s < test.from || s > test.to {
				t.Errorf("it lasts %.1f s, want %g to %g", s, test.from, test.to)
			}
		})
	}
	// The words of each language are spoken by its own rules: it sounds as espeak-ng does with its voice, and as with no other.
	for text, voice := range map[string]string{"早上好，这里是九点钟的新闻。": "cmn", "Good morning, this is the news.": "en-us", "Buenos días, son las nueve de la mañana.": "es"} {
		got := samples(t, run(t, "espeak", one("text", port.NewText(text)), nil)["audio"][0])
		for _, other := range []string{"cmn", "en-us", "es"} {
			want := samples(t, file(port.Audio, "w.wav", tool(t, "w.wav", "espeak-ng", "-v", other, "-s", "165", "-b", "1", "-w", "w.wav", text)))
			if slices.Equal(got, want) != (other == voice) {
				t.Errorf("%q: as the voice %s is %v", text, other, other != voice)
			}
		}
	}
	e := embedded(t)
	_, err := answer(t, e, request(t, e, "espeak", one("text", port.NewText("x")), task.Params{"language": "qqq"}))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "does not speak this language") {
		t.Errorf("a language of nobody: %v", err)
	}
}

// lasts is the length of a WAV file in seconds, by its bytes.
func lasts(tb testing.TB, v port.Value) float64 {
	tb.Helper()
	b, err := v.Read(1 << 30)
	if err != nil {
		tb.Fatal(err)
	}
	if len(b) < 44 || string(b[:4]) != "RIFF" {
		tb.Fatalf("%d bytes that are no WAV file", len(b))
	}
	rate := float64(b[28]) + 256*float64(b[29]) + 65536*float64(b[30])
	return float64(len(b)-44) / rate
}

var cue = regexp.MustCompile(`(?m)^1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n[a-z' ]+$`)

func TestListen(t *testing.T) {
	t.Parallel()
	call := one("audio", file(port.Audio, "call.m4a", convert(t, testdata(t, "call.wav"), "c.m4a", "-t", "6.5")))
	out := run(t, "pocketsphinx", call, nil)
	text, srt := out["text"][0].Text, out["subtitles"][0].Text
	if !cue.MatchString(srt) || !strings.Contains(srt, "coffee machine") || out["subtitles"][0].Name != "call.srt" {
		t.Errorf("heard %q, subtitles %q", text, srt)
	}
	for _, word := range []string{"hello i am calling about the coffee machine", "bought it last week"} {
		if got := strings.Join(strings.Fields(text), " "); !strings.Contains(got, word) {
			t.Errorf("%q is not in what was heard, %q", word, got)
		}
	}
	single := run(t, "pocketsphinx", call, task.Params{"words": true})["subtitles"][0]
	if strings.Count(single.Text, " --> ") != len(strings.Fields(text)) || single.Media != "application/x-subrip; cues=words" || out["subtitles"][0].Media != "application/x-subrip" {
		t.Errorf("of %q single words are %q (%s)", text, single.Text, single.Media)
	}
	e := embedded(t)
	_, err := answer(t, e, request(t, e, "pocketsphinx", one("audio", file(port.Audio, "c.wav", speech(t, "ni hao"))), task.Params{"language": "zh"}))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "English only") {
		t.Errorf("chinese: %v", err)
	}
}

// TestSpeechWER measures speech to text on spoken digits, ten at a time with
// pauses: -args -digits FOLDER.
func TestSpeechWER(t *testing.T) {
	if *digits == "" {
		t.Skip("no folder of spoken digits: give one with -args -digits FOLDER")
	}
	names := strings.Fields("zero one two three four five six seven eight nine")
	alike := map[string]string{"to": "two", "too": "two", "for": "four", "won": "one", "ate": "eight", "oh": "zero"}
	random := rand.New(rand.NewPCG(1, 1))
	wrong, all := 0, 0
	for _, speaker := range strings.Fields("george jackson lucas nicolas theo yweweler") {
		var inputs, want []string
		var chain, joined strings.Builder
		for i := range 10 {
			d := random.IntN(10)
			inputs = append(inputs, "-i", filepath.Join(*digits, fmt.Sprintf("%d_%s_%d.wav", d, speaker, random.IntN(50))))
			want = append(want, names[d])
			fmt.Fprintf(&chain, "[%d:a]apad=pad_dur=0.3[p%d];", i, i)
			fmt.Fprintf(&joined, "[p%d]", i)
		}
		b := ffmpeg(t, "o.wav", append(inputs, "-filter_complex", chain.String()+joined.String()+"concat=n=10:v=0:a=1")...)
		got := strings.Fields(run(t, "pocketsphinx", one("audio", file(port.Audio, "o.wav", b)), nil)["text"][0].Text)
		for i, w := range got {
			if other, ok := alike[w]; ok {
				got[i] = other
			}
		}
		wrong, all = wrong+wordErrors(want, got), all+len(want)
	}
	t.Logf("word error rate on %d spoken digits: %s", all, rate(wrong, all))
}

func TestContracts(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	for model, in := range map[string]port.Values{
		"tesseract":    one("image", file(port.Image, "p.png", page(t, "Hello", 48, "p.png", ""))),
		"espeak":       one("text", port.NewText("Hello.")),
		"pocketsphinx": one("audio", file(port.Audio, "a.wav", speech(t, "hello"))),
		"pdftotext":    one("document", file(port.Document, "a.pdf", pdf("Hello from page one"))),
	} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			enginetest.Run(t, e, request(t, e, model, in, nil))
		})
	}
}

// pdf is the smallest PDF with a line of text.
func pdf(text string) []byte {
	return document("BT /F1 24 Tf 72 700 Td ("+text+") Tj ET", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", "Font")
}

// document is a PDF of a page with content, which uses the resource F1.
func document(content, resource, kind string) []byte {
	var b strings.Builder
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /" + kind + " << /F1 5 0 R >> >> >>")
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content))
	object(resource)
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 6\n0000000000 65535 f \n")
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", start)
	return []byte(b.String())
}

// scanned is a PDF of one page that is a picture.
func scanned(tb testing.TB) []byte {
	tb.Helper()
	jpeg := page(tb, english, 48, "p.jpg", "")
	return document("q 595 0 0 372 0 400 cm /F1 Do Q",
		fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width 1600 /Height 1000 /ColorSpace /DeviceRGB /BitsPerComponent 8 "+
			"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream", len(jpeg), jpeg), "XObject")
}

// Letters whose font is not in the file are read where poppler-data is installed, and else
// it is said what makes that possible.
func TestReadLettersWithoutAFont(t *testing.T) {
	t.Parallel()
	pdf := document("BT /F1 20 Tf 60 700 Td <6708 79DF 91D1> Tj ET", "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [ "+
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "+
		"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >> ] >>", "Font")
	e := embedded(t)
	out, err := answer(t, e, request(t, e, "pdftotext", one("document", file(port.Document, "lease.pdf", pdf)), nil))
	if _, missing := os.Stat("/usr/share/poppler/cidToUnicode/Adobe-GB1"); missing != nil {
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "apt-get install poppler-data") {
			t.Errorf("got %v, %v", out, err)
		}
	} else if err != nil || out["text"][0].Text != "月租金" {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestReadDocuments(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	good := pdf("The rent is 900 euros a month")
	image := strings.Replace(string(pdf("x")), "/Contents 4 0 R", "", 1) // a page with nothing on it
	for name, test := range map[string]struct {
		b    []byte
		text string
		says string
	}{
		"text":       {good, "The rent is 900 euros a month", ""},
		"nothing":    {[]byte(image), "", ""},
		"a scan":     {scanned(t), "Please pay by bank transfer", ""},
		"cut":        {good[:300], "", "damaged or cut short"},
		"no PDF":     {[]byte("hello"), "", "lease.pdf: it is not a PDF file"},
		"empty file": {nil, "", "lease.pdf: it is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := answer(t, e, request(t, e, "pdftotext", one("document", file(port.Document, "lease.pdf", test.b)), nil))
			if test.says != "" {
				if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v, want %q", err, test.says)
				}
				return
			}
			if err != nil || !strings.Contains(out["text"][0].Text, test.text) || test.text == "" && out["text"][0].Text != "" {
				t.Errorf("got %v, %v, want %q", out, err, test.text)
			}
		})
	}
}
