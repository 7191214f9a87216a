package speech

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"

	"github.com/tenonhub/tenon/internal/fault"
)

// The data by which espeak-ng reads texts. The library ends the process where a
// file is not there, or is not of the version that it was made for.
const (
	dataName       = "espeak-ng-data"
	phonemeTables  = "phontab"
	phonemeData    = "phondata"
	espeakVersion  = 0x014801
	espeakRate     = 22050
	maxPhonemeFile = 64 << 20
	tableHead      = 4 + 32 // bytes: how many phonemes, of which other table, a name
	phonemeBytes   = 16
)

// phonemes reports whether a voice has the data by which espeak-ng reads texts.
func (f files) phonemes() bool { return f.exists(filepath.Join(dataName, phonemeTables)) }

// checkPhonemes judges that data.
func (f files) checkPhonemes() error {
	read := map[string][]byte{}
	for _, name := range []string{phonemeTables, phonemeData, "phonindex", "intonations"} {
		path := filepath.Join(dataName, name)
		info, err := os.Stat(f.path(path))
		if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			return fault.New(fault.Invalid, "the model has no %s", path)
		}
		if info.Size() > maxPhonemeFile {
			return wrong(path, "it has %d bytes", info.Size())
		}
		if read[name], err = os.ReadFile(f.path(path)); err != nil {
			return wrong(path, "it cannot be read")
		}
	}
	if head := read[phonemeData]; len(head) < 8 || binary.LittleEndian.Uint32(head) != espeakVersion || binary.LittleEndian.Uint32(head[4:]) != espeakRate {
		return wrong(filepath.Join(dataName, phonemeData), "it is not of espeak-ng 1.48.1 or later, at 22,050 samples a second")
	}
	if !wholeTables(read[phonemeTables]) {
		return wrong(filepath.Join(dataName, phonemeTables), "it is cut short")
	}
	return nil
}

// wholeTables reports whether tables of phonemes are all there: their number, and
// of each a head and its phonemes.
func wholeTables(b []byte) bool {
	if len(b) < 4 || b[0] == 0 {
		return false
	}
	n, b := int(b[0]), b[4:]
	for range n {
		if len(b) < tableHead || !bytes.Contains(b[4:tableHead], []byte{0}) || len(b) < tableHead+phonemeBytes*int(b[0]) {
			return false
		}
		b = b[tableHead+phonemeBytes*int(b[0]):]
	}
	return true
}
