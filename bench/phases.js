// Where the time of one cold `opsbook check` goes: each sample of V8's profiler counts for the outermost phase it is in.
//   npm run build && node bench/phases.js FOLDER…      on one thread, with the start flags of bin/opsbook

import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'

for (const flag of startFlags()) setFlagsFromString(flag)
// One thread, so that the profile sees everything.
os.availableParallelism = () => 1
syncBuiltinESMExports()

/** Phase → the function or file that begins it, from the outside in: a sample may count in one row of each table. */
const phases = [
  ['find pages', /^walkPages /],
  ['list the tree', /^(?:listTree|readArtifacts) /],
  ['read and decode', /^(?:readSource|decodePage) /],
  ['document', /^readDocument /],
  ['fences', /^readFences /],
  ['procedures', /^readProcedures /],
  ['other readers', /^readPage /],
  ['rules', /^lintBook /],
  ['report', /^(?:checkReport|checkJson) /],
  [
    'load code',
    /^(?:importModuleDynamically|link|instantiate|compileSourceTextModule|moduleStrategy|\S* ?node:internal\/modules)/,
  ],
]
const parts = [
  ['repair fences', /^repairFences /],
  ['front matter', /^readFrontMatter /],
  ['markdown-it, blocks', /^blockTokens /],
  ['markdown-it, inlines', /^inlineTokens /],
  ['judging commands', /\/book\/shell\/(?!parse-shell)/],
  ['parsing shell', /\/unbash\/|\/shell\/parse-shell\.js/],
]

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: 200 })
await session.post('Profiler.start')
const cpu = process.cpuUsage()
const start = performance.now()
const { defaultConfig, lintBook, lintSettings, loadBook } = await import('../dist/index.js')
const { checkReport } = await import('../dist/runbook/report/check-report.js')
const { checkJson } = await import('../dist/runbook/report/check-json.js')
const folders = process.argv.slice(2)
const loaded = await loadBook(folders.length > 0 ? folders : ['.'], { cwd: process.cwd() })
if (!loaded.ok) throw new Error(loaded.refusal.code)
const settings = lintSettings({ config: defaultConfig, prefix: '' }, new Date())
JSON.stringify(checkJson(checkReport(loaded.value, lintBook(loaded.value, settings))))
const wallMs = performance.now() - start
const used = process.cpuUsage(cpu)
const { profile } = await session.post('Profiler.stop')
console.log(
  `${(wallMs / 1000).toFixed(2)} s wall, ${((used.user + used.system) / 1e6).toFixed(2)} s of processor time, profiled`,
)

const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
const self = new Map()
for (const [index, id] of profile.samples.entries()) self.set(id, (self.get(id) ?? 0) + profile.timeDeltas[index])
const counts = { phase: new Map(), part: new Map(), rule: new Map(), reader: new Map() }
const count = (table, key, time) => key !== undefined && counts[table].set(key, (counts[table].get(key) ?? 0) + time)
let total = 0

attribute(nodes.get(profile.nodes[0].id), {})
show('phases', counts.phase)
show('parts', counts.part)
show('readers', counts.reader, 20)
show('rules', counts.rule, 20)

/** Hands a node's own samples to the outermost phase and part and to the innermost reader and rule around it. */
function attribute(node, around) {
  const name = `${node.callFrame.functionName} ${node.callFrame.url}`
  const inside = { ...around }
  inside.phase ??= nameIn(phases, name)
  // The innermost part counts: commands are parsed while they are judged.
  inside.part = nameIn(parts, name) ?? inside.part
  if (inside.phase === 'other readers' || /^read(?:Document|Fences|Procedures) /.test(name)) {
    const [inner] = phases.find(([, begins]) => begins.test(name)) ?? []
    if (inner === 'document' || inner === 'fences' || inner === 'procedures') inside.phase = inner
    else inside.reader ??= /parse\/([\w-]+)\.js$/.exec(name.replace('parse/read-page.js', ''))?.[1]
  }
  if (inside.phase === 'rules') inside.rule ??= /lint\/((?!lint-book)[\w-]+)\.js$/.exec(name)?.[1]
  const time = self.get(node.id) ?? 0
  total += time
  const alone = /^\((?:garbage collector|program|idle)\) /.exec(name)?.[0].trim()
  count('phase', alone ?? inside.phase ?? 'everything else', time)
  count('part', inside.part, time)
  count('rule', inside.rule, time)
  count('reader', inside.reader, time)
  for (const child of node.children ?? []) attribute(nodes.get(child), inside)
}

function nameIn(table, name) {
  return table.find(([, begins]) => begins.test(name))?.[0]
}

function show(title, times, most = 99) {
  console.log(`\n${title}`)
  for (const [name, time] of [...times].sort((a, b) => b[1] - a[1]).slice(0, most)) {
    console.log(
      `${(time / 1000).toFixed(0).padStart(7)} ms ${((time / total) * 100).toFixed(1).padStart(5)} %  ${name}`,
    )
  }
}

function startFlags() {
  const program = readFileSync(new URL('../bin/book-flags.js', import.meta.url), 'utf8')
  return [...program.matchAll(/setFlagsFromString\('([^']+)'\)/g)].map(([, flag]) => flag)
}
