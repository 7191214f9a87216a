package raster

import (
	"image"
	"image/color"
	"image/draw"
)

// rowReader returns a function that copies one line of img as 8-bit red,
// green, blue and opacity, colours not multiplied. It may be called by several
// goroutines.
func rowReader(img image.Image) func(y int, dst []uint8) {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.YCbCr:
		return func(y int, dst []uint8) { readYCbCr(m, y, dst) }
	case *image.NRGBA:
		return func(y int, dst []uint8) {
			i := m.PixOffset(b.Min.X, y)
			copy(dst, m.Pix[i:i+4*b.Dx()])
		}
	case *image.Gray:
		return func(y int, dst []uint8) {
			i := m.PixOffset(b.Min.X, y)
			for x, v := range m.Pix[i : i+b.Dx()] {
				dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = v, v, v, 255
			}
		}
	}
	return func(y int, dst []uint8) {
		line := image.NewNRGBA(image.Rect(b.Min.X, y, b.Max.X, y+1))
		draw.Draw(line, line.Rect, img, line.Rect.Min, draw.Src)
		copy(dst, line.Pix)
	}
}

func readYCbCr(m *image.YCbCr, y int, dst []uint8) {
	for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
		c := m.COffset(x, y)
		r, g, b := color.YCbCrToRGB(m.Y[m.YOffset(x, y)], m.Cb[c], m.Cr[c])
		px := dst[:4]
		px[0], px[1], px[2], px[3] = r, g, b, 255
		dst = dst[4:]
	}
}
