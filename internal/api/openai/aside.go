package openai

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/wire/shape"
)

// aside is a parameter that nothing here heeds: it may have the values that change
// nothing, and is refused else, so that nobody takes an answer for what was asked for.
type aside struct {
	name, instead string
	same          []string
}

// ofPictures, ofSpeech, ofRecordings and ofVectors are the asides of those requests.
var (
	ofPictures = []aside{
		{"quality", "give num_inference_steps and guidance_scale", []string{"auto", "standard", "medium"}},
		{"style", "say it in the prompt", nil},
		{"background", "say it in the prompt", []string{"auto", "opaque"}},
		{"input_fidelity", "give strength", []string{"low"}},
		{"complexity", "say it in the prompt", nil},
		{"frame_count", "one picture does not move", []string{"1"}},
		{"frame_duration_ms", "one picture does not move", nil},
		{"svg", "pictures are of dots here", nil},
		{"markup", "give a mask", nil},
	}
	ofSpeech = []aside{
		{"instructions", "a voice speaks in one way: choose another voice, or a speed", nil},
	}
	ofVectors = []aside{
		{"prompt_name", "Hugging Face's form has it, at /models/OWNER/NAME; or put before the text what the model's card wants there", nil},
	}
	ofRecordings = []aside{
		{"prompt", "what is heard is written down without one; leave it out", nil},
		{"temperature", "what is likeliest is written down; leave it out", []string{"0", "0.0"}},
		{"include", "how likely the words are is not told; leave it out", nil},
		{"chunking_strategy", "a model cuts a recording as it does; leave it out", []string{"auto"}},
		{"known_speaker_names", "speakers are told apart by models of speaker-diarization", nil},
		{"known_speaker_references", "speakers are told apart by models of speaker-diarization", nil},
		{"keywords", "models of keyword-spotting look for words", nil},
		{"languages", "give one language, or none", nil},
	}
)

// heed refuses asides that would change something; value is what a request says.
func heed(l []aside, value func(name string) string) error {
	for _, a := range l {
		if v := value(a.name); v != "" && !slices.Contains(a.same, v) {
			return dialogue.Unoffered(a.name, "%s is not offered: %s", a.name, a.instead)
		}
	}
	return nil
}

// formed are the values of a form; lists are named with [] by some clients.
func formed(r *http.Request) func(name string) string {
	return func(name string) string {
		if len(r.MultipartForm.File[name]) > 0 {
			return "a file"
		}
		for field, l := range r.MultipartForm.Value {
			if base, _, _ := strings.Cut(field, "["); base == name && strings.Join(l, "") != "" {
				return l[0]
			}
		}
		return ""
	}
}

// readBeside reads the JSON of a request, whose asides are heeded.
func readBeside(w http.ResponseWriter, r *http.Request, into any, asides []aside) error {
	var whole json.RawMessage
	if err := read(w, r, &whole); err != nil || whole == nil {
		return err
	}
	if err := api.Misread(shape.Read(whole, into)); err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(whole, &all); err != nil {
		return api.Misread(err)
	}
	return heed(asides, func(name string) string {
		switch v := string(all[name]); v {
		case "null", `""`, "[]", "{}":
			return ""
		default:
			return strings.Trim(v, `"`)
		}
	})
}
