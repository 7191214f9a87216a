package xet

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/tenonhub/tenon/internal/fault"
)

// A shard says what files are made of, and what xorbs hold:
//
//	┌────────┬─────────────────────────────────────┬─────┬──────────────────┬─────┬────────┐
//	│ header │ file, its terms, proofs, SHA-256  … │ end │ xorb, chunks   … │ end │ footer │
//	└────────┴─────────────────────────────────────┴─────┴──────────────────┴─────┴────────┘
//
// All but header and footer is in entries of 48 bytes. Uploads have no footer.

// Term is a run of a xorb's chunks, from First up to Last.
type Term struct {
	Xorb        Hash
	Size        uint32 // bytes of the file
	First, Last uint32
}

// File is what a file is made of.
type File struct {
	Hash   Hash
	Terms  []Term
	Proofs []Hash    // the RangeHash of each term, or none
	SHA256 *[32]byte // nil is not said
}

// Listing is what a shard says of a xorb.
type Listing struct {
	Hash    Hash
	Chunks  []Chunk
	Written uint32 // bytes of the xorb as it is written
}

// Footer is the end of a shard that answers which chunks are known.
type Footer struct {
	Key     Hash   // the chunks' hashes are keyed with it; zero is not at all
	Made    uint64 // seconds since 1970
	Expires uint64 // likewise
}

const (
	entry      = 48
	footerSize = 200
	withProofs = 1 << 31
	withSHA256 = 1 << 30
	shardTag   = "HFRepoMetaData\x00UigEj{\x81W\x83\xa5\xbd\xd9\x5c\xcd\xd1\x4a\xa9"
)

var bookend = Hash{
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
}

// ShardReader reads a shard: its files, then its xorbs, then its footer. What
// is not a shard within the limits is a fault of kind Invalid or TooLarge.
type ShardReader struct {
	r    *bufio.Reader
	left int // bytes that may still come
	e    [entry]byte
}

// NewShardReader reads the header of the shard in r.
func NewShardReader(r io.Reader) (*ShardReader, error) {
	s := &ShardReader{r: bufio.NewReaderSize(r, 64<<10), left: MaxShard}
	if err := s.next(); err != nil {
		return nil, err
	}
	if string(s.e[:32]) != shardTag || binary.LittleEndian.Uint64(s.e[32:]) != 2 {
		return nil, fault.New(fault.Invalid, "this is not a shard of version 2")
	}
	return s, nil
}

func (s *ShardReader) next() error {
	if s.left -= entry; s.left < 0 {
		return fault.New(fault.TooLarge, "the shard has more than %d MiB; send it in parts", MaxShard>>20)
	}
	_, err := io.ReadFull(s.r, s.e[:])
	return cut(err)
}

func (s *ShardReader) hash() Hash { return Hash(s.e[:32]) }

// number is the i-th number after the entry's hash.
func (s *ShardReader) number(i int) uint32 { return binary.LittleEndian.Uint32(s.e[32+4*i:]) }

// File returns the next file; after the last one it is io.EOF.
func (s *ShardReader) File() (f File, err error) {
	if err := s.next(); err != nil {
		return f, err
	}
	if f.Hash = s.hash(); f.Hash == bookend {
		return File{}, io.EOF
	}
	flags, n := s.number(0), s.number(1)
	for range n {
		if err := s.next(); err != nil {
			return f, err
		}
		t := Term{s.hash(), s.number(1), s.number(2), s.number(3)}
		if t.First >= t.Last || t.Last > MaxXorbChunks {
			return f, fault.New(fault.Invalid, "file %v has a term of the chunks %d up to %d", f.Hash, t.First, t.Last)
		}
		f.Terms = append(f.Terms, t)
	}
	if flags&withProofs != 0 {
		for range n {
			if err := s.next(); err != nil {
				return f, err
			}
			f.Proofs = append(f.Proofs, s.hash())
		}
	}
	if flags&withSHA256 != 0 {
		if err := s.next(); err != nil {
			return f, err
		}
		sha := [32]byte(swap(s.hash())) // it is written as if it were a Hash
		f.SHA256 = &sha
	}
	return f, nil
}

// Listing returns the next xorb, after the files; after the last it is io.EOF.
func (s *ShardReader) Listing() (l Listing, err error) {
	if err := s.next(); err != nil {
		return l, err
	}
	if l.Hash = s.hash(); l.Hash == bookend {
		return Listing{}, io.EOF
	}
	n := s.number(1)
	if l.Written = s.number(3); n > MaxXorbChunks {
		return l, fault.New(fault.Invalid, "xorb %v is said to have %d chunks; it may have %d", l.Hash, n, MaxXorbChunks)
	}
	for range n {
		if err := s.next(); err != nil {
			return l, err
		}
		l.Chunks = append(l.Chunks, Chunk{s.hash(), s.number(1)})
	}
	return l, nil
}

// Footer returns the footer, after the xorbs; there may be none.
func (s *ShardReader) Footer() (f Footer, ok bool, err error) {
	rest, err := io.ReadAll(io.LimitReader(s.r, int64(s.left)))
	if err != nil || len(rest) == 0 {
		return f, false, err
	}
	if len(rest) < footerSize {
		return f, false, cut(io.ErrUnexpectedEOF)
	}
	rest = rest[len(rest)-footerSize:] // behind tables that are of no use here
	le := binary.LittleEndian
	if le.Uint64(rest) != 1 {
		return f, false, fault.New(fault.Invalid, "the footer of the shard is of version %d; only 1 is known", le.Uint64(rest))
	}
	return Footer{Hash(rest[72:104]), le.Uint64(rest[104:]), le.Uint64(rest[112:])}, true, nil
}

// ShardWriter writes a shard: its files, then its xorbs.
type ShardWriter struct {
	w       *bufio.Writer
	footer  *Footer
	at      uint64
	listing uint64 // where the xorbs begin; 0 while files are written
}

// NewShardWriter writes the header of a shard to w, which will end with a
// footer if there is one.
func NewShardWriter(w io.Writer, footer *Footer) (*ShardWriter, error) {
	s := &ShardWriter{w: bufio.NewWriter(w), footer: footer}
	size := 0
	if footer != nil {
		size = footerSize
	}
	return s, s.entry(Hash([]byte(shardTag)), 2, 0, uint32(size), 0)
}

func (s *ShardWriter) entry(h Hash, numbers ...uint32) error {
	b := make([]byte, entry)
	copy(b, h[:])
	for i, n := range numbers {
		binary.LittleEndian.PutUint32(b[32+4*i:], n)
	}
	s.at += entry
	_, err := s.w.Write(b)
	return err
}

// File writes a file.
func (s *ShardWriter) File(f File) error {
	var flags uint32
	if len(f.Proofs) > 0 {
		flags |= withProofs
	}
	if f.SHA256 != nil {
		flags |= withSHA256
	}
	err := s.entry(f.Hash, flags, uint32(len(f.Terms)))
	for _, t := range f.Terms {
		err = errors.Join(err, s.entry(t.Xorb, 0, t.Size, t.First, t.Last))
	}
	for _, p := range f.Proofs {
		err = errors.Join(err, s.entry(p))
	}
	if f.SHA256 != nil {
		err = errors.Join(err, s.entry(swap(*f.SHA256)))
	}
	return err
}

// Listing writes a xorb; no file can follow.
func (s *ShardWriter) Listing(l Listing) error {
	err := s.endFiles()
	var size uint32
	for _, c := range l.Chunks {
		size += c.Size
	}
	err = errors.Join(err, s.entry(l.Hash, 0, uint32(len(l.Chunks)), size, l.Written))
	size = 0
	for _, c := range l.Chunks {
		err = errors.Join(err, s.entry(c.Hash, size, c.Size))
		size += c.Size
	}
	return err
}

func (s *ShardWriter) endFiles() error {
	if s.listing != 0 {
		return nil
	}
	err := s.entry(bookend)
	s.listing = s.at
	return err
}

// Close ends the shard.
func (s *ShardWriter) Close() error {
	err := errors.Join(s.endFiles(), s.entry(bookend))
	if s.footer != nil {
		le, b := binary.LittleEndian, make([]byte, 0, footerSize)
		b = le.AppendUint64(le.AppendUint64(le.AppendUint64(b, 1), entry), s.listing)
		for range 3 { // tables to look things up in: none, but clients count on where they would be
			b = le.AppendUint64(le.AppendUint64(b, s.at), 0)
		}
		b = append(b, s.footer.Key[:]...)
		b = le.AppendUint64(le.AppendUint64(b, s.footer.Made), s.footer.Expires)
		b = le.AppendUint64(append(b, make([]byte, 72)...), s.at)
		_, e := s.w.Write(b)
		err = errors.Join(err, e)
	}
	return errors.Join(err, s.w.Flush())
}
