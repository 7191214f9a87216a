package portion_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/portion"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	const cake = "Plum cake\n\nServes 8. Takes an hour.\n\nYou need: 200 g flour, 120 g soft butter, half a teaspoon of salt, 3 eggs, 1.5 kg ripe plums, 2 tablespoons of sugar for the dough and 50 g brown sugar for the top.\nMelt the butter in ten minutes."
	const paint = "For a room of 20 square metres you take 5 litres of white paint and two rolls of tape. The kit is for two people."
	for _, c := range []struct{ text, question, want string }{
		{cake, "How much butter do I need?", "120 g"},
		{cake, "how much salt goes in", "half a teaspoon"},
		{cake, "How much sugar do you need for the cake?", "2 tablespoons; 50 g"},
		{cake, "how many kilos of plums do I need", "1.5 kg"},
		{cake, "How many people does it serve?", "8"},
		{cake, "how many people is this for?", "8"},
		{"If you eat no dairy, replace the butter with margarine and leave out the cream.", "What can I use instead of butter?", "margarine"},
		{"Plums can be replaced by apricots, and honey by sugar.", "what could we take instead of the plums?", "apricots"},
		{"You may use oil instead of butter.", "What can I use in place of butter", "oil"},
		{cake, "what can I use instead of butter?", ""},
		{cake, "How much milk do I need?", ""},
		{"Bake for 20 minutes. Serves 6.", "how many people does it serve?", "6"},
		{"Bake for 20 minutes.", "how many people does it serve?", ""},
		{"This is not enough for 6 people.", "how many people is it enough for?", ""},
		{"200 g flour and salt to taste.", "how much salt do I need?", ""},
		{"200 g flour\nsalt to taste", "how much salt do I need?", ""},
		{"Never replace the cream with milk.", "what can I use instead of cream?", ""},
		{"Do not use margarine instead of butter.", "what can I use instead of butter?", ""},
		{cake, "how much time do I need?", ""},
		{paint, "how much paint do we need", "5 litres"},
		{paint, "how much tape is needed?", "two rolls"},
		{paint, "How much does the paint cost?", ""},
	} {
		if got := portion.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("125 g butter", "how much butter do I need?")
	f.Fuzz(func(t *testing.T, text, question string) { portion.Answer(text, question) })
}
