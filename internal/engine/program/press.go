package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// What sound and films are written with that are to have a size, in kbit a second.
const (
	leastSound   = 8
	usualSound   = 192
	filmSound    = 128
	leastPicture = 24
	leastBits    = 0.04 // for each pixel of each picture, below which fewer pixels look better
	usualRate    = 25   // pictures a second
	tries        = 6
)

// press writes a recording or a film as a file of so many kilobytes at the most, where
// that is asked for. The bits a second follow from its length; what is written is measured,
// and written again with fewer where it is still too large.
func press(ctx context.Context, r *run) error {
	most, err := strconv.ParseFloat(fmt.Sprint(r.P["kilobytes"]), 64)
	if err != nil || most <= 0 {
		return nil //nolint:nilerr // it is not asked for
	}
	port, in, film := "audio", r.In["audio"], false
	if r.In["video"] != nil {
		port, in, film = "video", r.In["video"], true
	}
	format := fmt.Sprint(r.P["format"])
	out := "out." + format
	head, err := r.read(port, []string{"-nostdin", "-v", "error", "-y", "-threads", "4"})
	if err != nil {
		return err
	}
	write := func(how []string) (kilobytes float64, err error) {
		args := append(append(append([]string{}, head...), how...), out)
		res, err := r.box.Run(ctx, sandbox.Command{Program: "ffmpeg", Args: args, Wall: r.wall, Read: r.Read, Env: r.Env})
		if err = r.complain("ffmpeg", res, err); err != nil {
			return 0, err
		}
		at, err := os.Stat(filepath.Join(r.box.Dir(), out))
		if err != nil {
			return 0, fmt.Errorf("look at what was written: %w", err)
		}
		return float64(at.Size()) / 1000, nil
	}
	if float64(in.Size) <= 1000*most && in.is(format) && len(r.asked()) == 0 && r.paced() == "" {
		size, err := write(in.copied(format, film))
		if _, refused := errors.AsType[*sandbox.Exit](err); !refused && (err != nil || size <= most) {
			return err // it is small enough as it is
		}
	}
	rate := 0.96 * most * 8 / max(in.Seconds, 0.1)
	for range tries {
		how, fits := r.soundOf(rate), rate >= leastSound
		if film {
			how, fits = r.filmOf(in, rate)
		}
		if !fits {
			break
		}
		size, err := write(how)
		if err != nil || size <= most {
			return err
		}
		if lossless.MatchString(r.V["codec"]) {
			return fault.New(fault.Invalid, "as %s it has %.0f kB, and no less can be written without leaving something out; ask for mp3 or m4a", format, size)
		}
		rate *= 0.97 * most / size
	}
	return fault.New(fault.Invalid, "%.0f seconds do not fit into %.0f kB so that anything can be made out; allow for more, or cut it", in.Seconds, most)
}

// is reports whether a file has a format, and the name of it.
func (g *given) is(format string) bool {
	container := cmp.Or(map[string]string{"mkv": "matroska", "opus": "ogg"}[format], format)
	return strings.EqualFold(filepath.Ext(g.Name), "."+format) && slices.Contains(g.Containers, container)
}

// copied are the words for the same streams in the same format, without those that only
// some formats take: time codes, and covers of recordings.
func (g *given) copied(format string, film bool) []string {
	how := []string{"-map", "0:a?", "-c", "copy"}
	if film {
		return append([]string{"-map", "0:v", "-map", "0:s?"}, how...)
	}
	if !g.Video && slices.Contains([]string{"mp3", "m4a", "flac"}, format) {
		return append(how, "-map", "0:v?")
	}
	return how
}

// soundOf are the words for a recording of so many kbit a second: of few, it has one channel
// and no high tones.
func (r *run) soundOf(rate float64) []string {
	codec, most := r.V["codec"], float64(usualSound)
	if asked, err := strconv.ParseFloat(fmt.Sprint(r.P["bitrate"]), 64); err == nil {
		most = asked
	}
	how := []string{"-map", "0:a:0", "-map_metadata", "0", "-c:a", codec}
	if !lossless.MatchString(codec) {
		rate = min(rate, most)
		how = append(append(how, "-b:a", fmt.Sprintf("%.0fk", math.Floor(rate))), thinned(codec, rate)...)
	}
	return append(how, r.asked()...)
}

// asked are the words for the channels and samples that were asked for; what comes last counts.
func (r *run) asked() (how []string) {
	if hertz := fmt.Sprint(r.P["hertz"]); hertz != "" && hertz != "<nil>" {
		how = append(how, "-ar", hertz)
	}
	if n := map[any]string{"mono": "1", "stereo": "2"}[r.P["channels"]]; n != "" {
		how = append(how, "-ac", n)
	}
	return how
}

// thinned are the words for channels and samples that suit a rate. Vorbis has a least and a
// largest rate for each number of them, and fails beyond it.
func thinned(codec string, rate float64) []string {
	vorbis := codec == "libvorbis"
	switch {
	case vorbis && rate < 16:
		return []string{"-ac", "1", "-ar", "8000"}
	case rate < 32:
		return []string{"-ac", "1", "-ar", "16000"}
	case rate < 64:
		return []string{"-ac", "1", "-ar", "24000"}
	case vorbis:
		return []string{"-ac", "2", "-ar", "44100"}
	}
	return nil
}

// paced is the filter for the pictures a second that were asked for.
func (r *run) paced() string {
	if rate := fmt.Sprint(r.P["rate"]); rate != "" && rate != "<nil>" {
		return "fps=" + rate + ","
	}
	return ""
}

// filmOf are the words for a film of so many kbit a second; false where that is too little.
func (r *run) filmOf(in *given, rate float64) (how []string, fits bool) {
	sound := 0.0
	if in.Audio {
		sound = math.Floor(min(filmSound, max(leastSound*2, rate*0.15)))
	}
	picture := math.Floor(rate - sound)
	width := float64(in.Width)
	if bits := 1000 * picture / (width * float64(in.Height) * usualRate); bits < leastBits {
		width = max(64, width*math.Sqrt(bits/leastBits))
	}
	codec := r.V["picture"]
	how = []string{
		"-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "0", "-vf", r.paced() + fmt.Sprintf("scale=%d:-2", int(width)/2*2), "-c:v", codec, "-pix_fmt", "yuv420p",
		"-maxrate", fmt.Sprintf("%.0fk", picture), "-bufsize", fmt.Sprintf("%.0fk", 2*picture),
	}
	switch codec {
	case "libx264":
		how = append(how, "-preset", "veryfast", "-crf", "21")
	case "libvpx":
		how = append(how, "-deadline", "realtime", "-cpu-used", "5", "-crf", "12", "-b:v", fmt.Sprintf("%.0fk", picture))
	default:
		how = append(how, "-b:v", fmt.Sprintf("%.0fk", picture))
	}
	how = append(how, "-c:a", r.V["sound"], "-b:a", fmt.Sprintf("%.0fk", sound))
	return append(how, thinned(r.V["sound"], sound)...), picture >= leastPicture
}
