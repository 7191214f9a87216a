package inquiry

import "github.com/tenonhub/tenon/internal/expression"

// Reword puts single words that texts use in the place of what people say in several.
func Reword(s string) string {
	s = Direct(s)
	for _, w := range rewording {
		s = w.said.ReplaceAllString(s, w.word)
	}
	return s
}

var rewording = []struct {
	said expression.Lazy
	word string
}{
	{expression.New(`(?i)^(when|from when|how soon) (?:can|could|may|might) (?:i|we|you|one) move in(?:to (?:the|this|that) \pL+)?([?.! ]*$)`), "${1} is it available${2}"},
	{expression.New(`(?i)\bhow much (?:does|do|will|would) (?:the|this|that) (?:job|position|post|role|work) pay\b`), "how much do you earn"},
	{expression.New(`(?i)\b(?:get|have|want) (?:my|our|the|their) money back\b`), "get a refund"},
	{expression.New(`(?i)\b(?:my|our|the|their) money back\b`), "a refund"},
	{expression.New(`(?i)\b(when|how soon|how quickly|by when|how|where) (?:do|does|will|can|would|should|must|shall) (?:i|we|you|one|they|the \pL+) (?:get|have|receive|be given) ((?:the|my|our|your|their|his|her|this|that) [\pL -]+?) back\b`), "${1} is ${2} returned"},
	{expression.New(`(?i)\b(?:given|paid|handed|sent) back\b`), "returned"},
	{expression.New(`(?i)\b(?:would|'d) (?:rather|sooner) (?:have|get)\b|\b(?:would|'d) (?:rather|sooner)\b`), "prefer"},
	{expression.New(`(?i)^(?:am|are) (i|we) (?:allowed|permitted) to\b`), "can ${1}"},
	{expression.New(`(?i)\bget in touch with\b`), "contact"},
	{expression.New(`(?i)\b(total|amount|sum)(?: amount)? (?:that )?(?:i|we|you|they) (?:(?:still )?(?:have|need) to pay|must pay|should pay|owe)\b`), "${1} due"},
	{expression.New(`(会|会议|例会|大会|活动|式|讲座|比赛|典礼|演出|表演|展览|晚会|宴)(?:将|要|是)?(?:在|于)?(什么时候|几点钟?|何时|什么时间)(?:开始|开|举行|举办)`), "${1}${2}召开"},
	{expression.New(`(?:提前)?通知(?:期限?|时间)(?:是|为|有)?(?:多长时间|多长|多久|几天|多少天)`), "提前多久通知"},
	{expression.New(`(?:晚|迟|延迟|拖延)(?:交|付|缴|支付|缴纳)|拖欠`), "逾期支付"},
	{expression.New(`^(什么时候|几点钟?|何时|什么时间)开会`), "会议${1}召开"},
	{expression.New(`(?i)\s+(?:in|of) (?:each|both|all|every one)(?: of)?(?: (?:the|these|those|them|two|three))*(?: (?:contracts?|documents?|files?|agreements?|texts?|leases?))?([?.!\s]*$)`), "$1"},
	{expression.New(`^(?:这|那|该)?(?:张|幅|份)?(?:图片?|截图|照片|画面|图像|附件|文档|文件|文章)(?:里面?|中|上面?)的?`), ""},
	{expression.New(`^(?:这|那|该|本)?(?:份|个|篇|则|条|封|张)?(?:通知|公告|通告|合同|协议|邮件|信|文件|文章|文档)(?:里面?|中|上面?)?(?:说|写|提到|规定)[了着明]?的?[，,]?(.{2,}(?:几|多少|多久|多长|什么时候|何时|谁|哪).*|(?:什么时候|何时|谁|哪).{2,})$`), "${1}"},
	{expression.New(`(?:一共|总共|共)?(放|休|请)(?:了|的)?(?:几|多少)天(?:的)?(?:长|小)?假`), "${1}假多少天"},
	{expression.New(`(?:每隔?|隔)?(多久|多长时间|几天|几个月)(?:要|需要|应该|需|应|得)?([\p{Han}]{1,8}?)一次`), "${2}${1}一次"},
	{expression.New(`^(.{0,12}?[^可不功性智节才只职机效]|)能([带养吃喝住改换停用坐])(.*吗)`), "${1}可以${2}${3}"},
	{expression.New(`退(?:款|费|钱)?(?:给)?(?:我们?|你|他|她|乙方|家长|学员|租客|客户|顾客)?(多少|几成|百分之)`), "退还${1}"},
	{expression.New(`每(?:一)?(?:个|位|名)(?:人|孩子|小孩|学生|同学|家长|儿童|学员|小朋友|成员|会员|选手|队员|参加者)(.*(?:多少|费))`), "每人${1}"},
	{expression.New(`每个人`), "每人"},
	{expression.New(`用了(多少|几)(年|天|个月)`), "使用了${1}${2}"},
	{expression.New(`(?:要不要|收不收|要|收|花)钱(吗|[？?。 ]*$)`), "收费吗"},
	{expression.New(`^(?:车|房子?|房屋|设备)?(?:是)?谁(?:来)?租的`), "承租方是谁"},
	{expression.New(`(?:都)?(?:包括|包含|包|含)(?:了|有)?(?:什么|哪些|啥)(?:内容|东西|项目|费用)?`), "包括什么"},
	{expression.New(`(^|[，,。])(?:这个?|那)?钱((?:要|该|应该)?(?:什么时候|何时|几号|怎么|如何|在哪|由?谁|交|付))`), "${1}费用${2}"},
	{expression.New(`谁(?:来)?(?:出|掏|付)(?:钱|费)?([？?。 ]*$)`), "由谁支付${1}"},
	{expression.New(`^(?:如果|要是)?(?:家长|我们?|业主)?有(?:问题|疑问|事)(?:的话)?[，,]?(?:要|应该|可以)?(?:找|问|联系)(谁|哪位|什么人)`), "疑问联系${1}"},
	{expression.New(`(?:能不能|能否|可不可以|可以|能)?(?:搬(?:进去|进来|进|过去)|住(?:进去|进来))`), "入住"},
	{expression.New(`(?:提供|包|管)(?:不(?:提供|包|管))?(住|吃住|食宿)(吗|嘛|么|[？?。 ]*$)`), "提供住宿${2}"},
	{expression.New(`够?(?:几|多少)个?人(?:吃|用|喝|的(?:量|份量|分量))`), "几人份"},
	{expression.New(`(?:房子|房间|房屋|屋子|店面|场地|教室|办公室)(?:有|是)?多大`), "面积多大"},
	{expression.New(`(?:最多)?(?:能|可以)?(?:装|盛)(?:得?下)?多少(?:东西|水|升)?`), "容量是多少"},
	{expression.New(`(?:可以|能)?用什么(?:东西|食材)?(?:来)?(?:代替|替代|替换|替)`), "可以换成什么"},
	{expression.New(`多大(?:的)?(?:年纪|岁数|年龄)(?:的人)?`), "年龄多大"},
	{expression.New(`几点(?:钟)?(?:能|才|会)?到(?:达|站)?`), "几点抵达"},
	{expression.New(`最[晚迟](?:要|得|在|是)?(?:到)?(什么时候|何时|哪一?天|几号|几月几号|几点)(?:之?前)?(?:要|得|必须|能|可以|应该)?([\p{Han}]{2,6}?)([？?。 ]*$)`), "${2}截止${1}${3}"},
	{expression.New(`最[快早](什么时候|何时|哪一?天|几号|几点)`), "${1}"},
	{expression.New(`(?:晚上|当晚|夜里|夜晚)(?:是|都)?(住)`), "${1}"},
	{expression.New(`保费`), "保险费"},
	{expression.New(`(?:要)?多大(?:的人|的孩子)?((?:才)?(?:可以|能))`), "年龄多大${1}"},
	{expression.New(`多少了([？?。 ]*$)`), "多少${1}"},
	{expression.New(`(?:一|每)(天|日|月|年|次|晚|个月|小时)(?:最多|最高)(?:收|交|付|扣|罚|要)?多少(?:钱)?`), "每${1}最高多少钱"},
	{expression.New(`^((?:火车|汽车|飞机|高铁|船|车|机|门)?)票(?:是|要)?多少钱`), "${1}票价多少"},
	{expression.New(`(?:还)?(?:能|可以)用(?:多久|多长时间|几个月|几年)`), "有效期多久"},
	{expression.New(`几度|多少摄氏度`), "多少度"},
	{expression.New(`晚(还|归还|到|退)`), "延迟${1}"},
	{expression.New(`多大(?:的)?面积`), "面积多大"},
	{expression.New(`(?:是)?(?:用|由)?什么(?:材料|材质|料子|东西)?(?:做|制|制成|制作|造)成?的|是什么(?:材料|材质|料子)的?|(?:的)?(?:材料|材质)是(?:什么|哪种)`), "采用什么"},
	{expression.New(`(国庆|中秋|端午|清明)([^节日]|$)`), "${1}节${2}"},
	{expression.New(`(放假|休假|请假)(?:了|放)?几天`), "${1}多少天"},
	{expression.New(`(?i)\s+(?:in|on|from) (?:the|this|that) (?:picture|image|photo|screenshot)([?.!\s]*$)`), "$1"},
}

var (
	asksThing = expression.New(`(?i)^(?:and )?(?:which|what)\b`)
	byThe     = expression.New(`^[Bb]y (the \pL)`)
)

// Fitting is an answer without the preposition that does not fit what is asked:
// “the laws of England” for “which law governs it”, not “by the laws”.
func Fitting(answer, question string) string {
	if asksThing.MatchString(question) {
		return byThe.ReplaceAllString(answer, "$1")
	}
	return answer
}
