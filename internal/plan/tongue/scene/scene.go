// Package scene tells what a request says of what is seen and heard: whether it is the
// picture of a film that is asked about, and whether a picture is one of a text.
package scene

import "regexp"

var (
	seen  = regexp.MustCompile(`(?i)出现|画面|穿|颜色|看到|看见|拍到|经过|几个人|几辆|几只|监控|摄像|镜头|\b(appear|appears|wear|wearing|colou?r|see|seen|show|shows|shown|footage|camera|cctv|car|cars|dog|cat|how many people|picture)\b`)
	heard = regexp.MustCompile(`(?i)说|讲|提到|谈|会上|录音|宣布|承诺|\b(say|says|said|mention|mentions|mentioned|talk|talks|speaker|tell|tells|announce|announced|promise|lecture|webinar|interview)\b`)
	paper = regexp.MustCompile(`(?i)\b(instructions|leaflet|label|recipe|prescription|brochure|homework|exercise|worksheet|timetable|receipt|letter|card|note|menu|invoice|screenshot|scan|page|sign|flyer|form|email|notice|slide|whiteboard|handwriting)\b|信|小票|菜单|通知|发票|截图|卡片|名片|白板|海报|告示|传单|单子|试卷|作业|题`)
)

// Shown reports whether a question about a video is about what it shows.
func Shown(request string) bool { return seen.MatchString(request) && !heard.MatchString(request) }

// Written reports whether a picture is spoken of as one of a text.
func Written(request string) bool { return paper.MatchString(request) }
