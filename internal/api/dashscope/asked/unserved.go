package asked

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
)

// Parameters that nobody here follows, by what they are of, and what to do instead. Who
// asks for one is told so, and not given an answer that looks as if it had been followed.
var (
	OfChats = map[string]string{
		"enable_search":             "the models here search nothing; leave it out",
		"enable_code_interpreter":   "the models here run no code; leave it out, or give tools",
		"ocr_options":               "a model that sees reads as the message tells it to; say it there, or ask a model of optical-character-recognition",
		"asr_options":               "a chat model that hears is told in the message; a model of automatic-speech-recognition writes down what is said, by transcription",
		"vl_high_resolution_images": "a model looks at pictures as large as it takes them; leave it out",
		"modalities":                "chat models here answer with text alone; have speech made of it",
		"audio":                     "chat models here answer with text alone; have speech made of it",
	}
	OfVectors = map[string]string{
		"instruct":         "the models here read a text as it is; put the instruction before the text",
		"enable_fusion":    "each part has a vector of its own; leave it out",
		"fps":              "no model here makes vectors of films; leave it out",
		"max_video_frames": "no model here makes vectors of films; leave it out",
		"res_level":        "no model here makes vectors of pictures and texts together; leave it out",
	}
	OfPictures = map[string]string{
		"prompt_extend":     "a prompt is painted as it is, and told as actual_prompt; leave it out, or have a chat model write more",
		"watermark":         "nothing is written into pictures; leave it out",
		"add_watermark":     "nothing is written into pictures; leave it out",
		"similarity":        "how near a picture stays to the one it is made after is ref_strength",
		"realisticness":     "how near a picture stays to a sketch is sketch_weight; how real it looks is said in the prompt",
		"sketch_color":      "which colours a picture has is said in the prompt",
		"enable_interleave": "a message is answered with pictures alone; leave it out",
		"noise_level":       "how far a background is made anew is not chosen; leave it out",
		"ref_prompt_weight": "there is nothing that ref_prompt would be weighed against; leave it out",
		"best_quality":      "there is one way to paint on; leave it out, and give steps",
		"bbox_list":         "give a mask_image_url: white where the picture is to be changed",
		"enable_sequential": "each picture is made alone; leave it out",
		"thinking_mode":     "how often a model looks at a picture is steps",
		"color_palette":     "which colours a picture has is said in the prompt",
		"scene_type":        "what is behind is said in ref_prompt; leave it out",
	}
	OfSpeech = map[string]string{
		"instruction":               "the voices here speak in one way; there are rate, pitch and volume",
		"seed":                      "a voice speaks as its model does, some a little otherwise each time; leave it out",
		"word_timestamp_enabled":    "the voices here tell no times of words; leave it out, or have the speech transcribed, which tells them",
		"phoneme_timestamp_enabled": "the voices here tell no times of phonemes; leave it out",
		"enable_aigc_tag":           "nothing is written into sounds beside the speech; leave it out",
		"hot_fix":                   "how words are spoken is not kept apart from the text; write them as they are spoken, or with SSML's sub",
		"pronunciation":             "how words are spoken is not kept apart from the text; write them as they are spoken, or with SSML's sub",
	}
	OfHearing = map[string]string{
		"vocabulary_id":                 "no vocabularies or phrases are kept here: a model hears the words that it knows; leave it out",
		"phrase_id":                     "no vocabularies or phrases are kept here: a model hears the words that it knows; leave it out",
		"audio_event_detection_enabled": "a model of audio-classification says what a sound is",
		"special_word_filter":           "take the words out of the text",
		"max_sentence_silence":          "where a sentence ends the model hears; leave it out",
		"multi_threshold_mode_enabled":  "where a sentence ends the model hears; leave it out",
		"enable_emotion":                "no model here hears how somebody feels; leave it out",
	}
)

// Without is a fault if a request asks for something that is not done.
func (c Call) Without(unserved map[string]string) error {
	for _, raw := range []json.RawMessage{c.Parameters, c.Input} {
		var said map[string]json.RawMessage
		if json.Unmarshal(raw, &said) != nil {
			continue // whoever reads it says so
		}
		if err := Refuse(said, unserved); err != nil {
			return err
		}
	}
	return nil
}

// Refuse is a fault if one of what was said is not done. What is null, false, nothing or
// empty asks for nothing.
func Refuse(said map[string]json.RawMessage, unserved map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(unserved)) {
		switch string(said[name]) {
		case "", "null", "false", "0", `""`, "[]", "{}":
		default:
			return fault.New(fault.Invalid, "%s is not offered: %s", name, unserved[name])
		}
	}
	return nil
}
