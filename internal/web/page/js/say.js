// The words of the page, in English and Chinese.
const words = {
  en: {
    title: 'Say it, and the models do it', request: 'Your request', skip: 'To the request', history: 'History', theme: 'Light or dark', tongue: '中文 – switch the page to Chinese',
    other: '中文', hint: 'For example: “Summarise this contract in three sentences and translate it into Spanish”', files: 'Attached files', drop: 'Drop files here',
    attach: 'Attach files', local: 'Keep everything on this machine', plan: 'Show the plan', go: 'Go', examples: 'Examples', cancel: 'Stop', answer: 'Answer', graph: 'The graph of models',
    remove: 'Remove', waiting: 'waiting', running: 'running', done: 'done', planned: 'planned, not run', question: 'a question', consent: 'needs your consent', impossible: 'cannot be done here',
    failed: 'failed', canceled: 'stopped', skipped: 'skipped', download: 'Download', copy: 'Copy', more: 'Show all', empty: 'Nothing yet: your requests will be listed here.', close: 'Close',
    model: 'Model', because: 'Why this model', task: 'Task', words: 'Words that led here', took: 'Time', remembered: 'remembered from an earlier run', inputs: 'Input', outputs: 'Output', params: 'Parameters',
    tried: 'Tried before', best: 'the best one', rerun: 'Run again from here', agree: 'Agree and go on', without: 'Do without', leaves: 'This would send your input to', runit: 'Run it',
    others: 'Other ways to understand it', send: 'Send', reply: 'Your reply', confidence: 'confidence', needWords: 'Say what you need first.', lost: 'The server cannot be reached. Is it still running?', required: 'needed', nothing: 'nothing', rows: 'rows',
    missing: 'not ready', by: 'planned by',
  },
  zh: {
    title: '说出需求，模型来完成', request: '你的请求', skip: '跳到请求', history: '历史', theme: '浅色或深色', tongue: 'English – 切换为英文页面',
    other: 'English', hint: '例如：“用三句话总结这份合同，再翻译成西班牙语”', files: '附件', drop: '把文件拖到这里',
    attach: '添加文件', local: '数据不离开本机', plan: '只看方案', go: '开始', examples: '示例', cancel: '停止', answer: '结果', graph: '模型图',
    remove: '移除', waiting: '等待中', running: '运行中', done: '完成', planned: '已规划，未运行', question: '需要你回答', consent: '需要你同意', impossible: '这里无法完成',
    failed: '失败', canceled: '已停止', skipped: '已跳过', download: '下载', copy: '复制', more: '显示全部', empty: '还没有记录：你的请求会列在这里。', close: '关闭',
    model: '模型', because: '为什么选它', task: '任务', words: '依据的词语', took: '用时', remembered: '取自之前的结果', inputs: '输入', outputs: '输出', params: '参数',
    tried: '之前尝试过', best: '自动选择', rerun: '从这里重新运行', agree: '同意并继续', without: '不用它', leaves: '这会把你的输入发送给', runit: '运行',
    others: '其他理解', send: '发送', reply: '你的回答', confidence: '置信度', needWords: '请先写下你的请求。', lost: '无法连接服务器，它还在运行吗？', required: '必填', nothing: '无', rows: '行',
    missing: '未就绪', by: '规划者',
  },
};

let tongue = localStorage.getItem('tongue') || (navigator.language.startsWith('zh') ? 'zh' : 'en');

export const language = () => tongue;
export const say = (key) => words[tongue][key] ?? key;

// apply writes the words into the page: data-say is text, data-label an
// accessible name, data-hint a placeholder.
export function apply(root = document) {
  document.documentElement.lang = tongue === 'zh' ? 'zh-CN' : 'en';
  for (const e of root.querySelectorAll('[data-say]')) e.textContent = say(e.dataset.say);
  for (const e of root.querySelectorAll('[data-label]')) {
    e.setAttribute('aria-label', say(e.dataset.label));
    e.title = e.matches('button') ? say(e.dataset.label) : '';
  }
  for (const e of root.querySelectorAll('[data-hint]')) e.placeholder = say(e.dataset.hint);
}

export function toggle() {
  tongue = tongue === 'zh' ? 'en' : 'zh';
  localStorage.setItem('tongue', tongue);
}
