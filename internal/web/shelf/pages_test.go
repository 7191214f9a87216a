package shelf_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/tenonhub/tenon/internal/web/webtest"
)

var shots = flag.String("shots", "", "a folder to write pictures of the pages to, to be looked at")

func number(n int64) string { return strconv.FormatInt(n, 10) }

// TestPictures takes pictures of the pages, when asked to.
func TestPictures(t *testing.T) {
	t.Parallel()
	if *shots == "" {
		t.Skip("-shots names no folder")
	}
	b := webtest.Start(t)
	w := newTown(t)
	empty := w.logIn(b, "ann", "/models", webtest.Options{})
	empty.Shot(filepath.Join(*shots, "empty.png"), true)
	sha := w.stock()
	for _, o := range []webtest.Options{{Width: 1280, Calm: true}, {Width: 1280, Dark: true, Chinese: true, Calm: true}, {Width: 360, Calm: true}} {
		for name, path := range map[string]string{
			"models": "/models", "card": "/lab/voice", "files": "/lab/voice/tree/main", "text": "/lab/voice/blob/main/config.json", "evil": "/lab/voice/blob/main/evil.pkl", "image": "/lab/voice/blob/main/lake.jpg",
			"commits": "/lab/voice/commits/main", "commit": "/lab/voice/commit/" + sha, "dataset": "/datasets/lab/calls", "bare": "/ann/bare", "missing": "/ann/nothing",
			"owner": "/lab", "new": "/new", "tokens": "/settings/tokens", "discussion": "/lab/base/discussions/1", "discussions": "/lab/base/discussions",
		} {
			o := o
			if name == "missing" {
				o.Expect = "404"
			}
			tab := w.logIn(b, "ann", path, o)
			tab.Wait(`![...document.querySelectorAll("dd")].some((e) => e.textContent === "…")`)
			tab.Shot(filepath.Join(*shots, fmt.Sprintf("%s-%d-%v.png", name, o.Width, o.Dark)), true)
		}
	}
}

// TestPictureOfAHub takes the picture that README.md shows, when asked to.
func TestPictureOfAHub(t *testing.T) {
	t.Parallel()
	if *shots == "" {
		t.Skip("-shots names no folder")
	}
	b := webtest.Start(t)
	w := newTown(t)
	w.stock()
	lake, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "lake.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	w.make("model", "lab/watercolour", false)
	w.commit("model", "lab/watercolour", "Add the model", map[string]*string{
		"README.md": text(watercolourCard), "lake.jpg": text(string(lake)), "model.safetensors": text(weights(86_000_000)), "config.json": text("{}\n"),
	})
	must[any](w, "POST", "/api/models/lab/watercolour/like", w.bob, "")
	must[any](w, "POST", "/api/models/lab/watercolour/like", w.ann, "")
	tab := w.logIn(b, "ann", "/lab/watercolour", webtest.Options{Width: 1280, Height: 900, Calm: true})
	tab.Wait(`document.querySelector(".like-this") && document.querySelector(".card img").naturalWidth > 0 && ![...document.querySelectorAll("dd")].some((e) => e.textContent === "…")`)
	tab.Shot(filepath.Join(*shots, "hub.png"), false)
}

const watercolourCard = `---
license: apache-2.0
pipeline_tag: image-to-image
library_name: diffusers
language: [en, zh]
base_model: lab/base
tags: [art, watercolour]
---
# Watercolour

Paints a photograph anew, in **wet paint on rough paper**. Small enough for a laptop without a graphics card.

| Photographs | Seconds each | Liked by painters |
|---|---:|---:|
| landscapes | 3.1 | 84 % |
| people | 3.4 | 61 % |

![A lake](lake.jpg)
`
