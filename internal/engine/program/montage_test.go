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

// plain is a film of one colour, with a tone where hertz is not 0.
func plain(tb testing.TB, name, colour, size string, seconds, rate, hertz float64) port.Value {
	tb.Helper()
	args := []string{"-f", "lavfi", "-i", fmt.Sprintf("color=%s:s=%s:d=%g:r=%g", colour, size, seconds, rate)}
	if hertz > 0 {
		args = append(args, "-f", "lavfi", "-i", fmt.Sprintf("sine=f=%g:d=%g:r=44100", hertz, seconds))
	}
	return file(port.Video, name, ffmpeg(tb, name, append(args, "-shortest")...))
}

// decibels is the loudness of a second of a sound, as the root of its mean square.
func decibels(s []float64, from, to float64) float64 {
	sum := 0.0
	part := s[int(from*16000):int(to*16000)]
	for _, v := range part {
		sum += v * v
	}
	return 10 * math.Log10(sum/float64(len(part))+1e-12)
}

// strength is how loud one pitch is in a part of a sound, in dB.
func strength(s []float64, hertz, from, to float64) float64 {
	re, im := 0.0, 0.0
	part := s[int(from*16000):int(to*16000)]
	for i, v := range part {
		a := 2 * math.Pi * hertz * float64(i) / 16000
		re, im = re+v*math.Cos(a), im+v*math.Sin(a)
	}
	return 10 * math.Log10(2*(re*re+im*im)/float64(len(part)*len(part))+1e-12)
}

func refused(t *testing.T, model string, in port.Values, p task.Params, says string) {
	t.Helper()
	e := embedded(t)
	_, err := answer(t, e, request(t, e, model, in, p))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
		t.Errorf("%s with %v: %v, want %q", model, p, err, says)
	}
}

func TestJoinVideos(t *testing.T) {
	t.Parallel()
	wide := plain(t, "a.mp4", "red", "320x180", 2, 25, 300)
	tall := plain(t, "b.webm", "lime", "90x160", 1, 10, 0)
	odd := plain(t, "c.mkv", "blue", "161x121", 1.5, 30, 900)
	v := run(t, "join-videos", port.Values{"videos": {wide, tall, odd}}, nil)["video"][0]
	f := look(t, v)
	near(t, "length", f.seconds(), 4.5, 0.15)
	if f.String() != "video h264 yuv420p, audio aac" || f.Streams[0].Width != 320 || f.Streams[0].Height != 180 || v.Name != "joined.mp4" {
		t.Errorf("%s: %+v", v.Name, f)
	}
	for _, c := range []struct {
		at         float64
		area, want string
	}{{1, "", "red"}, {2.5, "40:100:140:40", "lime"}, {2.5, "60:100:10:40", "black"}, {4, "100:100:110:40", "blue"}, {4, "20:100:4:40", "black"}} {
		if got := colour(t, v, c.at, c.area); got != c.want {
			t.Errorf("at %g s, %s is %s, want %s", c.at, c.area, got, c.want)
		}
	}
	s := samples(t, v)
	if low, none, high := strength(s, 300, 0.5, 1.5), decibels(s, 2.2, 2.8), strength(s, 900, 3.3, 4.2); low < -30 || none > -50 || high < -30 {
		t.Errorf("the sounds are %.0f, %.0f, %.0f dB", low, none, high)
	}
	if f := look(t, run(t, "join-videos", port.Values{"videos": {tall, tall}}, nil)["video"][0]); f.String() != "video h264 yuv420p" {
		t.Errorf("two without sound are %s", f)
	}
	turned := file(port.Video, "phone.mp4", ffmpeg(t, "p.mp4", "-i", onDisk(t, wide), "-c", "copy", "-metadata:s:v", "rotate=90"))
	if f := look(t, run(t, "join-videos", port.Values{"videos": {turned, wide}}, nil)["video"][0]); f.Streams[0].Width != 180 || f.Streams[0].Height != 320 {
		t.Errorf("behind one that is shown upright it is %+v", f)
	}
	refused(t, "join-videos", port.Values{"videos": {wide, file(port.Video, "notes.mp4", []byte("no film at all"))}}, nil, "notes.mp4: it holds text and is not a video")
}

func TestFades(t *testing.T) {
	t.Parallel()
	a := one("audio", file(port.Audio, "tone.wav", tone(t, 440, 0, 6, 0)))
	s := samples(t, run(t, "fade-audio", a, task.Params{"in": 2.0, "out": 1.0})["audio"][0])
	near(t, "length", float64(len(s))/16000, 6, 0.05)
	full := decibels(s, 2.5, 4.5)
	near(t, "half way in", decibels(s, 0.95, 1.05)-full, -6, 1)
	near(t, "half way out", decibels(s, 5.45, 5.55)-full, -6, 1)
	s = samples(t, run(t, "fade-audio", a, task.Params{"in": 0.0, "out": 3.0})["audio"][0])
	near(t, "the beginning that is left alone", decibels(s, 0.05, 0.5)-full, 0, 0.5)
	v := one("video", plain(t, "v.mp4", "white", "160x120", 6, 25, 440))
	out := run(t, "fade-video", v, task.Params{"in": 2.0, "out": 2.0})["video"][0]
	near(t, "length", look(t, out).seconds(), 6, 0.15)
	if first, middle, last := colour(t, out, 0, ""), colour(t, out, 3, ""), colour(t, out, 5.9, ""); first != "black" || middle != "white" || last != "black" {
		t.Errorf("first %s, then %s, at last %s", first, middle, last)
	}
	if half := colour(t, out, 1, ""); half == "black" || half == "white" {
		t.Errorf("half way it is %s", half)
	}
	s = samples(t, out)
	near(t, "the sound half way", decibels(s, 0.95, 1.05)-decibels(s, 2.5, 3.5), -6, 1)
	if f := look(t, run(t, "fade-video", one("video", plain(t, "v.mp4", "white", "160x120", 3, 25, 0)), nil)["video"][0]); f.String() != "video h264 yuv420p" {
		t.Errorf("without sound it is %s", f)
	}
	refused(t, "fade-audio", a, task.Params{"in": 4.0, "out": 4.0}, "it would fade for 8.0 s, and the recording is 6.0 s long")
	refused(t, "fade-video", v, task.Params{"in": 0.0, "out": 0.0}, "0 seconds in and out would change nothing")
}

func TestScoreVideo(t *testing.T) {
	t.Parallel()
	film := plain(t, "v.mp4", "red", "160x120", 6, 10, 300)
	short, long := file(port.Audio, "m.wav", tone(t, 900, 0, 2, 0)), file(port.Audio, "m.mp3", convert(t, tone(t, 900, 0, 20, 0), "m.mp3"))
	alone := strength(samples(t, film), 300, 1, 3)
	for name, c := range map[string]struct {
		music port.Value
		p     task.Params
		voice bool
		less  float64
	}{
		"beside": {long, nil, true, 12}, "repeated": {short, nil, true, 12}, "in place of it": {short, task.Params{"sound": "replace"}, false, 0}, "quieter": {long, task.Params{"decibels": -20.0}, true, 20},
	} {
		v := run(t, "score-video", port.Values{"video": {film}, "music": {c.music}}, c.p)["video"][0]
		f, s := look(t, v), samples(t, v)
		near(t, name+": length", f.seconds(), 6, 0.15)
		near(t, name+": the music", strength(s, 900, 2.2, 3.8)-strength(samples(t, long), 900, 1, 3), -c.less, 1)
		if voice := strength(s, 300, 1, 3); (voice > alone-1) != c.voice {
			t.Errorf("%s: the sound of the film is %.0f dB, and was %.0f", name, voice, alone)
		}
		if end := decibels(s, 5.85, 5.95); end > decibels(s, 2, 3)-2 && !c.voice {
			t.Errorf("%s: it stops at %.0f dB", name, end)
		}
		if f.String() != "video h264 yuv420p, audio aac" || v.Name != "v-music.mp4" || colour(t, v, 3, "") != "red" {
			t.Errorf("%s: %s %s", name, v.Name, f)
		}
	}
	silent := run(t, "score-video", port.Values{"video": {plain(t, "v.webm", "red", "160x120", 3, 10, 0)}, "music": {long}}, nil)["video"][0]
	near(t, "under a silent film", strength(samples(t, silent), 900, 0.5, 1.5)-strength(samples(t, long), 900, 1, 3), 0, 1)
	refused(t, "score-video", port.Values{"video": {film}, "music": {plain(t, "m.mp4", "red", "64x64", 1, 10, 0)}}, nil, "it has pictures but no sound")
}

// quarters is a film whose corners are red, lime, blue and white, from the top left in lines.
func quarters(tb testing.TB, size string) port.Value {
	tb.Helper()
	return file(port.Video, "q.mp4", ffmpeg(tb, "q.mp4", "-f", "lavfi", "-i", "color=red:s=160x120:d=1:r=5", "-f", "lavfi", "-i", "color=lime:s=160x120:d=1:r=5", "-f", "lavfi", "-i", "color=blue:s=160x120:d=1:r=5",
		"-f", "lavfi", "-i", "color=white:s=160x120:d=1:r=5", "-f", "lavfi", "-i", "sine=d=1", "-filter_complex", "[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack,scale="+size+",setsar=1[v]", "-map", "[v]", "-map", "4:a"))
}

// corners are the colours of a film's corners, from the top left in lines.
func corners(tb testing.TB, v port.Value) string {
	tb.Helper()
	var l []string
	for _, at := range []string{"20:20:10:10", "20:20:iw-30:10", "20:20:10:ih-30", "20:20:iw-30:ih-30"} {
		l = append(l, colour(tb, v, 0.5, at))
	}
	return strings.Join(l, " ")
}

func TestTurnVideo(t *testing.T) {
	t.Parallel()
	v := one("video", quarters(t, "320:240"))
	for _, c := range []struct {
		model string
		p     task.Params
		want  string
		width int
	}{
		{"turn-video", task.Params{"degrees": "90"}, "blue red white lime", 240}, {"turn-video", task.Params{"degrees": "180"}, "white blue lime red", 320},
		{"turn-video", task.Params{"degrees": "270"}, "lime white red blue", 240}, {"flip-video", nil, "lime red white blue", 320},
		{"flip-video", task.Params{"direction": "top-bottom"}, "blue white red lime", 320},
	} {
		out := run(t, c.model, v, c.p)["video"][0]
		if f := look(t, out); corners(t, out) != c.want || f.Streams[0].Width != c.width || f.String() != "video h264 yuv420p, audio aac" {
			t.Errorf("%s %v: %s, %+v", c.model, c.p, corners(t, out), f)
		}
	}
}

func TestShapes(t *testing.T) {
	t.Parallel()
	v := one("video", quarters(t, "640:360"))
	for _, c := range []struct {
		p             task.Params
		width, height int
		bars          bool
	}{
		{task.Params{"shape": "square"}, 360, 360, false}, {task.Params{"shape": "9:16"}, 202, 360, false}, {task.Params{"shape": "16:9"}, 640, 360, false},
		{task.Params{"shape": "square", "bars": true}, 640, 640, true}, {task.Params{"shape": "9:16", "width": 180.0}, 180, 320, false}, {task.Params{"shape": "9:16", "bars": true, "height": 640.0}, 360, 640, true},
	} {
		out := run(t, "resize-video", v, c.p)["video"][0]
		want := "red lime blue white"
		if c.bars {
			want = "black black black black"
		}
		if f := look(t, out); math.Abs(float64(f.Streams[0].Width-c.width)) > 2 || math.Abs(float64(f.Streams[0].Height-c.height)) > 2 || corners(t, out) != want {
			t.Errorf("%v: %s, %+v", c.p, corners(t, out), f.Streams[0])
		}
		if left := colour(t, out, 0.5, "10:10:iw/2-20:ih/2-20"); left != "red" {
			t.Errorf("%v: left of the middle it is %s", c.p, left)
		}
	}
}

func TestBackwards(t *testing.T) {
	t.Parallel()
	sounding := file(port.Video, "v.mp4", ffmpeg(t, "w.mp4", "-i", onDisk(t, file(port.Video, "v.mkv", colours(t, "v.mkv", true))), "-af", "volume=0:enable='gt(t,2)'"))
	out := run(t, "reverse-video", one("video", sounding), nil)["video"][0]
	var l []string
	for i := range 6 {
		l = append(l, colour(t, out, float64(i)+0.5, ""))
	}
	if got := strings.Join(l, " "); got != "white yellow blue lime red black" {
		t.Errorf("it is %s", got)
	}
	s := samples(t, out)
	if front, back := decibels(s, 0.5, 3.5), decibels(s, 4.3, 5.7); front > -50 || back < -35 {
		t.Errorf("the sound is %.0f dB in front and %.0f dB at the end", front, back)
	}
	s = samples(t, run(t, "reverse-audio", one("audio", file(port.Audio, "a.wav", tone(t, 440, 2, 1, 0))), nil)["audio"][0])
	near(t, "length", float64(len(s))/16000, 3, 0.05)
	if front, back := decibels(s, 0.1, 0.9), decibels(s, 1.2, 2.8); front < -35 || back > -50 {
		t.Errorf("the tone is %.0f dB in front and %.0f dB behind", front, back)
	}
	refused(t, "reverse-video", one("video", plain(t, "long.mp4", "red", "1280x720", 80, 25, 0)), nil, "backwards it is held in memory, and of this size only 69 s of its 80.0 s are")
}

// bright counts the white pixels of an area at a time.
func bright(tb testing.TB, v port.Value, at float64, area string) (n int) {
	tb.Helper()
	filter := "format=gray"
	if area != "" {
		filter = "crop=" + area + "," + filter
	}
	for _, b := range ffmpeg(tb, "o.gray", "-ss", fmt.Sprint(at), "-i", onDisk(tb, v), "-frames:v", "1", "-vf", filter, "-f", "rawvideo") {
		if b > 180 {
			n++
		}
	}
	return n
}

func TestLettering(t *testing.T) {
	t.Parallel()
	film := one("video", plain(t, "film.mp4", "blue", "640x360", 6, 10, 440))
	areas := map[string]string{"top": "640:90:0:0", "bottom": "640:90:0:270", "middle": "640:90:0:135", "top-left": "300:90:0:0", "bottom-right": "300:90:340:270"}
	for _, c := range []struct {
		p   task.Params
		not string
	}{
		{task.Params{"text": "Our holiday in Porto", "place": "top"}, "640:180:0:180"}, {task.Params{"text": "我们的假期"}, "640:180:0:0"},
		{task.Params{"text": "© Ana {b1} \\N 2026", "place": "bottom-right"}, "300:360:0:0"}, {task.Params{"text": "假期", "place": "top-left"}, "320:360:320:0"}, {task.Params{"text": "Fin", "place": "middle"}, "640:100:0:260"},
	} {
		place, _ := c.p["place"].(string)
		if place == "" {
			place = "bottom"
		}
		out := run(t, "letter-video", film, c.p)["video"][0]
		if at, elsewhere := bright(t, out, 3, areas[place]), bright(t, out, 3, c.not); at < 60 || elsewhere > 0 {
			t.Errorf("%v: %d white pixels at %s, and %d elsewhere", c.p, at, place, elsewhere)
		}
		if f := look(t, out); f.String() != "video h264 yuv420p, audio aac" {
			t.Errorf("%v: %s", c.p, f)
		}
	}
	out := run(t, "letter-video", film, task.Params{"text": "Now", "start": 2.0, "end": 4.0})["video"][0]
	if a, b, c := bright(t, out, 1, ""), bright(t, out, 3, ""), bright(t, out, 5, ""); a > 0 || b < 60 || c > 0 {
		t.Errorf("there are %d white pixels before, %d during, %d after", a, b, c)
	}
	wide := run(t, "letter-video", film, task.Params{"text": "这是一句很长很长的话，写在一行里放不下，所以要断成几行才能全部看见，也不会有字跑到画面的外面去"})["video"][0]
	if l, all, r := bright(t, wide, 3, "8:360:0:0"), bright(t, wide, 3, ""), bright(t, wide, 3, "8:360:632:0"); l > 0 || r > 0 || all < 1000 {
		t.Errorf("of %d white pixels of long words %d and %d are at the sides", all, l, r)
	}
	refused(t, "letter-video", film, task.Params{"text": "late", "start": 9.0}, "the words would come at 9 s, and the video is 6.0 s long")
	refused(t, "letter-video", film, task.Params{"text": "x", "start": 3.0, "end": 2.0}, "the words would go at 2 s, before they come at 3 s")
	refused(t, "letter-video", film, task.Params{"text": "  "}, "there are no words to write")
	refused(t, "letter-video", film, task.Params{"text": strings.Repeat("word ", 120)}, "the words are 599 letters")
	refused(t, "letter-video", one("video", plain(t, "s.mp4", "blue", "64x64", 1, 5, 0)), task.Params{"text": strings.Repeat("word ", 90)}, "the words do not fit into a picture of 64 × 64 pixels")
}

func TestLoops(t *testing.T) {
	t.Parallel()
	v := run(t, "loop-video", one("video", file(port.Video, "v.mp4", colours(t, "v.mp4", true))), task.Params{"times": 3.0})["video"][0]
	near(t, "length", look(t, v).seconds(), 18, 0.2)
	if a, b := colour(t, v, 7.5, ""), colour(t, v, 16.5, ""); a != "red" || b != "yellow" || v.Name != "v-3x.mp4" {
		t.Errorf("%s: %s, %s", v.Name, a, b)
	}
	a := run(t, "loop-audio", one("audio", file(port.Audio, "a.wav", tone(t, 440, 0, 1, 1))), task.Params{"times": 4.0})["audio"][0]
	s := samples(t, a)
	near(t, "length", float64(len(s))/16000, 8, 0.1)
	if sounds, silence := decibels(s, 4.1, 4.9), decibels(s, 5.1, 5.9); sounds < -35 || silence > -50 {
		t.Errorf("the third time it is %.0f and %.0f dB", sounds, silence)
	}
	refused(t, "loop-video", one("video", plain(t, "v.mp4", "red", "64x64", 60, 5, 0)), task.Params{"times": 100.0}, "100 times it would be 6000 s long")
}

func TestFrameRate(t *testing.T) {
	t.Parallel()
	v := one("video", plain(t, "v.mp4", "red", "160x120", 4, 25, 440))
	for _, p := range []task.Params{{"rate": 10.0}, {"rate": 50.0, "format": "webm"}, {"rate": 12.0, "kilobytes": 100.0}} {
		out := run(t, "convert-video", v, p)["video"][0]
		got := string(tool(t, "o", "sh", "-c", `ffprobe -v error -select_streams v -count_packets -of csv=p=0 -show_entries stream=nb_read_packets "$0" > o`, onDisk(t, out)))
		if want := fmt.Sprint(4 * p["rate"].(float64)); strings.Trim(got, ", \n") != want {
			t.Errorf("%v: %s pictures, want %s", p, got, want)
		}
		near(t, "length", look(t, out).seconds(), 4, 0.15)
	}
}
