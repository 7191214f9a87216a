package agenda

import (
	"maps"
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

// edits mend a picture, a recording or a film and leave it what it is.
var edits = map[task.ID]bool{
	"image-color-enhancement": true, "image-denoising": true, "image-resizing": true, "image-super-resolution": true, "image-rotation": true, "image-conversion": true, "image-flipping": true,
	"speech-enhancement": true, "audio-volume": true, "audio-speed": true, "audio-trim": true, "audio-conversion": true,
	"video-trim": true, "video-muting": true, "video-speed": true, "video-resizing": true, "video-conversion": true,
}

// apart is what tells of several results.
var apart = regexp.MustCompile(`(?i)版|各|分别|另存|另一|再来|再出|一[张份个段幅]|原[图片稿件版]|\b(?:versions?|one|another|each|separate(?:ly)?|both|cop(?:y|ies)|original|independently)\b`)

// atEnds is what has the silence of the ends cut alone, and that of the middle left.
var atEnds = regexp.MustCompile(`(?i)\b(?:both|either|the|its) ends?\b|\b(?:start|beginning) (?:and|or) (?:the )?end\b|\b(?:pauses?|gaps?|middle)\b[^.;]{0,24}\b(?:stays?|remains?|kept|as (?:it is|they are))\b|\b(?:keep|leave) the (?:pauses?|gaps?|middle)\b|头尾|首尾|两端|两头|开头和结尾|(?:中间|停顿)[^，。；]{0,8}(?:留|不动|别动|保留|不要动|不剪)`)

// silences has silences cut that are not to be found, and those within as well where they are meant.
func (r *Agenda) silences(l []*reading.Step) []*reading.Step {
	if i := Find(l, "voice-activity-detection"); i >= 0 && Find(l, "audio-trim") < 0 && shortens.MatchString(r.Sentence(l[i])) {
		l[i].Task, l[i].Caught, l[i].Set = r.Reader.Tasks["audio-trim"], nil, map[string]string{"silence": "true"}
	}
	i := Find(l, "audio-trim")
	if i < 0 {
		return l
	}
	if said := r.Sentence(l[i]); quiet.MatchString(said) && pauses.MatchString(said) && !atEnds.MatchString(said) {
		l[i].Set = maps.Clone(l[i].Set)
		l[i].Set["pauses"] = "true"
	}
	if l[i].Set["silence"] == "" {
		return l
	}
	return slices.DeleteFunc(l, func(s *reading.Step) bool {
		return s.Task.ID == "voice-activity-detection" && !finds.MatchString(r.Around(s))
	})
}

// Furthers reports whether a step goes on with what another mended, “and also”, 顺便, where the
// request tells of no second result.
func (r *Agenda) Furthers(before, s *reading.Step) bool {
	_, end := r.Clause(s.From, s.To)
	return edits[before.Task.ID] && edits[s.Task.ID] && before.Task.ID != s.Task.ID && len(s.Files) == 0 && !apart.MatchString(r.Said(0, end))
}

// shortens is what has silences cut, and not found.
var shortens = regexp.MustCompile(`(?i)\b(?:leave out|strip|snip|edit out|close|cut|remove|shorten|tighten|trim|drop|delete|squeeze|skip|take out|get rid of|kill)\b[^.;]{0,24}\b(?:gaps?|pauses?|silences?|dead air)\b|(?:缩短|去掉|剪掉|删掉|删除|去除|压缩|剪短)[^，。；]{0,10}(?:停顿|静音|间隙|空白)|(?:停顿|静音|间隙|空白)[^，。；]{0,6}(?:缩短|去掉|剪掉|删掉|删除|去除|压缩|剪短)`)

// quiet are the words for silence.
var quiet = regexp.MustCompile(`(?i)\b(?:silen(?:ces?|t)|pauses?|gaps?|dead air|quiet|blanks?)\b|静音|停顿|空白|无声|没声|没有声音|间隙`)

// pauses is what has the silences within a recording cut, and not those of its ends alone.
var pauses = regexp.MustCompile(`(?i)\b(?:pauses?|gaps?|middle|within|inside|between|dead air|(?:all|any|every|each|long|the) (?:the )?silen(?:ces|t (?:bits|parts|passages|stretches|moments|spots))|(?:all|every|any) (?:of )?(?:the )?silence|throughout)\b|中间|停顿|间隙|间隔|里面的?(?:静音|空白|无声)|(?:所有|全部|每[一段处个]*|各处?)的?(?:静音|空白|无声|没声音?)|(?:静音|空白|没声音|无声)的?(?:地方|部分|处|段)?(?:都|全|统统)`)
