// Package spoken reads what DashScope's clients ask of speech, made or heard, and says
// what of that is not done here.
package spoken

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
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
	leastBits, mostBits      = 6, 256 // kbit a second, of one channel
	mostSpeakers             = 100
)

// unsaid is what the SDK sends for a format that nobody asked for, where the
// service makes MP3.
const unsaid = "Default"

// compressed are the formats that have a bit rate.
var compressed = []string{"mp3", "opus"}

// Speech is how a text is to be spoken, or why it cannot be.
func Speech(text string, p dashscope.SoundParameters) (s callee.Speech, err error) {
	s.Parts = []callee.Part{{Text: text}}
	if marked := strings.HasPrefix(strings.TrimSpace(text), "<speak"); marked && p.SSML || strings.EqualFold(p.TextType, "ssml") { // the SDK says enable_ssml of any text
		if s.Parts, err = SSML(text, &p); err != nil {
			return s, err
		}
	}
	pitch := p.Pitch
	if pitch == nil {
		pitch = p.PitchRate
	}
	if s.Format = cmp.Or(p.Format, "wav"); s.Format == unsaid {
		s.Format = "mp3"
	}
	language, err := spokenIn(p)
	switch {
	case err != nil:
		return s, err
	case Characters(s) == 0:
		return s, fault.New(fault.Invalid, "there is no text to speak")
	case callee.Media[s.Format] == "":
		return s, fault.New(fault.Invalid, "format %q is not made here; ask for wav, mp3, pcm or opus", p.Format)
	case p.SampleRate != 0 && (p.SampleRate < slowestRate || p.SampleRate > fastestRate):
		return s, fault.New(fault.Invalid, "sample_rate is %d; it can be %d to %d", p.SampleRate, slowestRate, fastestRate)
	case p.Volume != nil && (*p.Volume < 0 || *p.Volume > mostVolume):
		return s, fault.New(fault.Invalid, "volume is %g; it can be 0 to %d, and %d is as the model speaks", *p.Volume, mostVolume, usualVolume)
	case pitch != nil && (*pitch < lowestPitch || *pitch > highest):
		return s, fault.New(fault.Invalid, "pitch is %g; it can be %g to %d, and 1 is as the model speaks", *pitch, lowestPitch, highest)
	case p.BitRate != 0 && !slices.Contains(compressed, s.Format):
		return s, fault.New(fault.Invalid, "bit_rate is of mp3 and opus: %s has its own; leave it out", s.Format)
	case p.BitRate != 0 && (p.BitRate < leastBits || p.BitRate > mostBits):
		return s, fault.New(fault.Invalid, "bit_rate is %d; it can be %d to %d kbit a second", p.BitRate, leastBits, mostBits)
	}
	s.Params, s.Rate, s.Bits = task.Params{"voice": cmp.Or(voices[p.Voice], "default")}, p.SampleRate, p.BitRate
	if language != "" {
		s.Params["language"] = language
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

// spokenIn is the language in which a text is to be spoken; empty is its own.
func spokenIn(p dashscope.SoundParameters) (string, error) {
	if len(p.Languages) > 0 {
		return Language("language_hints", p.Languages[0])
	}
	return Language("language_type", p.Language)
}

// Speaks is a fault if a model does not speak the language that speech is to be in. A
// model that tells of no languages may speak any.
func Speaks(m catalog.Model, s callee.Speech) error {
	language := s.Params.Text("language")
	if language == "" || len(m.Languages) == 0 || slices.Contains(m.Languages, catalog.Base(language)) {
		return nil
	}
	return fault.New(fault.Invalid, "%s does not speak %s, but %s", m.Ref, language, strings.Join(m.Languages, ", "))
}

// Characters is how much is spoken.
func Characters(s callee.Speech) (n int) {
	for _, one := range s.Parts {
		n += utf8.RuneCountInString(strings.TrimSpace(one.Text))
	}
	return n
}

// Hearable says what is asked of a recording that nobody does here.
func Hearable(p dashscope.SoundParameters, kept []dashscope.Resource) error {
	switch {
	case len(kept) > 0:
		return fault.New(fault.Invalid, "no vocabularies or phrases are kept here: a model hears the words that it knows; leave phrase_id out")
	case len(p.Channels) > 1 || len(p.Channels) == 1 && p.Channels[0] != 0:
		return fault.New(fault.Invalid, "channel_id is %v; the channels of a recording are heard together, as channel 0", p.Channels)
	case p.Speakers < 0 || p.Speakers > mostSpeakers:
		return fault.New(fault.Invalid, "speaker_count is %d; it can be 1 to %d, or be left out", p.Speakers, mostSpeakers)
	case off(p.Normal):
		return fault.New(fault.Invalid, "inverse_text_normalization_enabled cannot be turned off: numbers are as the model writes them")
	case off(p.Punctuated):
		return fault.New(fault.Invalid, "punctuation_prediction_enabled cannot be turned off: the model writes the marks; take them out of the text")
	}
	return nil
}

func off(b *bool) bool { return b != nil && !*b }
