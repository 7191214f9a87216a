package program

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// The qualities between which a WebP is written that is to have a size.
const (
	leastQuality = 30
	bestQuality  = 90
)

// fit writes the picture as out.webp of so many kilobytes at the most, where that is
// asked for: of the best quality that fits, and where none does with fewer pixels.
func fit(ctx context.Context, r *run) error {
	most, err := strconv.ParseFloat(fmt.Sprint(r.P["kilobytes"]), 64)
	if err != nil || most <= 0 {
		return nil //nolint:nilerr // it is not asked for
	}
	write := func(quality int, width int) (size float64, err error) {
		args, err := r.read("image", []string{"-nostdin", "-v", "error", "-y", "-threads", "4"})
		if err != nil {
			return 0, err
		}
		args = append(args, "-map", "0:v:0", "-frames:v", "1", "-vf", fmt.Sprintf("scale=%d:-1", width), "-c:v", "libwebp", "-quality", strconv.Itoa(quality), "out.webp")
		res, err := r.box.Run(ctx, sandbox.Command{Program: "ffmpeg", Args: args, Wall: r.wall, Read: r.Read, Env: r.Env})
		if err = r.complain("ffmpeg", res, err); err != nil {
			return 0, err
		}
		at, err := os.Stat(filepath.Join(r.box.Dir(), "out.webp"))
		if err != nil {
			return 0, fmt.Errorf("look at what was written: %w", err)
		}
		return float64(at.Size()) / 1000, nil
	}
	least, best := leastQuality, bestQuality
	if q, err := strconv.Atoi(fmt.Sprint(r.P["quality"])); err == nil {
		least, best = q, q
	}
	for width := r.In["image"].Width; width > 16; width = width * 4 / 5 {
		size, err := write(least, width)
		if err != nil || size > most {
			if err != nil {
				return err
			}
			continue
		}
		low, high := least, best
		for low < high {
			middle := (low + high + 1) / 2
			if size, err = write(middle, width); err != nil {
				return err
			}
			if size <= most {
				low = middle
			} else {
				high = middle - 1
			}
		}
		_, err = write(low, width)
		return err
	}
	return fault.New(fault.Invalid, "the picture does not fit into %.0f kB; allow for more", most)
}
