package profile_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The client of Python as it is published.
func TestHuggingFaceHub(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "clients")
	apitest.Start(t).Script(t, python, "people.py")
}
