// The words of the page in Chinese. {} stands for what is put in.
export const zh = {
  title: '说出需求，模型来完成', sub: '用自己的话提出请求，附上文件，看这台机器上的模型如何协作完成。',
  skip: '跳到请求', history: '历史', guide: '能做什么', theme: '浅色或深色', tongue: '切换为英文页面', other: 'English', home: 'Tenon：新的请求',
  places: '本站的各个部分', 'place.assistant': '助手', 'place.models': '模型', 'place.datasets': '数据集', 'place.apps': '应用',
  logIn: '登录', logOut: '退出登录', loggedIn: '已登录：{}', accountOf: '你的账号：{}', profile: '我的主页', collections: '合集', newRepository: '新建仓库', settings: '设置与令牌',
  request: '你的请求', hint: '例如：“用三句话总结这份合同，再提取五个关键词”',
  next: '接下来做什么？', files: '附件', drop: '把文件放在这里', attach: '添加文件', local: '数据不离开本机', plan: '只看方案', go: '开始', sending: '正在发送 {}%', abort: '停止发送',
  remove: '移除 {}', examples: '试试这些', keys: '按 Enter 发送，Shift + Enter 换行', needWords: '请先写下你的请求。',

  waiting: '等待中', running: '运行中', done: '完成', planned: '已规划', question: '有个问题问你', consent: '需要你同意', impossible: '这里无法完成', failed: '失败', canceled: '已停止', skipped: '已跳过', pending: '未运行',
  loading: '正在载入……', planning: '正在规划……', cancel: '停止', change: '修改请求', given: '附件', ran: '已运行 {}/{} 步', took: '用时 {}',
  by: '规划：{}', embedded: '内置规划器', edited: '由你编辑', confidence: '把握 {}%', toAnswer: '查看结果',

  graph: '模型图', quote: '来自请求', after: '在 {} 之后', works: '已完成 {}/{}', node: '所选步骤', remembered: '沿用之前结果', ms: '{} 毫秒', s: '{} 秒', min: '{} 分 {} 秒', choose: '选择一个步骤，可查看它的输入、输出以及选用该模型的理由。',
  task: '任务', model: '模型', because: '为什么选它', why: '依据的词语', time: '用时', tried: '之前尝试过', inputs: '输入', outputs: '输出', partial: '目前内容', error: '错误', empty: '还没有内容', notReached: '还没有内容：这一步尚未运行。', from: '来自 {}', memo: '取自之前的运行', when: '取决于', skippedFor: '为什么跳过', orElse: '{}，否则{}', or: '或', both: '，并且',
  'if.label': '仅当{}', 'if.label.not': '仅当不是{}', 'if.language': '仅当是{}', 'if.language.not': '仅当不是{}', 'if.found': '仅当找到{}', 'if.found.not': '仅当没有找到{}', 'if.found.any': '仅当有结果', 'if.found.any.not': '仅当没有结果',
  'if.contains': '仅当提到{}', 'if.contains.not': '仅当没有提到{}', 'if.longer': '仅当超过 {} 字', 'if.longer.not': '仅当不超过 {} 字', 'if.above': '仅当大于 {}', 'if.above.not': '仅当不大于 {}', 'if.below': '仅当小于 {}', 'if.below.not': '仅当不小于 {}',
  params: '修改这一步', best: '自动选择最好的', missing: '未就绪', card: '查看 {} 的说明卡', where: '运行于', here: '本机', quality: '质量', fast: '速度', of1: '{}（满分 1）', tongues: '语言', pairs: '翻译方向', licence: '许可', noCard: '这个模型没有说明卡。', framed: '图中标出了 {} 处', rerun: '从这里重新运行', close: '关闭', required: '（必填）', list: '用逗号分隔', automatic: '自动', 

  answer: '结果', soFar: '目前内容', artefacts: '文件', download: '下载 {}', copy: '复制', copied: '已复制', more: '显示全部', less: '收起', rows: '{} 行', firstRows: '前 {} 行，共 {} 行', nothing: '没有找到。', numbers: '{} 维向量', item: '条目', score: '得分', place: '位置', unreadable: '文件无法载入。', huge: '这里只显示开头，下载文件可查看全部。', image: '图片', audio: '声音', video: '视频', document: '文档',

  reply: '你的回答', send: '发送', leaves: '这会把你的输入发送给不在本机的模型：', agree: '同意并继续', without: '不用它们', notRun: '这是方案，还没有运行。', runit: '运行', others: '其他理解', runthis: '运行这个',

  runs: '你的请求', noRun: '没有请求 {}。你提过的请求都在“历史”中。', noRuns: '还没有记录：你的请求会列在这里。', lost: '无法连接服务器，它还在运行吗？正在重试……', gone: '无法连接服务器，它还在运行吗？', back: '已恢复连接。',
  guideSub: '图中的每一步都是下面的一项任务，由一个模型完成。Tenon 会选用当前能运行的最好的模型。', find: '查找任务或模型', ready: '{}/{} 个模型就绪', noModel: '还没有模型能做这件事。', remote: '远程', notFound: '没有符合的内容。', tryit: '用它提问', with: '{}，用 {}',
  'group.text': '文本', 'group.document': '文档与表格', 'group.audio': '语音与声音', 'group.image': '图片', 'group.video': '视频', 'group.other': '更多',
  'type.text': '文本', 'type.image': '图片', 'type.audio': '声音', 'type.video': '视频', 'type.document': '文档', 'type.table': '表格', 'type.labels': '标签', 'type.boxes': '方框', 'type.masks': '遮罩', 'type.embedding': '向量', 'type.chat': '对话',
};

export const examples = [
  ['总结这份文档并朗读总结', 'news.txt'], ['把这张照片变成水墨画', 'lake.jpg'], ['哪个地区的金额最高？按地区画一张金额的柱状图', 'sales_zh.csv'],
  ['提取这段文字的关键词', 'news.txt'], ['朗读这段话：“欢迎来到我们的社区”'],
];
