import json,numpy as np,re,collections
words=json.load(open('words.json')); G=np.load('glove.npy'); G=G/np.linalg.norm(G,axis=1,keepdims=True); idx={w:i for i,w in enumerate(words)}
E=np.load('E.npy'); E=E/(np.linalg.norm(E,axis=1,keepdims=True)+1e-9)
imdb=json.load(open('imdb.json'))
S='lists/'
vader={}
for l in open(S+'vader.tsv'):
    w,n=l.rstrip('\n').split('\t'); vader[w]=float(n)
own={}
for l in open(S+'en.txt'):
    f=l.split()
    try: n=float(f[0])
    except: continue
    for w in f[1:]:
        if '_' not in w: own[w]=n
lex={**vader,**own}
rng=np.random.default_rng(0)
F=np.hstack([G,E,np.array([[imdb.get(w,0.0),float(w in imdb)] for w in words])])
ids=[idx[w] for w in lex if w in idx and re.fullmatch('[a-z-]+',w) and lex[w]!=0]
pos=set(ids)
neu=[i for i in range(200,25000) if i not in pos and re.fullmatch('[a-z]+',words[i])]
neu=list(rng.choice(neu,6000,replace=False))
I=np.array(ids+neu); y=np.array([lex[words[i]] for i in ids]+[0.0]*len(neu))
perm=rng.permutation(len(I)); te=perm[:1500]; tr=perm[1500:]
mu=F[I].mean(0); sd=F[I].std(0)+1e-6
Z=(F-mu0)/sd0 if False else None
mu=F[I].mean(0); sd=F[I].std(0)+1e-6
Z=((F-mu)/sd).astype(np.float32); Z[:,200:]*=1.5
R=1200
Wr=rng.normal(size=(Z.shape[1],R)).astype(np.float32)*np.sqrt(2*0.002); br=rng.uniform(0,2*np.pi,R).astype(np.float32)
def feat(z): return np.hstack([np.sqrt(2/R)*np.cos(z@Wr+br)*8, z*0.3, np.ones((len(z),1),np.float32)])
def fit(tr,l=6.0):
    A=feat(Z[I[tr]]); return np.linalg.solve(A.T@A+l*np.eye(A.shape[1],dtype=np.float32),A.T@y[tr].astype(np.float32))
wt_=fit(tr)
p=feat(Z[I[te]])@wt_
print('corr',np.corrcoef(p,y[te])[0,1]); m=np.abs(y[te])>1; print('sign acc on lex',np.mean(np.sign(p[m])==np.sign(y[te][m])), 'neutral |p|>1:',np.mean(np.abs(p[y[te]==0])>1.0), 'lex |p|>1:',np.mean(np.abs(p[m])>1))
wt_=fit(np.arange(len(I)))
P=np.zeros(len(words))
for s in range(0,60000,4000): P[s:s+4000]=feat(Z[s:s+4000])@wt_
en={}
for i in range(60000):
    w=words[i]
    if re.fullmatch(r'[a-z]+(-[a-z]+)*',w) and w not in lex and len(w)>2: en[w]=P[i]
json.dump({'P':{w:float(en[w]) for w in en}},open('en.json','w'))
# Chinese
tagc={}
for l in open('zh.dict'):
    w,f,t=l.split(); tagc[w]=(int(f),t)
stop=set('a an the of to in or and for on with by at from as be is was it its sth sb one etc esp abbr variant see also lit fig coll not no very'.split())
def wt(x):
    if x in lex: return lex[x],1.0
    if x in idx: return float(np.clip(P[idx[x]],-3,3)),0.6
    return 0.0,0.3
def gl(g):
    g=re.sub(r'\([^)]*\)',' ',g); g=re.sub(r'\[[^\]]*\]',' ',g); return re.sub(r'[\u3400-\u9fff|·]+',' ',g)
ced=json.load(open('ced.json')); GL=collections.defaultdict(list)
for w,g in ced: GL[w].append(g)
zh={}
for w,gs in GL.items():
    if not re.fullmatch(r'[\u4e00-\u9fff]{2,5}',w) or w not in tagc or tagc[w][0]<8: continue
    if tagc[w][1][:2] in('nr','ns','nt') : continue
    tot=0;ww=0;k=1.0
    senses=[s.strip() for g in gs for s in re.split('[/;]',g)]
    for s in senses[:5]:
        if not s or re.match(r'(surname|old variant|variant|see |CL:|abbr)',s): continue
        ts=[x for x in re.findall("[a-z'-]+",gl(s).lower()) if x not in stop]
        if not ts: continue
        neg=bool(re.match(r'(not |no |without |un)',s))
        v=[wt(x) for x in ts]; n=sum(a*b for a,b in v)/ (sum(b for a,b in v)**0.6)
        if neg: n*=-0.7 if n>0 else 1
        tot+=k*n; ww+=k; k*=0.6
    if ww: zh[w]=tot/ww
mine={}
for l in open(S+'zh.txt'):
    f=l.split()
    try:n=float(f[0])
    except: continue
    for w in f[1:]: mine[w]=n
c=[(zh[w],mine[w]) for w in mine if w in zh and mine[w]!=0]
a=np.array(c); print('zh overlap',len(c),'corr',np.corrcoef(a.T)[0,1],'sign',np.mean(np.sign(a[:,0])==np.sign(a[:,1])), 'strong sign',np.mean((np.sign(a[:,0])==np.sign(a[:,1]))[np.abs(a[:,0])>0.8]), np.mean(np.abs(a[:,0])>0.8))
json.dump(zh,open('zh.json','w'),ensure_ascii=False)
keep={l.split()[0] for l in open('en.rank')}
out=[(w,round(max(-2.5,min(2.5,v))*0.6,2)) for w,v in en.items() if abs(v)>=1.0 and w in keep]
out+=[(w,round(max(-2.5,min(2.5,v))*0.7,2)) for w,v in zh.items() if abs(v)>=0.9]
open('wider.tsv','w').write(''.join(f'{w}\t{v}\n' for w,v in sorted(out)))
