package raster

import (
	"bytes"
	"encoding/binary"
)

// orientation reads how a camera was held from the EXIF data of a JPEG, PNG,
// WebP or TIFF file: 1 to 8, as EXIF counts them. 1 is upright, or unknown.
func orientation(file []byte, format string) int {
	var block []byte
	switch format {
	case "jpeg":
		block = jpegEXIF(file)
	case "png":
		block = pngEXIF(file)
	case "webp":
		block = webpEXIF(file)
	case "tiff":
		block = file
	}
	return tiffOrientation(bytes.TrimPrefix(block, []byte("Exif\x00\x00")))
}

func jpegEXIF(b []byte) []byte {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		kind, n := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if kind == 0xda || n < 2 || i+2+n > len(b) {
			return nil
		}
		if body := b[i+4 : i+2+n]; kind == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body
		}
		i += 2 + n
	}
	return nil
}

func pngEXIF(b []byte) []byte {
	for i := 8; i+12 <= len(b); {
		n := int(binary.BigEndian.Uint32(b[i:]))
		if n > len(b)-i-12 {
			return nil
		}
		if string(b[i+4:i+8]) == "eXIf" {
			return b[i+8 : i+8+n]
		}
		i += 12 + n
	}
	return nil
}

func webpEXIF(b []byte) []byte {
	for i := 12; i+8 <= len(b); {
		n := int(binary.LittleEndian.Uint32(b[i+4:]))
		if n > len(b)-i-8 {
			return nil
		}
		if string(b[i:i+4]) == "EXIF" {
			return b[i+8 : i+8+n]
		}
		i += 8 + n + n%2
	}
	return nil
}

// tiffOrientation finds tag 274 in the first directory of a TIFF structure.
func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	n := int64(order.Uint16(b[at:]))
	for e := at + 2; e+12 <= int64(len(b)) && n > 0; e, n = e+12, n-1 {
		if order.Uint16(b[e:]) == 274 {
			if o := int(order.Uint16(b[e+8:])); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 1
}

// upright returns p turned and mirrored as orientation o asks.
func (p *Picture) upright(o int) *Picture {
	if o <= 1 || o > 8 {
		return p
	}
	turn := func(c *Plane) *Plane { return c.turn(o) }
	out := p.Each(turn)
	if p.A != nil {
		out.A = turn(p.A)
	}
	return out
}

func (p *Plane) turn(o int) *Plane {
	w, h := p.W, p.H
	if o >= 5 {
		w, h = h, w
	}
	out := NewPlane(w, h)
	Rows(h, func(y int) {
		dst := out.Row(y)
		for x := range dst {
			sx, sy := x, y
			if o >= 5 {
				sx, sy = y, x
			}
			if o == 2 || o == 3 || o == 7 || o == 8 {
				sx = p.W - 1 - sx
			}
			if o == 3 || o == 4 || o == 6 || o == 7 {
				sy = p.H - 1 - sy
			}
			dst[x] = p.V[sy*p.W+sx]
		}
	})
	return out
}
