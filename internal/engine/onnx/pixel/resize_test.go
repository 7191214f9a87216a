package pixel_test

import (
	"bytes"
	"image"
	"runtime"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
)

// TestATallPictureIsMadeWideInLittleMemory is not parallel: it counts what is allocated.
func TestATallPictureIsMadeWideInLittleMemory(t *testing.T) {
	const h, w = 20_000, 100
	tall := pixel.New(2, h)
	for i := range tall.V {
		tall.V[i] = uint8(i * 31)
	}
	for n := 1; n <= 3; n++ {
		f, _ := pixel.FilterOf(n)
		want := tall.Resized(w, h, f).Resized(w, 40, f)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := tall.Resized(w, 40, f)
		runtime.ReadMemStats(&after)
		if !bytes.Equal(got.V, want.V) {
			t.Errorf("filter %d: it is not the picture that its rows and then its columns make", n)
		}
		if most := uint64(2 << 20); after.TotalAlloc-before.TotalAlloc > most {
			t.Errorf("filter %d: %d bytes were allocated, at most %d are", n, after.TotalAlloc-before.TotalAlloc, most)
		}
	}
}

func TestAVeryLongPictureIsNotRead(t *testing.T) {
	t.Parallel()
	for _, r := range []image.Rectangle{image.Rect(0, 0, 1, 70_000), image.Rect(0, 0, 70_000, 1)} {
		_, err := pixel.NewReader().Read(encoded(t, image.NewGray(r)))
		if !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "at most 65535 a side") {
			t.Errorf("%v: %v", r, err)
		}
	}
}
