package program

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// openSafely opens real containers only: a playlist, a subtitle or a script of
// an unusual format could name other files.
var openSafely = []string{
	"-protocol_whitelist", "file,pipe", "-format_whitelist",
	"aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,eac3,flac,flv,gif,h264,hevc,matroska,webm,m4v,mjpeg,mov,mp4,m4a,3gp,3g2,mj2," +
		"mp3,mpc,mpc8,mpeg,mpegts,ogg,rm,sbc,shn,tak,tta,voc,w64,wav,wv,ivf,y4m,yuv4mpegpipe," +
		"png_pipe,jpeg_pipe,bmp_pipe,tiff_pipe,webp_pipe,gif_pipe,ppm_pipe,pgm_pipe,pbm_pipe,apng",
}

const (
	maxPixels    = 120e6
	saysCutShort = "it is cut short: a part of it is missing; send the whole file"
)

var (
	cutShort = regexp.MustCompile(`partial file|moov atom not found|Truncated|truncated`)
	lossless = regexp.MustCompile(`^(pcm_|flac|alac|wavpack|tta|ape)`)
)

type probed struct {
	Streams []struct {
		Type        string `json:"codec_type"`
		Codec       string `json:"codec_name"`
		Width       int
		Height      int
		Duration    string
		Channels    int
		Rate        string                       `json:"avg_frame_rate"` // a fraction
		Side        []struct{ Rotation float64 } `json:"side_data_list"`
		Disposition struct {
			Cover int `json:"attached_pic"`
		}
	}
	Format struct {
		Duration string
		Name     string `json:"format_name"` // each that it can be, with commas
	}
}

// probe finds out what a file really is and refuses what is not as it should
// be: audio, video or image.
func (r *run) probe(ctx context.Context, g *given, as string) error {
	if err := r.checkWAV(g); err != nil {
		return err
	}
	args := append([]string{"-v", "error"}, openSafely...)
	res, err := r.box.Run(ctx, sandbox.Command{Program: "ffprobe", Args: append(args, "-of", "json", "-show_entries",
		"format=duration,format_name:stream=codec_type,codec_name,channels,width,height,duration,avg_frame_rate:stream_side_data=rotation:stream_disposition=attached_pic", g.File)})
	if _, failed := errors.AsType[*sandbox.Exit](err); failed {
		return fault.Wrap(err, fault.Invalid, "%s", r.unreadable(g, as, res.Stderr))
	}
	if err != nil {
		return err
	}
	var p probed
	if err := json.Unmarshal(res.Stdout, &p); err != nil {
		return fmt.Errorf("read what ffprobe found: %w", err)
	}
	g.describe(p)
	if err := g.suits(as); err != nil || as == "image" {
		return err
	}
	if g.Seconds == 0 {
		if g.Seconds, err = r.length(ctx, g); err != nil {
			return err
		}
	}
	if g.Seconds == 0 {
		return fault.New(fault.Invalid, "there is nothing in it: it is 0 seconds long")
	}
	return nil
}

func (g *given) describe(p probed) {
	g.Seconds, g.Containers = seconds(p.Format.Duration), strings.Split(p.Format.Name, ",")
	for _, s := range p.Streams {
		g.Seconds = max(g.Seconds, seconds(s.Duration))
		switch {
		case s.Type == "audio":
			g.Audio, g.Lossless = true, lossless.MatchString(s.Codec)
			g.Mono = s.Channels == 1
		case s.Type == "video" && s.Disposition.Cover == 0:
			g.Video = true
			for _, side := range s.Side {
				if math.Mod(side.Rotation, 180) != 0 {
					s.Width, s.Height = s.Height, s.Width // it is shown so
				}
			}
			g.Width, g.Height = max(g.Width, s.Width), max(g.Height, s.Height)
			if n, of, ok := strings.Cut(s.Rate, "/"); ok && g.Rate == 0 && seconds(of) > 0 {
				g.Rate = seconds(n) / seconds(of)
			}
		}
	}
}

func seconds(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || math.IsInf(n, 0) {
		return 0
	}
	return n
}

func (g *given) suits(as string) error {
	switch {
	case as == "audio" && !g.Audio && g.Video:
		return fault.New(fault.Invalid, "it has pictures but no sound; attach a file with sound")
	case as == "audio" && !g.Audio:
		return fault.New(fault.Invalid, "there is no sound in it; attach an audio file")
	case as == "video" && !g.Video:
		return fault.New(fault.Invalid, "it has no moving pictures; attach a video")
	case as == "image" && !g.Video:
		return fault.New(fault.Invalid, "it is no picture; attach a PNG, JPEG, WebP, GIF, BMP or TIFF file")
	case float64(g.Width)*float64(g.Height) > maxPixels:
		return fault.New(fault.TooLarge, "it is %d × %d pixels, over %d million; make it smaller first", g.Width, g.Height, int(maxPixels/1e6))
	}
	return nil
}

// length adds up a stream whose container does not say how long it is, as
// browsers record them.
func (r *run) length(ctx context.Context, g *given) (float64, error) {
	stream := "a:0"
	if g.Video {
		stream = "v:0"
	}
	args := append([]string{"-v", "error"}, openSafely...)
	res, err := r.box.Run(ctx, sandbox.Command{Program: "ffprobe", Args: append(args, "-select_streams", stream,
		"-of", "csv=p=0", "-show_entries", "packet=pts_time,duration_time", g.File)})
	if err != nil {
		return 0, err
	}
	end := 0.0
	for line := range strings.Lines(string(res.Stdout)) {
		at, lasts, _ := strings.Cut(strings.TrimSpace(line), ",")
		end = max(end, seconds(at)+seconds(strings.TrimSuffix(lasts, ",")))
	}
	return end, nil
}

// unreadable says what a file is that no decoder takes.
func (r *run) unreadable(g *given, as, stderr string) string {
	if cutShort.MatchString(stderr) {
		return saysCutShort
	}
	a := map[string]string{"audio": "an audio file", "video": "a video", "image": "a picture"}[as]
	f, err := r.box.Open(g.File)
	if err != nil {
		return "it cannot be read as " + a
	}
	defer f.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	if readable(head[:n]) {
		return "it holds text and is not " + a + ", whatever its name says; attach another file"
	}
	return "it cannot be read as " + a + ": it is damaged or something else; attach another file"
}

func readable(b []byte) bool {
	for len(b) > 0 {
		c, n := utf8.DecodeRune(b)
		if c == utf8.RuneError && len(b) >= utf8.UTFMax || c != utf8.RuneError && !unicode.IsPrint(c) && !unicode.IsSpace(c) {
			return false
		}
		b = b[n:]
	}
	return true
}

// checkWAV refuses a WAV file that has less sound than its header promises;
// ffmpeg would take what is there. Programs that write to a pipe promise
// around 2 or 4 GiB, which promises nothing.
func (r *run) checkWAV(g *given) error {
	f, err := r.box.Open(g.File)
	if err != nil {
		return err
	}
	defer f.Close()
	var head [12]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return nil
	}
	at, rate := int64(len(head)), int64(0)
	for {
		var chunk [8]byte
		if _, err := f.ReadAt(chunk[:], at); err != nil {
			return fault.New(fault.Invalid, "it is cut short: it has a WAV header and no sound; send the whole file")
		}
		size := int64(binary.LittleEndian.Uint32(chunk[4:]))
		at += int64(len(chunk))
		switch string(chunk[:4]) {
		case "fmt ":
			var format [12]byte
			if _, err := f.ReadAt(format[:], at); err == nil {
				rate = int64(binary.LittleEndian.Uint32(format[8:]))
			}
		case "data":
			if there := g.Size - at; size > there && size < 0x7fff0000 {
				return fault.New(fault.Invalid, "it is cut short: its header promises %s of sound and %s are there; send the whole file",
					lasting(size, rate), lasting(there, rate))
			}
			return nil
		}
		at += size + size&1
	}
}

func lasting(size, rate int64) string {
	if rate <= 0 {
		return fmt.Sprintf("%d bytes", size)
	}
	return fmt.Sprintf("%.1f s", float64(size)/float64(rate))
}
