package spoken_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/spoken"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

func TestSSMLIsSpokenInParts(t *testing.T) {
	t.Parallel()
	const second = time.Second
	for text, want := range map[string][]callee.Part{
		`<speak>Good morning.</speak>`:                                                   {{Text: "Good morning."}},
		`<?xml version="1.0"?><speak>A &amp; B<break/>C</speak>`:                         {{Text: "A & B", Pause: second}, {Text: "C"}},
		`<speak><break time="250ms"/>x<break time="1.5s"></break></speak>`:               {{Pause: second / 4}, {Text: "x", Pause: 3 * second / 2}, {}},
		`<speak>x<break time="0s"/>y</speak>`:                                            {{Text: "xy"}},
		`<speak>No. <say-as interpret-as="digits">4 2</say-as>!</speak>`:                 {{Text: "No.  4 2 !"}},
		`<speak><say-as interpret-as="cardinal">42</say-as></speak>`:                     {{Text: "42"}},
		`<speak>The <sub alias="World Wide Web">WWW</sub> is old</speak>`:                {{Text: "The World Wide Web is old"}},
		`<speak><p><s>你好</s><s>再见</s></p></speak>`:                                       {{Text: "你好\n再见\n\n"}},
		"<speak xmlns=\"http://www.w3.org/2001/10/synthesis\" version=\"1.1\">a</speak>": {{Text: "a"}},
	} {
		got, err := spoken.SSML(text, &dashscope.SoundParameters{})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v (%v), not %+v", text, got, err, want)
		}
	}
	for text, says := range map[string]string{
		"":                                    "not the XML",
		"Hello":                               "not the XML",
		"<speak>Hello":                        "not the XML",
		"<speak>a</speaks>":                   "not the XML",
		"<p>a</p>":                            "one <speak>",
		"<speak><speak/></speak>":             "one <speak>",
		`<speak>a<break time="99s"/></speak>`: "at most 10s",
		`<speak>a<break time="-1s"/></speak>`: "like 500ms",
		`<speak>a<break time="1h"/></speak>`:  "like 500ms",
		`<speak>a<break strength="weak"/></speak>`:                           "strength",
		`<speak>` + strings.Repeat(`<break time="10s"/>`, 61) + `</speak>`:   "10m0s together",
		`<speak>` + strings.Repeat(`a<break time="1ms"/>`, 500) + `</speak>`: "over 500 parts",
		`<speak><say-as interpret-as="date">1.2.</say-as></speak>`:           `interpret-as="date"`,
		`<speak><phoneme ph="a">b</phoneme></speak>`:                         "<phoneme>",
		`<speak bgm="x">a</speak>`:                                           "bgm",
		`<speak rate="fast">a</speak>`:                                       "no number",
		`<speak pitch="NaN">a</speak>`:                                       "no number",
	} {
		if got, err := spoken.SSML(text, &dashscope.SoundParameters{}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%.60s: %+v, %v, not %q", text, got, err, says)
		}
	}
}

func FuzzSSML(f *testing.F) {
	f.Add(`<speak rate="1.5">a<break time="1s"/><say-as interpret-as="digits">42</say-as><sub alias="x">y</sub></speak>`)
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := spoken.SSML(text, &dashscope.SoundParameters{})
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v is no fault of the text", err)
		}
		var pauses time.Duration
		for _, p := range parts {
			pauses += p.Pause
		}
		if pauses > 10*time.Minute || pauses < 0 {
			t.Errorf("it is silent for %v", pauses)
		}
	})
}

// TestSpeechIsAsItIsAskedFor: each parameter does something, or is refused.
func TestSpeechIsAsItIsAskedFor(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		`{}`:                                    `wav default  0 0`,
		`{"format":"opus","bit_rate":16}`:       `opus default  0 16`,
		`{"format":"Default","voice":"female"}`: `mp3 female  0 0`,
		`{"language_type":"Chinese"}`:           `wav default zh 0 0`,
		`{"language_type":"Auto"}`:              `wav default  0 0`,
		`{"language_hints":["fr","de"]}`:        `wav default fr 0 0`,
		`{"sample_rate":16000,"format":"pcm"}`:  `pcm default  16000 0`,
		`{"bit_rate":16}`:                       `! of mp3 and opus`,
		`{"format":"mp3","bit_rate":999}`:       `! 6 to 256`,
		`{"format":"flv"}`:                      `! ask for wav, mp3, pcm or opus`,
		`{"language_type":"Klingon, mostly"}`:   `! names no language`,
		`{"volume":101}`:                        `! 0 to 100`,
		`{"pitch_rate":0.1}`:                    `! 0.5 to 2`,
		`{"text_type":"SSML"}`:                  `! not the XML`,
	} {
		var p dashscope.SoundParameters
		if err := json.Unmarshal([]byte(asked), &p); err != nil {
			t.Fatal(err)
		}
		s, err := spoken.Speech("Good morning.", p)
		if says, no := strings.CutPrefix(want, "! "); no {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v, not %q", asked, err, says)
			}
			continue
		}
		got := strings.Join([]string{s.Format, s.Params.Text("voice"), s.Params.Text("language"), number(s.Rate), number(s.Bits)}, " ")
		if err != nil || got != want || spoken.Characters(s) != 13 {
			t.Errorf("%s: %q and %d characters (%v), not %q", asked, got, spoken.Characters(s), err, want)
		}
	}
	marked, err := spoken.Speech(`<speak rate="2" volume="25" pitch="2" xml:lang="fr">Bon<break/>jour</speak>`, dashscope.SoundParameters{SSML: true})
	if err != nil || len(marked.Parts) != 2 || marked.Params["speed"] != 2.0 || marked.Semitones != 12 || marked.Decibels > -6 || marked.Params["language"] != "fr" || spoken.Characters(marked) != 7 {
		t.Errorf("with marks: %+v, %v", marked, err)
	}
	plain, err := spoken.Speech("1 < 2", dashscope.SoundParameters{SSML: true}) // as the SDK says of any text
	if err != nil || plain.Parts[0].Text != "1 < 2" {
		t.Errorf("without marks: %+v, %v", plain, err)
	}
	only := catalog.Model{Languages: []string{"en"}}
	if err := spoken.Speaks(only, marked); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "does not speak fr") {
		t.Errorf("a voice of English: %v", err)
	}
	if spoken.Speaks(only, plain) != nil || spoken.Speaks(catalog.Model{}, marked) != nil {
		t.Error("a voice is refused that may speak it")
	}
}

func number(n int) string { b, _ := json.Marshal(n); return string(b) }

func TestHesitationIsLeftOut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"Um, I think, uh, yes.":         {"I think, yes.", "en"},
		"I, um, um, know it, um.":       {"I, know it.", "en"},
		"Hmm, well":                     {"Well", "en"},
		"Hmm. Well":                     {"Well", "en"},
		"Um 5 Uhr":                      {"Um 5 Uhr", "de"},
		"Eu tenho um carro, uh, novo":   {"Eu tenho um carro, novo", ""},
		"It is 5 mm, summer, erstwhile": {"It is 5 mm, summer, erstwhile", "en"},
		"嗯，我觉得呃可以。":                     {"我觉得可以。", "zh"},
		"那个人":                           {"那个人", "zh"},
		"Uh.":                           {"", "en"},
	} {
		if got := strings.Trim(spoken.FluentText(text, want[1]), "."); got != strings.Trim(want[0], ".") {
			t.Errorf("%q is %q, not %q", text, got, want[0])
		}
	}
	words := func(l ...string) (out []dashscope.Word) {
		for _, w := range l {
			out = append(out, dashscope.Word{Text: w})
		}
		return out
	}
	got := spoken.Fluent([]dashscope.Sentence{
		{ID: 1, Text: "Uh.", Words: words("Uh")}, {ID: 2, Text: "Um, yes.", Begin: 7, Words: words("Um", "yes")}, {ID: 3, Text: "...", Words: words()},
	}, "en")
	if len(got) != 2 || got[0].ID != 1 || got[0].Text != "Yes." || got[0].Begin != 7 || len(got[0].Words) != 1 || got[0].Words[0].Text != "yes" || got[1].Text != "..." {
		t.Errorf("%+v", got)
	}
}
