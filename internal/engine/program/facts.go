package program

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// facts tells of the recording or the video that came in: facts.txt.
func facts(ctx context.Context, r *run) error {
	g, film := r.In["video"], true
	if g == nil {
		g, film = r.In["audio"], false
	}
	args := append([]string{"-v", "error"}, openSafely...)
	res, err := r.box.Run(ctx, sandbox.Command{Program: "ffprobe", Args: append(args, "-of", "json", "-show_entries",
		"format=format_long_name,bit_rate:stream=codec_type,codec_name,width,height,avg_frame_rate,sample_rate,channels:stream_disposition=attached_pic", g.File)})
	if err != nil {
		return err
	}
	var p struct {
		Format struct {
			Long string `json:"format_long_name"`
			Rate string `json:"bit_rate"`
		}
		Streams []stream
	}
	if err := json.Unmarshal(res.Stdout, &p); err != nil {
		return fmt.Errorf("read what ffprobe found: %w", err)
	}
	t := tongue(strings.HasPrefix(fmt.Sprint(r.P["language"]), "zh"))
	said := []string{t.length(g.Seconds)}
	sound := ""
	for _, s := range p.Streams {
		switch {
		case s.Type == "audio" && sound == "":
			sound = t.sound(s)
		case film && s.Type == "video" && s.Disposition.Cover == 0 && len(said) == 1:
			said = append(said, fmt.Sprintf("%d × %d %s", s.Width, s.Height, t.of("pixels", "像素")))
			if n := s.frames(); n > 0 {
				said = append(said, t.of(decimal(n)+" pictures a second", "每秒 "+decimal(n)+" 帧"))
			}
			said = append(said, codec(s.Codec))
		}
	}
	switch {
	case !film:
		said = append(said, sound)
	case sound == "":
		said = append(said, t.of("no sound", "没有声音"))
	default:
		said = append(said, t.of("sound: ", "声音：")+sound)
	}
	if n, err := strconv.ParseFloat(p.Format.Rate, 64); err == nil && n > 0 {
		said = append(said, decimal(math.Round(n/1000))+" kbit/s")
	}
	said = append(said, fmt.Sprintf(t.of("%s (%s)", "%s（%s）"), p.Format.Long, size(g.Size)))
	return r.write("facts.txt", strings.Join(said, t.of(", ", "，")))
}

// stream is one of a file, as ffprobe tells of it.
type stream struct {
	Type        string `json:"codec_type"`
	Codec       string `json:"codec_name"`
	Width       int
	Height      int
	Frames      string `json:"avg_frame_rate"`
	Samples     string `json:"sample_rate"`
	Channels    int
	Disposition struct {
		Cover int `json:"attached_pic"`
	}
}

// frames is how many pictures there are a second; 0 is unknown.
func (s stream) frames() float64 {
	of, in, _ := strings.Cut(s.Frames, "/")
	a, _ := strconv.ParseFloat(of, 64)
	b, _ := strconv.ParseFloat(cmp.Or(in, "1"), 64)
	if a <= 0 || b <= 0 {
		return 0
	}
	return math.Round(a/b*100) / 100
}

// tongue is Chinese, or English.
type tongue bool

func (t tongue) of(english, chinese string) string {
	if t {
		return chinese
	}
	return english
}

func (t tongue) length(seconds float64) string {
	said := t.of(decimal(math.Round(seconds*10)/10)+" seconds", decimal(math.Round(seconds*10)/10)+" 秒")
	if seconds < 60 {
		return said
	}
	whole := int(math.Round(seconds))
	return fmt.Sprintf("%d:%02d:%02d (%s)", whole/3600, whole/60%60, whole%60, said)
}

func (t tongue) sound(s stream) string {
	channels := fmt.Sprintf(t.of("%d channels", "%d 声道"), s.Channels)
	switch s.Channels {
	case 1:
		channels = t.of("mono", "单声道")
	case 2:
		channels = t.of("stereo", "立体声")
	}
	return strings.Join([]string{codec(s.Codec), s.Samples + " Hz", channels}, t.of(", ", "，"))
}

// codec is what people call it.
func codec(name string) string {
	if strings.HasPrefix(name, "pcm_") {
		return "PCM"
	}
	return cmp.Or(map[string]string{"h264": "H.264", "hevc": "H.265"}[name], strings.ToUpper(name))
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func size(n int64) string {
	switch {
	case n >= 1e9:
		return decimal(math.Round(float64(n)/1e8)/10) + " GB"
	case n >= 1e6:
		return decimal(math.Round(float64(n)/1e5)/10) + " MB"
	}
	return decimal(math.Ceil(float64(n)/1e3)) + " kB"
}

// pages tells of a PDF what pdfinfo said, info.txt: facts.txt.
func pages(_ context.Context, r *run) error {
	b, err := r.file("info.txt")
	if err != nil {
		return err
	}
	said := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			said[name] = strings.TrimSpace(value)
		}
	}
	n, err := strconv.Atoi(said["Pages"])
	if err != nil {
		return fault.New(fault.Invalid, "it does not say how many pages it has: it is damaged; save it again with another program")
	}
	t := tongue(strings.HasPrefix(fmt.Sprint(r.P["language"]), "zh"))
	l := []string{fmt.Sprintf(t.of("%d pages", "%d 页"), n)}
	if n == 1 {
		l[0] = t.of("1 page", "1 页")
	}
	for _, f := range []struct{ name, english, chinese string }{
		{"Page size", "", ""}, {"Title", "title: ", "标题："}, {"Author", "author: ", "作者："}, {"CreationDate", "made ", "制作时间："}, {"PDF version", "PDF ", "PDF "},
	} {
		if v := said[f.name]; v != "" && v != "(anonymous)" {
			l = append(l, t.of(f.english, f.chinese)+v)
		}
	}
	return r.write("facts.txt", strings.Join(append(l, size(r.In["document"].Size)), t.of(", ", "，")))
}
