package recall_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/hub/recall"
)

func TestRecall(t *testing.T) {
	t.Parallel()
	r := recall.Recall[string, int]{Most: 2}
	if v, ok := r.Find("a"); ok || v != 0 {
		t.Errorf("an empty one has %d", v)
	}
	r.Add("a", 1)
	r.Add("b", 2)
	if v, ok := r.Find("a"); !ok || v != 1 {
		t.Errorf("a is %d, %v", v, ok)
	}
	r.Add("c", 3)
	if _, ok := r.Find("a"); ok {
		t.Error("it remembers more than it may")
	}
	if v, ok := r.Find("c"); !ok || v != 3 {
		t.Errorf("c is %d, %v", v, ok)
	}
}
