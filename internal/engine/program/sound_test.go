package program_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// tone is a sine of a frequency between silences, in seconds, as WAV.
func tone(tb testing.TB, hertz, before, during, after float64) []byte {
	tb.Helper()
	return ffmpeg(tb, "t.wav", "-f", "lavfi", "-i", fmt.Sprintf("sine=f=%g:d=%g:r=44100", hertz, during),
		"-af", fmt.Sprintf("adelay=%g:all=1,apad=pad_dur=%g", before*1000, after))
}

// samples decodes sound to 16 kHz mono in [-1, 1].
func samples(tb testing.TB, v port.Value) []float64 {
	tb.Helper()
	b, err := v.Read(1 << 30)
	if err != nil {
		tb.Fatal(err)
	}
	raw := convert(tb, b, "o.raw", "-ac", "1", "-ar", "16000", "-f", "s16le")
	s := make([]float64, len(raw)/2)
	for i := range s {
		s[i] = float64(int16(binary.LittleEndian.Uint16(raw[2*i:]))) / 32768 //nolint:gosec // two's complement
	}
	return s
}

func length(tb testing.TB, v port.Value) float64 {
	tb.Helper()
	return float64(len(samples(tb, v))) / 16000
}

// frequency counts zero crossings in the middle half of a tone.
func frequency(s []float64) float64 {
	s = s[len(s)/4 : len(s)*3/4]
	n := 0
	for i := 1; i < len(s); i++ {
		if s[i-1] < 0 && s[i] >= 0 {
			n++
		}
	}
	return float64(n) * 16000 / float64(len(s))
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by {
		t.Errorf("%s is %.3f, want %.3f ± %g", what, got, want, by)
	}
}

func TestSoundEffects(t *testing.T) {
	t.Parallel()
	a := file(port.Audio, "tone.wav", tone(t, 440, 0, 3, 0))
	tests := map[string]struct {
		model           string
		p               task.Params
		seconds, hertz  float64
		name, mediaLike string
	}{
		"twice as fast":     {"tempo", task.Params{"factor": 2.0}, 1.5, 440, "tone-2x.wav", "RIFF"},
		"four times slower": {"tempo", task.Params{"factor": 0.25}, 12, 440, "tone-0.25x.wav", "RIFF"},
		"an octave up":      {"pitch", task.Params{"semitones": 12.0}, 3, 880, "tone-12-semitones.wav", "RIFF"},
		"a fifth down":      {"pitch", task.Params{"semitones": -7.0}, 3, 293.66, "tone--7-semitones.wav", "RIFF"},
		"nothing":           {"pitch", task.Params{"semitones": 0.0}, 3, 440, "tone-0-semitones.wav", "RIFF"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := run(t, test.model, one("audio", a), test.p)["audio"][0]
			s := samples(t, v)
			near(t, "length", float64(len(s))/16000, test.seconds, 0.1)
			near(t, "pitch", frequency(s), test.hertz, test.hertz/100)
			if v.Name != test.name {
				t.Errorf("name %q, want %q", v.Name, test.name)
			}
		})
	}
}

func TestCutAudio(t *testing.T) {
	t.Parallel()
	a := file(port.Audio, "take.wav", tone(t, 440, 1, 2, 3))
	tests := map[string]struct {
		p       task.Params
		seconds float64
		says    string
	}{
		"a part":           {task.Params{"start": 1.25, "end": 2.0}, 0.75, ""},
		"to the end":       {task.Params{"start": 5.0}, 1, ""},
		"past the end":     {task.Params{"start": 5.0, "end": 100.0}, 1, ""},
		"silence":          {task.Params{"silence": true}, 2.1, ""},
		"after the end":    {task.Params{"start": 7.0}, 0, "the recording is 6.0 s long"},
		"the wrong way on": {task.Params{"start": 3.0, "end": 2.0}, 0, "before it begins"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := embedded(t)
			out, err := answer(t, e, request(t, e, "cut-audio", one("audio", a), test.p))
			switch {
			case test.says != "":
				if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v, want %q", err, test.says)
				}
			case err != nil:
				t.Error(err)
			default:
				near(t, "length", length(t, out["audio"][0]), test.seconds, map[bool]float64{false: 0.05, true: 0.2}[name == "silence"])
			}
		})
	}
}

// TestCutAudioShortensPauses: of each silence within a moment is kept, and what sounds stays whole.
func TestCutAudioShortensPauses(t *testing.T) {
	t.Parallel()
	take := ffmpeg(t, "t.wav", "-f", "lavfi", "-i", "sine=f=440:d=9:r=44100", "-af", "volume=0:enable='lt(t,1)+between(t,2,4)+between(t,5,7.5)+gt(t,8)'")
	e := embedded(t)
	for _, c := range []struct {
		p       task.Params
		seconds float64
	}{{task.Params{"silence": true}, 7.2}, {task.Params{"pauses": true}, 3.3}, {task.Params{"pauses": true, "start": 4.0}, 2}} {
		out, err := answer(t, e, request(t, e, "cut-audio", one("audio", file(port.Audio, "take.wav", take)), c.p))
		if err != nil {
			t.Fatal(err)
		}
		near(t, fmt.Sprint("length with ", c.p), length(t, out["audio"][0]), c.seconds, 0.2)
	}
}

func TestJoinAudio(t *testing.T) {
	t.Parallel()
	low := file(port.Audio, "low.wav", tone(t, 300, 0, 1, 0))
	high := file(port.Audio, "high.mp3", convert(t, tone(t, 900, 0, 2, 0), "h.mp3", "-ac", "2", "-ar", "22050"))
	s := samples(t, run(t, "join-audio", one("audios", low, high, low), nil)["audio"][0])
	near(t, "length", float64(len(s))/16000, 4, 0.1)
	near(t, "first", frequency(s[:16000]), 300, 5)
	near(t, "second", frequency(s[17000:46000]), 900, 10)
	near(t, "third", frequency(s[49000:64000]), 300, 5)
}

func TestConvertAudio(t *testing.T) {
	t.Parallel()
	formats := []string{"mp3", "wav", "flac", "ogg", "m4a"}
	begins := map[string]string{"wav": "RIFF", "flac": "fLaC", "ogg": "OggS", "mp3": "ID3", "m4a": "ftyp"}
	for i, from := range append(slices.Clone(formats), "webm", "opus") {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			a := file(port.Audio, "song."+from, convert(t, tone(t, 440, 0, 2, 0), "s."+from, "-ac", "2"))
			for _, to := range []string{formats[i%5], formats[(i+1)%5]} {
				v := run(t, "convert-audio", one("audio", a), task.Params{"format": to})["audio"][0]
				b, _ := v.Read(1 << 20)
				if !bytes.Contains(b[:12], []byte(begins[to])) || v.Name != "song."+to {
					t.Errorf("%s is %q… named %s", to, b[:12], v.Name)
				}
				near(t, from+" to "+to, length(t, v), 2, 0.1)
			}
		})
	}
}

// TestConvertAudioToARate: fewer bits a second are a smaller file of the same length.
func TestConvertAudioToARate(t *testing.T) {
	t.Parallel()
	a := one("audio", file(port.Audio, "song.wav", ffmpeg(t, "s.wav", "-f", "lavfi", "-i", "anoisesrc=a=0.2:d=4:r=48000")))
	for _, format := range []string{"mp3", "opus"} {
		var sizes []int64
		for _, rate := range []float64{32, 96} {
			v := run(t, "convert-audio", a, task.Params{"format": format, "bitrate": rate})["audio"][0]
			near(t, format, length(t, v), 4, 0.2)
			sizes = append(sizes, v.Size)
		}
		usual := run(t, "convert-audio", a, task.Params{"format": format})["audio"][0].Size
		if sizes[0]*2 > sizes[1] || sizes[1] >= usual {
			t.Errorf("%s has %d bytes, and %d as usual", format, sizes, usual)
		}
	}
}

// TestRecordingsOfATelephoneAreConverted: of so few samples a second that a codec does
// not take every number of bits for them.
func TestRecordingsOfATelephoneAreConverted(t *testing.T) {
	t.Parallel()
	for _, rate := range []string{"8000", "16000"} {
		call := convert(t, tone(t, 440, 0, 2, 0), "call.wav", "-ac", "1", "-ar", rate)
		for _, to := range []string{"mp3", "wav", "flac", "ogg", "m4a", "opus", "aac"} {
			v := run(t, "convert-audio", one("audio", file(port.Audio, "call.wav", call)), task.Params{"format": to})["audio"][0]
			near(t, rate+" to "+to, length(t, v), 2, 0.2)
		}
		film := convert(t, colours(t, "v.mkv", true), "v.mp4", "-c:v", "copy", "-c:a", "aac", "-ac", "1", "-ar", rate)
		v := run(t, "convert-video", one("video", file(port.Video, "v.mp4", film)), task.Params{"format": "webm"})["video"][0]
		near(t, rate+" to webm", look(t, v).seconds(), 6, 0.2)
		sound := run(t, "take-sound", one("video", file(port.Video, "v.mp4", film)), task.Params{"format": "ogg"})["audio"][0]
		near(t, rate+" out of a film", length(t, sound), 6, 0.2)
	}
}

// TestDenoise measures the noise in the pauses of noisy speech.
func TestDenoise(t *testing.T) {
	t.Parallel()
	clean := convert(t, speech(t, "The meeting is on Monday at nine. Please bring the papers."), "c.wav", "-af", "adelay=1500:all=1")
	noisy := convert(t, clean, "n.wav", "-f", "lavfi", "-i", "anoisesrc=a=0.02:c=white:r=22050", "-filter_complex", "[0][1]amix=2:duration=first:normalize=0")
	loud := func(v port.Value) float64 { // dB in the pause before the speech
		sum := 0.0
		for _, s := range samples(t, v)[8000:20000] {
			sum += s * s
		}
		return 10 * math.Log10(sum/12000)
	}
	energy := func(v port.Value) (sum float64) {
		for _, s := range samples(t, v)[24000:] {
			sum += s * s
		}
		return sum
	}
	before := loud(file(port.Audio, "n.wav", noisy))
	for strength, least := range map[string]float64{"light": 4, "medium": 8, "strong": 12} {
		v := run(t, "denoise", one("audio", file(port.Audio, "n.wav", noisy)), task.Params{"strength": strength})["audio"][0]
		less := before - loud(v)
		keeps := energy(v) / energy(file(port.Audio, "c.wav", clean))
		t.Logf("%s: the noise is %.1f dB lower, %.0f %% of the speech's energy is kept", strength, less, 100*keeps)
		if less < least || keeps < 0.5 || keeps > 1.5 {
			t.Errorf("%s: %.1f dB lower, want %g; speech kept %.2f", strength, less, least, keeps)
		}
	}
}

func TestVoice(t *testing.T) {
	t.Parallel()
	said := convert(t, speech(t, "Good morning everybody"), "s.wav", "-af", "silenceremove=1:0:-50dB,adelay=2000:all=1,apad=pad_dur=3")
	v := run(t, "find-voice", one("audio", file(port.Audio, "a.wav", said)), nil)["labels"][0]
	labels, err := v.ReadLabels()
	if err != nil || len(labels) != 3 {
		t.Fatalf("%v, %v", labels, err)
	}
	for i, name := range []string{"silence", "speech", "silence"} {
		if labels[i].Name != name {
			t.Errorf("span %d is %s, want %s", i, labels[i].Name, name)
		}
	}
	near(t, "the start", labels[1].From, 2, 0.15)
	silent := file(port.Audio, "s.wav", ffmpeg(t, "s.wav", "-f", "lavfi", "-i", "anullsrc", "-t", "3"))
	labels, err = run(t, "find-voice", one("audio", silent), nil)["labels"][0].ReadLabels()
	if err != nil || len(labels) != 1 || labels[0].Name != "silence" {
		t.Errorf("in silence: %v, %v", labels, err)
	}
}

// TestVoiceQuality measures how many 10 ms frames are told rightly, on speech
// of known places in noise: espeak-ng's, and real digits with -digits.
func TestVoiceQuality(t *testing.T) {
	t.Parallel()
	if !testing.Verbose() {
		t.Skip("a measurement: run it with -v")
	}
	random := rand.New(rand.NewPCG(2, 2))
	words := strings.Split("hello there|what is the time|we meet on friday|thank you|the price is nine dollars|goodbye", "|")
	var pcm []float64
	var truth []bool
	quiet := func(n int) {
		for range n {
			pcm, truth = append(pcm, 0), append(truth, false)
		}
	}
	quiet(16000)
	for i := range 12 {
		b := convert(t, speech(t, words[i%len(words)]), "w.wav", "-af", "silenceremove=1:0:-45dB,areverse,silenceremove=1:0:-45dB,areverse")
		if *digits != "" {
			speaker := strings.Fields("george jackson lucas nicolas theo yweweler")[i%6]
			b = convert(t, tool(t, "d.wav", "cp", fmt.Sprintf("%s/%d_%s_%d.wav", *digits, random.IntN(10), speaker, random.IntN(50)), "d.wav"),
				"w.wav", "-af", "loudnorm,silenceremove=1:0:-35dB,areverse,silenceremove=1:0:-35dB,areverse")
		}
		for _, s := range samples(t, file(port.Audio, "w.wav", b)) {
			pcm, truth = append(pcm, s), append(truth, true)
		}
		quiet(8000 + random.IntN(24000))
	}
	energy, n := 0.0, 0
	for i, s := range pcm {
		if truth[i] {
			energy, n = energy+s*s, n+1
		}
	}
	for _, snr := range []float64{40, 20, 10} {
		noise := math.Sqrt(energy / float64(n) / math.Pow(10, snr/10))
		raw := make([]byte, 0, 2*len(pcm))
		for _, s := range pcm {
			v := max(-1, min(1, s+noise*random.NormFloat64()))
			raw = binary.LittleEndian.AppendUint16(raw, uint16(int16(v*32767))) //nolint:gosec // two's complement
		}
		labels, err := run(t, "find-voice", one("audio", file(port.Audio, "n.wav", wave(raw))), nil)["labels"][0].ReadLabels()
		if err != nil {
			t.Fatal(err)
		}
		right, hit, said := 0, 0, 0
		for i := 0; i < len(truth); i += 160 {
			found := false
			for _, l := range labels {
				at := float64(i) / 16000
				found = found || l.Name == "speech" && l.From <= at && at < l.To
			}
			if found == truth[i] {
				right++
			}
			if truth[i] {
				said++
				if found {
					hit++
				}
			}
		}
		t.Logf("%g dB over the noise: %s of the frames right, %s of the speech found", snr, rate(right, len(truth)/160), rate(hit, said))
		if right < len(truth)/160*80/100 {
			t.Errorf("%g dB: %s right", snr, rate(right, len(truth)/160))
		}
	}
}

// wave puts a header before 16 kHz mono samples of 16 bits.
func wave(raw []byte) []byte {
	n := uint32(len(raw)) //nolint:gosec // short
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), 36+n)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, 16000)
	b = binary.LittleEndian.AppendUint32(b, 32000)
	b = append(b, "\x02\x00\x10\x00data"...)
	return append(binary.LittleEndian.AppendUint32(b, n), raw...)
}

func TestBadSound(t *testing.T) {
	t.Parallel()
	wav := tone(t, 440, 0, 2, 0)
	m4a := convert(t, wav, "t.m4a")
	silentFilm := ffmpeg(t, "v.mp4", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-c:v", "libx264")
	playlist := "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n"
	tests := map[string]struct {
		b    []byte
		says string
	}{
		"cut short":             {wav[:len(wav)/2], "a.wav: it is cut short: its header promises 2.0 s of sound and 1.0 s are there"},
		"only a header":         {wav[:20], "a.wav: it is cut short"},
		"an m4a that is cut":    {m4a[:len(m4a)/2], "a.wav: it is cut short"},
		"text":                  {[]byte("Dear Sir, this is no sound.\n"), "a.wav: it holds text and is not an audio file"},
		"empty":                 {nil, "a.wav: it is empty"},
		"no samples":            {tone(t, 440, 0, 0.0001, 0)[:44], "a.wav: "},
		"a program":             {append([]byte("\x7fELF\x02\x01\x01\x00"), bytes.Repeat([]byte{0, 7, 200}, 500)...), "a.wav: it cannot be read as an audio file"},
		"a film without sound":  {silentFilm, "a.wav: it has pictures but no sound"},
		"a picture":             {ffmpeg(t, "p.png", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-frames:v", "1"), "a.wav: it has pictures but no sound"},
		"a playlist":            {[]byte(playlist), "a.wav: it holds text"},
		"a list of other files": {[]byte("ffconcat version 1.0\nfile /etc/passwd\n"), "a.wav: it holds text"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := embedded(t)
			_, err := answer(t, e, request(t, e, "convert-audio", one("audio", file(port.Audio, "a.wav", test.b)), nil))
			if kind, msg := fault.Of(err); kind != fault.Invalid || !strings.HasPrefix(msg, test.says) {
				t.Errorf("got %s %q, want %q", kind, msg, test.says)
			}
		})
	}
}

func TestSoundThatLooksBad(t *testing.T) {
	t.Parallel()
	wav := tone(t, 440, 0, 2, 0)
	streamed := bytes.Clone(wav)
	for i := range 4 { // as programs write that do not know the length
		streamed[4+i], streamed[bytes.Index(wav, []byte("data"))+4+i] = 0xff, 0xff
	}
	surround := convert(t, wav, "s.flac", "-af", "pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0")
	for name, b := range map[string][]byte{"an unknown length": streamed, "six channels": surround} {
		v := run(t, "convert-audio", one("audio", file(port.Audio, "-i.wav", b)), nil)["audio"][0]
		near(t, name, length(t, v), 2, 0.1)
	}
}

func TestSoundContracts(t *testing.T) {
	t.Parallel()
	e := embedded(t)
	a := file(port.Audio, "a.wav", tone(t, 440, 0, 1, 0))
	for _, model := range strings.Fields("denoise tempo pitch cut-audio convert-audio set-volume find-voice join-audio fade-audio reverse-audio loop-audio") {
		in, p := one("audio", a), task.Params(nil)
		switch model {
		case "join-audio":
			in = one("audios", a)
		case "fade-audio":
			p = task.Params{"in": 0.3, "out": 0.3}
		}
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			enginetest.Run(t, e, request(t, e, model, in, p))
		})
	}
}

// TestConvertAudioToAForm: what is written has the samples, channels and bits a second that were
// asked for, and what a codec does not take is said.
func TestConvertAudioToAForm(t *testing.T) {
	t.Parallel()
	song := ffmpeg(t, "s.wav", "-f", "lavfi", "-i", "sine=f=440:d=3:r=44100", "-f", "lavfi", "-i", "anoisesrc=a=0.1:d=3:r=44100", "-filter_complex", "[0][1]amerge=2")
	a := one("audio", file(port.Audio, "song.wav", song))
	for _, c := range []struct {
		p    task.Params
		want string // sample rate, channels
	}{
		{task.Params{"format": "wav", "hertz": 16000.0, "channels": "mono"}, "16000,1"},
		{task.Params{"format": "wav", "channels": "stereo"}, "44100,2"},
		{task.Params{"format": "mp3", "channels": "mono"}, "44100,1"},
		{task.Params{"format": "mp3", "hertz": 22050.0}, "22050,2"},
		{task.Params{"format": "opus", "hertz": 48000.0, "channels": "mono", "bitrate": 24.0}, "48000,1"},
		{task.Params{"format": "ogg", "hertz": 16000.0, "channels": "mono"}, "16000,1"},
		{task.Params{"format": "ogg", "bitrate": 96.0}, "44100,2"},
		{task.Params{"format": "m4a", "hertz": 48000.0, "bitrate": 128.0}, "48000,2"},
		{task.Params{"format": "flac", "hertz": 96000.0}, "96000,2"},
		{task.Params{"format": "mp3", "hertz": 16000.0, "channels": "mono", "kilobytes": 20.0}, "16000,1"},
	} {
		v := run(t, "convert-audio", a, c.p)["audio"][0]
		got := string(tool(t, "o", "sh", "-c", `ffprobe -v error -of csv=p=0 -show_entries stream=sample_rate,channels "$0" > o`, onDisk(t, v)))
		if strings.TrimSpace(got) != c.want {
			t.Errorf("%v: %s, want %s", c.p, got, c.want)
		}
		near(t, fmt.Sprint(c.p), length(t, v), 3, 0.15)
		near(t, fmt.Sprint("pitch of ", c.p), frequency(samples(t, run(t, "convert-audio", one("audio", file(port.Audio, "tone.wav", tone(t, 440, 0, 3, 0))), c.p)["audio"][0])), 440, 5)
		if most, asked := c.p["bitrate"].(float64); asked && math.Abs(float64(v.Size)*8/3000-most) > most*0.3 {
			t.Errorf("%v has %d bytes in 3 s", c.p, v.Size)
		}
	}
	e := embedded(t)
	for says, p := range map[string]task.Params{
		"opus does not take 44100 samples a second, but 8000 12000 16000 24000 48000 Hz": {"format": "opus", "hertz": 44100.0},
		"mp3 does not take 96000 samples a second":                                       {"format": "mp3", "hertz": 96000.0},
		"wav leaves nothing out, so that its bit rate cannot be set":                     {"format": "wav", "bitrate": 64.0},
		"Vorbis (ogg) does not take this bit rate":                                       {"format": "ogg", "bitrate": 320.0, "hertz": 8000.0, "channels": "mono"},
	} {
		_, err := answer(t, e, request(t, e, "convert-audio", a, p))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v, want %q", p, err, says)
		}
	}
}
