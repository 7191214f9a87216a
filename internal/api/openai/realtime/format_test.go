package realtime

import "testing"

// The values are those of ITU-T G.711.
func TestTheSoundOfTelephones(t *testing.T) {
	t.Parallel()
	for b, want := range map[byte]int16{0xff: 0, 0x7f: 0, 0x00: -32124, 0x80: 32124, 0xe7: 260, 0x9a: 10876, 0x3d: -2236} {
		if got := mu(b); got != want {
			t.Errorf("mu-law %#x is %d, want %d", b, got, want)
		}
	}
	for b, want := range map[byte]int16{0xd5: 8, 0x55: -8, 0x2a: -32256, 0xaa: 32256, 0x80: 5504, 0x1c: -3264} {
		if got := alaw(b); got != want {
			t.Errorf("A-law %#x is %d, want %d", b, got, want)
		}
	}
	s := &session{}
	s.settings.Audio.Input.Format = &format{Type: "audio/pcmu"}
	if got := s.samples([]byte{0x80, 0xff}); len(got) != 12 || s.before != 0 {
		t.Errorf("two samples are %d bytes", len(got))
	}
}
