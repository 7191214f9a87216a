package attachment

// KindOf is the media type of a file by what it says it is and its first bytes.
func KindOf(media string, head []byte) (string, error) {
	k, err := kindOf(media, head)
	return k.media, err
}

// Limit sets what a sender may have waiting.
func (d *Desk) Limit(w Waiting) { d.most = w }
