// Package likeness puts into words how near two texts are.
package likeness

import (
	"fmt"

	"github.com/tenonhub/tenon/internal/port"
)

// Say is a score of likeness in words, with what sets the texts apart; the
// bounds are those of the card of tenon/similarity.
func Say(l port.Label, chinese bool) string {
	en, zh := "they have next to nothing in common", "几乎没有共同之处"
	switch {
	case l.Score >= 0.7 && l.Apart != "":
		en, zh = "nearly the same words, but not the same: "+l.Apart, "用词几乎相同，内容却不同："+l.Apart
	case l.Score >= 0.9:
		en, zh = "they say the same", "内容基本相同"
	case l.Score >= 0.7:
		en, zh = "they say much the same", "内容很接近"
	case l.Score >= 0.5:
		en, zh = "they speak of similar things", "谈的内容相近"
	case l.Score >= 0.25:
		en, zh = "they share little", "共同之处不多"
	}
	if chinese {
		return fmt.Sprintf("%.2f（满分 1）：%s", l.Score, zh)
	}
	return fmt.Sprintf("%.2f of 1: %s", l.Score, en)
}
