// Package lingo puts into words what is to say of languages: what one is called, and
// that a model knows no other.
package lingo

import (
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Name is the name of a language, in Chinese where lang is zh.
func Name(code, lang string) string {
	tag, err := language.Parse(code)
	switch {
	case err != nil:
		return code
	case lang == "zh":
		return display.Chinese.Tags().Name(tag)
	}
	return display.English.Tags().Name(tag)
}

// Alone says that what somebody else may have said is beyond a model of one language,
// and what would make it possible; it is empty where the request is in that language.
func Alone(only, task, lang string) string {
	switch {
	case only == "" || only == lang:
		return ""
	case lang == "zh":
		return fmt.Sprintf("它只懂%s：如果录音里说的是中文或别的语言，上面的文字就不是原话。可以接入一个懂那种语言的模型：`tenon connect NAME URL --task %s`。", Name(only, lang), task)
	}
	return fmt.Sprintf(" It knows %s alone: if another language is spoken, these are not its words. Connect a model that knows it with `tenon connect NAME URL --task %s`.", Name(only, lang), task)
}
