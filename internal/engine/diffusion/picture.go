package diffusion

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"math"

	"github.com/tenonhub/tenon/internal/port"
)

// picture is pixels as a PNG that says how it was made.
func (w *work) picture(pixels []float32) (port.Value, error) {
	img := image.NewNRGBA(image.Rect(0, 0, w.width, w.height))
	n := w.width * w.height
	for i := range n {
		for c := range 3 {
			v := min(max(float64(pixels[c*n+i])/2+0.5, 0), 1)
			img.Pix[4*i+c] = uint8(math.RoundToEven(v * 255))
		}
		img.Pix[4*i+3] = 255
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return port.Value{}, fmt.Errorf("write the picture: %w", err)
	}
	file := told(b.Bytes(), w.recipe())
	return port.Value{
		Type: port.Image, Media: "image/png", Name: "picture.png", Size: int64(len(file)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil },
	}, nil
}

// recipe is what makes the picture again.
func (w *work) recipe() string {
	s := w.prompt[:w.kept] + "\n"
	if w.negative != "" && w.guided() {
		s += fmt.Sprintf("Negative prompt: %.2000s\n", w.negative)
	}
	s += fmt.Sprintf("Steps: %d, Sampler: %s, CFG scale: %g, Seed: %d, Size: %dx%d", w.steps, w.order.kind, w.guidance, w.seed, w.width, w.height)
	if w.strength < 1 {
		s += fmt.Sprintf(", Denoising strength: %g", w.strength)
	}
	return s
}

// told is a PNG with a text in it, where programs look for how it was made.
func told(file []byte, text string) []byte {
	const head = 8 + 25 // what a PNG begins with: its mark, and its size
	body := append([]byte("iTXtparameters\x00\x00\x00\x00\x00"), text...)
	out := append([]byte{}, file[:head]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)-4)) //nolint:gosec // some kilobytes
	out = append(out, body...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	return append(out, file[head:]...)
}
