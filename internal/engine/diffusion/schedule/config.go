package schedule

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
)

// Config is what is used of scheduler_config.json. What it does not say is as the
// kind of schedule has it by default.
type Config struct {
	Class        string    `json:"_class_name"`
	Steps        int       `json:"num_train_timesteps"`
	BetaStart    float64   `json:"beta_start"`
	BetaEnd      float64   `json:"beta_end"`
	BetaSchedule string    `json:"beta_schedule"`
	Betas        []float64 `json:"trained_betas"`
	Prediction   string    `json:"prediction_type"`
	Spacing      string    `json:"timestep_spacing"`
	Offset       int       `json:"steps_offset"`
	AlphaToOne   *bool     `json:"set_alpha_to_one"`
	Clip         *bool     `json:"clip_sample"`
	ClipRange    float64   `json:"clip_sample_range"`
	Thresholding bool      `json:"thresholding"`
	ZeroSNR      bool      `json:"rescale_betas_zero_snr"`
	Karras       bool      `json:"use_karras_sigmas"`
	Exponential  bool      `json:"use_exponential_sigmas"`
	BetaSigmas   bool      `json:"use_beta_sigmas"`
	Lu           bool      `json:"use_lu_lambdas"`
	Flow         bool      `json:"use_flow_sigmas"`
	SigmaMin     float64   `json:"sigma_min"`
	SigmaMax     float64   `json:"sigma_max"`
	FinalSigmas  string    `json:"final_sigmas_type"`
	Interpolates string    `json:"interpolation_type"`
	StepType     string    `json:"timestep_type"`
	Order        int       `json:"solver_order"`
	Algorithm    string    `json:"algorithm_type"`
	Solver       string    `json:"solver_type"`
	LowerFinal   *bool     `json:"lower_order_final"`
	EulerFinal   bool      `json:"euler_at_final"`
	LambdaMin    *float64  `json:"lambda_min_clipped"`
	Variance     string    `json:"variance_type"`
	Original     int       `json:"original_inference_steps"`
	Scaling      float64   `json:"timestep_scaling"`
	SkipPRK      *bool     `json:"skip_prk_steps"`
}

// MaxSteps is how many steps a model may be trained for, and a picture have.
const MaxSteps = 10000

// Read reads a scheduler_config.json. Faults: Invalid, with what is wrong.
func Read(b []byte) (Config, error) {
	var c Config
	if err := json.Unmarshal(boundless.ReplaceAll(b, []byte(": null$1")), &c); err != nil {
		return c, wrong("it is not as it must be: %v", err)
	}
	return c, nil
}

// boundless are numbers that Python writes and JSON does not have.
var boundless = regexp.MustCompile(`:\s*(?:-?Infinity|NaN)(\s*[,}])`)

func wrong(format string, args ...any) error {
	return fault.New(fault.Invalid, "scheduler_config.json cannot be used: "+format, args...)
}

// complete fills in what the file does not say, and refuses what is not done.
func (c Config) complete(k Kind) (Config, error) {
	fill := func(s *string, or string) {
		if *s == "" {
			*s = or
		}
	}
	number := func(n *float64, or float64) {
		if *n == 0 {
			*n = or
		}
	}
	own := defaults[k]
	fill(&c.BetaSchedule, own.BetaSchedule)
	fill(&c.Spacing, own.Spacing)
	fill(&c.Prediction, "epsilon")
	fill(&c.FinalSigmas, "zero")
	number(&c.BetaStart, own.BetaStart)
	number(&c.BetaEnd, own.BetaEnd)
	number(&c.ClipRange, 1)
	number(&c.Scaling, 10)
	if c.Steps == 0 {
		c.Steps = 1000
	}
	if c.Order == 0 {
		c.Order = 2
	}
	if c.Original == 0 {
		c.Original = 50
	}
	return c, c.check(k)
}

// defaults are what kinds of schedules have where a file is silent.
var defaults = map[Kind]Config{
	DDIM:           {BetaSchedule: "linear", Spacing: "leading", BetaStart: 0.0001, BetaEnd: 0.02},
	PNDM:           {BetaSchedule: "linear", Spacing: "leading", BetaStart: 0.0001, BetaEnd: 0.02},
	Euler:          {BetaSchedule: "linear", Spacing: "linspace", BetaStart: 0.0001, BetaEnd: 0.02},
	EulerAncestral: {BetaSchedule: "linear", Spacing: "linspace", BetaStart: 0.0001, BetaEnd: 0.02},
	DPM:            {BetaSchedule: "linear", Spacing: "linspace", BetaStart: 0.0001, BetaEnd: 0.02},
	LCM:            {BetaSchedule: "scaled_linear", Spacing: "leading", BetaStart: 0.00085, BetaEnd: 0.012},
}

func (c Config) check(k Kind) error {
	within := func(x float64) bool { return x > 0 && x < 1 } // not of a number that is none
	switch {
	case c.Steps < 2 || c.Steps > MaxSteps:
		return wrong("num_train_timesteps is %d, from 2 to %d are possible", c.Steps, MaxSteps)
	case len(c.Betas) > 0 && (len(c.Betas) != c.Steps || slices.ContainsFunc(c.Betas, func(b float64) bool { return !within(b) })):
		return wrong("its trained_betas are %d for %d steps, or not between 0 and 1", len(c.Betas), c.Steps)
	case !within(c.BetaStart) || !within(c.BetaEnd):
		return wrong("beta_start and beta_end are %g and %g, they must be between 0 and 1", c.BetaStart, c.BetaEnd)
	case c.BetaSchedule != "linear" && c.BetaSchedule != "scaled_linear" && c.BetaSchedule != "squaredcos_cap_v2":
		return wrong("the beta_schedule %.80q is not known", c.BetaSchedule)
	case c.Prediction != "epsilon" && c.Prediction != "v_prediction" && c.Prediction != "sample":
		return wrong("the prediction_type %.80q is not known", c.Prediction)
	case c.Spacing != "leading" && c.Spacing != "linspace" && c.Spacing != "trailing":
		return wrong("the timestep_spacing %.80q is not known", c.Spacing)
	case c.FinalSigmas != "zero" && c.FinalSigmas != "sigma_min":
		return wrong("the final_sigmas_type %.80q is not known", c.FinalSigmas)
	case c.Offset < 0 || c.Offset > c.Steps:
		return wrong("steps_offset is %d", c.Offset)
	case k == LCM && (c.Original < 1 || c.Original > c.Steps):
		return wrong("original_inference_steps is %d", c.Original)
	}
	return c.undone(k)
}

// undone refuses what a file asks for and is not done here.
func (c Config) undone(k Kind) error {
	ask := func(is bool, what string) string {
		if is {
			return what
		}
		return ""
	}
	for _, what := range []string{
		ask(c.Thresholding && k != Euler && k != EulerAncestral && k != PNDM, "thresholding"),
		ask(c.Exponential && (k == Euler || k == DPM), "use_exponential_sigmas"),
		ask(c.BetaSigmas && (k == Euler || k == DPM), "use_beta_sigmas"),
		ask(c.Lu && k == DPM, "use_lu_lambdas"), ask(c.Flow && k == DPM, "use_flow_sigmas"),
		ask(k == Euler && c.StepType == "continuous", "timestep_type continuous"),
		ask(k == Euler && c.Interpolates != "" && c.Interpolates != "linear", "interpolation_type "+c.Interpolates),
		ask(k == DPM && c.Order != 1 && c.Order != 2, "a solver_order other than 1 and 2"),
		ask(k == DPM && c.Algorithm != "" && c.Algorithm != "dpmsolver++", "algorithm_type "+c.Algorithm),
		ask(k == DPM && c.Solver != "" && c.Solver != "midpoint" && c.Solver != "heun" && c.Solver != "logrho" && c.Solver != "bh1" && c.Solver != "bh2", "solver_type "+c.Solver),
		ask(k == DPM && c.LambdaMin != nil, "lambda_min_clipped"),
		ask(k == DPM && (c.Variance == "learned" || c.Variance == "learned_range"), "variance_type "+c.Variance),
		ask(k == EulerAncestral && c.Prediction == "sample", "prediction_type sample"),
		ask(k == PNDM && c.Prediction == "sample", "prediction_type sample"),
		ask(k == PNDM && c.SkipPRK != nil && !*c.SkipPRK, "skip_prk_steps false"),
	} {
		if what != "" {
			return wrong("%.80s is not done here with %s; another scheduler may be named", what, k)
		}
	}
	return nil
}

// kept are the shares of the picture that are left after each step of training.
func (c Config) kept(k Kind) []float64 {
	betas := c.Betas
	if len(betas) == 0 {
		betas = make([]float64, c.Steps)
		for i := range betas {
			betas[i] = c.beta(i)
		}
	}
	if c.ZeroSNR && k != PNDM {
		betas = unlit(betas)
	}
	l, product := make([]float64, len(betas)), 1.0
	for i, b := range betas {
		product *= 1 - b
		l[i] = product
	}
	if c.ZeroSNR && (k == Euler || k == EulerAncestral || k == DPM) {
		l[len(l)-1] = 1.0 / (1 << 24) // so that its noise is not without bounds
	}
	return l
}

func (c Config) beta(i int) float64 {
	share := 0.0
	if c.Steps > 1 {
		share = float64(i) / float64(c.Steps-1)
	}
	switch c.BetaSchedule {
	case "scaled_linear":
		a, b := math.Sqrt(c.BetaStart), math.Sqrt(c.BetaEnd)
		root := a + share*(b-a)
		return root * root
	case "squaredcos_cap_v2":
		bar := func(t float64) float64 {
			x := math.Cos((t + 0.008) / 1.008 * math.Pi / 2)
			return x * x
		}
		n := float64(c.Steps)
		return min(1-bar(float64(i+1)/n)/bar(float64(i)/n), 0.999)
	}
	return c.BetaStart + share*(c.BetaEnd-c.BetaStart)
}

// unlit changes betas so that nothing of the picture is left after the last step.
func unlit(betas []float64) []float64 {
	roots, product := make([]float64, len(betas)), 1.0
	for i, b := range betas {
		product *= 1 - b
		roots[i] = math.Sqrt(product)
	}
	first, last := roots[0], roots[len(roots)-1]
	out := make([]float64, len(betas))
	before := 1.0
	for i, r := range roots {
		r = (r - last) * first / (first - last)
		out[i] = 1 - r*r/before
		before = r * r
	}
	return out
}
