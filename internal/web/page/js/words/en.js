// The words of the page in English. {} stands for what is put in.
export const en = {
  title: 'Say it, and the models do it', sub: 'Ask in your own words, attach files, and watch the models of this machine work together.',
  skip: 'To the request', history: 'History', guide: 'What it can do', theme: 'Light or dark', tongue: 'Switch the page to Chinese', other: '中文', home: 'Tenon: a new request',
  places: 'The places of this server', 'place.assistant': 'Assistant', 'place.models': 'Models', 'place.datasets': 'Datasets', 'place.apps': 'Apps',
  logIn: 'Log in', logOut: 'Log out', loggedIn: 'Logged in as {}', accountOf: 'Your account, {}', profile: 'Your page', collections: 'Collections', newRepository: 'New repository', settings: 'Settings and tokens',
  request: 'Your request', hint: 'For example: “Summarise this contract in three sentences and translate it into Spanish”',
  next: 'What next?', files: 'Attached files', drop: 'Drop the files here', attach: 'Attach files', local: 'Keep everything on this machine', plan: 'Plan only', go: 'Go', sending: 'Sending {} %', abort: 'Stop sending',
  remove: 'Remove {}', examples: 'Try one of these', keys: 'Enter sends, Shift + Enter makes a new line', needWords: 'Say what you need first.',

  waiting: 'Waiting', running: 'Running', done: 'Done', planned: 'Planned', question: 'A question for you', consent: 'Needs your consent', impossible: 'Cannot be done here', failed: 'Failed', canceled: 'Stopped', skipped: 'Skipped', pending: 'not run',
  loading: 'Loading …', planning: 'Making a plan …', cancel: 'Stop', change: 'Change the request', given: 'Attached', ran: 'Ran {} of {} steps', took: 'Took {}',
  by: 'Planned by {}', embedded: 'the built-in planner', edited: 'Edited by you', confidence: '{} % sure', toAnswer: 'To the answer',

  graph: 'The graph of models', quote: 'From the request', after: 'after {}', works: '{} of {} done', node: 'The chosen step', remembered: 'remembered', ms: '{} ms', s: '{} s', min: '{} min {} s', choose: 'Choose a step to see its input, its output and why its model was chosen.',
  task: 'Task', model: 'Model', because: 'Why this model', why: 'Words that led here', time: 'Time', tried: 'Tried before', inputs: 'Input', outputs: 'Output', partial: 'So far', error: 'Error', empty: 'Nothing yet', notReached: 'Nothing yet: this step has not run.', from: 'from {}', memo: 'remembered from an earlier run', when: 'Depends on', skippedFor: 'Why it was skipped', orElse: '{}, or else {}', or: ' or ', both: ' and ',
  'if.label': 'only if {}', 'if.label.not': 'only if not {}', 'if.language': 'only if {}', 'if.language.not': 'only if not {}', 'if.found': 'only if found: {}', 'if.found.not': 'only if not found: {}', 'if.found.any': 'only if something is found', 'if.found.any.not': 'only if nothing is found',
  'if.contains': 'only if it mentions {}', 'if.contains.not': 'only if it does not mention {}', 'if.longer': 'only if over {} words', 'if.longer.not': 'only if at most {} words', 'if.above': 'only if more than {}', 'if.above.not': 'only if at most {}', 'if.below': 'only if less than {}', 'if.below.not': 'only if at least {}',
  params: 'Change this step', best: 'Choose the best one', missing: 'not ready', card: 'Read the card of {}', where: 'Runs', here: 'on this machine', quality: 'Quality', fast: 'Speed', of1: '{} of 1', tongues: 'Languages', pairs: 'Translates', licence: 'Licence', noCard: 'This model came without a card.', framed: '{} framed in the picture', rerun: 'Run again from here', close: 'Close', required: '(needed)', list: 'separate with commas', automatic: 'Automatic', 

  answer: 'Answer', soFar: 'So far', artefacts: 'Files', download: 'Download {}', copy: 'Copy', copied: 'Copied', more: 'Show all of it', less: 'Show less', rows: '{} rows', firstRows: 'The first {} of {} rows', nothing: 'Nothing was found.', numbers: 'A vector of {} numbers', item: 'Entry', score: 'Score', place: 'Where', unreadable: 'The file could not be loaded.', huge: 'Only the beginning is shown: download the file to see the rest.', image: 'Picture', audio: 'Sound', video: 'Video', document: 'Document',

  reply: 'Your reply', send: 'Send', leaves: 'This would send your input to models that are not on this machine:', agree: 'Agree and go on', without: 'Do without them', notRun: 'This is the plan; nothing was run.', runit: 'Run it', others: 'Other ways to understand it', runthis: 'Run this one',

  runs: 'Your requests', noRun: 'There is no request {}. “History” has those that you have made.', noRuns: 'Nothing yet: your requests will be listed here.', lost: 'The server cannot be reached. Is it still running? Trying again …', gone: 'The server cannot be reached. Is it still running?', back: 'The server is back.',
  guideSub: 'Every step of a graph is one of these tasks, done by a model. Tenon chooses the best model that can run now.', find: 'Find a task or model', ready: '{} of {} models ready', noModel: 'No model does this yet.', remote: 'remote', notFound: 'Nothing fits.', tryit: 'Ask for this', with: '{} with {}',
  'group.text': 'Texts', 'group.document': 'Documents and tables', 'group.audio': 'Speech and sound', 'group.image': 'Pictures', 'group.video': 'Video', 'group.other': 'More',
  'type.text': 'text', 'type.image': 'picture', 'type.audio': 'sound', 'type.video': 'video', 'type.document': 'document', 'type.table': 'table', 'type.labels': 'labels', 'type.boxes': 'boxes', 'type.masks': 'masks', 'type.embedding': 'vector', 'type.chat': 'chat',
};

export const examples = [
  ['Summarise this article and read the summary aloud', 'article.txt'], ['Turn this photo into a watercolour', 'lake.jpg'],
  ['Which region sold the most? Draw a chart of amount by region', 'sales.csv'], ['Which language is “Wo ist der Bahnhof?”'],
  ['Transcribe this recording and say how the speaker feels', 'call.mp3'],
];
