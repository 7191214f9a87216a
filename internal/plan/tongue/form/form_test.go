package form_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/form"
	"github.com/tenonhub/tenon/internal/port"
)

func TestWanted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		request string
		of      port.Type
		want    string
	}{
		{"square 512 by 512 webp of the lake", port.Image, "webp"},
		{"read it out to me as mp3", port.Audio, "mp3"},
		{"read it out to me as mp3", port.Image, ""},
		{"念出来，mp3格式", port.Audio, "mp3"},
		{"make it 800 wide, JPEG please", port.Image, "jpg"},
		{"turn this wav into text", port.Audio, ""},
		{"把这段mp3转成文字", port.Audio, ""},
		{"slow b.opus down", port.Audio, ""},
		{"as png, not gif", port.Image, "png"},
		{"cut the ogg to 5 s and write it as an .m4a", port.Audio, "m4a"},
		{"brighten a.bmp and keep bmp", port.Image, ""},
		{"open https://a.example/x.webp", port.Image, ""},
		{"gifted children", port.Image, ""},
		{"我要webp，不要png", port.Image, "webp"},
	} {
		if got, _ := form.Wanted(c.request, []string{"a.bmp", "b.opus"}, c.of); got != c.want {
			t.Errorf("%s: %q, want %q", c.request, got, c.want)
		}
	}
}
