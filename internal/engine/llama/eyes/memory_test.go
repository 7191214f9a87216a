package eyes_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/eyes"
)

// A picture that two look at at once is counted once.
func TestWhatIsRememberedAgainIsCountedOnce(t *testing.T) {
	t.Parallel()
	var m eyes.Memory
	first := m.Remember("photo", make([]float32, 100))
	if again := m.Remember("photo", make([]float32, 100)); again == first {
		t.Errorf("it has the number %d of before", again)
	}
	m.Remember("drawing", make([]float32, 10))
	if counted, there := m.Bytes(); counted != there || there != 440 {
		t.Errorf("%d bytes are counted, and there are %d", counted, there)
	}
}
