package speech

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

const (
	segmentationName = "segmentation.onnx"
	embeddingName    = "embedding.onnx"
)

var diarizerParts = []part{
	{name: segmentationName, ports: []ports{{ins: 1, outs: 1}}, needs: []need{
		{"sample_rate", number},
		{"window_size", number},
		{"receptive_field_size", number},
		{"receptive_field_shift", number},
		{"num_speakers", number},
		{"powerset_max_classes", number},
		{"num_classes", number},
	}},
	{name: embeddingName, ports: []ports{{outs: 1}}, needs: []need{
		{"output_dim", number}, {"sample_rate", number}, {"framework", words},
	}},
}

func checkDiarizer(f files) error {
	rate, window := f.number(segmentationName, "sample_rate"), f.number(segmentationName, "window_size")
	if rate != runtime.Rate || window < rate || window > 60*rate {
		return wrong(segmentationName, "it hears %d samples at a time, %d a second", window, rate)
	}
	if shift := f.number(segmentationName, "receptive_field_shift"); shift < 1 || shift > window || f.number(segmentationName, "receptive_field_size") > window {
		return wrong(segmentationName, "its frames are %d samples apart", shift)
	}
	speakers, most, classes := f.number(segmentationName, "num_speakers"), f.number(segmentationName, "powerset_max_classes"), f.number(segmentationName, "num_classes")
	const pairs = 2
	if speakers < 1 || speakers > 16 || most != pairs || classes != 1+speakers+speakers*(speakers-1)/2 {
		return wrong(segmentationName, "%d speakers, %d at a time, are not %d classes", speakers, most, classes)
	}
	if w := f.width(segmentationName); w != classes {
		return wrong(segmentationName, "it tells %d classes apart, and says that it tells %d", w, classes)
	}
	if f.number(embeddingName, "sample_rate") != runtime.Rate || f.number(embeddingName, "output_dim") < 1 {
		return wrong(embeddingName, "it makes vectors of %d numbers of %d samples a second", f.number(embeddingName, "output_dim"), f.number(embeddingName, "sample_rate"))
	}
	return nil
}

// diarizer says who speaks when. A long recording is taken in windows; the voices
// of one are known again by their vectors in the next, so that no more than a
// window is held.
type diarizer struct {
	model *runtime.Diarizer
	most  int // samples of a window
	turn  sync.Mutex
}

const (
	diarizedAt    = 10 * 60 * runtime.Rate // samples of a window
	voiceSeconds  = 15                     // of a voice that its vector is made of
	sameVoice     = 0.5                    // cosine distance: voices that are nearer are one's
	shortestVoice = 0.5                    // seconds of a voice that a vector is made of
)

func openDiarizer(f files, threads int) (work, error) {
	model, err := runtime.NewDiarizer(f.path(segmentationName), f.path(embeddingName), sameVoice, threads)
	return &diarizer{model: model, most: diarizedAt}, err
}

func (d *diarizer) close() { d.model.Close() }

// hear says who speaks when. Where it is known how many do, a recording of one window is
// divided among so many, and of those that several windows tell apart the nearest are one.
func (d *diarizer) hear(ctx context.Context, s *sound, p task.Params, tell Tell) (port.Values, error) {
	var people crowd
	count := int(p.Number("speakers"))
	labels, window, began := []port.Label{}, []float32(nil), 0
	for {
		samples, err := s.next(ctx)
		if err != nil {
			return nil, err
		}
		window = append(window, samples...)
		if over := len(samples) == 0; over || len(window) >= d.most {
			alone := 0
			if over && began == 0 {
				alone = count
			}
			labels = append(labels, d.window(window, began, alone, &people)...)
			began, window = began+len(window), window[:0]
			if over {
				if count > 0 { // the library divides some seconds as it hears them, whatever was said
					people.merge(labels, count)
				}
				return port.Values{"labels": {port.NewLabels(labels)}}, nil
			}
		}
		if err := tell(s.share(), ""); err != nil {
			return nil, err
		}
	}
}

// window says who speaks when in a window, which begins at a sample of the recording. If
// count is not 0, so many do.
func (d *diarizer) window(samples []float32, at, count int, people *crowd) (l []port.Label) {
	d.turn.Lock()
	defer d.turn.Unlock()
	turns := d.model.Turns(samples, count)
	names := map[int]string{}
	for _, t := range turns {
		if names[t.Speaker] == "" {
			if v := d.model.Voice(voice(samples, turns, t.Speaker)); count > 0 {
				names[t.Speaker] = people.join(v)
			} else {
				names[t.Speaker] = people.name(v)
			}
		}
		start := seconds(at)
		l = append(l, port.Label{Name: names[t.Speaker], Score: 1, From: hundredths(start + t.From), To: hundredths(start + t.To)})
	}
	return l
}

// voice is sound of one speaker: the longest of its turns first.
func voice(samples []float32, turns []runtime.Turn, who int) (l []float32) {
	var own []runtime.Turn
	for _, t := range turns {
		if t.Speaker == who {
			own = append(own, t)
		}
	}
	slices.SortFunc(own, func(a, b runtime.Turn) int { return int(math.Copysign(1, (b.To-b.From)-(a.To-a.From))) })
	for _, t := range own {
		from, to := min(int(t.From*runtime.Rate), len(samples)), min(int(t.To*runtime.Rate), len(samples))
		if l = append(l, samples[from:max(from, to)]...); len(l) >= voiceSeconds*runtime.Rate {
			return l[:voiceSeconds*runtime.Rate]
		}
	}
	if float64(len(l)) < shortestVoice*runtime.Rate {
		return nil
	}
	return l
}

// crowd is the speakers so far, by the mean of their vectors.
type crowd struct{ sums [][]float64 }

// name is the name of who has a voice, which is new if nobody so far has one that
// is near. Who has none is new.
func (c *crowd) name(v []float32) string {
	best, nearest := -1, 1-sameVoice
	for i, sum := range c.sums {
		if like := cosine(sum, v); like > nearest {
			best, nearest = i, like
		}
	}
	if best < 0 {
		return c.join(v)
	}
	c.add(best, v)
	return called(best)
}

// join is the name of who is new.
func (c *crowd) join(v []float32) string {
	c.sums = append(c.sums, make([]float64, len(v)))
	c.add(len(c.sums)-1, v)
	return called(len(c.sums) - 1)
}

func (c *crowd) add(i int, v []float32) {
	norm := 0.0
	for _, x := range v {
		norm += float64(x) * float64(x)
	}
	for k, x := range v {
		c.sums[i][k] += float64(x) / math.Max(math.Sqrt(norm), 1e-9)
	}
}

func called(i int) string { return fmt.Sprintf("speaker %d", i+1) }

// merge makes one of those who are nearest to each other until there are no more than
// count, and names them anew, in the order in which they speak.
func (c *crowd) merge(l []port.Label, count int) {
	group := make([]int, len(c.sums)) // of each speaker
	for i := range group {
		group[i] = i
	}
	for left := len(c.sums); left > count; left-- {
		a, b, best := 0, 0, math.Inf(-1)
		for i := range c.sums {
			for k := range i {
				if group[i] != i || group[k] != k {
					continue
				}
				if like := cosine(c.sums[k], c.sums[i]); like > best {
					a, b, best = k, i, like
				}
			}
		}
		for i := range min(len(c.sums[a]), len(c.sums[b])) { // who was heard too little has no numbers
			c.sums[a][i] += c.sums[b][i]
		}
		for i := range group {
			if group[i] == b {
				group[i] = a
			}
		}
	}
	names := map[int]string{}
	for i := range l {
		var n int
		if _, err := fmt.Sscanf(l[i].Name, "speaker %d", &n); err != nil {
			panic("speech: a speaker has no number") // called gave it
		}
		who := group[n-1]
		if names[who] == "" {
			names[who] = called(len(names))
		}
		l[i].Name = names[who]
	}
}

func cosine[N float32 | float64](a []float64, b []N) float64 {
	if len(a) != len(b) || len(a) == 0 {
		return -1
	}
	var ab, aa, bb float64
	for i, x := range a {
		y := float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Max(math.Sqrt(aa*bb), 1e-9)
}
