package runtime

import "github.com/tenonhub/tenon/internal/fault"

// The structs of voices, as SherpaOnnxOfflineTtsConfig has them. Of families that
// are not run here there is the room that they take.
type (
	vitsConfig struct {
		model, lexicon, tokens, data *byte
		noise, noiseW, length        float32
		dict                         *byte
	}

	matchaConfig struct {
		acoustic, vocoder, lexicon, tokens, data *byte
		noise, length                            float32
		dict                                     *byte
	}

	kokoroConfig struct {
		model, voices, tokens, data *byte
		length                      float32
		dict, lexicon, language     *byte
	}

	kittenConfig struct {
		files  [4]*byte
		length float32
	}

	zipvoiceConfig struct {
		files                       [6]*byte
		scale, shift, rms, guidance float32
	}

	pocketConfig struct {
		files [7]*byte
		cache int32
	}

	voiceModelConfig struct {
		vits       vitsConfig
		threads    int32
		debug      int32
		provider   *byte
		matcha     matchaConfig
		kokoro     kokoroConfig
		kitten     kittenConfig
		zipvoice   zipvoiceConfig
		pocket     pocketConfig
		supertonic [7]*byte
	}

	voiceConfig struct {
		model   voiceModelConfig
		rules   *byte
		most    int32
		fars    *byte
		silence float32
	}

	// spoken is SherpaOnnxGeneratedAudio.
	spoken struct {
		samples *float32
		n       int32
		rate    int32
	}
)

// VoiceFiles are the files of a voice: Model of VITS, Acoustic and Vocoder of
// Matcha, or Kokoro and Voices of Kokoro.
type VoiceFiles struct {
	VITS                  string
	Acoustic, Vocoder     string
	Kokoro, Voices        string
	Tokens, Lexicon, Data string // lexicons have commas between them
	Rules                 string // how numbers and the like are read: files with commas between them
	Threads               int
}

// Voice speaks. It is safe for concurrent use. Close it.
type Voice struct{ at uintptr }

// NewVoice loads a voice.
func NewVoice(f VoiceFiles) (*Voice, error) {
	var a arena
	defer a.free()
	const noise, noiseW, silence = 0.667, 0.8, 0.2
	c := &voiceConfig{rules: a.text(f.Rules), most: 1, silence: silence}
	m := &c.model
	m.threads, m.provider = int32(f.Threads), a.text(cpu) //nolint:gosec // a handful
	switch {
	case f.VITS != "":
		m.vits = vitsConfig{a.text(f.VITS), a.text(f.Lexicon), a.text(f.Tokens), a.text(f.Data), noise, noiseW, 1, nil}
	case f.Acoustic != "":
		m.matcha = matchaConfig{a.text(f.Acoustic), a.text(f.Vocoder), a.text(f.Lexicon), a.text(f.Tokens), a.text(f.Data), noise, 1, nil}
	default:
		m.kokoro = kokoroConfig{a.text(f.Kokoro), a.text(f.Voices), a.text(f.Tokens), a.text(f.Data), 1, nil, a.text(f.Lexicon), nil}
	}
	v := &Voice{loaded.createVoice(c)}
	if v.at == 0 {
		return nil, refused("the voice")
	}
	return v, nil
}

// Rate is the samples of a second that it speaks.
func (v *Voice) Rate() int { return int(loaded.voiceRate(v.at)) }

// Speakers are how many voices it has.
func (v *Voice) Speakers() int { return max(int(loaded.voiceSpeakers(v.at)), 1) }

// Say speaks a text in the voice of a speaker, counted from 0; speed 1 is normal.
func (v *Voice) Say(text string, speaker int, speed float32) ([]float32, error) {
	var a arena
	defer a.free()
	s := loaded.generate(v.at, a.text(text), int32(speaker), speed) //nolint:gosec // checked by the caller
	if s == nil {
		return nil, fault.New(fault.Invalid, "nothing in this text can be spoken by the model; is it in its language?")
	}
	defer loaded.destroySpoken(s)
	return floats(s.samples, s.n), nil
}

// Close gives the memory back.
func (v *Voice) Close() { loaded.destroyVoice(v.at) }
