import { readDuration } from '../../kit/duration.ts'
import type { Document } from '../book/document.ts'

/** What an author says about a step beyond its text: in the info string of its fence, or in a comment before it. */
export interface StepAnnotation {
  id?: string
  roles: ReadonlySet<string>
  timeoutSeconds?: number
  retries?: number
  delaySeconds?: number
  exitCodes?: readonly number[]
  targets?: readonly string[]
  cwd?: string
  shell?: string
  approve?: number
  undo?: string
  /** A command that succeeds once a background step can be used. */
  until?: string
  captures: readonly string[]
  idempotent: boolean
  /** Variables for the step: `env.RETRIES=3`. */
  variables: Readonly<Record<string, string>>
  /** Keys that mean nothing here. */
  unknown: readonly string[]
}

const ROLES: ReadonlySet<string> = new Set(
  'check verify rollback cleanup manual background interactive skip destructive mutating readonly'.split(' '),
)
/** Keys that other parts of the product read, and those of other tools that change nothing in a run. */
const ELSEWHERE =
  /^(?:when|needs|batch|as|expect|stream|name|tag|category|mimetype|mimeType|interpreter|transform|promptEnv|skipPrompts|excludeFromRunAll|closeTerminalOnSuccess|openTerminalOnError|terminalRows|ignore|version|source-tree|file|part|non-deterministic|fail_fast|keep_crlf|output_stream|strip_ansi_escaping|title|linenums|hl_lines|highlight|filename)$/

/**
 * Reads `{#restart .mutating timeout=2m retries=3}` behind the language of a fence, Runme's JSON, scrut's `{timeout: 3m}`
 * and the text of a `<!-- step: … -->` comment. Undefined where there is nothing to read.
 */
export function readAnnotation(text: string): StepAnnotation | undefined {
  const inside = /\{([\s\S]*)\}\s*$/.exec(text)?.[1] ?? /^\s*step:\s*([\s\S]*)$/.exec(text)?.[1]
  if (inside === undefined || inside.trim() === '') return undefined
  const draft = new AnnotationDraft()
  const json = parseJson(`{${inside}}`)
  if (json) for (const [key, value] of Object.entries(json)) draft.set(key, String(value))
  else for (const token of inside.match(TOKEN) ?? []) draft.take(token)
  return draft.finish()
}

const TOKEN = /[#.][\w-]+|[\w.$-]+(?:=|\s?:\s?)(?:"[^"]*"|'[^']*'|\[[^\]]*\]|(?<==)[^\s}]+|[^\s,}]+)|[\w.-]+/g

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

class AnnotationDraft {
  private readonly roles = new Set<string>()
  private readonly variables: Record<string, string> = {}
  private readonly unknown: string[] = []
  private readonly values = new Map<string, string>()

  take(token: string): void {
    if (token.startsWith('#')) this.values.set('id', token.slice(1))
    else if (token.startsWith('.')) this.addRole(token.slice(1))
    else {
      const pair = /^([\w.$-]+)(?:=|\s?:\s?)([\s\S]*)$/.exec(token)
      if (pair) this.set(pair[1]!, pair[2]!.replace(/^(["'])([\s\S]*)\1$/, '$2'))
      else this.set(token, 'true')
    }
  }

  set(key: string, value: string): void {
    if (key.startsWith('env.')) this.variables[key.slice(4)] = value
    else if (key.startsWith('set-')) this.variables[key.slice(4)] = value
    else if (key === 'dir') this.values.set('cwd', value)
    else if (ROLES.has(key)) {
      if (!/^(?:false|no|0)$/.test(value)) this.addRole(key)
    } else if (KNOWN.has(key)) this.values.set(key, value)
    else if (!ELSEWHERE.test(key)) this.unknown.push(key)
  }

  private addRole(role: string): void {
    if (ROLES.has(role)) this.roles.add(role)
    else this.unknown.push(`.${role}`)
  }

  finish(): StepAnnotation {
    const text = (key: string) => this.values.get(key)
    const timeout = seconds(text('timeout'))
    const delay = seconds(text('delay'))
    const exits = numbers(text('exit'))
    const annotation: StepAnnotation = {
      roles: this.roles,
      captures: list(text('capture')),
      idempotent: /^(?:true|yes|1)$/.test(text('idempotent') ?? ''),
      variables: this.variables,
      unknown: this.unknown,
    }
    const id = text('id')
    const shell = text('shell')
    const cwd = text('cwd')
    const until = text('until')
    const undo = text('undo')?.replace(/^#/, '')
    return {
      ...annotation,
      ...(id === undefined ? {} : { id }),
      ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
      ...(delay === undefined ? {} : { delaySeconds: delay }),
      ...(numbers(text('retries'))[0] === undefined ? {} : { retries: numbers(text('retries'))[0]! }),
      ...(exits.length === 0 ? {} : { exitCodes: exits }),
      ...(text('target') === undefined ? {} : { targets: list(text('target')).map((name) => name.replace(/^@/, '')) }),
      ...(cwd === undefined ? {} : { cwd }),
      ...(shell === undefined ? {} : { shell }),
      ...(undo === undefined ? {} : { undo }),
      ...(until === undefined ? {} : { until }),
      ...(numbers(text('approve'))[0] === undefined ? {} : { approve: numbers(text('approve'))[0]! }),
    }
  }
}

const KNOWN: ReadonlySet<string> = new Set(
  'id timeout retries delay exit target cwd shell capture approve undo until idempotent'.split(' '),
)

/** `2m`, `90s`, and a bare number of seconds. */
function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,6}(?:\.\d{1,3})?$/.test(text)) return Number(text)
  const duration = readDuration(text)
  return duration && duration.maxSeconds > 0 ? duration.maxSeconds : undefined
}

const list = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')

const numbers = (text: string | undefined): readonly number[] =>
  list(text)
    .filter((each) => /^\d{1,3}$/.test(each))
    .map(Number)

/** The annotation of the fence that holds a line, joined with that of the comment right before the fence. */
export function annotationAt(document: Document, line: number): StepAnnotation | undefined {
  const fence = document.fences.find((each) => each.line <= line && line <= each.endLine)
  if (!fence) return undefined
  const before = document.comments.find(({ endLine, text }) => endLine === fence.line - 1 && /^\s*step:/.test(text))
  const own = readAnnotation(fence.info)
  const comment = before && readAnnotation(before.text)
  if (!own || !comment) return own ?? comment
  return {
    ...comment,
    ...own,
    roles: new Set([...comment.roles, ...own.roles]),
    captures: [...comment.captures, ...own.captures],
    idempotent: comment.idempotent || own.idempotent,
    variables: { ...comment.variables, ...own.variables },
    unknown: [...comment.unknown, ...own.unknown],
  }
}
