package runtime

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Shown has the library print a struct of ours in which each field has a value of
// its own: texts the field's path, numbers what numbers gives for it. What is
// printed shows where the library finds the fields. It ends the process or not.
func Shown(what string) {
	var a arena
	c := given(what)
	n := firstNumber
	fill(&a, reflect.ValueOf(c).Elem(), "", func(path string, v reflect.Value) {
		n++
		if v.Kind() == reflect.Float32 {
			v.SetFloat(float64(n) / 2)
			return
		}
		v.SetInt(int64(n))
	})
	switch c := c.(type) {
	case *recognizerConfig:
		loaded.createRecognizer(c)
	case *detectorConfig:
		loaded.createDetector(c, 1)
	case *onlineConfig:
		loaded.createOnline(c)
	case *spotterConfig:
		loaded.createSpotter(c)
	case *voiceConfig:
		loaded.createVoice(c)
	case *punctuatorConfig:
		loaded.createPunctuator(c)
	case *diarizerConfig:
		loaded.createDiarizer(c)
	}
}

const firstNumber = 100

// Fields are the paths of all fields of a struct.
func Fields(what string) (l []string) {
	walk(reflect.TypeOf(given(what)).Elem(), "", func(path string) { l = append(l, path) })
	return l
}

func walk(t reflect.Type, path string, one func(string)) {
	switch t.Kind() {
	case reflect.Struct:
		for f := range t.Fields() {
			walk(f.Type, path+"."+f.Name, one)
		}
	case reflect.Array:
		for i := range t.Len() {
			walk(t.Elem(), fmt.Sprint(path, ".", i), one)
		}
	default:
		one(path)
	}
}

// given is a struct that the library is given, without values.
func given(what string) any {
	switch what {
	case "recognizer":
		return &recognizerConfig{}
	case "detector":
		return &detectorConfig{}
	case "online":
		return &onlineConfig{}
	case "spotter":
		return &spotterConfig{}
	case "voice":
		return &voiceConfig{}
	case "punctuator":
		return &punctuatorConfig{}
	case "diarizer":
		return &diarizerConfig{}
	}
	panic(what)
}

// Numbers are the values of numbers in a struct by their paths.
func Numbers(what string) map[string]string {
	m, n := map[string]string{}, firstNumber
	v := reflect.ValueOf(given(what)).Elem()
	fill(&arena{}, v, "", func(path string, v reflect.Value) {
		n++
		if m[path] = fmt.Sprint(n); v.Kind() == reflect.Float32 {
			m[path] = fmt.Sprint(float64(n) / 2)
		}
	})
	return m
}

func fill(a *arena, v reflect.Value, path string, number func(string, reflect.Value)) {
	v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem() //nolint:gosec // fields that are not exported
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(a, v.Field(i), path+"."+v.Type().Field(i).Name, number)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(a, v.Index(i), fmt.Sprint(path, ".", i), number)
		}
	case reflect.Pointer:
		v.Set(reflect.ValueOf(a.text(path)))
	default:
		number(path, v)
	}
}
