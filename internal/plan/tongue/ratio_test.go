package tongue_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// TestHalfAndTwiceAreWhatIsAsked: a part or a multiple of how loud, fast, high, bright
// or large something is.
func TestHalfAndTwiceAreWhatIsAsked(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	sound, picture := plan.Given{Name: "song.mp3", Type: port.Audio}, plan.Given{Name: "cat.jpg", Type: port.Image}
	for text, c := range map[string]struct {
		given plan.Given
		param string
		want  float64
	}{
		"please make this song half as loud":     {sound, "decibels", -6},
		"make it twice as quiet":                 {sound, "decibels", -6},
		"double the volume of the recording":     {sound, "decibels", 6},
		"turn it down by a third":                {sound, "decibels", -3.5},
		"reduce the volume to 25%":               {sound, "decibels", -12},
		"把录音的声音调小一半":                             {sound, "decibels", -6},
		"声音调大一倍":                                 {sound, "decibels", 6},
		"音量减半":                                   {sound, "decibels", -6},
		"make it 3 dB louder":                    {sound, "decibels", 3},
		"play it twice as slow":                  {sound, "factor", 0.5},
		"速度减半":                                   {sound, "factor", 0.5},
		"make the voice half as high":            {sound, "semitones", -12},
		"make the picture a quarter of the size": {picture, "percent", 25},
		"make this picture three times as large": {picture, "scale", 3},
		"make it half as big":                    {picture, "percent", 50},
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{c.given}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) != 1 {
			t.Errorf("%s: %+v %v", text, plans, err)
			continue
		}
		if n := plans[0].Graph.Nodes[0]; n.Params.Number(c.param) != c.want {
			t.Errorf("%s: %s %v, want %s %v", text, n.Task, n.Params, c.param, c.want)
		}
	}
	plans, err := p.Plan(t.Context(), plan.Request{Text: "make the photo half as bright", Given: []plan.Given{picture}}, 1)
	if err != nil || len(plans) == 0 || plans[0].Graph.Nodes[0].Params.Text("look") != "dark" {
		t.Errorf("half as bright: %+v %v", plans, err)
	}
}
