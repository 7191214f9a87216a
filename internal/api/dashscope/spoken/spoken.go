// Package spoken reads what DashScope's clients ask of speech, made or heard, and says
// what of that is not done here.
package spoken

import (
	"math"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

// voices are the voices that the vocabulary has. The service's own names are of
// other models, so they are the default one here.
var voices = map[string]string{"female": "female", "male": "male"}

// The bounds of what is asked of sounds.
const (
	slowestRate, fastestRate = 8000, 48000 // samples a second
	usualVolume, mostVolume  = 50, 100
	silence                  = -60 // decibels
	lowestPitch, highest     = 0.5, 2
)

// Speech is how a text is to be spoken, or why it cannot be.
func Speech(text string, p dashscope.SoundParameters) (s callee.Speech, err error) {
	pitch := p.Pitch
	if pitch == nil {
		pitch = p.PitchRate
	}
	switch {
	case p.SSML && strings.HasPrefix(strings.TrimSpace(text), "<speak"): // the SDK says so of any text
		return s, fault.New(fault.Invalid, "SSML is not spoken here: give the text without marks")
	case p.WordTimes || p.PhonemeTimes:
		return s, fault.New(fault.Invalid, "the voices here tell no times of words or phonemes; leave word_timestamp_enabled and phoneme_timestamp_enabled out")
	case p.Instruction != "":
		return s, fault.New(fault.Invalid, "instruction is not offered: the voices here speak in one way; there are rate, pitch and volume")
	case p.SampleRate != 0 && (p.SampleRate < slowestRate || p.SampleRate > fastestRate):
		return s, fault.New(fault.Invalid, "sample_rate is %d; it can be %d to %d", p.SampleRate, slowestRate, fastestRate)
	case p.Volume != nil && (*p.Volume < 0 || *p.Volume > mostVolume):
		return s, fault.New(fault.Invalid, "volume is %g; it can be 0 to %d, and %d is as the model speaks", *p.Volume, mostVolume, usualVolume)
	case pitch != nil && (*pitch < lowestPitch || *pitch > highest):
		return s, fault.New(fault.Invalid, "pitch is %g; it can be %g to %d, and 1 is as the model speaks", *pitch, lowestPitch, highest)
	}
	s = callee.Speech{Text: text, Params: task.Params{"voice": "default"}, Rate: p.SampleRate}
	if v := voices[p.Voice]; v != "" {
		s.Params["voice"] = v
	}
	if p.Rate != 0 {
		s.Params["speed"] = p.Rate
	}
	if pitch != nil {
		s.Semitones = 12 * math.Log2(*pitch)
	}
	if p.Volume != nil {
		s.Decibels = max(20*math.Log10(*p.Volume/usualVolume), silence)
	}
	return s, nil
}

// Hearable says what is asked of a recording that nobody does here.
func Hearable(p dashscope.SoundParameters, kept []dashscope.Resource) error {
	switch {
	case p.Vocabulary != "" || len(kept) > 0:
		return fault.New(fault.Invalid, "no vocabularies or phrases are kept here: a model hears the words that it knows; leave vocabulary_id and phrase_id out")
	case p.Fluent:
		return fault.New(fault.Invalid, "disfluency_removal_enabled is not offered: what is said is written down as it is heard")
	case p.Events:
		return fault.New(fault.Invalid, "audio_event_detection_enabled is not offered; a model of audio-classification says what a sound is")
	case p.Filter != "":
		return fault.New(fault.Invalid, "special_word_filter is not offered: take the words out of the text")
	case len(p.Channels) > 1 || len(p.Channels) == 1 && p.Channels[0] != 0:
		return fault.New(fault.Invalid, "channel_id is %v; the channels of a recording are heard together, as channel 0", p.Channels)
	}
	return nil
}
