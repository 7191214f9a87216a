package shelf_test

import (
	"os"
	"path/filepath"
	"strings"
)

// attack is what would change the title of the page if it ran.
const attack = `<img src=//example.org/x onerror="document.title='broken in'"><script>document.title='broken in'</script>`

const voiceCard = `---
license: apache-2.0
language:
- en
- zh
pipeline_tag: automatic-speech-recognition
library_name: transformers
base_model: lab/base
tags:
- speech
- whisper
---
# Voice

A small model that **listens**. See [the settings](config.json), the [figures](#figures), [another folder](data/rows.csv) and
[the project](https://example.org/voice). Not [this](javascript:alert(1)).

![The lake](lake.jpg)

## Figures

| Set | Words wrong |
|---|---:|
| clean | 3.1 |
| noisy | 9.4 |

- one
  - one inside
- [x] two, with ` + "`code`" + `

` + "```python" + `
from transformers import pipeline
listen = pipeline("automatic-speech-recognition", "lab/voice")
` + "```" + `

<div align="center"><b>Centred</b> <a href="javascript:alert(2)" onclick="document.title='broken in'">words</a></div>

` + attack + `

<iframe src="https://example.org"></iframe><svg onload="document.title='broken in'"></svg>

<details><summary>More</summary>

Hidden **words**.

</details>
`

func text(s string) *string { return &s }

// stock puts repositories into a town: models, a dataset, an app, and what is
// private or bad. It returns the last commit of lab/voice.
func (w *town) stock() (sha string) {
	w.t.Helper()
	lake, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "lake.jpg"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.make("model", "lab/base", false)
	w.commit("model", "lab/base", "Add the weights", map[string]*string{"README.md": text("---\nlicense: apache-2.0\npipeline_tag: automatic-speech-recognition\nlibrary_name: transformers\nlanguage: en\ntags: [speech, whisper]\n---\n# Base\n\nWhat others are made from.\n"), "model.safetensors": text(weights(240_000_000))})
	w.make("model", "lab/voice", false)
	w.commit("model", "lab/voice", "Add the model", map[string]*string{
		"README.md": text(voiceCard), "config.json": text("{\n  \"model_type\": \"whisper\",\n  \"layers\": 4\n}\n"), "data/rows.csv": text("name,amount\nann,3\nbob,4\n"),
		"lake.jpg": text(string(lake)), "model.safetensors": text(weights(37_000_000)), "weights.bin": text("large:" + strings.Repeat("0123456789", 200_000)), "old.txt": text("old\n"),
		`odd "name" <b>&amp; 名.txt`: text("odd\n"), "evil.pkl": text("cposix\nsystem\n(S'echo'\ntR."), "zero.txt": text(""), "binary.dat": text("a\x00b"),
	})
	sha = w.commit("model", "lab/voice", "Say how many layers "+attack, map[string]*string{
		"config.json": text("{\n  \"model_type\": \"whisper\",\n  \"layers\": 6\n}\n"), "old.txt": nil, "notes/new.md": text("# New\n\nSee [the card](../README.md).\n"), "weights.bin": text("large:" + strings.Repeat("0123456789", 210_000)),
	})
	must[any](w, "POST", "/api/models/lab/voice/tag/main", w.ann, `{"tag":"v1.0"}`)
	must[any](w, "POST", "/api/models/lab/voice/branch/next%2Fidea", w.ann, `{}`)
	for _, m := range [][3]string{{"tiny-chat", "text-generation", "en"}, {"reader", "image-to-text", "zh"}, {"painter", "text-to-image", "en"}, {"mood", "text-classification", "zh"}} {
		w.make("model", "ann/"+m[0], false)
		w.commit("model", "ann/"+m[0], "Add a card", map[string]*string{"README.md": text("---\nlicense: mit\npipeline_tag: " + m[1] + "\nlanguage: " + m[2] + "\n---\n# " + m[0] + "\n\nA model.\n"), "model.safetensors": text(weights(7_000_000_000))})
	}
	w.make("model", "ann/bare", false)
	w.make("model", "ann/secret", true)
	w.make("dataset", "ann/thrown-away", false)
	must[any](w, "DELETE", "/api/repos/delete", w.ann, `{"type":"dataset","organization":"ann","name":"thrown-away"}`)
	w.commit("model", "ann/secret", "Add a card", map[string]*string{"README.md": text("# Secret words\n")})
	w.make("dataset", "lab/calls", false)
	w.commit("dataset", "lab/calls", "Add rows", map[string]*string{"README.md": text("---\nlicense: cc-by-4.0\ntask_categories:\n- text-classification\nsize_categories:\n- 1K<n<10K\n---\n# Calls\n\nWhat people said.\n"), "train.csv": text("text,label\nhello,1\n")})
	w.make("space", "lab/demo", false)
	must[any](w, "POST", "/api/models/lab/voice/like", w.bob, "")
	must[any](w, "POST", "/api/models/lab/base/discussions", w.bob, `{"title":"How was it trained?","description":"I could not find the **data**.\n\n`+strings.ReplaceAll(attack, `"`, `\"`)+`"}`)
	w.propose("lab/base", w.bob, "Say more "+attack, "README.md", "# Base\n\nMore words.\n")
	made := must[struct{ Slug string }](w, "POST", "/api/collections", w.ann, `{"title":"Voices","namespace":"lab","description":"All that speaks","item":{"type":"model","id":"lab/voice"},"note":"the first one"}`)
	w.shelf = made.Slug
	return sha
}

// weights is the head of a file of weights with so many parameters, and none of them.
func weights(n int64) string {
	head := `{"w":{"dtype":"F16","shape":[` + number(n) + `],"data_offsets":[0,` + number(2*n) + `]}}`
	return string([]byte{byte(len(head)), byte(len(head) >> 8), 0, 0, 0, 0, 0, 0}) + head
}
