// The words of the hub's pages in Chinese. {} stands for what is put in.
export const zh = {
  skipMain: '跳到内容', homePage: 'Tenon：助手', missingTitle: '这里没有内容', missingUser: '地址有误、内容已不在，或者你无权查看。', missingNobody: '地址有误、内容已不在，或者仅部分人可见：如果你是其中之一，请先登录。', toModels: '全部模型',
  noTab: '仓库没有“{}”这个页面。',

  'all.model': '模型', 'all.dataset': '数据集', 'all.space': '应用', 'one.model': '{} 个公开的模型', 'many.model': '{} 个公开的模型', 'one.dataset': '{} 个公开的数据集', 'many.dataset': '{} 个公开的数据集', 'one.space': '{} 个公开的应用', 'many.space': '{} 个公开的应用',
  'find.model': '查找模型', 'find.dataset': '查找数据集', 'find.space': '查找应用', filters: '筛选', results: '结果', order: '排序', picked: '已选条件', pages: '翻页', toFirst: '回到首页', nextPage: '下一页',
  'order.lastModified': '最近更新', 'order.trendingScore': '热门', 'order.downloads': '下载最多', 'order.likes': '点赞最多', 'order.createdAt': '最近创建',
  'facet.task': '任务', 'facet.library': '库', 'facet.license': '许可', 'facet.language': '语言', 'facet.size': '规模', 'facet.author': '作者', showAll: '显示全部 {} 项',
  nothingFits: '没有完全符合的内容。', clear: '清除搜索和筛选', 'none.model': '还没有模型', 'none.dataset': '还没有数据集', 'none.space': '还没有应用', firstOne: '从你电脑上的文件夹发布第一个：', orTenon: '或者用 Tenon 自己的命令，仓库会自动创建：', needToken: '令牌在这里创建：',

  tabs: '仓库的各个部分', 'tab.card': '说明卡', 'tab.tree': '文件', 'tab.commits': '历史', private: '私有', gated: '需申请', nameOf: '名称 {}', like: '点赞', liked: '已赞', likesOf: '{} 个赞', likesOf1: '{} 个赞', labels: '标签', moreLabels: '还有 {} 项', about: '关于这个仓库',
  facts: '概况', downloads: '下载', likes: '点赞', updated: '更新', created: '创建', parameters: '参数量', numberTypes: '数值类型', quantisation: '量化', architecture: '架构', context: '上下文', tokens: '{} 个词元', formats: '格式', runs: '本机运行', runsWith: '使用 {}，需要 {}', cannotRun: '无法运行：', sdk: '运行方式', size: '大小', fileCount1: '{} 个文件', fileCount: '{} 个文件', base: '基于', derived: '（其他衍生）', security: '安全', nothingFound: '检查了 {} 个文件，未发现问题', nothingFound1: '检查了 {} 个文件，未发现问题', unscanned: '尚有 {} 个文件未检查', unscanned1: '尚有 {} 个文件未检查',
  'scan.safe': '未在此文件中发现问题', 'scan.unscanned': '尚未检查', 'scan.suspicious': '可疑', 'scan.unsafe': '不安全', imports: '其中的 pickle 导入了 {} 项', 'import.suspicious': '：可疑', 'import.dangerous': '：危险',
  'use.model': '使用这个模型', 'use.dataset': '使用这个数据集', 'use.space': '获取这个应用', commandsOf: '用 {} 获取', privateUse: '这是私有仓库：程序需要你的令牌。', code: '代码',
  noCardTitle: '还没有说明卡', noCardHelp: '说明卡写明它适合做什么、如何得到、效果如何。它就是文件 README.md，开头几行用于筛选：', noCardSend: '像其他文件一样发送：', 'similar.model': '相似的模型', 'similar.dataset': '相似的数据集', 'similar.space': '相似的应用',

  revision: '分支、标签或提交', branches: '分支', tags: '标签', pulls: '合并请求', folder: '文件夹', filesOf: '{} 的文件', name: '名称', lastChange: '最近改动', noFiles: '这里还没有文件。', moreFiles: '显示更多', noFile: '没有 {}（在 {}）。', raw: '原始内容', downloadFile: '下载', lines: '{} 行', lines1: '{} 行', firstLines: '前 {} 行', line: '第 {} 行', binary: '这不是文本：请下载后查看。', emptyFile: '文件是空的。', 'view.rendered': '页面', 'view.table': '表格', 'view.source': '源文件',
  commitCount: '{} 次提交', commitCount1: '{} 次提交', newer: '较新', older: '较早', commitOf: '提交 {}', browseAt: '此提交时的文件', changedFiles: '改动了 {} 个文件', changedFiles1: '改动了 {} 个文件', diffCut: '改动太大，这里只显示一部分，请用 git 查看全部。', 'how.added': '新增', 'how.removed': '删除', 'how.renamed': '改名', onlyRenamed: '只改了名称。', largeFile: '大文件：', 'line.plus': '新增：', 'line.minus': '删除：',

  'tokens.title': '访问令牌', 'password.title': '密码', 'organizations.title': '组织', settingsTitle: '设置', 'tokens.what': '程序用令牌代替你的密码：hf、git、modelscope、tenon 和你自己的程序。建议每个程序各用一个，便于单独撤销。',
  newToken: '新令牌', tokenName: '名称', tokenNameHint: '用途，例如“笔记本”或“训练”。', tokenKind: '权限', lastUsed: '最近使用', expires: '到期', revoke: '撤销', reallyRevoke: '确定撤销？', never: '永不', days: '{} 天后', makeToken: '创建令牌', tokenMade: '令牌“{}”已创建。', tokenOnce: '请立即复制：它只显示这一次。', tokenSecret: '令牌', tokenUse: '供程序使用：',
  'level.read': '只读', 'level.write': '读写', 'level.fineGrained': '细粒度', 'level.read.what': '查看和下载 {} 能看到的一切。', 'level.write.what': '做 {} 能做的一切。', 'level.fineGrained.what': '只能访问你指定的仓库。', 'may.write': '可写', grants: '可访问的范围', grantsHint: '每行一个：“所有者/名称”或“所有者”，需要写入时在后面加 write。', grantWrong: '“{}”不是“所有者/名称”，后面可加 write。',
  changePassword: '修改密码', oldPassword: '当前密码', oldPasswordHint: '如果还没有密码，请留空。', newPassword: '新密码', passwordAgain: '再次输入新密码', notTheSame: '两次输入的新密码不一致。', passwordChanged: '密码已修改，用旧密码登录的都已退出。',
  noOrgs: '你还没有加入任何组织。', newOrg: '新组织', makeOrg: '创建组织', orgName: '名称', orgNameHint: '仓库地址中使用：字母、数字、“.”、“_”和“-”。', orgTitle: '显示名称', organisation: '组织', person: '用户', 'role.read': '可读', 'role.contributor': '可贡献', 'role.write': '可写', 'role.admin': '管理员', role: '权限', members: '成员', takeIn: '添加成员', takeOut: '移出 {}', takeOutShort: '移出', leave: '退出', really: '确定？', userName: '用户名',
  allOf: '{} 的全部', nothingPublished: '这里还没有发布内容',

  kind: '类型', 'a.model': '模型', 'a.dataset': '数据集', 'a.space': '应用', 'what.model': '权重及其配置，供他人运行。', 'what.dataset': '用来训练或评测模型的数据。', 'what.space': '围绕模型的小程序。', owner: '所有者', repoName: '名称', nameRule: '字母（a 到 z）、数字、“.”、“_”和“-”，以字母或数字开头。', sdkHint: '应用所用的框架，会写进说明卡。', licenceHint: '会写进说明卡，也可用于筛选。', noLicence: '以后再说', visibility: '谁能看到', public: '公开', publicHint: '能访问本站的所有人。', privateOne: '私有', privateHint: '仅所有者，或组织的成员。', makeIt: '创建仓库', madeIt: '{} 已创建', nextSteps: '现在把文件发送过来：', orGit: '或者用 git：', toRepository: '打开仓库',

  'gate.title': '文件需申请获取', 'gate.auto': '申请后立即可用，所有者会收到通知。', 'gate.manual': '所有者会逐一审阅申请。', 'gate.ask': '申请访问', 'gate.pending': '已申请。所有者同意后即可获取文件。', 'gate.rejected': '所有者已拒绝。',
  'tab.discussions': '讨论', status: '哪些讨论', 'status.open': '进行中', 'status.closed': '已关闭', 'status.draft': '草稿', 'status.merged': '已合并', discussionCount: '{} 个讨论', discussionCount1: '{} 个讨论', newDiscussion: '新讨论', 'others.open': '有 {} 个未关闭的讨论。', 'others.open1': '有 {} 个未关闭的讨论。', 'others.closed': '有 {} 个已关闭的讨论。', 'others.closed1': '有 {} 个已关闭的讨论。', noDiscussions: '这里没有内容。', openDiscussion: '发起讨论', discussionTitle: '主题', discussionWords: '内容', markdownHint: '支持 Markdown。',
  'became.open': '重新打开了讨论', 'became.closed': '关闭了讨论', 'became.draft': '设为草稿', 'became.merged': '已合并', renamed: '把标题从“{}”改为“{}”', hidden: '此评论已隐藏。', edited: '已编辑', rewrite: '编辑', hide: '隐藏', save: '保存', comment: '评论', yourComment: '你的评论', logInToAnswer: '登录后回复', close: '关闭', reopen: '重新打开',
};
