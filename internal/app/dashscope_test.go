package app_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/pythontest"
)

func TestDashScopeForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "dashscope_client.py")
}

func TestInferenceForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "inference_client.py")
}
