// Package code reads and draws QR codes and barcodes. The decoding of each
// symbology is gozxing's; finding several codes in one picture, turned, tilted
// or inverted, is done here.
package code

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/aztec"
	"github.com/makiuchi-d/gozxing/datamatrix"
	qrmulti "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/oned/rss"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
)

// Found is a code in a picture. Box is x, y, width and height in its pixels.
type Found struct {
	Format string // such as QR_CODE or EAN_13
	Text   string
	Box    [4]int
}

// The sizes at which pictures are searched, in pixels, and the most codes.
const (
	searchPixels = 2_000_000
	tiltPixels   = 700_000
	mostCodes    = 40
)

// Read finds the codes in a picture of a brightness, in reading order.
func Read(ctx context.Context, luma *raster.Plane) ([]Found, error) {
	var found []Found
	for _, try := range tries(luma, func() bool { return len(found) == 0 }) {
		if err := ctx.Err(); err != nil {
			return nil, fault.Wrap(err, fault.Canceled, "canceled")
		}
		if try.when == nil || try.when() {
			found = merge(found, try.sheet().search(ctx, try.flat, try.square))
		}
	}
	slices.SortStableFunc(found, func(a, b Found) int {
		if da := a.Box[1] + a.Box[3]/2 - b.Box[1] - b.Box[3]/2; da > a.Box[3]/2 || -da > a.Box[3]/2 {
			return da
		}
		return a.Box[0] - b.Box[0]
	})
	return found, nil
}

// try is one way to look at the picture. Those with a condition are for
// pictures in which nothing was found so far.
type try struct {
	sheet        func() *sheet
	flat, square bool // whether it is searched for barcodes, and for codes of two dimensions
	when         func() bool
}

func tries(luma *raster.Plane, nothing func() bool) []try {
	view := func(pixels, grow int, turn float64, invert bool) func() *sheet {
		return func() *sheet { return newSheet(luma, pixels, grow, turn, invert) }
	}
	list := []try{
		{view(searchPixels, 1, 0, false), true, true, nil},
		{view(searchPixels, 1, 90, false), true, false, nil},
		{view(searchPixels, 1, 0, true), true, true, nothing},
	}
	if n := luma.W * luma.H; n < 600_000 {
		list = append(list, try{view(searchPixels, 3, 0, false), true, true, nothing})
	} else if n > searchPixels {
		list = append(list, try{view(4*searchPixels, 1, 0, false), true, true, nothing})
	}
	list = append(list, try{view(searchPixels/8, 1, 0, false), true, true, nothing})
	for _, turn := range []float64{45, 135, 22, 68, 112, 158} {
		list = append(list, try{view(tiltPixels, 1, turn, false), true, turn == 45, nothing})
	}
	return list
}

// merge adds what is not there yet: another text, or the same in another place.
func merge(all, more []Found) []Found {
	for _, m := range more {
		if !slices.ContainsFunc(all, func(f Found) bool { return f.Format == m.Format && f.Text == m.Text && near(f.Box, m.Box) }) {
			all = append(all, m)
		}
	}
	return all
}

func near(a, b [4]int) bool {
	return a[0] <= b[0]+b[2] && b[0] <= a[0]+a[2] && a[1] <= b[1]+b[3] && b[1] <= a[1]+a[3]
}

// search finds codes on s one after the other: what was found is painted over.
func (s *sheet) search(ctx context.Context, flat, square bool) []Found {
	var found []Found
	for len(found) < mostCodes && ctx.Err() == nil {
		n := len(found)
		if square {
			found = append(found, s.take(s.readSquare())...)
		}
		if flat {
			found = append(found, s.take(s.readFlat())...)
		}
		if len(found) == n {
			break
		}
	}
	return found
}

// readSquare looks for codes of two dimensions.
func (s *sheet) readSquare() []*gozxing.Result {
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	if many := safely(func() ([]*gozxing.Result, error) {
		return qrmulti.NewQRCodeMultiReader().DecodeMultiple(s.bitmap(), hints)
	}); len(many) > 0 {
		return many
	}
	for _, r := range []gozxing.Reader{qrcode.NewQRCodeReader(), datamatrix.NewDataMatrixReader(), aztec.NewAztecReader()} {
		if one := s.read(r, hints); one != nil {
			return one
		}
	}
	return nil
}

// readFlat looks for barcodes, row by row: first as the picture is, then in
// pure black and white, which helps where a label lies on a grey ground.
func (s *sheet) readFlat() []*gozxing.Result {
	if one := s.readRows(); one != nil {
		return one
	}
	return safely(func() ([]*gozxing.Result, error) { return s.blackAndWhite().readRows(), nil })
}

func (s *sheet) readRows() []*gozxing.Result {
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	for _, r := range []gozxing.Reader{
		oned.NewMultiFormatUPCEANReader(nil), oned.NewCode128Reader(), oned.NewCode39Reader(), oned.NewCode93Reader(),
		oned.NewITFReader(), rss.NewRSS14Reader(), oned.NewCodaBarReader(),
	} {
		if one := s.read(r, hints); one != nil {
			return one
		}
	}
	return nil
}

func (s *sheet) read(r gozxing.Reader, hints map[gozxing.DecodeHintType]any) []*gozxing.Result {
	return safely(func() ([]*gozxing.Result, error) {
		one, err := r.Decode(s.bitmap(), hints)
		return []*gozxing.Result{one}, err
	})
}

// safely takes errors and panics of the decoders for "nothing found": they
// are fed whatever a picture holds.
func safely(f func() ([]*gozxing.Result, error)) (out []*gozxing.Result) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	out, err := f()
	if err != nil {
		return nil
	}
	return out
}

// take turns results into places on the whole picture and paints them over.
// A barcode that other rows do not confirm is chance, and dropped.
func (s *sheet) take(results []*gozxing.Result) []Found {
	var found []Found
	for _, r := range results {
		area, sure := s.areaOf(r), true
		if !square(r.GetBarcodeFormat()) {
			sure = s.confirmed(r, area)
		}
		s.paintOver(area)
		if !sure || area.h < 6 || area.w < 6 || strings.TrimSpace(r.GetText()) == "" {
			continue
		}
		found = append(found, Found{
			Format: fmt.Sprint(r.GetBarcodeFormat()),
			Text:   strings.ToValidUTF8(r.GetText(), "\ufffd"),
			Box:    s.origin(area),
		})
	}
	return found
}

func square(f gozxing.BarcodeFormat) bool {
	return f == gozxing.BarcodeFormat_QR_CODE || f == gozxing.BarcodeFormat_DATA_MATRIX || f == gozxing.BarcodeFormat_AZTEC
}

// confirmed reads the same barcode again, in rows that were not the first ones.
func (s *sheet) confirmed(r *gozxing.Result, area rect) bool {
	row := int(r.GetResultPoints()[0].GetY())
	other := rect{area.x, area.y, area.w, row - area.y}
	if low := area.y + area.h - row - 1; low > other.h {
		other.y, other.h = row+1, low
	}
	if other.h < 3 {
		return false
	}
	margin := area.w / 4
	crop := s.crop(s.clip(float64(area.x-margin), float64(other.y), float64(area.x+area.w+margin), float64(other.y+other.h)))
	for _, again := range crop.readFlat() {
		if again.GetText() == r.GetText() {
			return true
		}
	}
	return false
}
