import type { Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { nameOf } from './path-names.ts'
import { perRepository } from './per-repository.ts'
import { page } from './place.ts'
import type { Finding, Rule } from './rule.ts'

/** The Erlang modules of a repository, and the prefixes that many of them share. */
interface Modules {
  names: ReadonlySet<string>
  /** `router_`: what stands before the first underscore in the names of several modules. */
  prefixes: ReadonlySet<string>
}

/** From this many modules on, a shared prefix is a project's own and not that of a library. */
const OWN = 5

const erlangModules: (repository: Repository) => Modules = perRepository(({ files }) => {
  const names = new Set<string>()
  const counts = new Map<string, number>()
  for (const file of files) {
    if (!file.endsWith('.erl')) continue
    const name = nameOf(file).slice(0, -4)
    names.add(name)
    const prefix = prefixOf(name)
    if (prefix !== undefined && !name.endsWith('_SUITE')) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  return { names, prefixes: new Set([...counts].filter(([, count]) => count >= OWN).map(([prefix]) => prefix)) }
})

const prefixOf = (name: string) => (name.includes('_') ? name.slice(0, name.indexOf('_') + 1) : undefined)

/** Calls such as `router_policy:list()` of a module that the repository does not have. */
export const moduleMissing: Rule = {
  id: 'RB511',
  name: 'module-missing',
  summary: 'An Erlang call in a command names a module of the repository that exists.',
  why:
    'A call typed into the shell of a broken node fails with `undef` when its module was renamed or never written. ' +
    'Only modules whose prefix many modules of this repository share are looked for.',
  severity: 'warning',
  kinds: { template: 'off' },
  examples: [
    {
      title: 'A module that was never written',
      bad: page('# Queue', '', '```erlang', 'shop_queue:reset(). ⟵', '```'),
      good: page('# Queue', '', '```erlang', 'shop_orders:reset().', '```'),
      files: Object.fromEntries(['api', 'cache', 'orders', 'stock', 'sup'].map((name) => [`src/shop_${name}.erl`, ''])),
    },
  ],
  *page(page, { repository }) {
    if (!repository.complete) return
    const { names, prefixes } = erlangModules(repository)
    if (prefixes.size === 0) return
    const reported = new Set<string>()
    for (const call of callsOf(page)) {
      const prefix = prefixOf(call.module)
      if (prefix === undefined || !prefixes.has(prefix) || names.has(call.module) || reported.has(call.module)) continue
      reported.add(call.module)
      yield finding(call)
    }
  },
}

interface Call {
  module: string
  text: string
  line: number
  column: number
}

const CALL = /(?<![\w:'"./<-])([a-z][a-z0-9]*_[a-z0-9_]+):([a-z][a-z0-9_]*)(?:\(|\/\d)/g

function* callsOf({ document, readings }: Page): Iterable<Call> {
  for (const { items } of readings) {
    for (const item of items) {
      if (item.kind === 'blank' || item.kind === 'box' || item.kind === 'comment') continue
      if (item.kind === 'command' && item.language !== 'erlang') continue
      yield* callsIn(item.text, item.line, item.column)
    }
  }
  for (const { codes } of document.inlines)
    for (const { text, line, column } of codes) yield* callsIn(text, line, column)
}

function* callsIn(text: string, line: number, column: number): Iterable<Call> {
  if (!text.includes('_') || !text.includes(':')) return
  for (const match of text.matchAll(CALL)) {
    const before = text.slice(0, match.index)
    const below = before.split('\n').length - 1
    const start = below === 0 ? column + match.index : match.index - before.lastIndexOf('\n')
    yield { module: match[1]!, text: match[0].slice(0, -1), line: line + below, column: start }
  }
}

function finding({ module, text, line, column }: Call): Finding {
  return {
    span: { line, column, endLine: line, endColumn: column + text.length },
    message: `No module \`${module}\` (\`${module}.erl\`) is in the repository, so this call fails`,
    hint: 'Name the module that took its place, or take the call out',
  }
}
