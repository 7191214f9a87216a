package intake_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/internal/port"
)

const (
	zh  = "合同编号：甲方应于每月五日前支付租金人民币三千元。乙方不得转租。\n"
	csv = "city,sales\nRome,3\nOslo,4\nParis,5\n"
)

func TestRecognise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   []byte
		typ    port.Type
		media  string
		notice string // a part of it
	}{
		"photo.jpg":      {picture("jpeg"), port.Image, "image/jpeg", ""},
		"photo.png":      {picture("png"), port.Image, "image/png", ""},
		"also.jpg":       {picture("png"), port.Image, "image/png", ""},
		"bild.jpg":       {[]byte("%PDF-1.7\n1 0 obj\n"), port.Document, "application/pdf", "a PDF document, not a JPEG picture"},
		"call.wav":       {wav(1000, 1000), port.Audio, "audio/wav", ""},
		"cut.wav":        {wav(100000, 1000), port.Audio, "audio/wav", "cut off: 1044 of 100044 bytes are there; attach the whole file"},
		"piped.wav":      {wav(-45, 1000), port.Audio, "audio/wav", ""},
		"call.mp3":       {wav(1000, 1000), port.Audio, "audio/wav", ""},
		"clip.mp4":       {movie("vide", "soun"), port.Video, "video/mp4", ""},
		"memo.mp4":       {movie("soun"), port.Audio, "audio/mp4", "memo.mp4 holds sound and no pictures"},
		"memo.m4a":       {movie("soun"), port.Audio, "audio/mp4", ""},
		"voice.webm":     {matroska("A_OPUS"), port.Audio, "audio/webm", ""},
		"clip.webm":      {matroska("V_VP9"), port.Video, "video/webm", ""},
		"a.docx":         {office("word/document.xml"), port.Document, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""},
		"a.xlsx":         {office("xl/workbook.xml"), port.Table, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""},
		"export.xlsx":    {[]byte(csv), port.Table, "text/csv; charset=utf-8", ""},
		"export.csv":     {[]byte("<html><table><tr><td>1,2</table>"), port.Document, "text/html", "a web page, not a CSV table"},
		"sales.csv":      {[]byte(csv), port.Table, "text/csv; charset=utf-8", ""},
		"one-column.csv": {[]byte("name\nAda\n"), port.Table, "text/csv; charset=utf-8", ""},
		"data":           {[]byte(csv), port.Table, "text/csv; charset=utf-8", ""},
		"note":           {[]byte("Dear Ada, thanks.\nYours, Bob\n"), port.Text, "text/plain; charset=utf-8", ""},
		"note.txt":       {[]byte(csv), port.Text, "text/plain; charset=utf-8", ""},
		"README.md":      {[]byte("<p align=center>Hello</p>\n"), port.Text, "text/markdown; charset=utf-8", ""},
		"page.html":      {[]byte("<!doctype html><p>Hi"), port.Document, "text/html", ""},
		"page":           {[]byte("<html><p>Hi"), port.Document, "text/html", ""},
		"draw.svg":       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), port.Image, "image/svg+xml", ""},
		"scan.jpg":       {[]byte("only words\n"), port.Text, "text/plain; charset=utf-8", "a text, not a JPEG picture"},
		"business.txt":   {[]byte("BM and MZ are letters, ID3 too"), port.Text, "text/plain; charset=utf-8", ""},
		"mz.txt":         {[]byte("MZ begins this"), port.Text, "text/plain; charset=utf-8", ""},
		"id3.txt":        {[]byte("ID3 tags are in MP3 files"), port.Text, "text/plain; charset=utf-8", ""},
		"data.json":      {[]byte(`{"a": 1}`), port.Text, "application/json; charset=utf-8", ""},
		"grey.ppm":       {[]byte("P3\n1 1\n255\n0 0 0\n"), port.Image, "image/x-portable-anymap", ""},
		"dark.pgm":       {append([]byte("P5 20 20 255\n"), make([]byte, 400)...), port.Image, "image/x-portable-anymap", ""},
		"tv.ts":          {bytes.Repeat(append([]byte{0x47, 0x40, 0x11, 0x10}, make([]byte, 184)...), 3), port.Video, "video/mp2t", ""},
		"letter.doc":     {[]byte(`{\rtf1 Dear}`), port.Document, "text/rtf", "an RTF document, not a document of an old Word"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := intake.Recognise("/some/dir/"+name, bytes.NewReader(c.body), intake.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if f.Type != c.typ || f.Media != c.media || f.Name != name || f.Size != int64(len(c.body)) {
				t.Errorf("got %+v, want %s %s", f, c.typ, c.media)
			}
			if (f.Notice == "") != (c.notice == "") || !strings.Contains(f.Notice, c.notice) {
				t.Errorf("notice %q, want %q", f.Notice, c.notice)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body []byte
		kind fault.Kind
		says string
	}{
		"empty.txt":   {nil, fault.Invalid, "empty"},
		"noise.bin":   {noise(5000), fault.Invalid, "no kind of file that can be read; attach a text"},
		"noise.jpg":   {noise(300), fault.Invalid, "no kind of file"},
		"things.zip":  {archive("a.txt"), fault.Invalid, "an archive; unpack it"},
		"setup.exe":   {append([]byte("MZ\x90\x00\x03\x00\x00\x00"), noise(500)...), fault.Invalid, "a program"},
		"old.doc":     {ole(), fault.Invalid, ""},
		"cut.docx":    {office("word/document.xml")[:200], fault.Invalid, "cut off"},
		"cut.mp4":     {movie("vide")[:40], fault.Invalid, "its index is missing"},
		"silent.wav":  {wav(0, 0), fault.Invalid, "no sound"},
		"cut.png":     {picture("png")[:20], fault.Invalid, "cut off"},
		"huge.png":    {hugePNG(30000, 30000), fault.TooLarge, "30000 × 30000 pixels"},
		"bomb.docx":   {bomb(), fault.TooLarge, "unpacks to"},
		"too-big.txt": {bytes.Repeat([]byte("word "), 100_000), fault.TooLarge, "at most 400000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := intake.Recognise(name, bytes.NewReader(c.body), intake.Limits{Bytes: 400_000})
			if err == nil {
				t.Fatalf("got %+v", f)
			}
			if kind, msg := fault.Of(err); kind != c.kind || !strings.Contains(msg, c.says) || !strings.HasPrefix(msg, name+":") {
				t.Errorf("got %s %q, want %s, naming %s and saying %q", kind, msg, c.kind, name, c.says)
			}
		})
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	utf16 := func(e unicode.Endianness, b unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(e, b) }
	for name, c := range map[string]struct {
		enc  encoding.Encoding
		text string
	}{
		"utf-8":               {unicode.UTF8, zh},
		"utf-8 long":          {unicode.UTF8, strings.Repeat(zh, 3000)},
		"utf-8 with a mark":   {unicode.UTF8BOM, zh},
		"utf-16le with mark":  {utf16(unicode.LittleEndian, unicode.UseBOM), zh},
		"utf-16be with mark":  {utf16(unicode.BigEndian, unicode.UseBOM), csv},
		"utf-16le, no mark":   {utf16(unicode.LittleEndian, unicode.IgnoreBOM), csv},
		"utf-16be, no mark":   {utf16(unicode.BigEndian, unicode.IgnoreBOM), "Hello, world\n"},
		"utf-16le zh no mark": {utf16(unicode.LittleEndian, unicode.IgnoreBOM), zh},
		"gb18030":             {codec("gb18030"), zh},
		"gb18030 long":        {codec("gb18030"), strings.Repeat(zh, 3000)},
		"gb18030 four words":  {codec("gb18030"), "合同编号"},
		"gb18030 two words":   {codec("gb18030"), "你好,世界"},
		"gbk csv":             {codec("gbk"), "城市,销售额\n北京,3\n上海,4\n"},
		"big5":                {codec("big5"), "合約編號：甲方應於每月五日前支付租金。乙方不得轉租，違者賠償。"},
		"shift_jis":           {codec("shift_jis"), "これは日本語のテキストです。会議は明日の午後三時に始まります。"},
		"euc-jp":              {codec("euc-jp"), "これは日本語のテキストです。会議は明日の午後三時に始まります。"},
		"euc-kr":              {codec("euc-kr"), "안녕하세요. 회의는 내일 오후 세 시에 시작합니다."},
		"windows-1252":        {codec("windows-1252"), "Le café est fermé à Noël, où êtes-vous allés hier soir ? “Très bien”"},
		"windows-1251":        {codec("windows-1251"), "Договор вступает в силу с момента подписания сторонами."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := c.enc.NewEncoder().Bytes([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			f, err := intake.Recognise("note.txt", bytes.NewReader(b), intake.Limits{})
			if err != nil || f.Type != port.Text {
				t.Fatalf("got %+v, %v", f, err)
			}
			got, err := io.ReadAll(f.UTF8(bytes.NewReader(b)))
			if err != nil || string(got) != c.text {
				t.Errorf("%s: read %.80q, %v", f.Charset, got, err)
			}
			if f.Plain() != bytes.Equal(got, b) {
				t.Errorf("plain is %v", f.Plain())
			}
		})
	}
}

func TestAFewBrokenBytesAreMended(t *testing.T) {
	t.Parallel()
	b := []byte(strings.Repeat(zh, 3) + "\xff" + zh)
	f, err := intake.Recognise("note.txt", bytes.NewReader(b), intake.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f.UTF8(bytes.NewReader(b)))
	if want := strings.Repeat(zh, 3) + "\ufffd" + zh; err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
}

func codec(name string) encoding.Encoding {
	e, err := htmlindex.Get(name)
	if err != nil {
		panic(err)
	}
	return e
}

func picture(form string) []byte {
	var b bytes.Buffer
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	if form == "png" {
		_ = png.Encode(&b, m)
	} else {
		_ = jpeg.Encode(&b, m, nil)
	}
	return b.Bytes()
}

func hugePNG(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

// wav states that stated bytes of sound follow, and has real ones.
func wav(stated, real int) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), uint32(36+stated))
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data"...)
	return append(le.AppendUint32(b, uint32(stated)), make([]byte, real)...)
}

func box(name string, body ...[]byte) []byte {
	b := bytes.Join(body, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(b))), name...), b...)
}

func movie(tracks ...string) []byte {
	var moov [][]byte
	for _, t := range tracks {
		moov = append(moov, box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte(t), make([]byte, 12)))))
	}
	return bytes.Join([][]byte{box("ftyp", []byte("isom\x00\x00\x02\x00isomiso2mp41")), box("mdat", noise(1000)), box("moov", moov...)}, nil)
}

func matroska(codec string) []byte {
	b := []byte("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\x86")
	return append(append(b, codec...), make([]byte, 100)...)
}

func archive(names ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, _ := z.Create(n)
		_, _ = fmt.Fprintf(w, "<part>%s</part>", n)
	}
	_ = z.Close()
	return b.Bytes()
}

func office(part string) []byte { return archive("docProps/app.xml", "[Content_Types].xml", part) }

func bomb() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, _ := z.Create(n)
		_, _ = w.Write(make([]byte, 34<<20))
	}
	_ = z.Close()
	return b.Bytes()
}

func ole() []byte {
	return append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 1000)...)
}

// noise is bytes without a pattern, the same at every call.
func noise(n int) []byte {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x)
	}
	return b
}
