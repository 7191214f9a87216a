package speech

// Diarize has a model that says who speaks take windows of so many samples.
func Diarize(m *Model, samples int) { m.work.(*diarizer).most = samples }

// CheckFST judges a rule of a voice.
func CheckFST(b []byte) error { return checkFST("rule.fst", b) }

// WholeTables judges tables of phonemes.
func WholeTables(b []byte) bool { return wholeTables(b) }

// Judge looks through the files of a model, and loads nothing of sherpa-onnx.
func Judge(o Options) error {
	_, err := judge(kinds[o.Kind], o)
	return err
}
