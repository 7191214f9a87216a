package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os/exec"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/document"
	"github.com/tenonhub/tenon/internal/engine/native/image"
	"github.com/tenonhub/tenon/internal/engine/native/isolate"
	"github.com/tenonhub/tenon/internal/engine/native/table"
	"github.com/tenonhub/tenon/internal/engine/native/text"
	"github.com/tenonhub/tenon/internal/engine/program"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// Child must be called first in main and in the tests' TestMain. In a process
// that was started to run a confined engine or program it does not return.
func Child() {
	sandbox.Main(map[string]sandbox.Child{isolate.Child: isolate.Serve(map[string]engine.Engine{
		"image": image.New(image.Options{Reader: readPicture}), "table": table.New(), "document": document.New(),
	})})
}

// readPicture reads the words in a picture by tesseract, inside the box that
// the image engine runs in: only those that are words for certain.
func readPicture(ctx context.Context, img []byte, name string) (string, error) {
	if _, err := exec.LookPath("tesseract"); err != nil {
		return "", fault.About(name, fault.Unavailable, "tesseract is not installed, so its words were not read")
	}
	for _, tint := range append([]string{""}, program.Tints...) {
		seen, err := tinted(ctx, img, tint)
		if err != nil {
			return "", nil //nolint:nilerr // in full colour there were none, which is told
		}
		cmd := exec.CommandContext(ctx, "tesseract", "-", "-", "-l", "eng+chi_sim", "--psm", "11", "tsv")
		cmd.Stdin = bytes.NewReader(seen)
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("read the words in %s: %w", name, err)
		}
		if words := program.ParsePage(string(out)).In(tint); words != "" {
			return words, nil
		}
	}
	return "", nil
}

// tinted is a picture in one of its colours, for words that full colour hides.
func tinted(ctx context.Context, img []byte, tint string) ([]byte, error) {
	if tint == "" {
		return img, nil
	}
	cmd := exec.CommandContext(ctx, "ffmpeg", "-nostdin", "-v", "error", "-i", "-", "-frames:v", "1", "-vf", tint, "-f", "image2pipe", "-c:v", "png", "-")
	cmd.Stdin = bytes.NewReader(img)
	return cmd.Output()
}

// rooms are the native engines together: texts are worked on in this process,
// what decodes files in a process of its own.
type rooms map[ref.Model]engine.Engine

func nativeModels() ([]catalog.Model, rooms, error) {
	big := sandbox.Limits{Wall: 5 * time.Minute, Memory: 4 << 30, Disk: 2 << 30}
	all, r := []catalog.Model{}, rooms{}
	for _, room := range []struct {
		models func() ([]catalog.Model, error)
		engine engine.Engine
	}{
		{text.Models, text.New()},
		{image.Models, isolate.New("image", big)},
		{table.Models, isolate.New("table", big)},
		{document.Models, isolate.New("document", big)},
	} {
		models, err := room.models()
		if err != nil {
			return nil, nil, err
		}
		for _, m := range models {
			if r[m.Ref] != nil {
				return nil, nil, errors.New("two native models have the name " + m.Ref.String())
			}
			r[m.Ref] = room.engine
		}
		all = append(all, models...)
	}
	return all, r, nil
}

// Run passes req to the engine of its model.
func (r rooms) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	e, ok := r[req.Model]
	if !ok {
		return func(yield func(engine.Event, error) bool) {
			yield(engine.Event{}, fault.New(fault.NotFound, "there is no native model %s", req.Model))
		}
	}
	return e.Run(ctx, req)
}

// memory is the limit of one call of a model: of those that have a process of
// their own.
func (r rooms) memory(m ref.Model) int64 {
	if e, ok := r[m].(*isolate.Engine); ok {
		return e.Memory()
	}
	return 0
}
