package runtime

// For tests of numbers of 16 bits.
var Half, Single = half, single
