package intake_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/intake"
)

func TestName(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"photo.jpg":                        "photo.jpg",
		"../../etc/passwd":                 "passwd",
		`C:\Users\Ada\Q3 report.xlsx`:      "Q3 report.xlsx",
		"合同 (最终版).pdf":                     "合同 (最终版).pdf",
		"":                                 "file",
		"..":                               "file",
		"/":                                "file",
		".bashrc":                          "bashrc",
		"a\x00b\nc\t.txt":                  "abc.txt",
		"evil\u202egpj.exe":                "evilgpj.exe",
		"cafe\u0301.txt":                   "café.txt",
		`what? "this": <a|b>*.txt`:         "what_ _this__ _a_b__.txt",
		"nul.txt":                          "_nul.txt",
		"bad\xff.txt":                      "bad_.txt",
		"name. ":                           "name",
		strings.Repeat("长", 300) + ".jpeg": strings.Repeat("长", 78) + ".jpeg",
		strings.Repeat("n", 300) + ".jpeg": strings.Repeat("n", 115) + ".jpeg",
	} {
		if got := intake.Name(raw); got != want {
			t.Errorf("Name(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestUnique(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("n", 300) + ".jpeg"
	for _, c := range []struct {
		raw   string
		taken []string
		want  string
	}{
		{"photo.jpg", nil, "photo.jpg"},
		{"b/photo.jpg", []string{"photo.jpg"}, "photo-2.jpg"},
		{"Photo.JPG", []string{"photo.jpg", "photo-2.jpg"}, "Photo-3.JPG"},
		{"notes", []string{"notes"}, "notes-2"},
		{long, []string{intake.Name(long)}, strings.Repeat("n", 113) + "-2.jpeg"},
	} {
		if got := intake.Unique(c.raw, c.taken); got != c.want {
			t.Errorf("Unique(%q, %q) = %q, want %q", c.raw, c.taken, got, c.want)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	for name, b := range map[string][]byte{
		"a.png": picture("png"), "a.wav": wav(10, 10), "a.mp4": movie("soun"), "a.docx": office("word/x"), "a.csv": []byte(csv),
		"b.txt": []byte(zh), "c.txt": []byte("\xff\xfeh\x00i\x00"), "d.webm": matroska("A_OPUS"), "e.doc": ole(), "../\x00": noise(100),
	} {
		f.Add(name, b)
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		got, err := intake.Recognise(name, bytes.NewReader(b), intake.Limits{})
		if n := got.Name; n == "" || n == "." || n == ".." || strings.ContainsAny(n, "/\\\x00") || utf8.RuneCountInString(n) > 120 ||
			!utf8.ValidString(n) || intake.Name(n) != n {
			t.Errorf("Name(%q) = %q", name, n)
		}
		if u := intake.Unique(name, []string{got.Name}); strings.EqualFold(u, got.Name) || intake.Name(u) != u {
			t.Errorf("Unique(%q) = %q", name, u)
		}
		if err == nil && (got.Type == "" || got.Media == "") {
			t.Errorf("taken as %+v", got)
		}
	})
}

func TestEnding(t *testing.T) {
	t.Parallel()
	for media, want := range map[string]string{"image/jpeg": ".jpg", "text/html; charset=gbk": ".html", "audio/mpeg": ".mp3", "application/octet-stream": "", "": "", "image/x-odd": ""} {
		if got := intake.Ending(media); got != want {
			t.Errorf("Ending(%q) = %q, want %q", media, got, want)
		}
	}
}
