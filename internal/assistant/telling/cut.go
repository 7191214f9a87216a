package telling

import (
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/assistant/wish"
	"github.com/tenonhub/tenon/internal/graph"
)

// Cut says of what was cut which part of it is left, and of the sound of a film that was
// taken out what became of the film: either may be meant otherwise. It is
// empty for all else, and for a part that nobody asked for in words.
func Cut(n graph.Node, lang string) string {
	from, to := n.Params.Number("start"), n.Params.Number("end")
	switch {
	case n.Task == "video-to-audio" && slices.ContainsFunc(n.Why, wish.TakenOut):
		return phrase(lang, "The sound was taken out as a file of its own, and the film still has it; to silence the film, say “mute the video”.", "声音已提取成单独的文件，视频里的声音还在；要让视频没有声音，请说“把视频静音”。")
	case n.Task == "audio-trim" && n.Params["pauses"] == true:
		return phrase(lang, "The silence at both ends was cut off, and of each pause within 0.3 s were kept.", "去掉了两端的静音，中间的每处停顿缩短为 0.3 秒。")
	case n.Task == "audio-trim" && n.Params["silence"] == true:
		return phrase(lang, "Silence was cut off both ends only; to shorten the pauses within as well, say “remove all the pauses”.", "只去掉了两端的静音；要把中间的停顿也缩短，请说“去掉所有停顿”。")
	case len(n.Why) == 0 || n.Task != "video-trim" && n.Task != "audio-trim" || from == 0 && to == 0 || to != 0 && to < from:
		return ""
	case to == 0:
		return fmt.Sprintf(phrase(lang, "The first %g s were removed.", "去掉了开头 %g 秒。"), from)
	case from == 0:
		return fmt.Sprintf(phrase(lang, "Only the first %g s were kept.", "只保留了开头 %g 秒。"), to)
	}
	return fmt.Sprintf(phrase(lang, "What was kept is from %g s to %g s.", "保留了第 %g 秒到第 %g 秒。"), from, to)
}
