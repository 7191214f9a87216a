import glob,re,numpy as np,collections,json,sys
D='datasets'
tok=re.compile(r"[a-z]+(?:[-'][a-z]+)*|[!?]|\d+/10")
def load(split,lab):
    return [open(f,encoding='utf8',errors='ignore').read() for f in sorted(glob.glob(f'{D}/{split}/{lab}/*.txt'))]
def feats(t):
    t=t.lower().replace('<br />',' . ').replace('’',"'")
    w=[re.sub(r"'s$",'',x) for x in tok.findall(t)]
    w=[x for x in w if not re.match(r'\d',x)]
    return w
docs=[];y=[]
for split in ['train','test']:
    for lab,v in [('pos',1),('neg',0)]:
        for t in load(split,lab): docs.append(feats(t)); y.append((split,v))
print(len(docs))
stopbi=set('. , the a an of to and in is it this that i was as for with on be are at by he she they his her you we from or have has had'.split())
df=collections.Counter()
def fs(w):
    s=set(w)
    for a,b in zip(w,w[1:]): s.add(a+' '+b)
    return s
F=[fs(w) for w in docs]
for s in F: df.update(s)
vocab=[f for f,c in df.items() if c>=(30 if ' ' not in f else 60) and not ('!' in f and ' ' in f) and not ('?' in f and ' ' in f)]
idx={f:i for i,f in enumerate(vocab)}; print(len(vocab))
X=[np.array(sorted(idx[f] for f in s if f in idx)) for s in F]; Y=np.array([v for _,v in y]); tr=np.array([i for i,(s,_) in enumerate(y) if s=='train']); te=np.array([i for i,(s,_) in enumerate(y) if s=='test'])
V=len(vocab)
rng=np.random.default_rng(0)
def train(ids,ep=10,l2=2e-6,lr=0.5):
    W=np.zeros(V);b=0.0; G=np.ones(V)*1e-3
    for e in range(ep):
        ids=rng.permutation(ids)
        for i in ids:
            x=X[i]; 
            k=1/np.sqrt(len(x))
            p=1/(1+np.exp(-(W[x].sum()*k*4+b))); g=(p-Y[i])*k*4
            G[x]+=g*g; W[x]-=0.12*(g+l2*W[x]*1000)/np.sqrt(G[x]); b-=0.001*(p-Y[i])
        acc=np.mean([(W[X[i]].sum()+0>0)==Y[i] for i in te[:4000:1]] if False else [(W[X[i]].sum()>0)==Y[i] for i in rng.choice(te,4000)])
        print(e,acc,flush=True)
    return W
W=train(tr,6)
json.dump({f:float(W[idx[f]]) for f in vocab},open('imdb.json','w'))
