package charset_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/tenonhub/tenon/internal/engine/native/charset"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	zh := "日期,金额\n2024年3月,壹佰元整\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(zh)
	if err != nil {
		t.Fatal(err)
	}
	le, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String("name,größe\nAda,1\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ in, text, encoding string }{
		"empty":               {"", "", "utf-8"},
		"ascii":               {"a,b", "a,b", "utf-8"},
		"utf-8 with a mark":   {"\xEF\xBB\xBF" + zh, zh, "utf-8"},
		"utf-8":               {zh, zh, "utf-8"},
		"utf-8 cut in a rune": {"日期\xE6\x97", "日期\uFFFD", "utf-8"},
		"gbk":                 {gb, zh, "gb18030"},
		"latin-1":             {"caf\xE9 \xA3 5", "café £ 5", "windows-1252"},
		"utf-16 with a mark":  {"\xFF\xFE" + le, "name,größe\nAda,1\n", "utf-16le"},
		"utf-16 without one":  {le, "name,größe\nAda,1\n", "utf-16le"},
		"utf-16 odd length":   {"\xFE\xFF\x00a\x00", "a\uFFFD", "utf-16be"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if text, enc := charset.Decode([]byte(c.in)); text != c.text || enc != c.encoding {
				t.Errorf("got %q as %s, want %q as %s", text, enc, c.text, c.encoding)
			}
		})
	}
}

func TestKind(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"%PDF-1.7\n": "a PDF", "PK\x03\x04rest": "a ZIP archive", "a,b\n1,2\n": "", "": "", "\x00\x01\x02\x03": "a binary file",
	} {
		if got := charset.Kind([]byte(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xFF\xFEa"))
	f.Add([]byte("\xB0\xA1\xB0"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if text, _ := charset.Decode(b); text != strings.ToValidUTF8(text, "") {
			t.Errorf("%q gave invalid UTF-8", b)
		}
	})
}
