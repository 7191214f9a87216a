package speech

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// speaker reads texts aloud.
type speaker struct {
	model  *runtime.Voice
	names  []string // of its voices, where the model tells them
	speaks sync.Mutex
}

const (
	lexiconName = "lexicon.txt"
	voicesName  = "voices.bin"
	vocoderName = "vocoder.onnx"
)

func openSpeaker(fill func(f files, to *runtime.VoiceFiles)) func(f files, threads int) (work, error) {
	return func(f files, threads int) (work, error) {
		to := runtime.VoiceFiles{Tokens: f.path(tokensName), Threads: threads}
		if f.phonemes() {
			to.Data = f.path(dataName)
		}
		var lexicons, rules []string
		for _, name := range f.names() {
			switch {
			case strings.HasPrefix(name, "lexicon") && strings.HasSuffix(name, ".txt"):
				lexicons = append(lexicons, f.path(name))
			case strings.HasSuffix(name, rulesEnd):
				rules = append(rules, f.path(name))
			}
		}
		to.Lexicon, to.Rules = strings.Join(lexicons, ","), strings.Join(rules, ",")
		fill(f, &to)
		model, err := runtime.NewVoice(to)
		return &speaker{model: model, names: f.texts(modelName, "speaker_names")}, err
	}
}

func (s *speaker) close() { s.model.Close() }

const (
	longestText  = 20_000 // characters: half an hour of speech
	longestPiece = 400    // characters that are spoken at once, if a sentence ends before
)

func (s *speaker) say(ctx context.Context, text string, p task.Params, tell Tell) (port.Values, error) {
	if n := len([]rune(text)); n > longestText {
		return nil, fault.New(fault.TooLarge, "the text has %d characters, and at most %d are spoken at once; give it in parts", n, longestText)
	}
	who, err := s.voice(p.Text("voice"))
	if err != nil {
		return nil, err
	}
	speed := float32(1)
	if f, ok := p["speed"].(float64); ok && f > 0 {
		speed = float32(f)
	}
	var all []float32
	parts := pieces(text)
	for i, one := range parts {
		if err := ctx.Err(); err != nil {
			return nil, canceled(err)
		}
		samples, err := s.one(one, who, speed)
		if err != nil {
			return nil, err
		}
		all = append(all, samples...)
		if err := tell(float64(i+1)/float64(len(parts)+1), ""); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "nothing in this text can be spoken by the model; is it in its language?")
	}
	b := wav(all, s.model.Rate())
	return port.Values{"audio": {{
		Type: port.Audio, Media: "audio/wav", Name: "speech.wav", Size: int64(len(b)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
	}}}, nil
}

func (s *speaker) one(text string, who int, speed float32) ([]float32, error) {
	s.speaks.Lock()
	defer s.speaks.Unlock()
	return s.model.Say(text, who, speed)
}

// voice is the voice of a name. Models whose voices have names say by their second
// letter whose it is: af_bella, bm_george.
func (s *speaker) voice(name string) (int, error) {
	if name == "" || name == "default" {
		return 0, nil
	}
	for i, n := range s.names {
		if len(n) > 2 && n[2] == '_' && i < s.model.Speakers() && n[1] == name[0] {
			return i, nil
		}
	}
	return 0, fault.New(fault.Invalid, "the model does not say which of its voices is %s (it has %d); leave the voice out", name, s.model.Speakers())
}

// ends are characters that end a sentence.
const ends = ".!?;。！？；…\n"

// pieces cuts a text where sentences end, so that it can be told how far it is,
// and given up.
func pieces(text string) (l []string) {
	var one []rune
	flush := func() {
		if s := strings.TrimSpace(string(one)); s != "" {
			l = append(l, s)
		}
		one = one[:0]
	}
	for _, c := range text {
		one = append(one, c)
		if len(one) >= longestPiece && strings.ContainsRune(ends, c) {
			flush()
		}
	}
	flush()
	return l
}

// wav is samples as a file: of 16 bits, one channel.
func wav(samples []float32, rate int) []byte {
	const head, width = 44, 2
	size := width * len(samples)
	b := make([]byte, 0, head+size)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(head-8+size)) //nolint:gosec // some minutes
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(rate))       //nolint:gosec // a model's
	b = binary.LittleEndian.AppendUint32(b, uint32(width*rate)) //nolint:gosec // a model's
	b = append(b, "\x02\x00\x10\x00data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(size)) //nolint:gosec // some minutes
	for _, v := range samples {
		n := math.Round(float64(min(max(v, -1), 1)) * math.MaxInt16)
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(n))) //nolint:gosec // two's complement
	}
	return b
}

var (
	spoken    = []need{{"sample_rate", number}, {"n_speakers", number}}
	vitsParts = []part{{name: modelName, ports: []ports{{outs: 1}}, needs: append(slices.Clone(spoken), need{"language", words}, need{"comment", words})}, {name: tokensName}}

	matchaParts = []part{{name: modelName, ports: []ports{{outs: 1}}, needs: spoken}, {name: vocoderName, ports: []ports{{ins: 1}}}, {name: tokensName}}
	kokoroParts = []part{
		{name: modelName, ports: []ports{{ins: 3, outs: 1}}, needs: append(slices.Clone(spoken), need{"has_espeak", number}, need{"style_dim", numbers})},
		{name: voicesName},
		{name: tokensName},
	}
)

func vits(f files, to *runtime.VoiceFiles) { to.VITS = f.path(modelName) }
func matcha(f files, to *runtime.VoiceFiles) {
	to.Acoustic, to.Vocoder = f.path(modelName), f.path(vocoderName)
}

func kokoro(f files, to *runtime.VoiceFiles) {
	to.Kokoro, to.Voices = f.path(modelName), f.path(voicesName)
}

// checkSpoken checks what all voices have.
func checkSpoken(f files) error {
	if rate := f.number(modelName, "sample_rate"); rate < 4000 || rate > 192_000 {
		return wrong(modelName, "it speaks %d samples a second", rate)
	}
	if f.number(modelName, "n_speakers") > 1<<16 {
		return wrong(modelName, "it has %d voices", f.number(modelName, "n_speakers"))
	}
	if f.phonemes() {
		if err := f.checkPhonemes(); err != nil {
			return err
		}
	}
	return f.checkRules()
}

// reads checks what makes tokens of a text: espeak-ng, whose phonemes are letters of
// the vocabulary where letters is set, or a lexicon.
func (f files) reads(espeak, letters bool) error {
	switch {
	case espeak && !f.phonemes():
		return fault.New(fault.Invalid, "the model has no folder %s, by which it reads", dataName)
	case letters:
		return f.characters("<BLNK>")
	case !espeak && !slices.ContainsFunc(f.names(), func(n string) bool { return strings.HasPrefix(n, "lexicon") }):
		return fault.New(fault.Invalid, "the model has no %s", lexiconName)
	}
	_, err := f.tokens()
	return err
}

// checkVITS checks a voice whose comment says who has made it, and so how it reads.
func checkVITS(f files) error {
	if err := checkSpoken(f); err != nil {
		return err
	}
	if f.text(modelName, "frontend") == "characters" {
		return f.characters("<PAD>", "<EOS>", "<BOS>", "<BLNK>")
	}
	comment := f.text(modelName, "comment")
	by := func(who string) bool { return strings.Contains(comment, who) }
	espeak := by("piper") || by("coqui") || f.number(modelName, "has_espeak") == 1
	return f.reads(espeak, espeak || by("icefall") && f.phonemes())
}

// checkMatcha checks a voice that reads by espeak-ng, by a lexicon, or by both.
func checkMatcha(f files) error {
	if err := checkSpoken(f); err != nil {
		return err
	}
	espeak := f.number(modelName, "has_espeak") == 1
	return f.reads(espeak, espeak && f.number(modelName, "jieba") != 1)
}

// checkKokoro checks that the file of voices has as many numbers as the model says.
func checkKokoro(f files) error {
	dims, n := f.list(modelName, "style_dim"), f.number(modelName, "n_speakers")
	if len(dims) != 3 || dims[1] != 1 || dims[0] < 2 || n < 1 {
		return wrong(modelName, "its style_dim is %s for %d voices", f.text(modelName, "style_dim"), n)
	}
	if want := int64(4*dims[0]*dims[2]) * int64(n); f.sizes[voicesName] != want {
		return wrong(voicesName, "it has %d bytes, and %d voices have %d", f.sizes[voicesName], n, want)
	}
	if err := checkSpoken(f); err != nil {
		return err
	}
	const manyLanguages = 2 // from this version on it has lexicons, and tokens of any length
	one := f.number(modelName, "version") < manyLanguages
	return f.reads(one || f.number(modelName, "has_espeak") == 1, one)
}
