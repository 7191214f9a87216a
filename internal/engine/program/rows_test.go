package program_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/port"
)

// columns draws labels at the left of a picture and what belongs to them far to the right.
func columns(t *testing.T, left, right string) []byte {
	t.Helper()
	if _, err := os.Stat(font); err != nil {
		t.Fatalf("%v: install the package fonts-noto-cjk", err)
	}
	var draw []string
	for x, text := range map[int]string{60: left, 700: right} {
		for i, line := range strings.Split(text, "\n") {
			if line != "" {
				draw = append(draw, fmt.Sprintf("drawtext=fontfile=%s:text='%s':fontsize=30:x=%d:y=%d-max_glyph_a", font, line, x, 80+55*i))
			}
		}
	}
	return ffmpeg(t, "p.png", "-f", "lavfi", "-i", "color=white:s=1200x1000", "-frames:v", "1", "-vf", strings.Join(draw, ","))
}

// TestPricesStandBesideTheirLabels: a bill is read by its rows, a page of two columns by its columns.
func TestPricesStandBesideTheirLabels(t *testing.T) {
	t.Parallel()
	read := func(left, right string) string {
		v := file(port.Image, "p.png", columns(t, left, right))
		return run(t, "tesseract", one("image", v), nil)["text"][0].Text
	}
	got := read("GARDEN CENTRE\nReceipt 5512\n\nTomato plants\nWatering can\nPotting soil\n\nSubtotal\nVAT\nTOTAL EUR\nPaid in cash", "\n\n\n 7.60\n19.90\n 8.45\n\n35.95\n 6.83\n42.78\n")
	for _, want := range []string{"Tomato plants 7.60", "Watering can 19.90", "TOTAL EUR 42.78"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	got = read("The mill stood by the old river for\nmany years until a flood in the\nspring took it away. Nobody built\nit up again, and the millers left\nfor the town on the other bank of\nthe water. Today only its stones lie\nin the grass, where children play.", "A new bridge was built by the\ntown when the railway came. It\ncarried carts and cattle and was\nreplaced after the war by one of\nsteel, which still stands. Trains\ncross it twice every hour on their\nway down to the coast.")
	if !strings.Contains(got, "river for\nmany years until") {
		t.Errorf("two columns: got %q", got)
	}
}
