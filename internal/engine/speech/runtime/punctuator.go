package runtime

// punctuatorConfig is SherpaOnnxOfflinePunctuationConfig.
type punctuatorConfig struct {
	model    *byte
	threads  int32
	debug    int32
	provider *byte
}

// Punctuator puts punctuation into texts. It is safe for concurrent use. Close it.
type Punctuator struct{ at uintptr }

// NewPunctuator loads a model.
func NewPunctuator(model string, threads int) (*Punctuator, error) {
	var a arena
	defer a.free()
	p := &Punctuator{loaded.createPunctuator(&punctuatorConfig{model: a.text(model), threads: int32(threads), provider: a.text(cpu)})} //nolint:gosec // a handful
	if p.at == 0 {
		return nil, refused("the punctuation")
	}
	return p, nil
}

// Punctuate gives a text with punctuation.
func (p *Punctuator) Punctuate(text string) string {
	var a arena
	defer a.free()
	raw := loaded.punctuate(p.at, a.text(text))
	defer loaded.freePunctuated(raw)
	return goText(raw)
}

// Close gives the memory back.
func (p *Punctuator) Close() { loaded.destroyPunctuator(p.at) }
