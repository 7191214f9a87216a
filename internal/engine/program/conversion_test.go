package program_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

func TestConvertVideo(t *testing.T) {
	t.Parallel()
	v := one("video", file(port.Video, "film.mkv", colours(t, "v.mkv", true)))
	for format, want := range map[string]string{
		"mp4": "video h264 yuv420p, audio aac", "mov": "video h264 yuv420p, audio aac", "mkv": "video h264 yuv420p, audio aac",
		"webm": "video vp8 yuv420p, audio vorbis", "avi": "video mpeg4 yuv420p, audio mp3",
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			got := run(t, "convert-video", v, task.Params{"format": format})["video"][0]
			f := look(t, got)
			near(t, "length", f.seconds(), 6, 0.1)
			if f.String() != want || got.Name != "film."+format || colour(t, got, 2.5, "") != "lime" || colour(t, got, 4.5, "") != "yellow" {
				t.Errorf("%s is %s: %s, %s", got.Name, f, colour(t, got, 2.5, ""), colour(t, got, 4.5, ""))
			}
		})
	}
	mute := run(t, "convert-video", one("video", file(port.Video, "m.webm", colours(t, "v.webm", false))), nil)["video"][0]
	if f := look(t, mute); f.String() != "video h264 yuv420p" {
		t.Errorf("a film without sound became %s", f)
	}
}

func TestResizeVideo(t *testing.T) {
	t.Parallel()
	v := one("video", file(port.Video, "film.mp4", colours(t, "v.mp4", true)))
	for name, test := range map[string]struct {
		p    task.Params
		w, h int
	}{
		"by width":  {task.Params{"width": 80.0}, 80, 60},
		"by height": {task.Params{"height": 241.0}, 322, 242},
		"inside":    {task.Params{"width": 100.0, "height": 30.0}, 40, 30},
		"half":      {nil, 80, 60},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t, "resize-video", v, test.p)["video"][0]
			f := look(t, got)
			if f.String() != "video h264 yuv420p, audio aac" || f.Streams[0].Width != test.w || f.Streams[0].Height != test.h || got.Name != "film-resized.mp4" {
				t.Errorf("%s is %+v", got.Name, f)
			}
		})
	}
}

func TestVideoSpeed(t *testing.T) {
	t.Parallel()
	v := one("video", file(port.Video, "film.mp4", colours(t, "v.mp4", true)))
	for factor, seconds := range map[float64]float64{2: 3, 0.5: 12, 4: 1.5} {
		t.Run(fmt.Sprint(factor), func(t *testing.T) {
			t.Parallel()
			got := run(t, "video-tempo", v, task.Params{"factor": factor})["video"][0]
			near(t, "length", look(t, got).seconds(), seconds, 0.15)
			near(t, "pitch", frequency(samples(t, got)), 440, 4.4)
			if c := colour(t, got, 2.5/factor, ""); c != "lime" {
				t.Errorf("where lime was, there is %s", c)
			}
		})
	}
	mute := run(t, "video-tempo", one("video", file(port.Video, "m.mp4", colours(t, "v.mp4", false))), nil)["video"][0]
	if f := look(t, mute); f.String() != "video h264 yuv420p" || math.Abs(f.seconds()-3) > 0.15 {
		t.Errorf("a film without sound became %s of %.2f s", f, f.seconds())
	}
}

func TestMuteVideo(t *testing.T) {
	t.Parallel()
	got := run(t, "mute-video", one("video", file(port.Video, "film.mp4", colours(t, "v.mp4", true))), nil)["video"][0]
	if f := look(t, got); f.String() != "video h264 yuv420p" || got.Name != "film-silent.mp4" || colour(t, got, 4.5, "") != "yellow" {
		t.Errorf("%s is %s", got.Name, f)
	}
}

func TestGIF(t *testing.T) {
	t.Parallel()
	v := one("video", file(port.Video, "film.mp4", colours(t, "v.mp4", true)))
	whole := run(t, "make-gif", v, nil)["image"][0]
	f := look(t, whole)
	near(t, "length", f.seconds(), 6, 0.2)
	if f.String() != "video gif bgra" || f.Streams[0].Width != 160 || whole.Name != "film.gif" {
		t.Errorf("%s is %+v", whole.Name, f)
	}
	for at, want := range map[float64]string{0.5: "black", 1.5: "red", 3.5: "blue", 5.5: "white"} {
		if got := colour(t, whole, at, ""); got != want {
			t.Errorf("at %g s it is %s, want %s", at, got, want)
		}
	}
	part := run(t, "make-gif", v, task.Params{"start": 2.0, "end": 3.0, "width": 80.0})["image"][0]
	if f := look(t, part); f.Streams[0].Width != 80 || math.Abs(f.seconds()-1) > 0.2 || colour(t, part, 0.3, "") != "lime" {
		t.Errorf("a part is %+v, %s", f, colour(t, part, 0.3, ""))
	}
	e := embedded(t)
	for says, p := range map[string]task.Params{"the video is 6.0 s long": {"start": 9.0}, "before it begins": {"start": 3.0, "end": 1.0}} {
		if _, err := answer(t, e, request(t, e, "make-gif", v, p)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: got %v, want %q", p, err, says)
		}
	}
	long := ffmpeg(t, "l.mp4", "-f", "lavfi", "-i", "color=red:s=32x32:d=200:r=1")
	if _, err := answer(t, e, request(t, e, "make-gif", one("video", file(port.Video, "l.mp4", long)), nil)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "200 s long") {
		t.Errorf("200 s: got %v", err)
	}
}

// TestConvertWebPToASize: the file is no larger than it may be, and not much smaller.
func TestConvertWebPToASize(t *testing.T) {
	t.Parallel()
	in := one("image", file(port.Image, "noise.png", ffmpeg(t, "p.png", "-f", "lavfi", "-i", "testsrc2=s=640x400:d=1,noise=alls=40", "-frames:v", "1")))
	for _, kilobytes := range []float64{60, 6} {
		v := run(t, "convert-webp", in, task.Params{"format": "webp", "kilobytes": kilobytes})["image"][0]
		b, err := v.Read(1 << 20)
		t.Logf("%.0f kB: %d bytes", kilobytes, len(b))
		if err != nil || string(b[:4])+string(b[8:12]) != "RIFFWEBP" || float64(len(b)) > 1000*kilobytes || float64(len(b)) < 300*kilobytes {
			t.Errorf("%.0f kB: %d bytes, %v", kilobytes, len(b), err)
		}
	}
}

// TestConvertWebP: what comes back is as it was, and what shines through does.
func TestConvertWebP(t *testing.T) {
	t.Parallel()
	png := ffmpeg(t, "p.png", "-f", "lavfi", "-i", "testsrc2=s=160x120:d=1", "-frames:v", "1", "-vf", "format=rgba,colorchannelmixer=aa=0.5")
	in := one("image", file(port.Image, "logo.png", png))
	pixels := func(b []byte) []byte {
		return ffmpeg(t, "o.rgba", "-i", onDisk(t, file(port.Image, "p", b)), "-pix_fmt", "rgba", "-f", "rawvideo")
	}
	sizes := map[float64]int64{}
	for _, quality := range []float64{0, 1, 50, 100} {
		p := task.Params{"format": "webp"}
		if quality > 0 {
			p["quality"] = quality
		}
		v := run(t, "convert-webp", in, p)["image"][0]
		b, err := v.Read(1 << 20)
		if err != nil || string(b[:4])+string(b[8:12]) != "RIFFWEBP" || v.Name != "logo.webp" {
			t.Fatalf("%s is %s, %q: %v", v.Name, v.Media, b[:12], err)
		}
		sizes[quality] = v.Size
		if quality == 0 || quality == 100 {
			off, alpha, was, is := 0, 0, pixels(png), pixels(b)
			if len(is) != len(was) {
				t.Fatalf("%d bytes of pixels, of %d", len(is), len(was))
			}
			for i := range was {
				d := max(int(was[i])-int(is[i]), int(is[i])-int(was[i]))
				if off += d; i%4 == 3 {
					alpha = max(alpha, d)
				}
			}
			if mean := float64(off) / float64(len(was)); mean > 8 || alpha > 2 {
				t.Errorf("at quality %g it is %.1f levels apart, and %d in what shines through", quality, mean, alpha)
			}
		}
	}
	if sizes[1] >= sizes[50] || sizes[50] >= sizes[0] || sizes[0] >= sizes[100] {
		t.Errorf("bytes by quality: %v", sizes)
	}
	e := embedded(t)
	if _, err := answer(t, e, request(t, e, "convert-webp", one("image", file(port.Image, "a.png", png[:len(png)/3])), task.Params{"format": "webp"})); !fault.Is(err, fault.Invalid) {
		t.Errorf("half a picture: %v", err)
	}
	wide := ffmpeg(t, "w.png", "-f", "lavfi", "-i", "color=red:s=20000x16", "-frames:v", "1")
	if _, err := answer(t, e, request(t, e, "convert-webp", one("image", file(port.Image, "w.png", wide)), task.Params{"format": "webp"})); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "16383 pixels") {
		t.Errorf("a wide picture: %v", err)
	}
}

// level is the loudness of sound as the mean of its squares, in dB, and its
// highest sample.
func level(t *testing.T, v port.Value) (rms, peak float64) {
	t.Helper()
	s := samples(t, v)
	for _, x := range s {
		rms += x * x / float64(len(s))
		peak = max(peak, math.Abs(x))
	}
	return 10 * math.Log10(rms), peak
}

func TestVolume(t *testing.T) {
	t.Parallel()
	quiet := file(port.Audio, "talk.wav", convert(t, tone(t, 440, 0, 6, 0), "q.wav", "-af", "volume=-12dB"))
	was, _ := level(t, quiet)
	for decibels, name := range map[float64]string{6: "talk-louder.wav", -6: "talk-quieter.wav", 20: "talk-louder.wav"} {
		v := run(t, "set-volume", one("audio", quiet), task.Params{"decibels": decibels})["audio"][0]
		is, _ := level(t, v)
		near(t, fmt.Sprintf("%g dB louder, it", decibels), is-was, decibels, 0.3)
		if v.Name != name {
			t.Errorf("it is called %s", v.Name)
		}
	}
	far := run(t, "set-volume", one("audio", quiet), task.Params{"decibels": 40.0})["audio"][0]
	if _, peak := level(t, far); peak > 0.99 {
		t.Errorf("far too loud, it reaches %.3f of full scale", peak)
	}
	faint := file(port.Audio, "faint.mp3", convert(t, tone(t, 440, 0, 6, 0), "f.mp3", "-af", "volume=-32dB"))
	a, _ := level(t, run(t, "set-volume", one("audio", quiet), task.Params{"normalize": true})["audio"][0])
	b, _ := level(t, run(t, "set-volume", one("audio", faint), task.Params{"normalize": true})["audio"][0])
	t.Logf("normalized, they are at %.1f and %.1f dB", a, b)
	if math.Abs(a-b) > 1.5 || a < -20 {
		t.Errorf("normalized, two takes 20 dB apart are at %.1f and %.1f dB", a, b)
	}
}

// TestSoundAndFilmsAreWrittenToASize: no larger than they may be, of their whole length, and as
// they are where they are small enough; what cannot be is said.
func TestSoundAndFilmsAreWrittenToASize(t *testing.T) {
	t.Parallel()
	noise := ffmpeg(t, "s.wav", "-f", "lavfi", "-i", "anoisesrc=a=0.2:d=20:r=48000")
	film := ffmpeg(t, "f.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:d=8,noise=alls=30", "-f", "lavfi", "-i", "anoisesrc=a=0.2:d=8", "-shortest", "-preset", "ultrafast")
	call, flac, vorbis := convert(t, noise, "c.wav", "-ar", "8000"), convert(t, noise, "s.flac"), convert(t, noise, "s.ogg")
	timed, webm := convert(t, film, "t.mov", "-c", "copy", "-timecode", "01:00:00:00"), convert(t, film, "f.webm", "-deadline", "realtime", "-cpu-used", "8")
	for _, c := range []struct {
		model, port, name string
		body              []byte
		format            string
		kilobytes         float64
		seconds           float64
	}{
		{"convert-audio", "audio", "s.wav", noise, "mp3", 200, 20},
		{"convert-audio", "audio", "s.wav", noise, "m4a", 60, 20},
		{"convert-audio", "audio", "s.wav", noise, "ogg", 90, 20},
		{"convert-audio", "audio", "s.wav", noise, "mp3", 30, 20},
		{"convert-audio", "audio", "s.wav", noise, "ogg", 40, 20},
		{"convert-audio", "audio", "s.wav", noise, "ogg", 60, 20},
		{"convert-audio", "audio", "s.wav", noise, "ogg", 170, 20},
		{"convert-audio", "audio", "s.wav", call, "ogg", 300, 20},
		{"convert-audio", "audio", "s.mp3", flac, "mp3", 2000, 20},
		{"convert-audio", "audio", "s.opus", vorbis, "opus", 400, 20},
		{"convert-video", "video", "f.mp4", timed, "mp4", math.Ceil(float64(len(timed)) / 500), 8},
		{"convert-video", "video", "f.mp4", webm, "mp4", math.Ceil(float64(len(webm)) / 500), 8},
		{"convert-video", "video", "f.mp4", film, "mp4", 600, 8},
		{"convert-video", "video", "f.mp4", film, "webm", 600, 8},
		{"convert-video", "video", "f.mp4", film, "avi", 500, 8},
		{"convert-video", "video", "f.mp4", film, "mp4", 120, 8},
	} {
		t.Run(fmt.Sprintf("%s %s %.0f", c.model, c.format, c.kilobytes), func(t *testing.T) {
			t.Parallel()
			typ := port.Type(c.port)
			v := run(t, c.model, one(c.port, file(typ, c.name, c.body)), task.Params{"format": c.format, "kilobytes": c.kilobytes})[c.port][0]
			b, err := v.Read(1 << 24)
			t.Logf("%d bytes", len(b))
			if err != nil || float64(len(b)) > 1000*c.kilobytes || float64(len(b)) < min(300*c.kilobytes, 1e5) {
				t.Errorf("%d bytes, %v", len(b), err)
			}
			near(t, "length", look(t, v).seconds(), c.seconds, 0.4)
		})
	}
	e := embedded(t)
	same := run(t, "convert-video", one("video", file(port.Video, "f.mp4", film)), task.Params{"format": "mp4", "kilobytes": 50000.0})["video"][0]
	if d := float64(same.Size) / float64(len(film)); d < 0.98 || d > 1.02 {
		t.Errorf("a film that is small enough was written again: %d bytes of %d", same.Size, len(film))
	}
	for says, c := range map[string]struct {
		model string
		in    port.Values
		p     task.Params
	}{
		"do not fit into 5 kB":  {"convert-video", one("video", file(port.Video, "f.mp4", film)), task.Params{"format": "mp4", "kilobytes": 5.0}},
		"do not fit into 4 kB":  {"convert-audio", one("audio", file(port.Audio, "s.wav", noise)), task.Params{"format": "mp3", "kilobytes": 4.0}},
		"do not fit into 17 kB": {"convert-audio", one("audio", file(port.Audio, "s.wav", noise)), task.Params{"format": "ogg", "kilobytes": 17.0}},
		"ask for mp3":           {"convert-audio", one("audio", file(port.Audio, "s.wav", noise)), task.Params{"format": "flac", "kilobytes": 100.0}},
	} {
		if _, err := answer(t, e, request(t, e, c.model, c.in, c.p)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
}
