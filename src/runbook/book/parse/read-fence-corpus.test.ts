import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Fence } from '../document.ts'
import type { FenceItem, FenceReading } from '../fence-reading.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { foreignEffect } from '../shell/foreign-effect.ts'
import { readDocument } from './read-document.ts'
import { readFence } from './read-fence.ts'

const CORPUS = '../shared/corpus'
const there = existsSync(CORPUS)
if (!there) console.warn(`skipped: ${CORPUS} is absent, real fences are not read`)

const fencesOf = (path: string): readonly Fence[] => readDocument(path, readFileSync(join(CORPUS, path), 'utf8')).fences
const readingsOf = (path: string): FenceReading[] => fencesOf(path).map((fence) => readFence(fence))
const commandsOf = (readings: readonly FenceReading[]) =>
  readings.flatMap((reading) => reading.items.filter((item) => item.kind === 'command'))
const effectOf = ({ language, text }: Extract<FenceItem, { kind: 'command' }>) =>
  language === 'bash' ? commandFacts(text).effect : foreignEffect(language, text).effect
const destructive = (path: string) =>
  commandsOf(readingsOf(path)).filter((command) => effectOf(command) === 'destructive')

const ROUTER = 'beamline-otp-router/docs'
const CONFIG = 'llm-config-manager/docs/operations'
const ONEIRIC = 'oneiric/docs/runbooks'

describe.skipIf(!there)('real documents', () => {
  test('router runbook: thirteen destructive lines, Erlang inside a bash fence', () => {
    const lines = destructive(`${ROUTER}/RUNBOOK.md`).map(({ line }) => line)
    expect(lines).toEqual([43, 51, 96, 112, 116, 117, 118, 186, 191, 213, 304, 305, 339])
    const mixed = readingsOf(`${ROUTER}/RUNBOOK.md`).find(({ fence }) => fence.line === 373)
    const foreign = mixed?.items.filter((item) => item.kind === 'foreign')
    expect(foreign?.map(({ language, line }) => [language, line])).toEqual([
      ['erlang', 381],
      ['erlang', 386],
    ])
    expect(mixed?.syntaxProblem).toBeUndefined()
  })

  test('router troubleshooting: diagnosis only reads, the last resort destroys three times in eight', () => {
    const readings = readingsOf(`${ROUTER}/TROUBLESHOOTING.md`)
    const diagnosis = commandsOf(readings.filter(({ fence }) => fence.line === 63 || fence.line === 88))
    expect(diagnosis.map((command) => `${command.language} ${effectOf(command)}`).sort()).toEqual([
      ...Array.from({ length: 7 }, () => 'bash read-only'),
      ...Array.from({ length: 7 }, () => 'erlang read-only'),
    ])
    const last = commandsOf(readings.slice(-1))
    expect(last).toHaveLength(8)
    expect(last.filter((command) => effectOf(command) === 'destructive').map(({ line }) => line)).toEqual([
      290, 291, 292,
    ])
  })

  test('router extensions: thirteen SQL fences, updates change data, seven expectations behind Erlang', () => {
    const readings = readingsOf(`${ROUTER}/EXTENSIONS_RUNBOOK.md`)
    const sql = readings.filter(({ fence }) => fence.language === 'sql')
    expect(sql).toHaveLength(13)
    const updates = commandsOf(sql).filter(({ text }) => /^UPDATE/i.test(text.trim()))
    expect(updates.length).toBeGreaterThan(5)
    expect(new Set(updates.map(effectOf))).toEqual(new Set(['changing']))
    const trailing = commandsOf(readings).filter(
      (command) => command.language === 'erlang' && /^Should be/.test(command.trailing ?? ''),
    )
    expect(trailing).toHaveLength(7)
  })

  test('backup and restore: whole scripts, what they delete, what they ask', () => {
    const readings = readingsOf(`${CONFIG}/backup-restore.md`)
    expect(readings.filter(({ kind }) => kind === 'file')).toHaveLength(5)
    const texts = destructive(`${CONFIG}/backup-restore.md`).map(({ text }) => text)
    const count = (pattern: RegExp) => texts.filter((text) => pattern.test(text)).length
    expect([count(/\brm -rf\b/), count(/\bdropdb\b|\bDROP\b/), count(/\bfind\b.*-delete\b/)]).toEqual([4, 2, 4])
    const asking = commandsOf(readings).filter(
      ({ text }) => commandFacts(text).traits.includes('interactive') && /\bread -p\b/.test(text),
    )
    expect(asking).toHaveLength(2)
  })

  test('incident response: log queries never reach a shell', () => {
    const readings = readingsOf(`${ONEIRIC}/INCIDENT_RESPONSE.md`).filter(({ fence }) => fence.language === 'bash')
    expect(
      readings.filter(({ items }) => items.some((item) => item.kind === 'foreign' && item.language === 'logql')),
    ).toHaveLength(17)
    const shell = commandsOf(readings).map(({ text }) => text)
    expect(shell.filter((text) => /^\s*(?:\{|rate\(|sum\(|histogram_quantile\(|\w+:\w+:)/.test(text))).toEqual([])
    expect(readings.filter(({ syntaxProblem }) => syntaxProblem)).toEqual([])
  })

  test('a list of boxes in a bash fence is a checklist; fences without a command are seen as such', () => {
    const readings = readingsOf(`${ONEIRIC}/TROUBLESHOOTING.md`)
    const boxes = readings
      .filter(({ kind, fence }) => kind === 'checklist' && fence.language === 'bash')
      .map(({ items }) => items.filter((item) => item.kind === 'box').length)
    expect(boxes).toEqual([7])
    const silent = readings.filter(
      ({ kind, items }) => kind === 'script' && items.every((item) => item.kind === 'comment' || item.kind === 'blank'),
    )
    expect(silent).toHaveLength(4)
    const response = readingsOf(`${CONFIG}/incident-response.md`)
    expect(
      response.filter(
        ({ fence, items }) => fence.language === 'bash' && !items.some((item) => item.kind === 'command'),
      ),
    ).toHaveLength(5)
  })

  test('author errors are found where they stand', () => {
    const at = (path: string) =>
      readingsOf(path).flatMap(({ syntaxProblem }) => (syntaxProblem ? [syntaxProblem.line] : []))
    expect(at('mattrussi__gitlab-com-runbooks/docs/uncategorized/staging-environment.md')).toContain(34)
    expect(at('mattrussi__gitlab-com-runbooks/docs/uncategorized/cloudsql-data-export.md')).toEqual(
      expect.arrayContaining([27, 42, 49, 57]),
    )
    expect(at('alphagov__govuk-developer-docs/source/manual/data-gov-uk-2nd-line.html.md')).toContain(554)
  })
})

describe.skipIf(!there)('every fence of every document', () => {
  const pages = there
    ? (readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }) as string[])
        .filter((path) => /\.md(?:\.erb)?$/.test(path))
        .sort()
    : []

  test('keeps its characters, each line in one place', () => {
    let fences = 0
    // Collected, because an expectation for each of the lines would take longer than reading them.
    const wrong: string[] = []
    for (const path of pages) {
      for (const fence of fencesOf(path)) {
        fences++
        const { items } = readFence(fence)
        const covered = items.flatMap((item) => {
          const last = 'endLine' in item ? item.endLine : item.line
          return Array.from({ length: last - item.line + 1 }, (_, index) => item.line + index)
        })
        if (covered.join() !== fence.lines.map(({ line }) => line).join()) wrong.push(`${path}:${fence.line} lines`)
        for (const item of items) {
          if (item.kind === 'command' && !keepsCharacters(fence, item)) wrong.push(`${path}:${item.line} characters`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(fences).toBeGreaterThan(4_000)
  })

  const keepsCharacters = (fence: Fence, item: Extract<FenceItem, { kind: 'command' }>): boolean => {
    const own = fence.lines
      .filter(({ line }) => line >= item.line && line <= item.endLine)
      .map(({ text }) => text)
      .join('\n')
    const typed = own.slice(item.prompt?.length ?? 0)
    const rest = typed.startsWith(item.text) ? typed.slice(item.text.length) : undefined
    return item.trailing === undefined ? rest === '' : rest !== undefined && /^\s*[#%-]/.test(rest)
  }
})
