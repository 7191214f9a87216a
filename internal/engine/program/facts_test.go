package program_test

import (
	"bytes"
	"image"
	_ "image/jpeg" // reads JPEG
	_ "image/png"  // reads PNG
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

func TestFacts(t *testing.T) {
	t.Parallel()
	tone := []string{"-f", "lavfi", "-i", "sine=frequency=440:sample_rate=22050:duration=75.5"}
	film := []string{"-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:duration=4"}
	for _, test := range []struct {
		model, name string
		in          port.Values
		zh          bool
		want        string
	}{
		{"tell-audio", "English", one("audio", file(port.Audio, "a.mp3", ffmpeg(t, "a.mp3", append(tone, "-b:a", "64k")...))), false, "0:01:16 (75.6 seconds), MP3, 22050 Hz, mono, 64 kbit/s, MP2/3 (MPEG audio layer 2/3) (605 kB)"},
		{"tell-audio", "Chinese", one("audio", file(port.Audio, "a.wav", ffmpeg(t, "a.wav", "-f", "lavfi", "-i", "sine=sample_rate=8000:duration=2.3", "-ac", "2"))), true, "2.3 秒，PCM，8000 Hz，立体声，256 kbit/s，WAV / WAVE (Waveform Audio)（7"},
		{"tell-video", "silent", one("video", file(port.Video, "a.mp4", ffmpeg(t, "a.mp4", append(film, "-pix_fmt", "yuv420p")...))), false, "4 seconds, 320 × 180 pixels, 25 pictures a second, H.264, no sound, "},
		{"tell-video", "Chinese", one("video", file(port.Video, "a.mp4", ffmpeg(t, "a.mp4", append(append(film, tone...), "-shortest", "-pix_fmt", "yuv420p")...))), true, "4 秒，320 × 180 像素，每秒 25 帧，H.264，声音：AAC，22050 Hz，单声道，"},
		{"tell-document", "English", one("document", file(port.Document, "a.pdf", twoPages)), false, "2 pages, 612 x 792 pts (letter), title: Terms, made 2024-05-01T10:00:00Z, PDF 1.4, 1 kB"},
		{"tell-document", "Chinese", one("document", file(port.Document, "a.pdf", twoPages)), true, "2 页，612 x 792 pts (letter)，标题：Terms，制作时间：2024-05-01T10:00:00Z，PDF 1.4，1 kB"},
	} {
		t.Run(test.model+" "+test.name, func(t *testing.T) {
			t.Parallel()
			params := task.Params{}
			if test.zh {
				params["language"] = "zh"
			}
			if got := run(t, test.model, test.in, params)["text"][0].Text; !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

var twoPages = []byte(`%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>> endobj
4 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>> endobj
5 0 obj <</Title(Terms)/CreationDate(D:20240501100000Z)>> endobj
trailer <</Root 1 0 R/Info 5 0 R/Size 6>>
startxref
0
%%EOF
`)

// TestPagePictures: each page is a picture of its size, or those that are named.
func TestPagePictures(t *testing.T) {
	t.Parallel()
	in := one("document", file(port.Document, "a.pdf", twoPages))
	for _, c := range []struct {
		params task.Params
		names  []string
		w, h   int
	}{
		{nil, []string{"a-001.png", "a-002.png"}, 1275, 1650},
		{task.Params{"format": "jpg", "dpi": 72.0, "first": 2.0}, []string{"a-001.jpg"}, 612, 792},
		{task.Params{"dpi": 36.0, "last": 1.0}, []string{"a-001.png"}, 306, 396},
	} {
		got := run(t, "page-pictures", in, c.params)["images"]
		if len(got) != len(c.names) {
			t.Fatalf("%v: %d pictures", c.params, len(got))
		}
		for i, v := range got {
			b, err := v.Read(1 << 24)
			if err != nil {
				t.Fatal(err)
			}
			conf, _, err := image.DecodeConfig(bytes.NewReader(b))
			if err != nil || conf.Width != c.w || conf.Height != c.h || v.Name != c.names[i] {
				t.Errorf("%v: %s of %d × %d, %v", c.params, v.Name, conf.Width, conf.Height, err)
			}
		}
	}
}
