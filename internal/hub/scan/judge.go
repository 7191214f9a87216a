package scan

import "strings"

// innocuous are the globals that data needs: module, then names. A module with
// a star may name anything below it.
var innocuous = parse(`
	collections: OrderedDict defaultdict Counter deque
	builtins: set frozenset dict list tuple int float complex bool str bytes bytearray slice range object
	__builtin__: set frozenset dict list tuple int float complex bool str bytes bytearray slice range object long unicode
	copyreg: _reconstructor
	copy_reg: _reconstructor
	_codecs: encode
	datetime: datetime date time timedelta timezone
	decimal: Decimal
	fractions: Fraction
	uuid: UUID
	pathlib: PurePosixPath PosixPath
	torch._utils: _rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter _rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor _rebuild_device_tensor_from_numpy _rebuild_meta_tensor_no_storage
	torch._tensor: _rebuild_from_type_v2
	torch.nn.parameter: Parameter UninitializedParameter
	torch: Size Tensor device dtype float16 float32 float64 bfloat16 int8 int16 int32 int64 uint8 bool complex64 complex128 float8_e4m3fn float8_e5m2 FloatStorage HalfStorage DoubleStorage BFloat16Storage LongStorage IntStorage ShortStorage CharStorage ByteStorage BoolStorage QInt8Storage QUInt8Storage QInt32Storage ComplexFloatStorage ComplexDoubleStorage
	torch.storage: UntypedStorage TypedStorage _load_from_bytes
	torch.serialization: _get_layout
	numpy: ndarray dtype float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool_
	numpy.core.multiarray: _reconstruct scalar
	numpy._core.multiarray: _reconstruct scalar
	numpy.core.numeric: _frombuffer
	numpy._core.numeric: _frombuffer
	numpy.dtypes: *
`)

// harmful are the modules that reach out of the data, or run code, and the names
// of others that do.
var harmful = parse(`
	os: *
	posix: *
	nt: *
	sys: *
	subprocess: *
	shutil: *
	socket: *
	ssl: *
	ctypes: *
	importlib: *
	imp: *
	runpy: *
	pty: *
	code: *
	codeop: *
	commands: *
	pickle: *
	_pickle: *
	cPickle: *
	dill: *
	cloudpickle: *
	marshal: *
	types: *
	inspect: *
	operator: *
	functools: *
	multiprocessing: *
	asyncio: *
	threading: *
	signal: *
	tempfile: *
	webbrowser: *
	urllib: *
	http: *
	httplib: *
	requests: *
	aiohttp: *
	ftplib: *
	smtplib: *
	telnetlib: *
	xmlrpc: *
	bdb: *
	pdb: *
	timeit: *
	trace: *
	profile: *
	cProfile: *
	doctest: *
	pydoc: *
	pip: *
	venv: *
	ensurepip: *
	setuptools: *
	zipimport: *
	pkgutil: *
	platform: *
	io: *
	_io: *
	nturl2path: *
	getpass: *
	builtins: eval exec compile open getattr setattr delattr __import__ input breakpoint globals locals vars apply map filter type help memoryview
	__builtin__: eval exec execfile compile open file getattr setattr delattr __import__ input raw_input globals locals vars apply map filter type reload
	torch: load jit hub ops classes compile
	torch.hub: *
	torch.jit: *
	torch.utils: *
	torch._inductor: *
	torch._dynamo: *
	torch.serialization: load
	numpy: load loadtxt fromfile f2py distutils
	numpy.testing: *
	numpy.f2py: *
	numpy.distutils: *
	copyreg: *
`)

func parse(text string) map[string]map[string]bool {
	m := map[string]map[string]bool{}
	for line := range strings.Lines(text) {
		module, names, _ := strings.Cut(strings.TrimSpace(line), ":")
		if module == "" {
			continue
		}
		m[module] = map[string]bool{}
		for _, name := range strings.Fields(names) {
			m[module][name] = true
		}
	}
	return m
}

// judge says how bad a global is. A name with a point reaches into what it
// names, so only its whole path may be innocuous.
func judge(module, name string) Level {
	if l := innocuous[module]; l[name] || l["*"] && !strings.Contains(name, ".") {
		return Safe
	}
	first, _, _ := strings.Cut(name, ".")
	for m := module; ; {
		if l := harmful[m]; l["*"] || m == module && (l[name] || l[first]) {
			return Dangerous
		}
		i := strings.LastIndexByte(m, '.')
		if i < 0 {
			break
		}
		m = m[:i]
	}
	if strings.Contains(name, ".") || strings.Contains(name, "__") {
		return Dangerous
	}
	return Suspicious
}
