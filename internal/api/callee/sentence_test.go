package callee_test

import (
	"reflect"
	"testing"

	"github.com/tenonhub/tenon/internal/api/callee"
)

func TestWordsArePutTogether(t *testing.T) {
	t.Parallel()
	words := []callee.Cue{{0, 0.5, "Good"}, {0.5, 1, "morning."}, {1, 1.2, "你"}, {1.2, 1.5, "好，"}, {1.5, 2, "Ann"}, {2.5, 3, "yes"}}
	var said []string
	var times [][2]float64
	for _, s := range callee.Sentences(words) {
		said, times = append(said, s.Text), append(times, [2]float64{s.From, s.To})
	}
	if want := []string{"Good morning.", "你好， Ann", "yes"}; !reflect.DeepEqual(said, want) {
		t.Errorf("%q, want %q", said, want)
	}
	if want := [][2]float64{{0, 1}, {1, 2}, {2.5, 3}}; !reflect.DeepEqual(times, want) {
		t.Errorf("%v, want %v", times, want)
	}
	for word, want := range map[string][2]string{"morning.": {"morning", "."}, "好，": {"好", "，"}, "don't": {"don't", ""}, "...": {"", "..."}} {
		if text, marks := callee.Unmarked(word); text != want[0] || marks != want[1] {
			t.Errorf("%q is %q and %q", word, text, marks)
		}
	}
}
