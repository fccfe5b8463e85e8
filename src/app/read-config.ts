/** The text of `opsbook.yaml` → settings, where each came from, and everything that is wrong with it at once. */
import { type Document, isCollection, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import type { Diagnostic, Span } from '../kit/diagnostic.ts'
import { nearNames } from '../runbook/book/near-names.ts'
import { tooDeepForYaml } from '../runbook/book/yaml-depth.ts'
import { type BookConfig, configSchema } from './config.ts'
import { configProblem } from './config-problem.ts'
import { defaultConfig } from './default-config.ts'

export interface ReadConfig {
  /** The defaults wherever the file is wrong or silent. */
  config: BookConfig
  diagnostics: readonly Diagnostic[]
  /** Path of a value (`rules.RB301`, `overrides.0.files`) → the line that sets it. */
  lines: ReadonlyMap<string, number>
  /** Where a value stands; of one that is not there the nearest around it. */
  spanOf: (path: readonly PropertyKey[]) => Span
}

type Path = readonly PropertyKey[]

/**
 * Reads a configuration without opening anything. `ruleIds`, where given, lets misspelt rules be found.
 * Aliases in the YAML are expanded at most a hundred times, so a small file cannot become a large value.
 */
export function readConfig(file: string, text: string, ruleIds: readonly string[] = []): ReadConfig {
  const counter = new LineCounter()
  const deep = tooDeepForYaml(text)
  if (deep !== undefined) return unread([nestedTooDeep(file, text, deep)])
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, stringKeys: true })
  const source: Source = { file, document, counter }
  const broken = document.errors.map((error) =>
    problemAt(source, error.pos, 'RB091', `Not valid YAML: ${error.message}`),
  )
  if (broken.length > 0) return unread(broken)
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    const message = `Not usable YAML: ${(error as Error).message}`
    return unread([problemAt(source, [0, 0], 'RB091', message)])
  }
  const parsed = configSchema.safeParse(value)
  const places = { lines: linesOf(source), spanOf: (path: Path) => nearestSpan(source, path) }
  if (!parsed.success) {
    const diagnostics = parsed.error.issues.flatMap((issue) => problemsOf(issue, source))
    return { config: defaultConfig, diagnostics: diagnostics.sort(byPlace), ...places }
  }
  return { config: parsed.data, diagnostics: unknownRules(parsed.data, ruleIds, source), ...places }
}

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 2 }

const unread = (diagnostics: readonly Diagnostic[]): ReadConfig => ({
  ...{ config: defaultConfig, diagnostics, lines: new Map(), spanOf: () => START },
})

function nestedTooDeep(file: string, text: string, offset: number): Diagnostic {
  const before = text.slice(0, offset).split('\n')
  const [line, column] = [before.length, before.at(-1)!.length + 1]
  const span = { line, column, endLine: line, endColumn: column + 1 }
  return configProblem('RB091', { file, span }, { message: 'Not usable YAML: its values are nested too deep' })
}

interface Source {
  file: string
  document: Document
  counter: LineCounter
}

const byPlace = (a: Diagnostic, b: Diagnostic) => a.span.line - b.span.line || a.span.column - b.span.column

function problemsOf(issue: z.core.$ZodIssue, source: Source): Diagnostic[] {
  const at = (path: Path, key = false) => ({ file: source.file, span: spanOf(source, rangeOf(source, path, key)) })
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = nearNames(key, knownKeys(issue.path))
      const where = issue.path.length > 0 ? ` in "${issue.path.join('.')}"` : ''
      const hint = near.length > 0 ? { hint: `Did you mean "${near.join('" or "')}"?` } : {}
      return configProblem('RB092', at([...issue.path, key], true), {
        message: `Unknown key "${key}"${where}`,
        ...hint,
      })
    })
  }
  const name = issue.path.join('.') || 'the file'
  if (issue.code === 'invalid_key') {
    const why = issue.issues[0]?.message ?? issue.message
    return [
      configProblem('RB093', at(issue.path, true), {
        message: `"${String(issue.path.at(-1))}" is no key here: ${why}`,
      }),
    ]
  }
  if (issue.code === 'invalid_value') {
    const written = JSON.stringify(source.document.getIn(issue.path))
    const message = `"${name}" is ${written}, but takes one of: ${issue.values.join(', ')}`
    const near = nearNames(String(source.document.getIn(issue.path)), issue.values.map(String))
    return [
      configProblem('RB093', at(issue.path), { message, ...(near[0] ? { hint: `Did you mean "${near[0]}"?` } : {}) }),
    ]
  }
  return [
    configProblem('RB093', at(issue.path), { message: `"${name}": ${issue.message.replace(/^Invalid input: /, '')}` }),
  ]
}

function unknownRules(config: BookConfig, ruleIds: readonly string[], source: Source): Diagnostic[] {
  if (ruleIds.length === 0) return []
  const places: Path[] = Object.keys(config.rules).map((rule) => ['rules', rule])
  for (const [index, override] of config.overrides.entries()) {
    places.push(...Object.keys(override.rules).map((rule) => ['overrides', index, 'rules', rule]))
  }
  return places.flatMap((path) => {
    const rule = String(path.at(-1))
    if (ruleIds.includes(rule)) return []
    const span = spanOf(source, rangeOf(source, path, true))
    const near = nearNames(rule, ruleIds)
    const hint =
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : '"opsbook explain" with no argument lists the rules'
    return [configProblem('RB092', { file: source.file, span }, { message: `There is no rule ${rule}`, hint })]
  })
}

/** Keys that the schema knows at a path. */
function knownKeys(path: Path): string[] {
  if (path.length === 0) return Object.keys(configSchema.shape)
  if (path[0] === 'overrides') return ['files', 'rules']
  return keysOf(path.reduce(inside, configSchema))
}

/** The schema of what lies below a key: behind defaults, and for every name of a map the same. */
function inside(schema: z.core.$ZodType | undefined, key: PropertyKey): z.core.$ZodType | undefined {
  const bare = unwrapped(schema)
  if (bare instanceof z.ZodObject) return bare.shape[String(key)]
  if (bare instanceof z.ZodRecord) return bare.valueType
  return bare instanceof z.ZodArray ? bare.element : undefined
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  const wraps = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
  return wraps ? unwrapped(schema.unwrap()) : schema
}

function keysOf(schema: z.core.$ZodType | undefined): string[] {
  const bare = unwrapped(schema)
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : []
}

/** Offsets of the value at a path, or of its key. */
function rangeOf({ document }: Source, path: Path, key: boolean): readonly [number, number] {
  const parent = path.length > 0 ? document.getIn(path.slice(0, -1), true) : undefined
  const pair = isMap(parent)
    ? parent.items.find((item) => isNode(item.key) && String(item.key) === String(path.at(-1)))
    : undefined
  const node = key ? pair?.key : path.length > 0 ? (document.getIn(path, true) ?? pair?.key) : document.contents
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0]
}

/** A value of several lines is better known by its key. */
function nearestSpan(source: Source, path: Path): Span {
  for (let length = path.length; length > 0; length -= 1) {
    const way = path.slice(0, length)
    if (!source.document.hasIn(way)) continue
    const isKey = typeof way.at(-1) === 'string' && isCollection(source.document.getIn(way, true))
    return spanOf(source, rangeOf(source, way, isKey))
  }
  return START
}

function spanOf({ counter }: Source, [from, to]: readonly [number, number]): Span {
  const start = counter.linePos(from)
  const end = counter.linePos(Math.max(from, to))
  const line = Math.max(1, start.line)
  const column = Math.max(1, start.col)
  // A value of several lines is marked on its first one.
  const endColumn = end.line === start.line ? Math.max(column + 1, end.col) : column + 1
  return { line, column, endLine: line, endColumn }
}

function problemAt(source: Source, range: readonly [number, number], code: 'RB091', message: string): Diagnostic {
  return configProblem(code, { file: source.file, span: spanOf(source, range) }, { message })
}

/** Lines of every value of the file, by its path, in which the members of a list are numbered. */
function linesOf({ document, counter }: Source): Map<string, number> {
  const lines = new Map<string, number>()
  const visit = (node: unknown, path: string[]) => {
    if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        const inner = [...path, String(index)]
        if (isNode(item) && item.range) lines.set(inner.join('.'), counter.linePos(item.range[0]).line)
        visit(item, inner)
      }
    }
    if (!isMap(node)) return
    for (const { key, value } of node.items) {
      const inner = [...path, String(key)]
      if (isNode(key) && key.range) lines.set(inner.join('.'), counter.linePos(key.range[0]).line)
      visit(value, inner)
    }
  }
  visit(document.contents, [])
  return lines
}
