package app_test

import (
	"bytes"
	"image"
	_ "image/png"
	"io"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/image/code"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/sdk"
)

// TestACodeHoldsWhatWasMeant reads the codes that real requests end in.
func TestACodeHoldsWhatWasMeant(t *testing.T) {
	t.Parallel()
	m := start(t)
	invoice := sdk.File{Name: "invoice.txt", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("INVOICE\n\nGreenfield Office Supplies Ltd\nE-mail: billing@greenfield.example\nPhone: +44 113 496 0123\n\n" +
			"Invoice number: GF-2025-0417\nDue date: 2025-06-11\n\nBill to: Attn. Susan Palmer\nsusan@northgate.example\n\nTotal: GBP 1,783.80\n")), nil
	}}
	for text, want := range map[string]string{
		"生成一个二维码，内容是 https://tenon.example/join，再加一句中文朗读“欢迎加入”":                              "https://tenon.example/join",
		"Make a QR code for the wifi text WIFI:T:WPA;S:cafe;P:latte123;; and save it as svg": "WIFI:T:WPA;S:cafe;P:latte123;;",
		"qr code for mailto:info@example.com please":                                         "mailto:info@example.com",
		"find the email addresses and make a QR code of the first one":                       "billing@greenfield.example",
		"make a QR code with the invoice number":                                             "GF-2025-0417",
		"make a QR code of the passport number":                                              "",
	} {
		ask := sdk.Ask{Text: text}
		if strings.Contains(text, " the email") || strings.HasPrefix(text, "make") {
			ask.Files = []sdk.File{invoice}
		}
		run := m.ask(t, ask)
		held := ""
		for _, v := range run.Artefacts {
			if v.Type != "image" {
				continue
			}
			found, err := code.Read(t.Context(), looks(t, m.bytes(t, v), v.Media))
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: %v, %v", text, found, err)
			}
			held += found[0].Text
		}
		if drawn := strings.Contains(text, "svg"); drawn != (len(run.Artefacts) > 0 && run.Artefacts[0].Media == "image/svg+xml") {
			t.Errorf("%s: %+v", text, run.Artefacts)
		}
		if held != want || want != "" && !strings.Contains(run.Answer, want) || (run.State == sdk.Done) != (want != "") {
			t.Errorf("%s: the code holds %q, want %q; %s %s %s", text, held, want, run.State, run.Answer, run.Error)
		}
	}
}

// looks is a picture, or a drawing of squares, as it is seen.
func looks(t *testing.T, b []byte, media string) *raster.Plane {
	t.Helper()
	if media == "image/svg+xml" {
		return rastertest.Squares(t, b)
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return raster.FromImage(img).Luma()
}
