package program

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/port"
)

// The detector's frames, at the 16 kHz that the manifest decodes to.
const (
	frameSamples = 160 // 10 ms
	frameSeconds = 0.01
	quietest     = -65.0 // dB: below it nothing is taken for speech
	over         = 9.0   // dB over the noise that starts speech
	hold         = 5.0   // dB over the noise that keeps it
	minSpeech    = 8     // frames: shorter is a click
	minSilence   = 25    // frames: shorter is a breath between words
	margin       = 5     // frames kept before and after speech
)

// voice finds speech in pcm.raw (16 kHz, mono, 16 bits) by its energy over the
// noise of the recording, and writes labels.json.
//
// The noise is followed over time: it is the 15th percentile of the last three
// seconds and the next three. Speech starts over it by some decibels, goes on while it is
// over it by fewer, and short gaps are closed.
func voice(_ context.Context, r *run) error {
	levels, err := r.levels()
	if err != nil {
		return err
	}
	b, err := json.Marshal(label(detect(levels)))
	if err != nil {
		return fmt.Errorf("write labels: %w", err)
	}
	return r.write("labels.json", string(b))
}

// noise finds how loud the noise in pcm.raw is, as the value floor: the level
// in dB under which the spectral filter takes all sound for noise.
func noise(_ context.Context, r *run) error {
	levels, err := r.levels()
	if err != nil {
		return err
	}
	const margin, least, most = 8, -78, -20
	floor := float64(least)
	if len(levels) > 0 {
		floor = max(least, min(most, percentile(smoothed(levels), 0.10)+margin))
	}
	r.V["floor"] = fmt.Sprintf("%.1f", floor)
	return nil
}

func (r *run) levels() ([]float64, error) {
	f, err := r.box.Open("pcm.raw")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	levels, err := measure(bufio.NewReaderSize(f, 1<<16))
	if err != nil {
		return nil, fmt.Errorf("measure the sound: %w", err)
	}
	return levels, nil
}

// measure gives the level of each frame in dB of full scale, from 16-bit
// samples with the lowest rumble taken off.
func measure(pcm io.Reader) (levels []float64, err error) {
	buf := make([]byte, 2*frameSamples)
	var before, high float64
	for {
		n, err := io.ReadFull(pcm, buf)
		sum := 0.0
		for i := 0; i+1 < n; i += 2 {
			s := float64(int16(binary.LittleEndian.Uint16(buf[i:]))) / 32768 //nolint:gosec // two's complement
			high = 0.96 * (high + s - before)                                // a high pass at about 100 Hz
			before = s
			sum += high * high
		}
		if n > 0 {
			levels = append(levels, 10*math.Log10(sum/float64(max(1, n/2))+1e-10))
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return levels, nil
		case err != nil:
			return nil, err
		}
	}
}

// detect says for each frame whether there is speech.
func detect(levels []float64) []bool {
	smooth := smoothed(levels)
	noise := floor(smooth)
	speech := make([]bool, len(levels))
	on := false
	for i, l := range smooth {
		above := l - noise[i]
		switch {
		case l < quietest:
			on = false
		case above > over:
			on = true
		case above < hold:
			on = false
		}
		speech[i] = on
	}
	fill(speech, false, minSilence)
	fill(speech, true, minSpeech)
	return widen(speech)
}

func smoothed(levels []float64) []float64 {
	s := make([]float64, len(levels))
	for i := range levels {
		w := levels[max(0, i-2):min(len(levels), i+3)]
		sum := 0.0
		for _, l := range w {
			sum += l
		}
		s[i] = sum / float64(len(w))
	}
	return s
}

// floor follows the noise: a low percentile around each frame, worked out
// every tenth of a second, and never far over the quietest tenth of all.
func floor(levels []float64) []float64 {
	const around, every = 300, 10
	noise := make([]float64, len(levels))
	if len(levels) == 0 {
		return noise
	}
	all := percentile(levels, 0.10)
	for i := 0; i < len(levels); i += every {
		n := percentile(levels[max(0, i-around):min(len(levels), i+around)], 0.15)
		n = max(min(n, all+20), -75)
		for j := i; j < min(len(levels), i+every); j++ {
			noise[j] = n
		}
	}
	return noise
}

func percentile(levels []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(levels))
	return sorted[int(p*float64(len(sorted)-1))]
}

// fill turns runs of what that are shorter than least into the other.
func fill(speech []bool, what bool, least int) {
	for i := 0; i < len(speech); {
		j := i
		for j < len(speech) && speech[j] == speech[i] {
			j++
		}
		if speech[i] == what && j-i < least && i > 0 && j < len(speech) || what && speech[i] == what && j-i < least {
			for k := i; k < j; k++ {
				speech[k] = !what
			}
		}
		i = j
	}
}

func widen(speech []bool) []bool {
	wide := make([]bool, len(speech))
	for i, s := range speech {
		if s {
			for j := max(0, i-margin); j < min(len(speech), i+margin+1); j++ {
				wide[j] = true
			}
		}
	}
	return wide
}

// label turns frames into spans of speech and silence.
func label(speech []bool) []port.Label {
	labels := []port.Label{}
	for i := 0; i < len(speech); {
		j := i
		for j < len(speech) && speech[j] == speech[i] {
			j++
		}
		l := port.Label{Name: "silence", Score: 1, From: hundredths(i), To: hundredths(j)}
		if speech[i] {
			l.Name = "speech"
		}
		labels = append(labels, l)
		i = j
	}
	return labels
}

func hundredths(frames int) float64 { return math.Round(float64(frames)*frameSeconds*100) / 100 }
