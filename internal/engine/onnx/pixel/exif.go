package pixel

import "encoding/binary"

// orientation is how a JPEG file says that it is to be turned (EXIF); 1 where it
// does not.
func orientation(b []byte) int {
	for at := 2; len(b) > at+4 && b[0] == 0xff && b[1] == 0xd8 && b[at] == 0xff; {
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		if b[at+1] == 0xda || size < 2 || at+2+size > len(b) { // the picture itself
			return 1
		}
		if part := b[at+4 : at+2+size]; b[at+1] == 0xe1 && len(part) > 14 && string(part[:6]) == "Exif\x00\x00" {
			return turn(part[6:])
		}
		at += 2 + size
	}
	return 1
}

// turn finds the orientation among the facts of a TIFF head.
func turn(b []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	n := int64(order.Uint16(b[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 1
		}
		if order.Uint16(b[e:]) == 0x0112 {
			return int(order.Uint16(b[e+8:]))
		}
	}
	return 1
}
