package running

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/hub/weights"
)

// Models of speech are laid out as sherpa-onnx has them: ONNX files of certain
// names with a vocabulary, tokens.txt, beside them; what the model is, the
// metadata of its first file says.
const (
	recognises = "automatic-speech-recognition"
	detects    = "voice-activity-detection"
	listens    = "keyword-spotting"
	speaks     = "text-to-speech"
)

// Unknown is the kind of a model of speech whose files are not here yet.
const Unknown = "unknown"

// model is the name that the engine knows a model of one graph by.
const model = "model.onnx"

// speeches are the kinds of model by the model_type of their metadata, where the
// repository has the files of one graph.
var speeches = map[string]string{
	"sense_voice_ctc": "sense-voice", "paraformer": "paraformer", "zipformer2_ctc": "zipformer-ctc",
}

// ofSpeech finds the way of a repository with a model of speech; ok is whether it
// is one.
func ofSpeech(files []File, said Said) (w Way, ok bool, err error) {
	for _, f := range folders(files) {
		if w, ok, err = f.way(said); ok || err != nil {
			break
		}
	}
	if ok && w.Missing == "" {
		w.Engine, w.Memory = "speech", w.Bytes+w.Bytes/2+scratch
	}
	return w, ok, err
}

func (f *speechFolder) way(said Said) (Way, bool, error) {
	voice := f.one(isDetector)
	graphs := slices.DeleteFunc(f.graphs(), isDetector)
	tokens := f.one(func(n string) bool { return strings.HasSuffix(n, "tokens.txt") })
	encoder := f.named("encoder", "")
	decoder, joiner := f.named("decoder", encoder), f.named("joiner", encoder)
	segments := f.named("segmentation", "")
	switch {
	case len(graphs) == 0 && voice != "":
		return f.made("silero-vad", detects, named{voice, model}), true, nil
	case tokens == "" && said.Task == detects && f.plain() != "":
		return f.made("silero-vad", detects, named{f.plain(), model}), true, nil
	case tokens == "" && segments != "" && len(graphs) > 1:
		return f.diarizes(segments, said)
	case tokens == "" && len(graphs) > 0 && !f.has("config.json"):
		return f.punctuates(said)
	case tokens == "":
		return Way{}, false, nil
	}
	var w Way
	switch {
	case encoder != "" && decoder != "" && joiner != "":
		w = f.made("", recognises, named{encoder, "encoder.onnx"}, named{decoder, "decoder.onnx"}, named{joiner, "joiner.onnx"})
	case encoder != "" && decoder != "":
		w = f.made("", recognises, named{encoder, "encoder.onnx"}, named{decoder, "decoder.onnx"})
	default:
		plain := f.plain()
		if plain == "" {
			return Way{}, false, nil
		}
		w = f.made("", recognises, named{plain, model})
	}
	f.add(&w, named{tokens, "tokens.txt"})
	return f.known(w, voice, said)
}

// known completes a way by what the metadata of its first file says.
func (f *speechFolder) known(w Way, voice string, said Said) (Way, bool, error) {
	h, why, err := meta(w.Files[0], said)
	switch {
	case err != nil || why != "":
		return Way{Missing: why}, true, err
	case h == nil: // a mirror's: what it is shows when it comes
		w.Kind = Unknown
		if said.Task == speaks {
			w.Task = speaks
		}
		return w, true, nil
	}
	kind, streams := h["model_type"], h["decode_chunk_len"] != ""
	switch graphs := len(w.Files) - 1; {
	case graphs == 3 && streams && kind == "zipformer2" && f.has("keywords.txt"):
		w.Kind, w.Task = "keywords", listens
		f.add(&w, named{"keywords.txt", "keywords.txt"})
	case graphs == 3 && streams && kind == "zipformer2":
		w.Kind = "streaming-zipformer"
	case graphs == 3 && !streams && slices.Contains([]string{"zipformer", "zipformer2", "conformer"}, kind):
		w.Kind = "zipformer"
	case graphs == 2 && strings.HasPrefix(kind, "whisper"):
		w.Kind = "whisper"
	case graphs == 1 && streams && kind == "zipformer2":
		w.Kind = "streaming-zipformer-ctc"
	case graphs == 1 && !streams:
		w.Kind = speeches[kind]
	}
	if w.Kind == "" {
		return f.reads(w, h)
	}
	f.beside(&w, voice)
	return w, true, nil
}

// voices are the kinds of voices by how the model_type of their metadata begins.
var voices = []struct{ begins, kind string }{{"vits", "vits"}, {"melo-vits", "vits"}, {"matcha", "matcha"}, {"kokoro", "kokoro"}}

// reads completes the way of a model that may be a voice.
func (f *speechFolder) reads(w Way, h map[string]string) (Way, bool, error) {
	kind := h["model_type"]
	for _, v := range voices {
		if strings.HasPrefix(kind, v.begins) && len(w.Files) == 2 {
			w.Kind, w.Task = v.kind, speaks
		}
	}
	if w.Kind == "" {
		return Way{Missing: fmt.Sprintf("its ONNX files with a tokens.txt are of the model type %q, which speech does not run here", kind)}, true, nil
	}
	vocoder := ""
	for _, v := range vocoders {
		vocoder = cmp.Or(vocoder, f.named(v, ""))
	}
	if w.Kind == "matcha" && vocoder != "" {
		f.add(&w, named{vocoder, "vocoder.onnx"})
	} else if w.Kind == "matcha" {
		return Way{Missing: "it has no vocoder (such as vocos-22khz-univ.onnx or hifigan_v2.onnx), which a Matcha voice needs beside it"}, true, nil
	}
	if w.Kind == "kokoro" {
		if !f.has("voices.bin") {
			return Way{Missing: "it has no voices.bin, which a Kokoro voice needs beside it"}, true, nil
		}
		f.add(&w, named{"voices.bin", "voices.bin"})
	}
	for _, n := range f.order {
		if strings.HasPrefix(n, "lexicon") && path.Ext(n) == ".txt" || path.Ext(n) == ".fst" {
			f.add(&w, named{n, n})
		}
	}
	for _, o := range f.all {
		if rest, ok := f.under(o); ok && ofEspeak(rest) {
			w.Files, w.As, w.Bytes = append(w.Files, o.Path), append(w.As, rest), w.Bytes+max(o.Size, 0)
		}
	}
	if byEspeak(h) && !slices.Contains(w.As, "espeak-ng-data/phontab") {
		return Way{Missing: "it has no folder espeak-ng-data beside " + path.Base(w.Files[0]) + ", by which the voice reads"}, true, nil
	}
	return w, true, nil
}

// byEspeak reports whether a voice reads by espeak-ng, as its metadata says.
func byEspeak(h map[string]string) bool {
	made := func(by string) bool { return strings.Contains(h["comment"], by) }
	return h["frontend"] != "characters" && (h["has_espeak"] == "1" || made("piper") || made("coqui"))
}

// ofEspeak reports whether a file is one of espeak-ng's data: what else lies in its
// folder no voice reads.
func ofEspeak(name string) bool {
	rest, ok := strings.CutPrefix(name, "espeak-ng-data/")
	if !ok {
		return false
	}
	in := func(folder string) bool { return strings.HasPrefix(rest, folder) }
	return in("lang/") || in("voices/") || !strings.Contains(rest, "/") && (in("phon") || in("intonations") || strings.HasSuffix(rest, "_dict"))
}

// diarizes is the way of a model that finds speech of different speakers, with one
// that makes a vector of a voice beside it.
func (f *speechFolder) diarizes(segments string, said Said) (Way, bool, error) {
	h, why, err := meta(f.files[segments].Path, said)
	if err != nil || why != "" {
		return Way{Missing: why}, true, err
	}
	if h != nil && h["powerset_max_classes"] == "" {
		return Way{}, false, nil
	}
	for _, n := range f.graphs() {
		if n == segments || isDetector(n) || strings.Contains(strings.ToLower(n), "segmentation") {
			continue
		}
		h, why, err := meta(f.files[n].Path, said)
		if err != nil || why != "" {
			return Way{Missing: why}, true, err
		}
		if h == nil || h["framework"] != "" {
			return f.made("diarization", "speaker-diarization", named{segments, "segmentation.onnx"}, named{n, "embedding.onnx"}), true, nil
		}
	}
	return Way{Missing: "it has no model that makes vectors of voices beside " + segments + ", which saying who speaks needs"}, true, nil
}

// punctuates is the way of a model that puts punctuation into texts.
func (f *speechFolder) punctuates(said Said) (Way, bool, error) {
	plain := f.plain()
	if plain == "" {
		return Way{}, false, nil
	}
	h, why, err := meta(f.files[plain].Path, said)
	if err != nil || why != "" || h["punctuations"] == "" {
		return Way{}, false, err
	}
	return f.made("punctuation", "punctuation", named{plain, model}), true, nil
}

// meta is what a file says of its model, or why it says nothing; nil is of one that
// is not here.
func meta(file string, said Said) (m map[string]string, why string, err error) {
	if said.Head == nil {
		return nil, "", nil
	}
	h, err := said.Head(file)
	switch {
	case errors.Is(err, ErrAbsent):
		return nil, "", nil
	case errors.Is(err, weights.ErrFormat):
		_, why, _ := strings.Cut(err.Error(), weights.ErrFormat.Error()+": ")
		return nil, fmt.Sprintf("its weights %s are damaged: %s", file, why), nil
	case err != nil:
		return nil, "", err
	}
	return h.Meta, "", nil
}
