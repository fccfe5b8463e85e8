import type { CodeLine, Fence } from '../document.ts'
import type { FenceItem, FenceKind, FenceReading } from '../fence-reading.ts'
import { foreignItem, outputItem } from './fence/fence-items.ts'
import { kindOf, languageOf, looksLikeShell } from './fence/fence-kind.ts'
import type { Family } from './fence/fence-language.ts'
import { fenceLanguage } from './fence/fence-language.ts'
import { findPrompts, promptsOfQueries } from './fence/prompt.ts'
import { readCode, readData, readMongo, readPlain, readQueries } from './fence/read-code.ts'
import { readErlang } from './fence/read-erlang.ts'
import { readRequests } from './fence/read-requests.ts'
import { readScript } from './fence/read-script.ts'
import { readSql } from './fence/read-sql.ts'
import { readTranscript } from './fence/read-transcript.ts'

/** Larger fences are listings: nobody follows a procedure of this length, and reading it would only cost time. */
const LARGEST_FENCE = 1_000_000

/** Words before a fence that say it shows what a program printed. */
const SHOWS_OUTPUT =
  /^(?:expected\s+|example\s+|sample\s+)(?:outputs?|responses?|results?|log(?:s|\s+messages)?)\b|^outputs?(?:\s+examples?)?$|^error(?:\s+(?:messages?|outputs?))?s?$|^symptoms?\b|^log\s+(?:messages?|outputs?|entries)\b/i

/**
 * Reads a fence: what is a command, in which language, and what is comment, output or text of another language.
 *
 * A command is made of the author's characters only: its text is that of its lines joined by `\n`, without the prompt
 * at the start and, where `trailing` is set, without that comment and the white space before it. Only commands in
 * language `bash` may reach a shell, and of a fence of kind `text` not even those: its author did not say it is shell.
 *
 * Never throws; takes time in proportion to the text.
 *
 * @param context.label words before the fence, such as the bold label above it
 */
export function readFence(fence: Fence, context: { label?: string } = {}): FenceReading {
  const { family, language } = fenceLanguage(fence.language)
  if (fence.lines.reduce((sum, line) => sum + line.text.length, 0) > LARGEST_FENCE) {
    return { fence, kind: 'text', language: 'text', looksLikeShell: false, items: readData(fence.lines, 'text') }
  }
  const reading = readFamily(fence, family, language, context.label)
  return context.label !== undefined && SHOWS_OUTPUT.test(context.label.trim()) ? asOutput(reading) : reading
}

function readFamily(fence: Fence, family: Family, language: string, label: string | undefined): FenceReading {
  const { lines } = fence
  const texts = lines.map((line) => line.text)
  const plain = { fence, looksLikeShell: false }
  if (family === 'request') {
    const items = readRequests(lines)
    if (items) return { ...plain, kind: kindOf(items, 'query'), language, items }
    return { ...plain, kind: 'data', language, items: readData(lines, language) }
  }
  switch (family) {
    case 'data':
      return { ...plain, kind: 'data', language, items: readData(lines, language) }
    case 'diagram':
      return { ...plain, kind: 'diagram', language, items: readData(lines, language) }
    case 'output':
      return { ...plain, kind: 'output', language: 'output', items: readPlain(lines, 'output', false) }
    case 'template': {
      const items = readPlain(lines, language, true)
      return { ...plain, kind: kindOf(items, 'template'), language, items }
    }
  }
  const interpreter = interpreterOf(texts)
  if (interpreter !== undefined) return readFile(fence, interpreter)
  const found = findPrompts(texts)
  const prompts = family === 'query' ? promptsOfQueries(texts, found, language) : found
  if (prompts.length > 0) {
    const { items, syntaxProblem } = readTranscript(lines, prompts)
    return {
      ...plain,
      kind: 'transcript',
      language: languageOf(items, language),
      items,
      ...(syntaxProblem ? { syntaxProblem } : {}),
    }
  }
  if (family === 'shell') {
    const { items, syntaxProblem } = readScript(lines, label)
    return {
      ...plain,
      kind: kindOf(items, 'script'),
      language: languageOf(items, 'bash'),
      items,
      ...(syntaxProblem ? { syntaxProblem } : {}),
    }
  }
  if (family === 'text') return readUntagged(fence, label)
  const items = readStatements(lines, family, language)
  return { ...plain, kind: kindOf(items, family === 'sql' || family === 'query' ? 'query' : 'script'), language, items }
}

function readStatements(lines: readonly CodeLine[], family: Family, language: string): FenceItem[] {
  if (family === 'sql') return readSql(lines)
  if (family === 'erlang') return readErlang(lines)
  if (family === 'query') return readQueries(lines, language)
  return language === 'mongo' ? readMongo(lines) : readCode(lines, language)
}

/** A fence without a language is read as shell only where nothing in it speaks against that. */
function readUntagged(fence: Fence, label: string | undefined): FenceReading {
  const { items, syntaxProblem } = readScript(fence.lines, label)
  if (looksLikeShell(items, syntaxProblem !== undefined)) {
    return {
      fence,
      kind: 'text',
      language: 'bash',
      looksLikeShell: true,
      items,
      ...(syntaxProblem ? { syntaxProblem } : {}),
    }
  }
  const known = items.filter((item) => item.kind !== 'command' && item.kind !== 'comment')
  const told = known.filter((item) => item.kind !== 'blank').length
  const commands = items.filter((item) => item.kind === 'command').length
  const kind: FenceKind = told > commands ? kindOf(known, 'text') : 'text'
  const language = kind === 'text' ? 'text' : languageOf(known, 'text')
  const own =
    kind === 'output' || kind === 'text'
      ? readPlain(fence.lines, language, false)
      : items.map((item) => asText(item, fence.lines))
  return { fence, kind, language, looksLikeShell: false, items: own }
}

/** In a fence that is not shell nothing is a command, whatever it looks like. */
function asText(item: FenceItem, lines: readonly CodeLine[]): FenceItem {
  if (item.kind !== 'command' && item.kind !== 'comment') return item
  const first = lines.findIndex((line) => line.line === item.line)
  const last = item.kind === 'command' ? lines.findIndex((line) => line.line === item.endLine) : first
  return foreignItem(lines, { first, last }, 'text')
}

/** The program that a `#!` line names. */
function interpreterOf(texts: readonly string[]): string | undefined {
  const first = texts.find((text) => text.trim() !== '') ?? ''
  return /^\s*#!\s*(?:\S*\/)?(?:env\s+(?:-S\s+)?)?([\w.+-]+)/.exec(first)?.[1]
}

function readFile(fence: Fence, interpreter: string): FenceReading {
  const { family, language } = fenceLanguage(interpreter.replace(/[\d.]+$/, ''))
  if (family === 'code' || family === 'erlang') {
    return { fence, kind: 'file', language, looksLikeShell: false, items: readData(fence.lines, language) }
  }
  const { items, syntaxProblem } = readScript(fence.lines)
  return {
    fence,
    kind: 'file',
    language: 'bash',
    looksLikeShell: false,
    items,
    ...(syntaxProblem ? { syntaxProblem } : {}),
  }
}

/** A fence that shows what happened is no instruction: what was typed there is part of what is shown. */
function asOutput(reading: FenceReading): FenceReading {
  const { fence, kind, items } = reading
  if (kind === 'data' || kind === 'diagram' || kind === 'template' || kind === 'checklist' || kind === 'tree')
    return reading
  const commands = items.filter((item) => item.kind === 'command')
  const showsMore = items.some((item) => item.kind === 'output' || item.kind === 'foreign')
  if (commands.length > 0 && !showsMore && kind !== 'transcript') {
    if (reading.looksLikeShell || (kind !== 'text' && looksLikeShell(items))) return reading
  }
  const first = fence.lines.findIndex((line) => line.text.trim() !== '')
  if (first < 0) return reading
  const last = fence.lines.findLastIndex((line) => line.text.trim() !== '')
  return {
    fence,
    kind: 'output',
    language: 'output',
    looksLikeShell: false,
    items: [outputItem(fence.lines, { first, last })],
  }
}
