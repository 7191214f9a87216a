package craft

import "regexp"

// What makes of a wish another one, and what of a wish is not done.
var (
	// takesAway wants the border or the words gone that a picture has.
	takesAway = regexp.MustCompile(`(?i)\b(?:remov\w+|delet\w+|eras\w+|get rid of|tak\w+ (?:off|away|out)|strip\w*|clean\w*|without|no more)\b|去掉|去除|去水印|除去|删|抹|擦|清除|消除|移除|拿掉|不要`)
	// unframed is how no border is drawn.
	unframed = regexp.MustCompile(`(?i)\b(?:only|just) (?:at|on|along)\b|\b(?:at|on|along) the (?:top|bottom|left|right)\b|\b(?:round(?:ed)? (?:corners?|border|frame|edges?)|shadows?|wood(?:en)?|gradient|dashed|dotted|patterned|ornate|inner|inside)\b|圆角|阴影|木|渐变|虚线|花纹|只(?:在|加)|里面`)

	// read wants to know what stands on a picture, or something made of the words first.
	read = regexp.MustCompile(`(?i)\b(?:read|extract|recogni[sz]e|transcribe|translat\w+|ocr|what|which|(?:in)?to an? (?:text )?file)\b|什么|哪些|读|念|识别|提取|取出|翻译|译成|[写印]了|[写印]着的|[写印]的`)
	// thoughtOf are words that are first to be thought of, unless they are for the picture itself.
	thoughtOf = regexp.MustCompile(`(?i)^\W*(?:please |can you |could you )*(?:write|give|generate|create|compose|suggest|invent|make|think|find|propose)\b.*\b(?:captions?|titles?|headings?|headlines?|slogans?|labels?|descriptions?|text)\b`)
	onIt      = regexp.MustCompile(`(?i)\b(?:on|onto|over|across)\b`)
	// written is how no words are written.
	written     = regexp.MustCompile(`(?i)\b(?:fonts?|typeface|handwrit\w+|hand-writ\w+|vertical(?:ly)?|curved?|cursive|italics?|shadows?|outlined?|underlined?|comic sans|arial|helvetica|times|serif|sideways|upside down)\b|字体|宋体|楷体|黑体|隶书|竖|手写|斜体|阴影|描边|下划线|倒着`)
	inColour    = regexp.MustCompile(`(?i)\s+in\s+(?:(?:big|large|small|bold|bright|dark|light|capital)\s+)*(?:black|white|red|green|blue|yellow|orange|purple|pink|gr[ae]y|brown|golden|gold|silver|navy|bold|#[0-9a-f]{3,6})(?:\s+(?:letters?|text|type|colou?r))?$`)
	whereabouts = regexp.MustCompile(`(?i)^(?:in|at|on|from|of|to|into|onto|under|over|for|with|that|which|out)\b`)

	// someFaces are not all that there are; behind is what is no face.
	someFaces = regexp.MustCompile(`(?i)\b(?:except\w*|but|other than|apart from|only|left|right|middle|cent(?:er|re)|man|woman|boy|girl|wom[ae]n|men|kids?|child(?:ren)?|background|foreground|behind|first|second|third|mine|my|his|her|strangers?|bystanders?|passers-?by)\b|除|以外|之外|只|不要|左|右|中间|后面|前面|背景|路人|行人|小孩|孩子|男|女|我|他|她|第.个`)
	behind    = regexp.MustCompile(`(?i)\b(?:blur|soften|pixelate|pixellate|black(?:en)?|hide)\w*(?: out)? (?:the |all |its |whole )*(?:background|rest|surroundings|everything)\b|\bbackground\b[^,;.]*\b(?:blur\w*|behind)\b|(?:模糊|虚化)[^，。；]{0,3}背景|背景[^，。；脸]{0,4}(?:模糊|虚化)`)
)
