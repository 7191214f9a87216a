package eyes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"github.com/hybridgroup/yzma/pkg/mtmd"

	"github.com/tenonhub/tenon/internal/fault"
)

// ErrContext is what faults wrap of a prompt that the model's context has no room for.
var ErrContext = errors.New("the context is full")

// Picture is rows of pixels, three bytes each: red, green, blue.
type Picture struct {
	W, H int
	RGB  []byte
}

// maxRatio is how many times longer than wide a picture may be: what a projector
// makes of a longer one is next to nothing.
const maxRatio = 200

// maxPixels is how many pixels the pictures of one prompt may have together: each is in
// memory while it is prepared.
const maxPixels = 64_000_000

// Part is a text or, if it has one, a picture, which is decoded when it is its turn.
type Part struct {
	Text    string
	Picture func() (Picture, error)
}

// Piece is tokens of a text or, if it has one, a view of a picture.
type Piece struct {
	Tokens []int32
	View   *View
}

// View is a picture, or a part of one, as a model reads it: Rows tokens' places,
// with a vector each.
type View struct {
	ID      int32 // negative; of what looks the same
	Rows    int
	Span    int     // positions that it takes
	AtOnce  bool    // the model must read all rows at once
	Places  []Place // of the rows, where a position has several numbers; otherwise they follow each other
	Vectors []float32
}

// Place is the position of a row: time, row, column, and another. Those with Moves count from
// where the view begins.
type Place struct {
	At    [4]int32
	Moves [4]bool
}

// name is what a picture is known by.
func (p Picture) name() string {
	h := sha256.New()
	_, _ = fmt.Fprintln(h, p.W, p.H)
	_, _ = h.Write(p.RGB)
	return hex.EncodeToString(h.Sum(nil))
}

// check says why a picture is not to be looked at.
func (p Picture) check() error {
	switch {
	case p.W < 1 || p.H < 1 || len(p.RGB) != 3*p.W*p.H:
		return fault.New(fault.Invalid, "a picture of %d × %d pixels has %d bytes", p.W, p.H, len(p.RGB))
	case max(p.W, p.H) > maxRatio*min(p.W, p.H):
		return fault.New(fault.Invalid, "the picture has %d × %d pixels: one side may be at most %d times the other", p.W, p.H, maxRatio)
	}
	return nil
}

// look is Look, in its turn.
func (e *Eyes) look(ctx context.Context, parts []Part, room int) ([]Piece, error) {
	chunks := mtmd.InputChunksInit()
	defer mtmd.InputChunksFree(chunks)
	if err := e.cut(chunks, parts); err != nil {
		return nil, err
	}
	n := mtmd.InputChunksSize(chunks)
	total := 0
	for i := range n {
		total += int(mtmd.InputChunkGetNTokens(mtmd.InputChunksGet(chunks, i))) //nolint:gosec // in memory
	}
	if total >= room {
		return nil, fault.Wrap(ErrContext, fault.TooLarge, "the prompt has %d tokens with its pictures, and this model's context has %d for the prompt and the answer", total, room)
	}
	pieces := make([]Piece, 0, n)
	order := map[string]int{}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		chunk := mtmd.InputChunksGet(chunks, i)
		if mtmd.InputChunkGetType(chunk) == mtmd.InputChunkTypeText {
			tokens, err := texts(chunk)
			if err != nil {
				return nil, err
			}
			pieces = append(pieces, Piece{Tokens: tokens})
			continue
		}
		of := mtmd.InputChunkGetId(chunk)
		v, err := e.view(chunk, of, order[of])
		if err != nil {
			return nil, err
		}
		order[of]++
		pieces = append(pieces, Piece{View: v})
	}
	return pieces, nil
}

// cut has the library cut texts into tokens and pictures into views.
func (e *Eyes) cut(chunks mtmd.InputChunks, parts []Part) error {
	inputs, pixels := make([]*mtmd.InputPart, 0, len(parts)), 0
	for i, p := range parts {
		if p.Picture == nil {
			if p.Text != "" {
				inputs = append(inputs, mtmd.NewInputTextPart(mtmd.NewInputText(strings.ReplaceAll(p.Text, "\x00", "\ufffd"), false, true)))
			}
			continue
		}
		picture, err := p.Picture()
		if err == nil {
			err = picture.check()
		}
		if err != nil {
			return err
		}
		if pixels += picture.W * picture.H; pixels > maxPixels {
			return fault.New(fault.TooLarge, "the pictures have over %d million pixels together: give fewer or smaller ones", maxPixels/1_000_000)
		}
		b := mtmd.BitmapInit(uint32(picture.W), uint32(picture.H), uintptr(unsafe.Pointer(&picture.RGB[0]))) //nolint:gosec // it is copied at once
		runtime.KeepAlive(picture.RGB)
		defer mtmd.BitmapFree(b)
		mtmd.BitmapSetId(b, fmt.Sprint(picture.name(), " ", i)) // the same picture again is another
		inputs = append(inputs, mtmd.NewInputBitmapPart(b))
	}
	e.o.Why()
	if status := mtmd.TokenizeFromParts(e.ctx, chunks, inputs, true); status != 0 {
		return fault.New(fault.Invalid, "llama.cpp cannot prepare the pictures (%d): %s", status, e.o.Why())
	}
	return nil
}

// texts are the tokens of a text, or of the words that a projector puts about a
// picture: the model may not have them.
func texts(chunk mtmd.InputChunk) ([]int32, error) {
	l := mtmd.InputChunkGetTokensText(chunk)
	out := make([]int32, len(l))
	for i, t := range l {
		if out[i] = int32(t); t < 0 {
			return nil, fault.New(fault.Invalid, "the projector (mmproj) puts words about a picture that this model does not have: it is another model's")
		}
	}
	return out, nil
}

// view is a part of a picture, by its number. Its vectors are made unless they are remembered.
func (e *Eyes) view(chunk mtmd.InputChunk, of string, number int) (*View, error) {
	v := &View{
		Rows: int(mtmd.InputChunkGetNTokens(chunk)), Span: int(mtmd.InputChunkGetNPos(chunk)), //nolint:gosec // in memory
		AtOnce: mtmd.DecodeUseNonCausal(e.ctx, chunk),
	}
	if v.AtOnce && v.Rows > Whole {
		return nil, fault.New(fault.TooLarge, "this model reads a picture at once, and the picture has %d tokens; at most %d can be: give a smaller one", v.Rows, Whole)
	}
	if e.mrope {
		v.Places = places(mtmd.InputChunkGetTokensImage(chunk), v.Rows)
	}
	picture, _, _ := strings.Cut(of, " ")
	key := fmt.Sprint(picture, " ", number, " ", v.Rows)
	if known, ok := e.recall(key); ok {
		v.ID, v.Vectors = known.id, known.vectors
		return v, nil
	}
	e.o.Why()
	if err := mtmd.EncodeChunk(e.ctx, chunk); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "llama.cpp cannot look at the picture: %s", e.o.Why())
	}
	made, err := mtmd.GetOutputEmbd(e.ctx, int32(v.Rows*e.width)) //nolint:gosec // in memory
	if err != nil {
		return nil, fmt.Errorf("look at a picture: %w", err)
	}
	v.Vectors = slices.Clone(made)
	v.ID = e.remember(key, v.Vectors)
	return v, nil
}

// places are the positions of rows: each of their numbers is the same wherever
// the view begins, or counts from there.
func places(tokens mtmd.ImageTokens, rows int) []Place {
	l := make([]Place, rows)
	for i := range l {
		at, next := mtmd.ImageTokensGetDecoderPos(tokens, 0, uint64(i)), mtmd.ImageTokensGetDecoderPos(tokens, 1, uint64(i)) //nolint:gosec // not negative
		l[i] = Place{
			At:    [4]int32{int32(at.T), int32(at.Y), int32(at.X), int32(at.Z)}, //nolint:gosec // small
			Moves: [4]bool{at.T != next.T, at.Y != next.Y, at.X != next.X, at.Z != next.Z},
		}
	}
	return l
}
