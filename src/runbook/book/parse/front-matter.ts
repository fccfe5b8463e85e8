import { parseDocument } from 'yaml'
import type { FrontMatter } from '../document.ts'

/** Front matter longer than this is not front matter. */
const MAX_LINES = 400
/** A few aliases are normal; thousands are an attack on memory. */
const MAX_ALIASES = 50

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
  const parsed = parseDocument(lines.slice(1, end).join('\n'), { prettyErrors: false, logLevel: 'silent' })
  const problem = parsed.errors[0]
  if (problem) {
    const line = 1 + lineOf(lines.slice(1, end).join('\n'), problem.pos[0])
    return { ...place, data: {}, problem: { message: firstLine(problem.message), line } }
  }
  try {
    const data: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES })
    if (data === null || data === undefined) return { ...place, data: {} }
    if (typeof data !== 'object' || Array.isArray(data)) {
      return { ...place, data: {}, problem: { message: 'front matter is not a list of "key: value" pairs', line: 2 } }
    }
    return { ...place, data: data as Record<string, unknown> }
  } catch (error) {
    return { ...place, data: {}, problem: { message: firstLine((error as Error).message), line: 2 } }
  }
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

function lineOf(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
