package inscription_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/inscription"
)

func TestOf(t *testing.T) {
	t.Parallel()
	for sentence, want := range map[string]string{
		"make a qr code for hello world":                       "hello world",
		"Make me a QR code that says Meet me at 5, please":     "Meet me at 5",
		"qr code saying the kitchen is closed":                 "the kitchen is closed",
		"a QR code with the text Welcome home and save as svg": "Welcome home",
		"qr code of Table 7, 400 px":                           "Table 7",
		"a qr code reading happy birthday, white on black":     "happy birthday",
		"a qr code with my phone number 0123 456 789":          "0123 456 789",
		"barcode for Shelf 12 as png":                          "Shelf 12",
		"生成一个内容为你好世界的二维码":                                      "你好世界",
		"做个二维码，内容是今晚八点见":                                       "今晚八点见",
		"生成一个写着欢迎光临的二维码":                                       "欢迎光临",
		"把新年快乐做成二维码":                                           "新年快乐",
		"生成二维码，网址 tenon.example/join":                          "tenon.example/join",
		"请用明天见三个字生成一个二维码，存为svg":                                "明天见三个字",
		// the thing that it is for, or nothing
		"make a qr code for the counter":   "",
		"make me a QR code for my website": "",
		"a qr code for wifi":               "",
		"QR code of it":                    "",
		"make a qr code":                   "",
		"把这个做成二维码":                         "",
		"把网址做成二维码":                         "",
		"做个二维码，贴收银台用":                      "",
	} {
		if got := inscription.Of(sentence); got != want {
			t.Errorf("%s: %q, want %q", sentence, got, want)
		}
	}
}
