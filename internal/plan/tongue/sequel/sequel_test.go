package sequel_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/sequel"
)

func TestTurned(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]bool{
		"stick part2 behind part1 and slow it down": false,
		"stick part1 behind part2":                  true,
		"append part1.mp3 to the end of part2.mp3":  true,
		"put part2 before part1":                    true,
		"put part1 in front of part2":               false,
		"join them, the second one first":           true,
		"join them":                                 false,
		"把part1接在part2后面":                           true,
		"把part2放到part1前面":                           true,
		"两段接起来，第二段放前面":                              true,
		"第一段放在最后":                                   true,
	} {
		if got := sequel.Turned(said, "part1.mp3", "part2.mp3", []string{"part1.mp3", "part2.mp3"}); got != want {
			t.Errorf("%s: %v, want %v", said, got, want)
		}
	}
}
