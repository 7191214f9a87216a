package runtime_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
)

func TestNumbersOf16Bits(t *testing.T) {
	t.Parallel()
	for h := range 1 << 16 { // each of them comes back as it was
		f := runtime.Single(uint16(h))
		if math.IsNaN(float64(f)) {
			continue
		}
		if got := runtime.Half(f); got != uint16(h) {
			t.Fatalf("%04x is %g, which is %04x", h, f, got)
		}
	}
	for f, want := range map[float32]uint16{1: 0x3c00, -2: 0xc000, 65504: 0x7bff, 65520: 0x7c00, 1e9: 0x7c00, 1.0004883: 0x3c00, 1.0014648: 0x3c02, 5.96e-8: 1, 2e-8: 0} {
		if got := runtime.Half(f); got != want {
			t.Errorf("%g is %04x, want %04x", f, got, want)
		}
	}
	if math.IsNaN(float64(runtime.Single(0x7e00))) != true || runtime.Half(float32(math.NaN()))&0x7c00 != 0x7c00 {
		t.Error("what is no number becomes one")
	}
}

func TestWhatIsNoModelIsRefused(t *testing.T) {
	t.Parallel()
	libs := librarytest.Folder(t)
	_, err := runtime.Open([]byte("this is no model"), runtime.Options{Libraries: libs})
	if told, ok := errors.AsType[*runtime.Error](err); !ok || !strings.Contains(told.Message, "protobuf") {
		t.Errorf("%v", err)
	}
}
