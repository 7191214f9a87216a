package schedule_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/diffusion/schedule"
	"github.com/tenonhub/tenon/internal/fault"
)

// near is how near numbers are to those of diffusers, for their size.
const near = 1e-4

func differs(a, b float64) bool { return !(math.Abs(a-b) <= near*max(1, math.Abs(b))) }

// answers and noise are those of testdata/make/schedules.py.
func answer(step int, scaled []float32) []float32 {
	out := make([]float32, len(scaled))
	for k, v := range scaled {
		out[k] = float32(0.3*float64(v) + math.Sin(0.9*float64(step)+0.37*float64(k)))
	}
	return out
}

func draws() func(n int) []float32 {
	j := -1
	return func(n int) []float32 {
		j++
		out := make([]float32, n)
		for k := range out {
			out[k] = float32(math.Cos(1.3*float64(j) + 0.7*float64(k)))
		}
		return out
	}
}

func TestStepsAreThoseOfDiffusers(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "schedules.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Kind     schedule.Kind
		Config   json.RawMessage
		Steps    int
		Strength float64
		Begin    float64
		Times    []float64
		First    int
		Noisy    []float64
		X        [][]float64
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	kinds := map[schedule.Kind]int{}
	for _, c := range cases {
		kinds[c.Kind]++
		t.Run(string(c.Kind), func(t *testing.T) {
			t.Parallel()
			config, err := schedule.Read(c.Config)
			if err != nil {
				t.Fatal(err)
			}
			kind, err := config.KindOf()
			if err != nil || kind != c.Kind {
				t.Fatalf("%s is %s, %v", c.Config, kind, err)
			}
			strength := c.Strength
			if strength == 0 {
				strength = 1
			}
			s, err := schedule.New(config, kind, c.Steps, strength)
			if err != nil {
				t.Fatalf("%s: %v", c.Config, err)
			}
			first, err := s.From(strength)
			if err != nil || first != c.First || differs(s.Begin(), c.Begin) || len(s.Times) != len(c.Times) {
				t.Fatalf("%s: it begins at %d with %g and %v, want %d, %g and %v; %v", c.Config, first, s.Begin(), s.Times, c.First, c.Begin, c.Times, err)
			}
			for i, want := range c.Times {
				if math.Abs(s.Times[i]-want) > 0.01 {
					t.Fatalf("%s: the times are %v, want %v", c.Config, s.Times, c.Times)
				}
			}
			draw, n := draws(), len(c.X[0])
			x := draw(n)
			for i := range x {
				x[i] *= float32(s.Begin())
			}
			if c.Strength > 0 {
				half := draw(n)
				for i := range half {
					half[i] /= 2
				}
				x = s.Noisy(half, draw(n), first)
				for i, want := range c.Noisy {
					if differs(float64(x[i]), want) {
						t.Fatalf("%s: with noise it is %v, want %v", c.Config, x, c.Noisy)
					}
				}
			}
			lost := 1e-6 * c.Begin // diffusers computes in 32 bits, of which large noise takes most
			for i := first; i < len(s.Times); i++ {
				x = s.Step(i, answer(i-first, s.Scaled(x, i)), x, draw)
				for k, want := range c.X[i-first] {
					if differs(float64(x[k]), want) && math.Abs(float64(x[k])-want) > lost {
						t.Fatalf("%s: step %d makes %v, want %v", c.Config, i, x, c.X[i-first])
					}
				}
			}
		})
	}
	if len(kinds) != 6 {
		t.Errorf("there are cases of %v", kinds)
	}
}

func TestWhatASettingCannotBe(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		`{`:                                    "not as it must be",
		`{"_class_name":"FlowMatchScheduler"}`: `"FlowMatchScheduler" is not known`,
		`{"_class_name":"DDIMScheduler","num_train_timesteps":1}`:                          "from 2 to 10000",
		`{"_class_name":"DDIMScheduler","num_train_timesteps":2000000000}`:                 "from 2 to 10000",
		`{"_class_name":"DDIMScheduler","beta_start":7}`:                                   "between 0 and 1",
		`{"_class_name":"DDIMScheduler","beta_end":-0.5}`:                                  "between 0 and 1",
		`{"_class_name":"DDIMScheduler","trained_betas":[0.1]}`:                            "1 for 1000 steps",
		`{"_class_name":"DDIMScheduler","num_train_timesteps":2,"trained_betas":[0.1,3]}`:  "not between 0 and 1",
		`{"_class_name":"DDIMScheduler","beta_schedule":"magic"}`:                          "beta_schedule",
		`{"_class_name":"DDIMScheduler","prediction_type":"magic"}`:                        "prediction_type",
		`{"_class_name":"DDIMScheduler","timestep_spacing":"magic"}`:                       "timestep_spacing",
		`{"_class_name":"DDIMScheduler","steps_offset":-3}`:                                "steps_offset",
		`{"_class_name":"DDIMScheduler","thresholding":true}`:                              "thresholding is not done here",
		`{"_class_name":"EulerDiscreteScheduler","timestep_type":"continuous"}`:            "timestep_type continuous",
		`{"_class_name":"DPMSolverMultistepScheduler","algorithm_type":"sde-dpmsolver++"}`: "sde-dpmsolver++",
		`{"_class_name":"DPMSolverMultistepScheduler","solver_order":3}`:                   "solver_order",
		`{"_class_name":"DPMSolverMultistepScheduler","final_sigmas_type":"magic"}`:        "final_sigmas_type",
		`{"_class_name":"LCMScheduler","original_inference_steps":5000}`:                   "original_inference_steps",
		`{"_class_name":"EulerAncestralDiscreteScheduler","prediction_type":"sample"}`:     "prediction_type sample",
	} {
		c, err := schedule.Read([]byte(file))
		var k schedule.Kind
		if err == nil {
			k, err = c.KindOf()
		}
		if err == nil {
			_, err = schedule.New(c, k, 4, 1)
		}
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
	usual := schedule.Config{}
	for _, steps := range []int{0, -1, 1001} {
		if _, err := schedule.New(usual, schedule.DDIM, steps, 1); !fault.Is(err, fault.Invalid) {
			t.Errorf("%d steps: %v", steps, err)
		}
	}
	s, err := schedule.New(usual, schedule.DDIM, 5, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.From(0.1); !fault.Is(err, fault.Invalid) {
		t.Errorf("hardly any of few steps: %v", err)
	}
	if _, err := schedule.New(usual, schedule.LCM, 40, 0.5); !fault.Is(err, fault.Invalid) {
		t.Errorf("more steps than were taught: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"_class_name":"DPMSolverMultistepScheduler","beta_start":0.00085,"beta_end":0.012,"beta_schedule":"scaled_linear","lambda_min_clipped":-Infinity,"use_karras_sigmas":true,"sigma_min":0.1}`), 3)
	f.Add([]byte(`{"_class_name":"EulerDiscreteScheduler","num_train_timesteps":20,"timestep_spacing":"trailing","rescale_betas_zero_snr":true}`), 5)
	f.Fuzz(func(t *testing.T, b []byte, steps int) {
		c, err := schedule.Read(b)
		if err != nil {
			return
		}
		k, err := c.KindOf()
		if err != nil {
			return
		}
		steps = min(steps, 50)
		s, err := schedule.New(c, k, steps, 1)
		if err != nil {
			return
		}
		x := []float32{0.5, -0.5}
		for i := range s.Times {
			x = s.Step(i, s.Scaled(x, i), x, func(n int) []float32 { return make([]float32, n) })
		}
		if len(x) != 2 || len(s.Times) < steps {
			t.Errorf("%s: %d steps leave %v", b, len(s.Times), x)
		}
	})
}
