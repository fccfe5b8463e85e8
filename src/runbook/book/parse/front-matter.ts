import { isAlias, isNode, parseDocument, visit, type Document as YamlDocument } from 'yaml'
import type { FrontMatter, FrontMatterProblem } from '../document.ts'
import { tooDeepForYaml } from '../yaml-depth.ts'

/** Front matter longer than this is not front matter. */
const MAX_LINES = 400
/** A few aliases are normal; thousands are an attack on memory. */
const MAX_ALIASES = 50
/** Nobody nests a page's facts deeper; some deeper values cost a minute of work for one kilobyte. */
const MAX_DEPTH = 20

/**
 * Reads what a page says about itself before its text: YAML between `---` lines, or YAML that a formatter flattened
 * into one heading below a line of underscores. Never throws; a YAML error is part of the result.
 */
export function readFrontMatter(lines: readonly string[]): FrontMatter | undefined {
  if (/^---[ \t]*$/.test(lines[0] ?? '')) return readYaml(lines)
  if (/^(?:_{10,}|-{20,})[ \t]*$/.test(lines[0] ?? '')) return readFlattened(lines)
  return undefined
}

function readYaml(lines: readonly string[]): FrontMatter | undefined {
  const last = Math.min(lines.length, MAX_LINES)
  let end = 1
  while (end < last && !/^(?:---|\.\.\.)[ \t]*$/.test(lines[end]!)) end++
  if (end >= last) return undefined
  const place = { line: 1, endLine: end + 1, flattened: false }
  const read = readData(lines.slice(1, end).join('\n'))
  if ('data' in read) return { ...place, data: read.data }
  const { kind, message, offset } = read
  const line = Math.min(end, 2 + lineBreaks(lines.slice(1, end).join('\n'), offset))
  return { ...place, data: {}, problem: { kind, message, line } }
}

interface Trouble {
  kind: FrontMatterProblem['kind']
  message: string
  /** Where in the YAML. */
  offset: number
}

function readData(text: string): { data: Record<string, unknown> } | Trouble {
  const stacked = tooDeepForYaml(text)
  if (stacked !== undefined) return nestedAt(stacked)
  try {
    const parsed = parseDocument(text, { prettyErrors: false, logLevel: 'silent' })
    const deep = tooDeep(parsed)
    if (deep !== undefined) return nestedAt(deep)
    const [problem] = parsed.errors
    if (problem) {
      const kind = KINDS[problem.code] ?? 'syntax'
      // A quotation mark that nothing closes is noticed at the very end.
      const offset = kind === 'quote' ? openQuote(text, problem.pos[0]) : problem.pos[0]
      return { kind, message: firstLine(problem.message), offset }
    }
    return plainData(parsed)
  } catch (error) {
    return { kind: 'syntax', message: firstLine((error as Error).message), offset: 0 }
  }
}

/** The codes of the YAML parser for what people get wrong; the rest keeps the parser's own words. */
const KINDS: Readonly<Record<string, FrontMatterProblem['kind']>> = {
  BLOCK_AS_IMPLICIT_KEY: 'colon',
  DUPLICATE_KEY: 'duplicate-key',
  TAB_AS_INDENT: 'tab',
  MISSING_CHAR: 'quote',
  BAD_SCALAR_START: 'reserved-character',
}

const nestedAt = (offset: number): Trouble => ({
  kind: 'nesting',
  message: `values are nested more than ${MAX_DEPTH} deep`,
  offset,
})

/** Offset of the first value that lies too deep. */
function tooDeep(parsed: YamlDocument): number | undefined {
  let offset: number | undefined
  visit(parsed, {
    Collection(_, node, path) {
      // Pairs are steps of the path too, and no level of their own.
      const depth = path.filter((step) => isNode(step) && 'items' in step).length
      if (depth < MAX_DEPTH) return undefined
      offset = node.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return offset
}

function plainData(parsed: YamlDocument): { data: Record<string, unknown> } | Trouble {
  let data: unknown
  try {
    data = parsed.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    if (!(error instanceof ReferenceError) || !/alias count/.test(error.message)) throw error
    return {
      kind: 'aliases',
      message: `more than ${MAX_ALIASES} repetitions through aliases`,
      offset: firstAlias(parsed),
    }
  }
  if (data === null || data === undefined) return { data: {} }
  if (typeof data === 'object' && !Array.isArray(data)) return { data: data as Record<string, unknown> }
  return { kind: 'shape', message: 'it is not a list of "key: value" pairs', offset: 0 }
}

function firstAlias(parsed: YamlDocument): number {
  let offset = 0
  visit(parsed, {
    Node(_, node) {
      if (!isAlias(node)) return undefined
      offset = node.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return offset
}

/** The last line before `end` on which a value begins with a quotation mark and does not end with it. */
function openQuote(text: string, end: number): number {
  let found = end
  let from = 0
  for (const line of text.slice(0, end).split('\n')) {
    const value = /^\s*(?:- +)*(?:[\w-]+: +)?(["'])(.*)$/.exec(line)
    if (value && !value[2]!.trimEnd().endsWith(value[1]!)) found = from
    from += line.length + 1
  }
  return found
}

/** `## status: active role: canonical date: 2026-01-21 blocks_on: []`, as mdformat leaves front matter behind. */
function readFlattened(lines: readonly string[]): FrontMatter | undefined {
  let at = 1
  while (at < Math.min(lines.length, 6) && lines[at]!.trim() === '') at++
  const heading = /^##[ \t]+(.*)$/.exec(lines[at] ?? '')?.[1]
  if (heading === undefined || heading.length > 2000) return undefined
  const keys = [...heading.matchAll(/(?:^|\s)([a-z][a-z0-9_]*):(?=\s|$)/g)]
  if (keys.length < 2 || keys[0]!.index !== 0) return undefined
  const data: Record<string, unknown> = {}
  keys.forEach((key, index) => {
    const from = key.index + key[0].length
    const to = keys[index + 1]?.index ?? heading.length
    data[key[1]!] = plainValue(heading.slice(from, to).trim())
  })
  return { data, line: 1, endLine: at + 1, flattened: true }
}

function plainValue(text: string): unknown {
  if (text === 'null' || text === '') return null
  if (text === '[]') return []
  return text
}

const firstLine = (message: string) => message.split('\n', 1)[0]!

function lineBreaks(text: string, offset: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) count++
  return count
}
