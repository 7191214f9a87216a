package graph

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Kind is what a test looks at.
type Kind string

// The kinds of tests.
const (
	Label    Kind = "label"    // the likeliest class is one of Of
	Language Kind = "language" // the language is one of Of, which are codes
	Found    Kind = "found"    // something was found, of the classes Of if there are any
	Contains Kind = "contains" // the text has one of Of in it
	Longer   Kind = "longer"   // the text has more than Than words; a Han character counts as one
	Above    Kind = "above"    // the number is more than Than: the first of a text, or how many were found, of the classes Of if there are any
	Below    Kind = "below"    // it is less
)

// Test is a test of what another node made, or of a text that came with the
// request: one of Node, Given and Text is set. A node runs if all the tests of
// its When hold, and is skipped otherwise.
type Test struct {
	Node  string   `json:"node,omitempty"`
	Port  string   `json:"port,omitempty"` // that node's output port; empty is its first
	Given string   `json:"given,omitempty"`
	Text  string   `json:"text,omitempty"`
	Is    Kind     `json:"is"`
	Of    []string `json:"of,omitempty"`
	Than  float64  `json:"than,omitempty"`
	Not   bool     `json:"not,omitempty"` // it holds where the rest does not
	Why   string   `json:"why,omitempty"` // the words of the request that led here
}

// verdicts are the tasks that put the whole of what they read into a class.
var verdicts = []task.ID{
	"sentiment-analysis", "text-classification", "zero-shot-classification", "image-classification", "zero-shot-image-classification",
	"audio-classification", "video-classification",
}

// finders are the tasks that list what they find.
var finders = []task.ID{
	"token-classification", "keyword-extraction", "barcode-reading", "object-detection", "face-detection", "voice-activity-detection", "keyword-spotting",
	"speaker-diarization",
}

// tested is the type of what a test looks at, and the task that makes it, if
// one does.
func (t Test) tested(g Graph, given Given) (port.Spec, task.ID, error) {
	switch {
	case (t.Node != "") == (t.Given != "" || t.Text != "") || t.Given != "" && t.Text != "" || t.Port != "" && t.Node == "":
		return port.Spec{}, "", fault.New(fault.Invalid, "its test has an ambiguous source: it is one of a node (with its port), a given value and a text")
	case t.Text != "":
		return port.Spec{Name: "text", Type: port.Text}, "", nil
	case t.Given != "":
		typ, ok := given[t.Given]
		if !ok {
			return port.Spec{}, "", fault.New(fault.Invalid, "its test reads %q, which did not come with the request", t.Given)
		}
		return port.Spec{Name: t.Given, Type: typ}, "", nil
	}
	n, ok := g.Node(t.Node)
	if !ok {
		return port.Spec{}, "", fault.New(fault.Invalid, "its test reads node %q, which is not in the graph", t.Node)
	}
	spec, err := n.output(t.Port)
	if err != nil {
		return spec, "", err
	}
	made, err := task.Lookup(string(n.Task))
	return spec, made.ID, err
}

// checkTest says whether a test fits what it looks at.
func checkTest(g Graph, t Test, given Given) error {
	out, made, err := t.tested(g, given)
	if err != nil {
		return err
	}
	lists := slices.Contains(finders, made)
	var fits, list bool // whether the value is of that kind, whether it needs Of
	switch t.Is {
	case Label:
		fits, list = slices.Contains(verdicts, made), true
	case Language:
		fits, list = made == "language-identification", true
	case Contains:
		fits, list = out.Type == port.Text, true
	case Longer:
		fits = out.Type == port.Text
	case Found, Above, Below:
		fits = out.Type == port.Text || lists
	default:
		return fault.New(fault.Invalid, "there is no test %.40q; there are %s", t.Is, "label, language, found, contains, longer, above, below")
	}
	switch {
	case !fits:
		return fault.New(fault.Invalid, "the test %q does not fit what it looks at: %s %s", t.Is, made, out.Name)
	case list && len(t.Of) == 0:
		return fault.New(fault.Invalid, "the test %q needs a list “of” what it is held against", t.Is)
	case !list && len(t.Of) > 0 && !lists || slices.Contains(t.Of, ""):
		return fault.New(fault.Invalid, "the test %q has a list “of” that says nothing there", t.Is)
	case math.IsNaN(t.Than) || math.IsInf(t.Than, 0) || t.Than != 0 && t.Is != Longer && t.Is != Above && t.Is != Below:
		return fault.New(fault.Invalid, "the test %q has a bad number “than”", t.Is)
	}
	return nil
}

// holds makes the test of a value; none where there is no value. By is the task
// that made it.
func (t Test) holds(v port.Value, by task.ID) (bool, error) {
	if v.Type == port.Labels || v.Type == port.Boxes {
		labels, err := v.ReadLabels()
		if err != nil {
			return false, fmt.Errorf("read what is tested: %w", err)
		}
		return t.ofLabels(by, labels) != t.Not, nil
	}
	text := ""
	if v.Type == port.Text && !v.None {
		b, err := v.Read(maxTested)
		if err != nil {
			return false, fmt.Errorf("read what is tested: %w", err)
		}
		text = string(b)
	}
	is, err := t.ofText(text)
	return is != t.Not, err
}

const maxTested = 32 << 20 // bytes

var figure = regexp.MustCompile(`[-−]?\d[\d,]*(\.\d+)?`)

func (t Test) ofText(s string) (bool, error) {
	switch t.Is {
	case Found:
		return strings.TrimSpace(s) != "", nil
	case Contains:
		return slices.ContainsFunc(t.Of, func(w string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(w)) }), nil
	case Longer:
		return float64(Words(s)) > t.Than, nil
	default:
		said := strings.NewReplacer(",", "", "−", "-").Replace(figure.FindString(s))
		number, err := strconv.ParseFloat(said, 64)
		if err != nil {
			return false, fault.New(fault.Invalid, "whether it is to be done cannot be told: there is no number in “%.60s”", s)
		}
		return t.Is == Above && number > t.Than || t.Is == Below && number < t.Than, nil
	}
}

func (t Test) ofLabels(by task.ID, l []port.Label) bool {
	switch t.Is {
	case Label:
		return t.names(Verdict(l))
	case Language:
		return len(l) > 0 && slices.ContainsFunc(t.Of, func(code string) bool { return base(code) == base(l[0].Name) })
	case Found:
		return t.Count(by, l) > 0
	default:
		n := float64(t.Count(by, l))
		return t.Is == Above && n > t.Than || t.Is == Below && n < t.Than
	}
}

// Count is how many different things of the classes that the test is about are
// among the labels of a task; of who speaks when, how many people speak.
func (t Test) Count(by task.ID, l []port.Label) (n int) {
	seen := map[string]bool{}
	for _, one := range l {
		what := strings.ToLower(one.Text)
		if by == "speaker-diarization" {
			what = one.Name
		}
		if len(t.Of) > 0 && !t.names(one.Name) || what != "" && seen[what] {
			continue
		}
		seen[what] = true
		n++
	}
	return n
}

// Narrowed are the labels of a task that finds things, as far as they are of the
// classes that a node that was tested for them is about.
func (n Node) Narrowed(l []port.Label) []port.Label {
	for _, t := range n.When {
		if t.Is == Found && !t.Not && len(t.Of) > 0 && slices.Contains(finders, n.Task) {
			l = slices.DeleteFunc(slices.Clone(l), func(one port.Label) bool { return !t.names(one.Name) })
		}
	}
	return l
}

// names reports whether a class is one of the test's, whatever case it is
// written in; models of names have short ones for four of them.
func (t Test) names(class string) bool {
	class = strings.ToLower(class)
	return slices.ContainsFunc(t.Of, func(w string) bool {
		w = strings.ToLower(w)
		return class == w || short[class] != "" && short[class] == cmp.Or(short[w], w)
	})
}

var short = map[string]string{"per": "person", "loc": "place", "gpe": "place", "location": "place", "org": "organisation", "organization": "organisation", "money": "amount"}

// Verdict is the class of a whole: the likeliest, or where only its parts were
// judged, the one that most of them have.
func Verdict(l []port.Label) string {
	whole := slices.DeleteFunc(slices.Clone(l), func(one port.Label) bool { return one.Text != "" })
	if len(whole) > 0 {
		return slices.MaxFunc(whole, func(a, b port.Label) int { return cmp.Compare(a.Score, b.Score) }).Name
	}
	count, most := map[string]int{}, ""
	for _, one := range l {
		if count[one.Name]++; most == "" || count[one.Name] > count[most] {
			most = one.Name
		}
	}
	return most
}

// Words counts the words of a text, and each Han character as one.
func Words(s string) (n int) {
	within := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			n, within = n+1, false
		case unicode.IsSpace(r):
			within = false
		case !within && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			n, within = n+1, true
		}
	}
	return n
}

func base(code string) string {
	code, _, _ = strings.Cut(strings.ToLower(code), "-")
	return code
}
