package speech

// Diarize has a model that says who speaks take windows of so many samples.
func Diarize(m *Model, samples int) { m.work.(*diarizer).most = samples }
