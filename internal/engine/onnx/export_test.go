package onnx

import "github.com/tenonhub/tenon/internal/engine/onnx/pixel"

// Hands are what holds the pictures of a model.
func (m *Model) Hands() pixel.Hands { return m.hands }
