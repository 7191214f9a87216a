package pixel

import "image"

// photo takes the colours of a photograph as libjpeg does, which Pillow and OpenCV read
// by: the colours that were kept for every second pixel are blended with their
// neighbours', three parts to one. It does nothing where they were kept otherwise.
func (p Picture) photo(img *image.YCbCr) bool {
	wide := img.SubsampleRatio == image.YCbCrSubsampleRatio422 || img.SubsampleRatio == image.YCbCrSubsampleRatio420
	if !wide && img.SubsampleRatio != image.YCbCrSubsampleRatio444 || wide && p.W < 5 || img.Rect.Min != (image.Point{}) {
		return false
	}
	high := img.SubsampleRatio == image.YCbCrSubsampleRatio420
	cb, cr := make([]uint8, p.W+1), make([]uint8, p.W+1)
	for y := range p.H {
		for i, c := range [2][]uint8{img.Cb, img.Cr} {
			to := [2][]uint8{cb, cr}[i]
			row := func(y int) []uint8 { return c[y*img.CStride:] }
			switch {
			case high:
				tall(to, row(y/2), row(min(max(y/2-1+2*(y%2), 0), (p.H+1)/2-1)), (p.W+1)/2)
			case wide:
				flat(to, row(y), (p.W+1)/2)
			default:
				copy(to, row(y)[:p.W])
			}
		}
		light, out := img.Y[y*img.YStride:], p.V[3*y*p.W:]
		for x := range p.W {
			colour(out[3*x:3*x+3], int32(light[x]), int32(cb[x])-128, int32(cr[x])-128)
		}
	}
	return true
}

// flat makes two pixels of each of n.
func flat(to, from []uint8, n int) {
	for i := range n {
		this := 3 * int(from[i])
		last, next := int(from[max(i-1, 0)]), int(from[min(i+1, n-1)])
		put(to, 2*i, (this+last+1)>>2)
		put(to, 2*i+1, (this+next+2)>>2)
	}
}

// tall makes two pixels of each of n, between a row and the nearer of those around it.
func tall(to, from, near []uint8, n int) {
	sum := func(i int) int { i = min(max(i, 0), n-1); return 3*int(from[i]) + int(near[i]) }
	for i := range n {
		put(to, 2*i, (3*sum(i)+sum(i-1)+8)>>4)
		put(to, 2*i+1, (3*sum(i)+sum(i+1)+7)>>4)
	}
}

func put(to []uint8, i, v int) {
	if i < len(to) {
		to[i] = uint8(v) //nolint:gosec // a mean of bytes
	}
}

// colour makes red, green and blue of light and the two colours, in whole numbers.
func colour(to []uint8, y, cb, cr int32) {
	const half = 1 << 15
	for c, v := range [3]int32{y + (91881*cr+half)>>16, y + (-22554*cb-46802*cr+half)>>16, y + (116130*cb+half)>>16} {
		to[c] = uint8(min(max(v, 0), 255)) //nolint:gosec // a byte
	}
}
