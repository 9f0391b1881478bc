#!/usr/bin/env python3
# uses2.py ROOT BASE MODFILE MIN VIS INSIDE(0/1) NAMERE MODS|*: merges imports `BASE::mod::Name` into `BASE::{...}` by re-exports in MODFILE.
import re,sys,os,collections
root,base,modfile,MIN,vis,inside,namere,mods=sys.argv[1:9]; MIN=int(MIN); inside=inside=='1'
src=os.path.join(root,'src'); modrs=os.path.join(root,modfile); basedir=os.path.dirname(modrs)
files=[os.path.join(d,f) for d,_,fs in os.walk(src) for f in fs if f.endswith('.rs')]
def split_tree(tree):
    i=tree.find('{')
    if i<0: return [tree.strip()]
    pre=tree[:i].strip(); body=tree[i+1:tree.rindex('}')]
    parts=[''];d=0
    for c in body:
        if c=='{': d+=1
        if c=='}': d-=1
        if c==',' and d==0: parts.append('')
        else: parts[-1]+=c
    out=[]
    for p in parts:
        if p.strip(): out+=split_tree(pre+p.strip())
    return out
def ok(p):
    if os.path.abspath(p)==os.path.abspath(modrs): return False
    i=p.startswith(basedir+'/')
    return i if inside else not i
USE=re.compile(r'^( *)use (crate::[^;]+);',re.M)
text=open(modrs).read()
children=set(re.findall(r'^(?:pub(?:\([a-z]+\))? )?mod (\w+);',text,re.M))
exported={}
for m in re.finditer(r'^(?:pub(?:\([a-z]+\))? )?use ([^;]+);',text,re.M):
    for path in split_tree(re.sub(r'\s+',' ',m.group(1))):
        segs=path.split('::')
        if len(segs)==2 and segs[0] in children: exported[segs[1]]=segs[0]
where=collections.defaultdict(set)
for p in files:
    if not ok(p): continue
    for m in USE.finditer(open(p).read()):
        for path in split_tree(re.sub(r'\s+',' ',m.group(2))):
            mm=re.match(re.escape(base)+r'::(\w+)::(\w+)$',path)
            if mm and (mods=='*' or mm.group(1) in mods.split(',')) and re.match(namere+'$',mm.group(2)): where[mm.groups()].add(p)
names=collections.defaultdict(set)
for (mod,n) in where: names[n].add(mod)
own=set(re.findall(r'(?:struct|enum|trait|type|const|fn|static) (\w+)',text))
imported=set()
for m in re.finditer(r'^use ([^;]+);',text,re.M):
    for path in split_tree(re.sub(r'\s+',' ',m.group(1))): imported.add(path.split('::')[-1].split(' as ')[-1])
EX=set('Place Over Family Step Confirmation Counter Before Classes Ordering Claim Names Taken Reader Reach Sending Edited Links Opener Said Protocol Metadata Once After Reads Confirmed Means Freshness Listing'.split())
chosen=set()
for (mod,n),ps in where.items():
    if exported.get(n)==mod: chosen.add((mod,n)); continue
    if n in EX or n in exported or n in own or n in children or n in imported: continue
    if len(ps)>=MIN and len(names[n])==1: chosen.add((mod,n))
new=collections.defaultdict(list)
for mod,n in sorted(chosen):
    if exported.get(n)!=mod: new[mod].append(n)
print(len(chosen),dict(new))
for p in files:
    if not ok(p): continue
    s=open(p).read(); lines=s.split('\n'); out=[];i=0
    while i<len(lines):
        m=re.match(r'^( *)use [^;]*',lines[i])
        if not m: out.append(lines[i]); i+=1; continue
        ind=m.group(1); stm=[]
        while i<len(lines) and re.match('^'+ind+r'use ',lines[i]):
            t=lines[i]; j=i
            while ';' not in t: j+=1; t+='\n'+lines[j]
            stm.append(t); i=j+1
        got=set(); keep=[]; touched=False
        for t in stm:
            tree=re.sub(r'\s+',' ',t.strip()[4:-1])
            if not tree.startswith(base+'::'): keep.append(t); continue
            paths=split_tree(tree); rest=[]; mine=set()
            for path in paths:
                mm=re.match(re.escape(base)+r'::(\w+)::(\w+)( as \w+)?$',path)
                if mm and (mm.group(1),mm.group(2)) in chosen: mine.add(mm.group(2)+(mm.group(3) or '')); touched=True
                else:
                    m2=re.match(re.escape(base)+r'::(\w+)( as \w+)?$',path)
                    if m2: mine.add(path[len(base)+2:])
                    else: rest.append(path)
            got|=mine
            if not mine: keep.append(t)
            elif rest:
                g=collections.defaultdict(list)
                for r in rest:
                    a,b=r.rsplit('::',1); g[a].append(b)
                for a,b in g.items():
                    keep.append(ind+'use '+(a+'::'+b[0] if len(b)==1 and b[0]!='self' else (a if b==['self'] else a+'::{'+', '.join(b)+'}'))+';')
        if not touched: out+=stm; continue
        if got:
            n=sorted(got); keep.append(ind+'use '+base+'::'+(n[0] if len(n)==1 else '{'+', '.join(n)+'}')+';')
        out+=keep
    n='\n'.join(out)
    if n!=s: open(p,'w').write(n)
decl='\n'.join('%s %s::%s;'%(vis,m,'{'+', '.join(v)+'}' if len(v)>1 else v[0]) for m,v in sorted(new.items()))
if decl:
    ends=[m for m in re.finditer(r'^(?:pub(?:\([a-z]+\))? )?mod \w+;\n',text,re.M)]
    at=ends[-1].end()
    text=text[:at]+'\n'+decl+'\n'+text[at:]
    open(modrs,'w').write(text)
