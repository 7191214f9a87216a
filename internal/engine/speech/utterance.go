package speech

import (
	"context"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
)

// Utterances are what a recogniser is given of a recording, one after another:
// what lies between pauses, and no more than it takes. Only the one that is being
// gathered is held.
//
//	sound ── half a second ──▶ cutter: a pause? too long? ──▶ utterance ──▶ recogniser
const (
	frame    = runtime.Rate / 50 // samples that have one level
	longest  = 28 * 50           // frames of an utterance: Whisper takes no more than 30 seconds
	halfway  = 15 * 50           // frames after which an utterance without a pause may be cut
	shortest = 2 * 50            // frames before a pause counts
	pause    = 25                // frames that are quiet in a row
	breath   = 10                // frames of the quietest place
	silent   = 0.0005            // a level below which nothing is speech: -66 dB
	quieter  = 0.1               // a pause is so much quieter than what is loud around it
	loud     = 0.9               // the share of frames that are not louder than what is loud
)

// utterance is a part of a recording.
type utterance struct {
	at      int // where it begins, in samples of the recording
	samples []float32
}

// cutter cuts a recording into utterances by its levels.
type cutter struct {
	at      int
	samples []float32
	levels  []float32 // of the frames that are whole
}

// utterances calls f with the utterances of a recording, as they come.
func utterances(ctx context.Context, s *sound, f func(utterance) error) error {
	c := &cutter{}
	for {
		l, err := s.next(ctx)
		if err != nil {
			return err
		}
		c.add(l)
		c.skip()
		for {
			n := c.cut()
			if n == 0 && len(l) == 0 {
				n = len(c.samples)
			}
			if n == 0 {
				break
			}
			if err := c.take(n, f); err != nil {
				return err
			}
		}
		if len(l) == 0 {
			return nil
		}
	}
}

func (c *cutter) add(l []float32) {
	c.samples = append(c.samples, l...)
	for i := len(c.levels); (i+1)*frame <= len(c.samples); i++ {
		sum := 0.0
		for _, v := range c.samples[i*frame : (i+1)*frame] {
			sum += float64(v) * float64(v)
		}
		c.levels = append(c.levels, float32(math.Sqrt(sum/frame)))
	}
}

// skip drops the silence before an utterance, but for a moment of it.
func (c *cutter) skip() {
	n := 0
	for n < len(c.levels) && c.levels[n] <= silent {
		n++
	}
	if n > pause {
		c.drop((n - breath) * frame)
	}
}

func (c *cutter) drop(n int) {
	c.at += n
	c.samples = append(c.samples[:0], c.samples[n:]...)
	c.levels = c.levels[:0]
	c.add(nil)
}

// take gives f the first n samples, unless nothing is in them.
func (c *cutter) take(n int, f func(utterance) error) (err error) {
	if slices.Max(append(slices.Clone(c.levels[:min(n/frame, len(c.levels))]), 0)) > silent {
		err = f(utterance{c.at, c.samples[:n]})
	}
	c.drop(n)
	return err
}

// cut is where an utterance ends, in samples; 0 is not yet.
func (c *cutter) cut() int {
	if len(c.levels) < shortest+pause {
		return 0
	}
	sorted := slices.Sorted(slices.Values(c.levels))
	quiet := max(sorted[int(loud*float64(len(sorted)-1))]*quieter, silent)
	run := 0
	for i, l := range c.levels {
		if run++; l > quiet {
			run = 0
		}
		if run == pause && i >= shortest+pause {
			return (i - pause/2) * frame
		}
	}
	if len(c.levels) < longest {
		return 0
	}
	best, where := float32(math.Inf(1)), longest
	for i := halfway; i+breath <= longest; i++ {
		sum := float32(0)
		for _, l := range c.levels[i : i+breath] {
			sum += l
		}
		if sum < best {
			best, where = sum, i+breath/2
		}
	}
	return where * frame
}
