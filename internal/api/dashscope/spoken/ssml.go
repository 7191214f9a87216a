package spoken

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

const (
	longestBreak  = 10 * time.Second // of one, as the service has it
	longestBreaks = 10 * time.Minute // of all together
	mostParts     = 500              // between breaks: each is spoken by itself
)

// spelled are the ways of saying that have each character said alone.
var spelled = map[string]bool{"characters": true, "digits": true, "telephone": true, "id": true, "spell-out": true}

// SSML reads a text with marks: the parts between its breaks, which are spoken one after
// another, and how all of it is spoken.
//
//	<speak rate="0.9">One <break time="500ms"/> <say-as interpret-as="digits">42</say-as></speak>
//	→ "One", half a second, "4 2"
func SSML(text string, p *dashscope.SoundParameters) ([]callee.Part, error) {
	r := &reader{p: p, parts: []callee.Part{{}}}
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && r.begun && len(r.open) == 0:
			return r.parts, nil
		case err != nil:
			return nil, fault.New(fault.Invalid, "the text is not the XML of SSML: %v", err)
		}
		if err := r.read(t); err != nil {
			return nil, err
		}
	}
}

// reader reads SSML.
type reader struct {
	p     *dashscope.SoundParameters
	parts []callee.Part
	begun bool
	open  []xml.StartElement
	quiet time.Duration // so far
	spell bool          // each character is said alone
	mute  bool          // something else is said instead
}

func (r *reader) read(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		r.open = append(r.open, t)
		return r.enter(t)
	case xml.EndElement:
		r.open = r.open[:len(r.open)-1]
		switch t.Name.Local {
		case "say-as":
			r.spell = false
		case "sub":
			r.mute = false
		case "s", "p":
			r.say("\n") // a sentence ends
		}
	case xml.CharData:
		switch said := string(t); {
		case r.mute || len(r.open) == 0:
		case r.spell:
			r.say(" " + strings.Join(strings.Split(strings.Join(strings.Fields(said), ""), ""), " ") + " ")
		default:
			r.say(said)
		}
	}
	return nil
}

func (r *reader) say(words string) { r.parts[len(r.parts)-1].Text += words }

// enter begins an element.
func (r *reader) enter(t xml.StartElement) error {
	name := t.Name.Local
	switch {
	case !r.begun && name != "speak" || r.begun && name == "speak":
		return fault.New(fault.Invalid, "SSML is one <speak> with the text in it")
	case name == "speak":
		r.begun = true
		return r.speak(t)
	case name == "break":
		return r.pause(t)
	case name == "say-as":
		how := attribute(t, "interpret-as")
		if r.spell = spelled[how]; !r.spell && how != "cardinal" {
			return fault.New(fault.Invalid, "say-as interpret-as=%q is not offered: there are cardinal, characters, digits, telephone and id; write the text as it is spoken", how)
		}
	case name == "sub":
		r.say(attribute(t, "alias"))
		r.mute = true
	case name != "s" && name != "p":
		return fault.New(fault.Invalid, "SSML's <%s> is not offered: there are speak, break, say-as, sub, s and p", name)
	}
	return nil
}

// speak reads how all is spoken.
func (r *reader) speak(t xml.StartElement) error {
	for _, a := range t.Attr {
		to := map[string]**float64{"pitch": &r.p.Pitch, "volume": &r.p.Volume}[a.Name.Local]
		switch n, err := strconv.ParseFloat(a.Value, 64); {
		case a.Name.Local == "xmlns" || a.Name.Space == "xmlns" || a.Name.Local == "version":
		case a.Name.Local == "lang":
			r.p.Language = a.Value
		case to == nil && a.Name.Local != "rate":
			return fault.New(fault.Invalid, "the attribute %s of SSML's <speak> is not offered: there are rate, pitch, volume and xml:lang", a.Name.Local)
		case err != nil || math.IsNaN(n):
			return fault.New(fault.Invalid, "the attribute %s of SSML's <speak> is %q, and no number", a.Name.Local, a.Value)
		case to == nil:
			r.p.Rate = n
		default:
			*to = &n
		}
	}
	return nil
}

var duration = regexp.MustCompile(`^\d{1,5}(\.\d+)?m?s$`)

func (r *reader) pause(t xml.StartElement) error {
	long := time.Second
	for _, a := range t.Attr {
		if a.Name.Local != "time" {
			return fault.New(fault.Invalid, "the attribute %s of SSML's <break> is not offered: give a time such as 500ms", a.Name.Local)
		}
		var err error
		if long, err = time.ParseDuration(a.Value); err != nil || !duration.MatchString(a.Value) || long > longestBreak {
			return fault.New(fault.Invalid, "the time of an SSML break is %q; it is like 500ms or 2s, and at most %v", a.Value, longestBreak)
		}
	}
	if long == 0 {
		return nil
	}
	if r.quiet += long; r.quiet > longestBreaks {
		return fault.New(fault.Invalid, "the breaks of the text are over %v together", longestBreaks)
	}
	if len(r.parts) == mostParts {
		return fault.New(fault.Invalid, "the breaks divide the text into over %d parts; send it in several requests", mostParts)
	}
	r.parts[len(r.parts)-1].Pause += long
	r.parts = append(r.parts, callee.Part{})
	return nil
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
