package program_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// colours is a film of six seconds, each of a colour, with a tone if sounding.
func colours(tb testing.TB, out string, sounding bool, more ...string) []byte {
	tb.Helper()
	var args []string
	for _, c := range strings.Fields("black red lime blue yellow white") {
		args = append(args, "-f", "lavfi", "-i", "color="+c+":s=160x120:d=1:r=10")
	}
	graph, maps := "[0][1][2][3][4][5]concat=n=6:v=1[v]", []string{"-map", "[v]"}
	if sounding {
		args = append(args, "-f", "lavfi", "-i", "sine=f=440:d=6")
		maps = append(maps, "-map", "6:a")
	}
	args = append(append(args, "-filter_complex", graph), maps...)
	return ffmpeg(tb, out, append(args, more...)...)
}

type film struct {
	Streams []struct {
		Kind   string `json:"codec_type"`
		Codec  string `json:"codec_name"`
		Pixels string `json:"pix_fmt"`
		Width  int
		Height int
	}
	Format struct{ Duration string }
}

func (f film) seconds() float64 { s, _ := strconv.ParseFloat(f.Format.Duration, 64); return s }

func (f film) String() string {
	var s []string
	for _, st := range f.Streams {
		s = append(s, strings.TrimSpace(fmt.Sprintf("%s %s %s", st.Kind, st.Codec, st.Pixels)))
	}
	return strings.Join(s, ", ")
}

func onDisk(tb testing.TB, v port.Value) string {
	tb.Helper()
	b, err := v.Read(1 << 30)
	if err != nil {
		tb.Fatal(err)
	}
	p := filepath.Join(tb.TempDir(), "film")
	if err := os.WriteFile(p, b, 0o600); err != nil {
		tb.Fatal(err)
	}
	return p
}

func look(tb testing.TB, v port.Value) (f film) {
	tb.Helper()
	b := tool(tb, "o", "sh", "-c", `ffprobe -v error -of json -show_streams -show_format "$0" > o`, onDisk(tb, v))
	if err := json.Unmarshal(b, &f); err != nil {
		tb.Fatal(err)
	}
	return f
}

// colour is the mean colour of a picture, or of a film at a time, by area:
// "w:h:x:y" of its size, or "" for all.
func colour(tb testing.TB, v port.Value, at float64, area string) string {
	tb.Helper()
	filter := "scale=1:1:flags=area"
	if area != "" {
		filter = "crop=" + area + "," + filter
	}
	b := ffmpeg(tb, "o.rgb", "-ss", fmt.Sprint(at), "-i", onDisk(tb, v), "-frames:v", "1", "-vf", filter, "-pix_fmt", "rgb24", "-f", "rawvideo")
	for name, c := range map[string][3]int{
		"black": {0, 0, 0}, "red": {255, 0, 0}, "lime": {0, 255, 0}, "blue": {0, 0, 255}, "yellow": {255, 255, 0}, "white": {255, 255, 255},
	} {
		near := true
		for i := range c {
			near = near && len(b) >= 3 && max(int(b[i])-c[i], c[i]-int(b[i])) < 24
		}
		if near {
			return name
		}
	}
	return fmt.Sprint(string(b))
}

func TestFilms(t *testing.T) {
	t.Parallel()
	v := file(port.Video, "film.mkv", colours(t, "v.mkv", true))
	t.Run("a part", func(t *testing.T) {
		t.Parallel()
		cut := run(t, "cut-video", one("video", v), task.Params{"start": 2.0, "end": 4.5})["video"][0]
		f := look(t, cut)
		near(t, "length", f.seconds(), 2.5, 0.1)
		if f.String() != "video h264 yuv420p, audio aac" || colour(t, cut, 0.2, "") != "lime" || colour(t, cut, 2.2, "") != "yellow" || cut.Name != "film-part.mp4" {
			t.Errorf("%s %s: %s … %s", cut.Name, f, colour(t, cut, 0.2, ""), colour(t, cut, 2.2, ""))
		}
	})
	t.Run("the sound", func(t *testing.T) {
		t.Parallel()
		a := run(t, "take-sound", one("video", v), nil)["audio"][0]
		near(t, "length", length(t, a), 6, 0.1)
		near(t, "pitch", frequency(samples(t, a)), 440, 5)
		if a.Name != "film.wav" {
			t.Errorf("name %q", a.Name)
		}
	})
	t.Run("no sound", func(t *testing.T) {
		t.Parallel()
		silent := one("video", file(port.Video, "mute.webm", colours(t, "v.webm", false)))
		e := embedded(t)
		_, err := answer(t, e, request(t, e, "take-sound", silent, nil))
		if kind, msg := fault.Of(err); kind != fault.Invalid || !strings.Contains(msg, "mute.webm has no sound") {
			t.Errorf("got %v", err)
		}
		if f := look(t, run(t, "cut-video", silent, task.Params{"end": 1.0})["video"][0]); f.String() != "video h264 yuv420p" {
			t.Errorf("a part of a film without sound is %s", f)
		}
	})
	t.Run("sound alone", func(t *testing.T) {
		t.Parallel()
		e := embedded(t)
		_, err := answer(t, e, request(t, e, "cut-video", one("video", file(port.Video, "a.mp4", tone(t, 440, 0, 1, 0))), nil))
		if kind, msg := fault.Of(err); kind != fault.Invalid || msg != "a.mp4: it has no moving pictures; attach a video" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("odd size", func(t *testing.T) {
		t.Parallel()
		odd := ffmpeg(t, "o.mkv", "-f", "lavfi", "-i", "testsrc=s=161x121:d=1:r=5", "-c:v", "ffv1")
		if f := look(t, run(t, "cut-video", one("video", file(port.Video, "o.mkv", odd)), nil)["video"][0]); f.Streams[0].Width != 160 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("cut short", func(t *testing.T) {
		t.Parallel()
		b := colours(t, "v.mp4", true)
		e := embedded(t)
		_, err := answer(t, e, request(t, e, "cut-video", one("video", file(port.Video, "v.mp4", b[:len(b)/2])), nil))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "v.mp4: it is cut short") {
			t.Errorf("got %v", err)
		}
		front := colours(t, "v.mp4", true, "-movflags", "+faststart")
		_, err = answer(t, e, request(t, e, "cut-video", one("video", file(port.Video, "v.mp4", front[:len(front)*3/4])), nil))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "v.mp4: it is cut short") {
			t.Errorf("index in front: got %v", err)
		}
	})
}

func TestFrames(t *testing.T) {
	t.Parallel()
	v := one("video", file(port.Video, "film.mp4", colours(t, "v.mp4", false)))
	for name, test := range map[string]struct {
		p    task.Params
		want string
	}{
		"six":             {task.Params{"count": 6.0}, "black red lime blue yellow white"},
		"three":           {task.Params{"count": 3.0}, "red blue white"},
		"one":             {task.Params{"count": 1.0}, "blue"},
		"every 2 seconds": {task.Params{"every": 2.0}, "red blue white"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range run(t, "take-frames", v, test.p)["images"] {
				got = append(got, colour(t, p, 0, ""))
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestThumbnail(t *testing.T) {
	t.Parallel()
	v := one("video", file(port.Video, "film.mp4", colours(t, "v.mp4", true)))
	if got := colour(t, run(t, "make-thumbnail", v, task.Params{"at": 3.5})["image"][0], 0, ""); got != "blue" {
		t.Errorf("at 3.5 s it is %s", got)
	}
	intro := ffmpeg(t, "i.mp4", "-f", "lavfi", "-i", "color=black:s=64x64:d=2:r=10", "-f", "lavfi", "-i", "color=red:s=64x64:d=8:r=10",
		"-filter_complex", "[0][1]concat=n=2:v=1")
	if got := colour(t, run(t, "make-thumbnail", one("video", file(port.Video, "i.mp4", intro)), nil)["image"][0], 0, ""); got != "red" {
		t.Errorf("chosen, it is %s", got)
	}
	e := embedded(t)
	_, err := answer(t, e, request(t, e, "make-thumbnail", v, task.Params{"at": 9.0}))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "6.0 s long") {
		t.Errorf("after the end: %v", err)
	}
}

func picture(tb testing.TB, colour, size, out string) port.Value {
	tb.Helper()
	return file(port.Image, out, ffmpeg(tb, out, "-f", "lavfi", "-i", "color="+colour+":s="+size, "-frames:v", "1"))
}

func TestSlideshow(t *testing.T) {
	t.Parallel()
	pictures := []port.Value{
		picture(t, "red", "400x300", "a.png"), picture(t, "lime", "301x999", "b.jpg"), picture(t, "blue", "1920x1080", "c.webp"),
	}
	for name, test := range map[string]struct {
		audio   []port.Value
		p       task.Params
		seconds float64
		streams string
		at      map[float64]string
	}{
		"over sound":  {[]port.Value{file(port.Audio, "v.mp3", convert(t, tone(t, 440, 0, 9, 0), "v.mp3"))}, nil, 9, "video h264 yuv420p, audio aac", map[float64]string{1: "red", 4.5: "lime", 8: "blue"}},
		"short sound": {[]port.Value{file(port.Audio, "s.mp3", convert(t, tone(t, 440, 0, 1, 0), "s.mp3"))}, nil, 6, "video h264 yuv420p, audio aac", map[float64]string{1: "red", 3: "lime", 5: "blue"}},
		"alone":       {nil, nil, 9, "video h264 yuv420p", map[float64]string{2.5: "red", 3.5: "lime", 6.5: "blue"}},
		"half second": {nil, task.Params{"seconds": 0.5}, 1.5, "video h264 yuv420p", map[float64]string{0.2: "red", 0.7: "lime", 1.2: "blue"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := port.Values{"images": pictures, "audio": test.audio}
			v := run(t, "make-slideshow", in, test.p)["video"][0]
			f := look(t, v)
			near(t, "length", f.seconds(), test.seconds, 0.2)
			if f.String() != test.streams || f.Streams[0].Width != 1280 || f.Streams[0].Height != 720 {
				t.Errorf("%+v", f)
			}
			for at, want := range test.at {
				if got := colour(t, v, at, "200:600:540:60"); got != want {
					t.Errorf("at %g s: %s, want %s", at, got, want)
				}
			}
		})
	}
	e := embedded(t)
	in := port.Values{"images": {pictures[0], file(port.Image, "notes.png", []byte("no picture at all"))}}
	_, err := answer(t, e, request(t, e, "make-slideshow", in, nil))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "notes.png: it holds text and is not a picture") {
		t.Errorf("got %v", err)
	}
}

func TestSubtitles(t *testing.T) {
	t.Parallel()
	blue := file(port.Video, "film.mp4", ffmpeg(t, "v.mp4", "-f", "lavfi", "-i", "color=blue:s=640x360:d=6:r=10", "-f", "lavfi", "-i", "sine=d=6"))
	const srt = "1\n00:00:02,000 --> 00:00:04,000\n会议在星期一\n<i>Meeting on Monday</i>\n"
	const vtt = "WEBVTT\n\n00:02.000 --> 00:04.000 align:start\n会议在星期一\n"
	for name, text := range map[string]string{"srt": srt, "windows srt": "\ufeff" + strings.ReplaceAll(srt, "\n", "\r\n"), "webvtt": vtt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := run(t, "burn-subtitles", port.Values{"video": {blue}, "subtitles": {port.NewText(text)}}, nil)["video"][0]
			const below = "300:80:170:270"
			if a, b, c := colour(t, v, 1, below), colour(t, v, 3, below), colour(t, v, 5, below); a != "blue" || b == "blue" || c != "blue" {
				t.Errorf("before %s, during %s, after %s", a, b, c)
			}
			if f := look(t, v); f.String() != "video h264 yuv420p, audio aac" {
				t.Errorf("%s", f)
			}
		})
	}
	t.Run("plain text", func(t *testing.T) {
		t.Parallel()
		v := run(t, "burn-subtitles", port.Values{"video": {blue}, "subtitles": {port.NewText("First we meet. 然后我们吃饭。Then we go home.")}}, nil)["video"][0]
		for _, at := range []float64{0.5, 3, 5.5} {
			if got := colour(t, v, at, "300:80:170:270"); got == "blue" {
				t.Errorf("nothing is written at %g s", at)
			}
		}
	})
	e := embedded(t)
	for text, want := range map[string]string{
		"1\n00:00:09,000 --> 00:00:10,000\nlate\n": "after the end of the video",
		"1\n2 --> 3\nx\n":                          "no time that can be read",
		"  \n":                                     "the text is empty",
	} {
		_, err := answer(t, e, request(t, e, "burn-subtitles", port.Values{"video": {blue}, "subtitles": {port.NewText(text)}}, nil))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestProgressIsTold(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	long := ffmpeg(t, "v.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:d=20:r=25", "-preset", "ultrafast")
	shares := []float64{}
	for ev, err := range e.Run(t.Context(), request(t, e, "cut-video", one("video", file(port.Video, "v.mp4", long)), nil)) {
		if err != nil {
			t.Fatal(err)
		}
		if n := len(shares); n > 0 && ev.Progress < shares[n-1] {
			t.Errorf("progress goes back from %g to %g", shares[n-1], ev.Progress)
		}
		shares = append(shares, ev.Progress)
		if ev.Usage.Seconds < 19.9 || ev.Usage.Seconds > 20.1 {
			t.Errorf("usage is %+v, want 20 s", ev.Usage)
		}
	}
	if len(shares) < 2 || shares[len(shares)-1] != 1 {
		t.Errorf("progress %v", shares)
	}
}

func TestFilmContracts(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	v := file(port.Video, "v.mp4", colours(t, "v.mp4", true))
	for _, model := range strings.Fields("cut-video take-frames make-thumbnail take-sound burn-subtitles make-slideshow convert-video resize-video video-tempo mute-video make-gif join-videos fade-video score-video turn-video flip-video reverse-video letter-video loop-video") {
		in, p := one("video", v), task.Params(nil)
		switch model {
		case "burn-subtitles":
			in["subtitles"] = []port.Value{port.NewText("Hello.")}
		case "join-videos":
			in = port.Values{"videos": {v, v}}
		case "score-video":
			in["music"] = []port.Value{file(port.Audio, "m.wav", tone(t, 440, 0, 2, 0))}
		case "letter-video":
			p = task.Params{"text": "Hello"}
		case "make-slideshow":
			in = one("images", picture(t, "red", "64x64", "a.png"))
		}
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			req := request(t, e, model, in, p)
			enginetest.Run(t, e, req)
		})
	}
}
