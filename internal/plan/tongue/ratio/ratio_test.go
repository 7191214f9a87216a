package ratio_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/ratio"
)

func TestHowManyTimesAsMuchIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said string
		q    ratio.Quantity
		want float64
	}{
		{"make them half as loud", ratio.Loudness, 0.5},
		{"twice as loud please", ratio.Loudness, 2},
		{"twice as quiet", ratio.Loudness, 0.5},
		{"a third as loud", ratio.Loudness, 0.333},
		{"make it three times louder", ratio.Loudness, 3},
		{"20% louder", ratio.Loudness, 1.2},
		{"30 percent quieter", ratio.Loudness, 0.7},
		{"halve the volume", ratio.Loudness, 0.5},
		{"double its volume", ratio.Loudness, 2},
		{"at half the volume", ratio.Loudness, 0.5},
		{"turn it down by half", ratio.Loudness, 0.5},
		{"turn the music down to a quarter", ratio.Loudness, 0.25},
		{"reduce the volume by 25%", ratio.Loudness, 0.75},
		{"reduce the volume to 25%", ratio.Loudness, 0.25},
		{"increase the volume by 50%", ratio.Loudness, 1.5},
		{"make it twice as fast and half as loud", ratio.Loudness, 0.5},
		{"make it twice as fast and half as loud", ratio.Speed, 2},
		{"make it louder", ratio.Loudness, 0},
		{"twice as fast", ratio.Loudness, 0},
		{"three times slower", ratio.Speed, 0.333},
		{"twice as slow", ratio.Speed, 0.5},
		{"at 1.5 times the speed", ratio.Speed, 1.5},
		{"half as bright", ratio.Brightness, 0.5},
		{"20% darker", ratio.Brightness, 0.8},
		{"three times as big", ratio.Size, 3},
		{"a third of the size", ratio.Size, 0.333},
		{"an octave up, twice as high", ratio.Pitch, 2},
		{"声音调小一半", ratio.Loudness, 0.5},
		{"音量减半", ratio.Loudness, 0.5},
		{"把音量降低30%", ratio.Loudness, 0.7},
		{"音量调到原来的三分之一", ratio.Loudness, 0.333},
		{"音量调大一倍", ratio.Loudness, 2},
		{"声音放大两倍", ratio.Loudness, 2},
		{"音量提高百分之五十", ratio.Loudness, 1.5},
		{"音量翻倍", ratio.Loudness, 2},
		{"一半的音量", ratio.Loudness, 0.5},
		{"声音大一点", ratio.Loudness, 0},
		{"慢一半", ratio.Speed, 0.5},
		{"放慢一倍", ratio.Speed, 0.5},
		{"快三倍", ratio.Speed, 3},
		{"速度减半", ratio.Speed, 0.5},
		{"亮度减半", ratio.Brightness, 0.5},
		{"图片缩小到三分之一", ratio.Size, 0.333},
	} {
		if got, ok := c.q.Of(c.said); got != c.want || ok != (c.want != 0) {
			t.Errorf("%s: %v %v, want %v", c.said, got, ok, c.want)
		}
	}
	for times, want := range map[float64]float64{0.5: -6, 2: 6, 0.333: -9.6, 4: 12} {
		if got := ratio.Decibels(times); got != want {
			t.Errorf("%v times: %v dB, want %v", times, got, want)
		}
	}
	if got := ratio.Semitones(0.5); got != -12 {
		t.Errorf("half as high: %v semitones", got)
	}
}
