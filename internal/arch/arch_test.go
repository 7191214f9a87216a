// Package arch_test keeps the shape of the program: who may import whom, and how big things may grow.
package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tenonhub/tenon/"

// edges is the architecture. A line reads "package: what it may import".
// A package without a line, a line without a package, and an import outside
// its line all fail. Floors run from the ground up; no line names a floor above it.
const edges = `
	# ground: standard library only
	fault:
	expression:
	pronoun: expression
	payload: expression
	contest: expression
	ref: fault
	port:
	task: fault port
	trace:
	round:
	machine:
	socket:
	vigil:

	# for tests: the folder of the project that they run in
	checkout:

	# wire: what is said on the network, for servers and clients
	wire/openai:
	wire/object:
	wire/shape:
	wire/ollama:
	wire/dashscope:
	wire/lfs:
	wire/huggingface:
	wire/modelscope:
	wire/worker: wire/openai

	# the Xet protocol's formats: what is said, written and hashed
	xet: fault

	# seams: vocabulary and the interfaces that have many implementations
	engine: fault ref port task wire/object
	engine/enginetest: engine fault ref task
	sandbox: fault
	blob: fault
	blob/blobtest: blob fault

	# capabilities: rules of the product, no SQL, no HTTP, no processes
	account: fault ref
	account/accounttest: account fault ref
	xetstore: blob fault xet
	xetstore/xetstoretest: blob fault xet xetstore
	catalog: fault ref task
	graph: fault ref port task
	intake: fault port
	job: fault
	job/jobtest: fault job
	backup: blob fault
	hub/card:
	hub/scan: expression
	hub/weights:
	hub/words:
	hub/pattern: ref
	hub/paths: fault ref
	hub/pointer: blob
	hub/skip:
	hub/tally:
	hub/recall:
	hub/trend:
	hub/diffusers:
	hub/running: fault hub/diffusers hub/weights
	hub/facts: hub/card hub/running hub/weights
	hub: account blob fault hub/card hub/facts hub/paths hub/pattern hub/pointer hub/recall hub/scan hub/skip hub/tally ref round
	hub/leftover: blob fault hub
	hub/trash: account fault hub ref
	hub/hubtest: blob fault hub hub/facts hub/leftover hub/scan hub/trash hub/trend ref
	discussion: account fault hub ref
	attachment: account blob fault hub hub/scan ref
	attachment/attachmenttest: attachment blob fault hub ref
	collection: account fault hub ref
	collection/collectiontest: collection fault hub ref
	access: account fault hub ref
	webhook: account fault hub job ref
	webhook/webhooktest: fault hub ref webhook
	discussion/discussiontest: discussion fault hub ref
	mirror: account blob fault hub ref
	bundle: blob fault hub ref
	mirror/order: account fault hub job mirror ref
	mirror/order/ordertest: fault hub mirror/order
	mirror/mirrortest: blob hub mirror ref
	deposit: account fault
	queue: fault trace
	limit: account fault queue
	limit/limittest: account limit
	deposit/deposittest: deposit fault
	house: account catalog fault hub ref task
	gateway: fault ref task engine catalog
	fleet: account fault queue ref engine catalog wire/worker
	fleet/workertest: wire/openai wire/worker
	deployment: account fault fleet ref task
	catalog/published: account catalog blob fault fleet hub hub/facts hub/running ref task
	plan: fault port task graph
	plan/sketch/descent:
	plan/sketch: port plan/sketch/descent
	plan/taskbench: fault port plan/sketch
	plan/taskbench/teach: plan/sketch plan/taskbench
	plan/chatplan: engine fault graph plan port ref task
	slip:
	plan/tongue/phrase: slip
	plan/tongue/kin:
	plan/tongue/lore:
	plan/tongue/column:
	plan/tongue/figure:
	plan/tongue/motion:
	plan/tongue/scene:
	plan/tongue/form: port
	plan/tongue/utterance:
	plan/tongue/roster:
	plan/tongue/alternative:
	plan/tongue/sequel:
	plan/tongue/ratio: expression
	plan/tongue/restriction:
	plan/tongue/inscription:
	plan/tongue/nominal:
	plan/tongue/ellipsis:
	plan/tongue/errand:
	plan/tongue/interrogative:
	plan/tongue/reading: port task plan plan/tongue/column plan/tongue/ellipsis plan/tongue/figure plan/tongue/kin plan/tongue/lore plan/tongue/phrase plan/tongue/alternative
	plan/tongue/montage: plan port task plan/tongue/phrase plan/tongue/reading
	plan/tongue/agenda: plan port task plan/tongue/phrase plan/tongue/ratio plan/tongue/reading plan/tongue/restriction
	plan/tongue/draft: graph plan port pronoun task plan/tongue/column plan/tongue/ellipsis plan/tongue/interrogative plan/tongue/figure plan/tongue/scene plan/tongue/motion plan/tongue/phrase plan/tongue/ratio plan/tongue/reading plan/tongue/restriction plan/tongue/agenda plan/tongue/inscription plan/tongue/sequel
	plan/tongue/condition: graph plan port task plan/tongue/phrase
	plan/tongue/craft: port task plan/tongue/phrase
	plan/tongue: plan/tongue/craft plan/tongue/montage plan/tongue/interrogative plan/tongue/condition fault graph plan plan/tongue/lore plan/tongue/phrase plan/tongue/reading plan/tongue/agenda plan/tongue/draft port task plan/tongue/errand plan/tongue/nominal plan/tongue/alternative plan/tongue/form plan/tongue/utterance plan/tongue/ellipsis plan/tongue/roster
	assistant/chinese: fault
	assistant/suffix:
	assistant/wish: graph task
	assistant/entries:
	assistant/material: port task
	assistant/likeness: port
	assistant/lingo:
	assistant/again:
	assistant/kind: port
	assistant/refusal: assistant/chinese assistant/lingo catalog fault graph task
	assistant/together: graph
	assistant/remainder: graph port task
	assistant/term:
	assistant/telling: assistant/entries assistant/kind assistant/likeness assistant/lingo assistant/term assistant/wish graph payload port task
	assistant/decision: assistant/lingo assistant/term graph port task
	assistant: assistant/remainder assistant/term assistant/decision assistant/together assistant/again assistant/kind assistant/lingo assistant/likeness assistant/refusal contest payload assistant/chinese assistant/suffix assistant/wish assistant/entries fault ref port task engine catalog graph job plan assistant/telling assistant/material

	# adapters: one technology each; they never import each other
	blob/disk: fault blob
	blob/part: fault
	job/lockfile: job
	webhook/post: fault webhook
	hub/gitrepo/filter:
	hub/gitrepo/idle:
	hub/gitrepo/standstill:
	hub/gitrepo/object: hub
	hub/gitrepo: blob fault hub hub/gitrepo/filter hub/gitrepo/idle hub/gitrepo/object hub/gitrepo/standstill hub/paths hub/pointer ref
	metrics: catalog engine fault fleet gateway ref task
	telemetry: catalog engine fault gateway trace
	sqlstore: fault round
	sqlstore/sqlstoretest: sqlstore
	sqlstore/account: account fault ref sqlstore
	sqlstore/job: fault job sqlstore
	sqlstore/memo: sqlstore
	sqlstore/posting: sqlstore
	sqlstore/hub: blob fault hub hub/facts hub/leftover hub/scan hub/trash hub/trend hub/words ref sqlstore sqlstore/posting
	sqlstore/attachment: attachment blob hub ref sqlstore
	sqlstore/collection: collection fault hub hub/trend ref sqlstore
	sqlstore/webhook: fault hub ref sqlstore webhook
	sqlstore/discussion: discussion fault hub ref sqlstore
	sqlstore/mirror: blob hub mirror sqlstore
	sqlstore/order: fault job mirror/order sqlstore
	sqlstore/record: catalog ref sqlstore
	sqlstore/connection: fault sqlstore
	sqlstore/mention: blob sqlstore
	sqlstore/deposit: deposit sqlstore
	sqlstore/deployment: account deployment fault ref sqlstore
	sqlstore/limit: account limit sqlstore
	sqlstore/holding: sqlstore
	sqlstore/xetstore: blob fault sqlstore xet xetstore
	mirror/upstream: fault hub mirror ref wire/lfs
	fetch: fault intake
	certificate: fault
	sendfile:
	pipe:
	wicket: pipe socket vigil
	account/oidc: account fault
	account/oidc/oidctest:
	engine/prompts: fault task wire/worker
	engine/native/text/words: expression
	engine/native/text/entity: engine/native/text/words
	engine/native/text/vector: engine/native/text/words
	engine/native/text/mask: engine/native/text/entity
	engine/native/text/row:
	engine/native/text/contrast: engine/native/text/entity engine/native/text/words
	engine/native/text/sentiment: engine/native/text/vector engine/native/text/words
	engine/native/text/digest: engine/native/text/entity engine/native/text/vector engine/native/text/words
	engine/native/text/answer/bill: engine/native/text/words expression
	engine/native/text/answer/cue: engine/native/text/words expression
	engine/native/text/thesaurus: engine/native/text/words
	engine/native/text/answer/way: engine/native/text/words
	engine/native/text/answer/naming: engine/native/text/answer/cue engine/native/text/answer/way engine/native/text/entity engine/native/text/words expression
	engine/native/text/answer/contact: engine/native/text/answer/cue engine/native/text/entity engine/native/text/words expression
	engine/native/text/answer/dimension: expression
	engine/native/text/answer/edge: expression
	engine/native/text/answer/numeral: engine/native/text/words expression
	engine/native/text/answer/inquiry: contest expression pronoun
	engine/native/text/answer/deed: engine/native/text/entity engine/native/text/words expression
	engine/native/text/answer/code: expression
	engine/native/text/answer/hours: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/instalment: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/label: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/letter: expression
	engine/native/text/answer/manual: engine/native/text/answer/cue engine/native/text/thesaurus engine/native/text/words expression
	engine/native/text/answer/portion: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/liability: engine/native/text/words expression
	engine/native/text/answer/span: engine/native/text/entity expression
	engine/native/text/answer/tally: engine/native/text/words expression
	engine/native/text/excerpt:
	engine/native/text/field: expression engine/native/text/entity
	engine/native/text/answer/part: engine/native/text/excerpt expression
	engine/native/text/answer/demand: engine/native/text/entity engine/native/text/words expression
	engine/native/text/answer/role: expression
	engine/native/text/answer/plea: engine/native/text/words expression
	engine/native/text/answer/price: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/link: engine/native/text/words
	engine/native/text/answer/section: engine/native/text/answer/numeral engine/native/text/words expression
	engine/native/text/answer/reason: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/need: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/scope: engine/native/text/answer/cue engine/native/text/answer/inquiry engine/native/text/words expression
	engine/native/text/answer/tier: engine/native/text/answer/numeral engine/native/text/words expression
	engine/native/text/answer/how: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/rival: engine/native/text/answer/numeral expression
	engine/native/text/answer/fact: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/form: engine/native/text/answer/manual engine/native/text/answer/naming engine/native/text/answer/portion engine/native/text/answer/how engine/native/text/answer/section engine/native/text/answer/reason engine/native/text/answer/need engine/native/text/answer/scope engine/native/text/answer/tier engine/native/text/answer/fact engine/native/text/answer/demand engine/native/text/answer/bill engine/native/text/answer/code engine/native/text/answer/contact engine/native/text/answer/deed engine/native/text/answer/hours engine/native/text/answer/instalment engine/native/text/answer/label engine/native/text/answer/letter engine/native/text/answer/liability engine/native/text/answer/part engine/native/text/answer/plea engine/native/text/answer/price engine/native/text/answer/span engine/native/text/answer/tally engine/native/text/words engine/native/text/answer/role
	engine/native/text/answer/spot: expression
	engine/native/text/answer/want: engine/native/text/answer/dimension engine/native/text/answer/bill engine/native/text/answer/cue engine/native/text/answer/edge engine/native/text/answer/numeral engine/native/text/entity engine/native/text/words
	engine/native/text/answer/verdict: engine/native/text/words expression
	engine/native/text/answer/party: engine/native/text/answer/cue engine/native/text/words expression
	engine/native/text/answer/moment: expression
	engine/native/text/answer/standing: engine/native/text/words expression
	engine/native/text/answer/network: engine/native/text/entity engine/native/text/thesaurus engine/native/text/vector engine/native/text/words
	engine/native/text/answer/spelling: engine/native/text/answer/cue engine/native/text/thesaurus engine/native/text/words slip
	engine/native/text/answer/reader: engine/native/text/answer/network engine/native/text/answer/cue engine/native/text/answer/dimension engine/native/text/entity engine/native/text/thesaurus engine/native/text/vector engine/native/text/words expression
	engine/native/text/answer: engine/native/text/answer/spelling engine/native/text/answer/section engine/native/text/answer/want engine/native/text/thesaurus engine/native/text/answer/verdict engine/native/text/answer/naming engine/native/text/answer/moment engine/native/text/answer/standing engine/native/text/answer/bill engine/native/text/answer/cue engine/native/text/answer/dimension engine/native/text/answer/edge engine/native/text/answer/form engine/native/text/answer/inquiry engine/native/text/answer/link engine/native/text/answer/numeral engine/native/text/answer/party engine/native/text/answer/plea engine/native/text/answer/spot engine/native/text/answer/way expression engine/native/text/answer/span engine/native/text/entity engine/native/text/vector engine/native/text/words
	engine/native/text/answer/choice: engine/native/text/answer engine/native/text/answer/form engine/native/text/answer/reader engine/native/text/words
	engine/native/text/zeroshot: engine/native/text/sentiment engine/native/text/vector engine/native/text/words
	engine/native/text/answer/ruling: engine/native/text/answer engine/native/text/answer/reader engine/native/text/answer/network engine/native/text/answer/cue engine/native/text/answer/inquiry engine/native/text/entity engine/native/text/thesaurus engine/native/text/vector engine/native/text/words expression
	engine/native/text: engine/native/text/answer/ruling engine/native/text/answer/rival catalog engine expression fault payload port engine/native/text/answer engine/native/text/answer/bill engine/native/text/answer/form engine/native/text/answer/inquiry engine/native/text/contrast engine/native/text/digest engine/native/text/entity engine/native/text/excerpt engine/native/text/field engine/native/text/mask engine/native/text/row engine/native/text/sentiment engine/native/text/vector engine/native/text/words engine/native/text/zeroshot engine/prompts engine/native/text/answer/choice
	engine/native/typeface:
	engine/native/image/raster: fault port
	engine/native/image/tint: fault
	engine/native/image/edge: engine/native/image/raster fault
	engine/native/image/lettering: engine/native/image/edge engine/native/image/tint engine/native/typeface fault
	engine/native/image/raster/rastertest: engine/native/image/raster port
	engine/native/image/style: engine/native/image/raster fault
	engine/native/image/grade: engine/native/image/raster fault
	engine/native/image/restore: engine/native/image/raster fault
	engine/native/image/subject: engine/native/image/raster fault
	engine/native/image/stitch: engine/native/image/raster fault
	engine/native/image/code: engine/native/image/raster fault
	engine/native/image/measure: engine/native/image/raster
	engine/native/image: catalog engine engine/native/image/raster engine/native/image/style engine/native/image/grade engine/native/image/restore engine/native/image/subject engine/native/image/stitch engine/native/image/code engine/native/image/measure fault port engine/native/image/edge engine/native/image/lettering engine/native/image/tint
	engine/native/charset:
	engine/native/table/sheet: engine/native/charset fault port
	engine/native/table/query: engine/native/table/sheet fault
	engine/native/table/question/lexicon:
	engine/native/table/question/span: expression engine/native/table/query engine/native/table/sheet
	engine/native/table/question/term: engine/native/table/question/lexicon engine/native/table/question/span engine/native/table/sheet fault slip
	engine/native/table/question/ellipsis: engine/native/table/question/lexicon engine/native/table/question/term engine/native/table/sheet
	engine/native/table/question/rival: engine/native/table/query engine/native/table/question/lexicon engine/native/table/question/term engine/native/table/sheet
	engine/native/table/question/clause: engine/native/table/query engine/native/table/question/lexicon engine/native/table/question/span engine/native/table/question/term engine/native/table/sheet
	engine/native/table/question/total: engine/native/table/question/lexicon engine/native/table/question/term engine/native/table/sheet fault
	engine/native/table/question/manner:
	engine/native/table/question/idiom: engine/native/table/question/lexicon engine/native/table/question/term engine/native/table/sheet engine/native/text/thesaurus engine/native/text/words
	engine/native/table/question/repeat: engine/native/table/query engine/native/table/question/clause engine/native/table/sheet
	engine/native/table/question/sequel: engine/native/table/query engine/native/table/question/clause engine/native/table/question/manner engine/native/table/question/term engine/native/table/sheet
	engine/native/table/question: engine/native/table/query engine/native/table/question/clause engine/native/table/question/ellipsis engine/native/table/question/idiom engine/native/table/question/lexicon engine/native/table/question/manner engine/native/table/question/repeat engine/native/table/question/rival engine/native/table/question/sequel engine/native/table/question/span engine/native/table/question/term engine/native/table/question/total engine/native/table/sheet fault
	engine/native/table/chart: engine/native/table/question/term engine/native/table/sheet engine/native/typeface fault
	engine/native/table/rewrite: engine/native/table/sheet fault
	engine/native/table: catalog engine engine/native/table/chart engine/native/table/rewrite engine/native/table/question engine/native/table/question/total engine/native/table/sheet fault port
	engine/native/document/page: fault
	engine/native/document/compose: engine/native/typeface fault
	engine/native/document: expression catalog engine engine/native/charset engine/native/table/sheet fault port engine/native/document/compose engine/native/document/page engine/native/image/raster
	engine/native/isolate: engine fault port sandbox
	engine/remote: catalog engine fault port ref task wire/openai trace vigil wire/object engine/prompts
	engine/remote/keepalive: socket
	engine/remote/remotetest: wire/openai
	engine/library: fault
	engine/llama/gguf: fault hub/weights
	engine/llama/ggufgen:
	engine/llama/library: engine/library
	engine/llama/sample: fault
	engine/llama/template: fault
	engine/llama/grammar: fault
	engine/llama/reply:
	engine/llama/vision: engine/library engine/llama/library fault
	engine/llama/librarytest: checkout engine/llama/ggufgen engine/llama/library engine/llama/vision
	engine/llama/eyes: fault queue
	engine/llama: engine/llama/eyes engine/llama/gguf engine/llama/sample engine/llama/vision fault
	engine/onnx/graph: fault
	engine/onnx/library: engine/library
	engine/onnx/onnxgen:
	engine/onnx/librarytest: checkout engine/onnx/library engine/onnx/onnxgen
	engine/onnx/runtime: engine/onnx/library fault
	engine/onnx/tokenizer: fault
	engine/speech/library: engine/library
	engine/installed: engine/llama/library engine/llama/vision engine/onnx/library engine/speech/library hub/running
	engine/speech/librarytest: checkout engine/onnx/onnxgen engine/speech/library
	engine/speech/runtime: engine/speech/library fault
	engine/speech: engine engine/onnx/graph engine/speech/runtime fault port task
	engine/onnx/pixel: fault
	engine/onnx/ocr: engine/onnx/pixel fault
	engine/onnx/preprocessor: engine/onnx/pixel fault
	engine/onnx/wave: fault
	engine/onnx: engine engine/onnx/graph engine/onnx/ocr engine/onnx/pixel engine/onnx/preprocessor engine/onnx/runtime engine/onnx/tokenizer engine/onnx/wave fault port engine/prompts wire/worker
	engine/onnx/file: engine/onnx/graph engine/onnx/runtime fault
	engine/diffusion/diffusiontest: checkout engine/onnx/onnxgen
	engine/diffusion/noise:
	engine/diffusion/schedule: fault
	engine/diffusion: engine engine/diffusion/noise engine/diffusion/schedule engine/onnx/file engine/onnx/pixel engine/onnx/runtime engine/onnx/tokenizer fault hub/diffusers port task
	engine/worker: account engine fault fleet port ref wire/openai wire/worker wire/object engine/prompts
	fleet/process: fault fleet sandbox wire/worker wire/object
	blob/cache: blob fault
	engine/program: catalog engine fault port ref task sandbox

	# the process that holds a loaded model
	worker: engine engine/diffusion engine/llama engine/llama/eyes engine/llama/grammar engine/llama/library engine/llama/reply engine/llama/sample engine/llama/template engine/llama/vision engine/onnx engine/onnx/library engine/onnx/pixel engine/speech engine/speech/library fault port task wire/openai wire/worker wire/shape engine/prompts

	# measures a server from outside
	hub/hubbench:
	worker/servebench: engine/llama/ggufgen wire/worker
	gateway/gatewaybench:

	# for tests: where the real clients are
	pythontest: checkout
	nodetest: checkout

	# dialects: one interface each
	api: account fault hub ref trace wire/shape
	api/people: account api fault ref
	api/workers: account api fault fleet ref
	api/limits: account api fault limit ref
	api/bundles: api bundle fault hub ref
	api/mirrors: api fault mirror/order
	api/upkeep: api fault hub hub/trash ref
	api/attach: assistant fault intake port
	api/mcp: account api api/attach assistant catalog engine fault port ref task wire/shape
	api/native: account api api/attach assistant catalog fault graph intake port ref task
	api/callee: account catalog engine fault limit port ref task
	api/dialogue: account api/attach api/callee assistant catalog engine fault port wire/openai wire/object wire/shape
	api/later: trace
	api/once: account fault
	api/dashscope/asked: fault wire/dashscope wire/shape
	api/dashscope/painting: api/callee api/dashscope/asked catalog engine fault port task wire/dashscope
	api/dashscope/deployed: api deployment fault ref
	api/dashscope/spoken: api/callee catalog fault task wire/dashscope
	api/dashscope/understanding: api/callee catalog engine fault port task wire/openai
	api/dashscope: account api api/attach api/callee api/dashscope/asked api/dashscope/deployed api/dashscope/painting api/dashscope/spoken api/dashscope/understanding api/dialogue api/later assistant catalog deployment deposit engine fault intake job port ref task wire/dashscope wire/openai trace wire/shape
	api/openai/files: api api/attach deposit fault intake
	api/openai/batches: account api api/later deposit fault job
	api/openai/completions: api api/dialogue deposit engine fault wire/object wire/openai
	api/openai/responses: api api/dialogue deposit fault job wire/openai
	api/openai/realtime: api/callee catalog deposit engine fault port task
	api/openai: api api/attach api/callee api/dialogue api/openai/batches api/openai/completions api/openai/files api/openai/realtime api/openai/responses catalog deposit engine fault intake port ref task wire/openai trace wire/shape
	api/ollama: account api api/callee api/dialogue catalog engine fault hub port ref task wire/ollama wire/openai fleet trace
	api/huggingface/inference: api api/attach api/callee api/dialogue catalog engine fault port ref task trace wire/shape
	api/xet: account api blob fault hub ref xet xetstore
	api/huggingface/collections: account api collection fault hub ref wire/huggingface
	api/huggingface/webhooks: account api fault hub job webhook wire/huggingface
	api/huggingface/profile: account fault hub ref wire/huggingface
	api/huggingface/community: api discussion fault hub ref wire/huggingface
	api/huggingface: access account api attachment assistant/chinese api/huggingface/collections api/huggingface/community api/huggingface/profile api/huggingface/webhooks blob collection discussion fault hub hub/card hub/facts hub/paths hub/pattern hub/scan hub/trend ref task webhook wire/huggingface
	api/git: account api blob fault hub ref wire/lfs
	api/modelscope: account api blob fault hub hub/card hub/facts ref wire/modelscope
	api/apitest: access account api api/git api/huggingface api/modelscope api/xet attachment blob blob/disk blob/part certificate collection discussion fault fetch hub hub/gitrepo hub/leftover job mirror mirror/upstream ref sqlstore sqlstore/account sqlstore/attachment sqlstore/collection sqlstore/discussion sqlstore/hub sqlstore/job sqlstore/mirror sqlstore/sqlstoretest sqlstore/webhook sqlstore/xetstore webhook webhook/post xetstore
	web:
	web/login: account api fault
	web/shelf: account api fault hub ref web
	web/webtest:

	# the one place that knows everything, and the command line over it
	app: *
	cli/terminal: /sdk
	cli/inputs: port task /sdk
	cli/folder: cli/terminal intake /sdk
	cli/settings: app
	cli/usage:
	cli/chat: cli/terminal /sdk
	cli/shelf: cli/folder cli/terminal cli/usage /sdk
	cli: app assistant/chinese cli/chat engine/llama/library engine/llama/vision engine/onnx/library engine/speech/library cli/folder cli/inputs cli/shelf cli/terminal cli/usage fault intake task plan/taskbench /sdk cli/settings

	arch:
`

// homes confines heavy modules to the adapter that needs them.
var homes = map[string]string{
	"github.com/pdfcpu/pdfcpu":               "engine/native/document/page",
	"github.com/yuin/goldmark":               "engine/native/document/compose",
	"github.com/esimov/pigo":                 "engine/native/image/subject",
	"github.com/makiuchi-d/gozxing":          "engine/native/image/code",
	"github.com/xuri/excelize":               "engine/native/table/sheet",
	"golang.org/x/crypto":                    "account",
	"github.com/coreos/go-oidc":              "account/oidc",
	"golang.org/x/oauth2":                    "account/oidc",
	"github.com/spf13/cobra":                 "cli cli/usage cli/shelf",
	"github.com/pelletier/go-toml/v2":        "cli/settings",
	"modernc.org/sqlite":                     "sqlstore",
	"github.com/jackc/pgx":                   "sqlstore sqlstore/sqlstoretest",
	"github.com/RoaringBitmap/roaring":       "sqlstore/posting",
	"github.com/pressly/goose/v3":            "sqlstore",
	"github.com/goccy/go-yaml":               "catalog engine/program hub/card",
	"github.com/gabriel-vasile/mimetype":     "intake",
	"github.com/pemistahl/lingua-go":         "engine/native/text",
	"github.com/hybridgroup/yzma":            "engine/llama engine/llama/eyes",
	"github.com/ebitengine/purego":           "engine/llama engine/onnx/runtime engine/speech/runtime",
	"github.com/jupiterrider/ffi":            "engine/llama",
	"github.com/ardanlabs/jinja":             "engine/llama/template",
	"code.dny.dev/ssrf":                      "fetch",
	"github.com/wlynxg/chardet":              "intake",
	"github.com/chromedp/chromedp":           "web/webtest",
	"github.com/zeebo/blake3":                "xet",
	"github.com/pierrec/lz4":                 "xet",
	"golang.org/x/sync/semaphore":            "fleet",
	"github.com/modelcontextprotocol/go-sdk": "api/mcp",
	"github.com/coder/websocket":             "api/dashscope api/openai/realtime",
	"github.com/prometheus/client_golang":    "metrics",
	"go.opentelemetry.io":                    "telemetry",
}

// natives are the packages that load native libraries, with the only ones that
// may import each: the server's process has none of them.
var natives = map[string]string{
	"engine/llama": "worker", "engine/llama/eyes": "engine/llama worker", "engine/onnx/runtime": "engine/onnx engine/onnx/file engine/diffusion", "engine/onnx/file": "engine/diffusion", "engine/onnx": "worker",
	"engine/diffusion": "worker", "engine/speech/runtime": "engine/speech", "engine/speech": "worker", "worker": "/cmd/tenon-worker",
}

var banned = []string{"util", "utils", "helper", "helpers", "common", "misc", "shared", "base", "types", "models"}

// Ceilings. oversize lists what is over today: an entry that is no longer
// needed fails the test, so the list only gets shorter.
const (
	maxPackage, maxFile, maxFunc, maxMethods = 3000, 500, 70, 7
)

var oversize = []string{}

func TestEdges(t *testing.T) {
	may, floor := parseEdges(t)
	seen := map[string]bool{}
	eachFile(t, func(pkg, file string, f *ast.File, fset *token.FileSet) {
		seen[pkg] = true
		allowed, ok := may[pkg]
		if !ok {
			t.Errorf("%s: package has no line in edges", pkg)
			return
		}
		for _, im := range f.Imports {
			to := strings.Trim(im.Path.Value, `"`)
			for prefix, home := range homes {
				if strings.HasPrefix(to, prefix) && !slices.Contains(strings.Fields(home), pkg) {
					t.Errorf("%s imports %s: only %s may", file, to, home)
				}
			}
			rel, ours := strings.CutPrefix(to, module)
			if !ours {
				continue
			}
			if rel, ok = strings.CutPrefix(rel, "internal/"); !ok {
				rel = "/" + rel
			}
			if home, ok := natives[rel]; ok && !slices.Contains(strings.Fields(home), pkg) {
				t.Errorf("%s imports %s, which loads native libraries: only %s may", file, rel, home)
			}
			if !slices.Contains(allowed, rel) && !slices.Contains(allowed, "*") {
				t.Errorf("%s: %s may not import %s", file, pkg, rel)
			}
		}
	})
	for pkg := range may {
		if !seen[pkg] && pkg != "arch" {
			t.Errorf("edges has a line for %s, which does not exist", pkg)
		}
		for _, to := range may[pkg] {
			if to != "*" && to[0] != '/' && floor[to] >= floor[pkg] {
				t.Errorf("edges: %s names %s, which stands below it in the list", pkg, to)
			}
		}
	}
}

func TestShape(t *testing.T) {
	docs, lines, excused := map[string]bool{}, map[string]int{}, map[string]bool{}
	ceiling := func(what string, n, most int) {
		if n <= most {
			return
		}
		excused[what] = true
		if !slices.Contains(oversize, what) {
			t.Errorf("%s: %d, at most %d", what, n, most)
		}
	}
	eachFile(t, func(pkg, file string, f *ast.File, fset *token.FileSet) {
		length := func(n ast.Node) int { return fset.Position(n.End()).Line - fset.Position(n.Pos()).Line + 1 }
		docs[pkg] = docs[pkg] || f.Doc != nil
		lines[pkg] += fset.Position(f.FileEnd).Line
		ceiling(file, fset.Position(f.FileEnd).Line, maxFile)
		if slices.Contains(banned, path.Base(pkg)) {
			t.Errorf("%s: name the package after what it does", pkg)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				ceiling(file+":"+n.Name.Name, length(n), maxFunc)
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: no init functions; wire it in app", file)
				}
			case *ast.TypeSpec:
				if it, ok := n.Type.(*ast.InterfaceType); ok {
					ceiling(file+":"+n.Name.Name, it.Methods.NumFields(), maxMethods)
				}
			}
			return true
		})
	})
	for _, pkg := range slices.Sorted(maps.Keys(docs)) {
		ceiling(pkg, lines[pkg], maxPackage)
		if !docs[pkg] {
			t.Errorf("%s: no package comment", pkg)
		}
	}
	for _, what := range oversize {
		if !excused[what] {
			t.Errorf("oversize: %s fits now; take it off the list", what)
		}
	}
}

func parseEdges(t *testing.T) (may map[string][]string, floor map[string]int) {
	t.Helper()
	may, floor = map[string][]string{}, map[string]int{}
	for i, line := range strings.Split(edges, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		pkg, list, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("edges: bad line %q", line)
		}
		may[pkg], floor[pkg] = strings.Fields(list), i
	}
	return may, floor
}

func eachFile(t *testing.T, f func(pkg, file string, a *ast.File, fset *token.FileSet)) {
	t.Helper()
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") {
			return err
		}
		fset := token.NewFileSet()
		a, err := parser.ParseFile(fset, filepath.Join("..", p), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		f(path.Dir(p), p, a, fset)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
