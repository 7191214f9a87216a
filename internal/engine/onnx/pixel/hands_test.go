package pixel_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/fault"
)

// headOf is the head of a PNG file of a size.
func headOf(t *testing.T, w, h uint32) io.Reader {
	t.Helper()
	b := encoded(t, gradient(4, 4))
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	return bytes.NewReader(withSum(b))
}

func TestOneLargePictureOrManySmallOnesAreInHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := pixel.NewHands()
		take := func(w, height uint32) (func(), error) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			return h.Take(ctx, headOf(t, w, height))
		}
		release, err := take(6000, 6000)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := take(3000, 3000); !fault.Is(err, fault.Canceled) {
			t.Errorf("a second one: %v", err)
		}
		if small, err := take(224, 224); err != nil {
			t.Errorf("a small one beside it: %v", err)
		} else {
			small()
		}
		release()
		var all []func()
		for range 40 {
			small, err := take(224, 224)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, small)
		}
		if _, err := take(1, 1); !fault.Is(err, fault.Canceled) {
			t.Errorf("one more: %v", err)
		}
		for _, release := range all {
			release()
		}
		for _, size := range []uint32{6000, 1 << 30} { // what a head says is not believed
			release, err := take(size, size)
			if err != nil {
				t.Fatal(err)
			}
			release()
		}
	})
}
