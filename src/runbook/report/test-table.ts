/** Tests for a person at a terminal: a line a procedure, what failed with its difference, and the totals. */
import {
  countTests,
  type ProcedureStatus,
  type TestCounts,
  type TestedPage,
  type TestedProcedure,
  type TestedStep,
  type TestFailure,
} from '../run/test/tested.ts'
import { cutTo, displayWidth, wrapTo } from './display-width.ts'
import { groupBy } from './group-by.ts'
import { counted, type Style, type Tone } from './style.ts'
import { standIns } from './test-json.ts'

export interface TestTableOptions {
  style: Style
  /** Says more of what was not tested and of how stand-ins were called. */
  verbose: boolean
  /** The result only, no advice. */
  quiet: boolean
}

export function testTable(pages: readonly TestedPage[], options: TestTableOptions): string {
  const tested = pages.filter(({ notTested }) => notTested === undefined)
  const blocks = tested.map((page) => [...pageLines(page, options), ''])
  return `${[...blocks.flat(), ...notTestedLines(pages, options), ...totals(pages, options)].join('\n').trimEnd()}\n`
}

const LOOK: Readonly<Record<ProcedureStatus, { sign: 'ok' | 'error' | 'unsure' | 'manual'; tone: Tone }>> = {
  passed: { sign: 'ok', tone: 'green' },
  failed: { sign: 'error', tone: 'red' },
  'stood-in': { sign: 'unsure', tone: 'yellow' },
  skipped: { sign: 'manual', tone: 'plain' },
}

function pageLines({ file, procedures }: TestedPage, options: TestTableOptions): string[] {
  const { style } = options
  return [
    ...wrapTo(style.show(file), style.columns).map((line) => style.paint('bold', line)),
    ...procedures.flatMap((procedure) => procedureLines(procedure, options)),
  ]
}

function procedureLines(procedure: TestedProcedure, { style, verbose }: TestTableOptions): string[] {
  const { paint, signs, columns, show } = style
  const { sign, tone } = LOOK[procedure.status]
  const about = stepWords(procedure)
  const title = show(procedure.title)
  const fits = displayWidth(title) + displayWidth(about) + 6 <= columns
  const wrapped = wrapTo(title, columns - 4)
  const head = wrapped.map((line, index) => (index === 0 ? `  ${paint(tone, signs[sign])} ${line}` : `    ${line}`))
  const details = fits ? [] : wrapTo(about, columns - 4).map((line) => `    ${paint('dim', line)}`)
  if (fits) head[0] += `  ${paint('dim', about)}`
  return [
    ...head,
    ...details,
    ...procedure.failures.flatMap((failure) => failureLines(failure, style)),
    ...(verbose ? procedure.steps.flatMap((step) => stepLines(step, style)) : []),
    ...callLines(procedure, { style, verbose }),
    ...(procedure.folder === undefined
      ? []
      : wrapTo(`kept in ${show(procedure.folder)}`, columns - 4).map((line) => `    ${line}`)),
  ]
}

function stepWords({ steps, status, reason }: TestedProcedure): string {
  if (steps.length === 0) return status === 'failed' ? '' : (reason ?? '')
  const of = (wanted: TestedStep['status']) => steps.filter((step) => step.status === wanted).length
  const parts: [number, string][] = [
    [of('passed'), 'passed'],
    [of('failed'), 'failed'],
    [of('stood-in'), 'stood in for'],
    [of('skipped'), 'need a person'],
    [of('not-reached'), 'not reached'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`)
  return `${counted(steps.length, 'step')}: ${said.join(', ')}`
}

function failureLines({ line, message, difference }: TestFailure, { paint, columns, show, signs }: Style): string[] {
  const lead = `    line ${line}: `
  const indent = ' '.repeat(6)
  return [
    ...wrapTo(show(message), columns - lead.length).map(
      (text, index) => (index === 0 ? lead : indent) + paint('red', text),
    ),
    ...difference.map((text) => {
      const shown = cutTo(show(text), columns - indent.length, signs.more)
      return indent + paint(text.startsWith('+') ? 'green' : text.startsWith('-') ? 'red' : 'plain', shown)
    }),
  ]
}

function stepLines({ title, line, status, reason }: TestedStep, { columns, show, paint }: Style): string[] {
  const words = `${line} ${status}: ${show(title)}${reason === undefined ? '' : ` (${show(reason)})`}`
  return wrapTo(words, columns - 6).map((text) => `      ${paint('dim', text)}`)
}

function callLines(
  { calls }: TestedProcedure,
  { style, verbose }: Pick<TestTableOptions, 'style' | 'verbose'>,
): string[] {
  const { columns, paint, show, signs } = style
  const all = standIns(calls)
  if (all.length === 0) return []
  const words = `stand-ins: ${all.map(({ program, times }) => `${show(program)} ${times}×`).join(', ')}`
  const shown = wrapTo(show(words), columns - 4).map((text) => `    ${paint('dim', text)}`)
  if (!verbose) return shown
  const each = calls.map(({ program, argv }) => cutTo(show([program, ...argv].join(' ')), columns - 6, signs.more))
  return [...shown, ...each.map((text) => `      ${paint('dim', text)}`)]
}

function notTestedLines(pages: readonly TestedPage[], { style, verbose }: TestTableOptions): string[] {
  const left = pages.filter(({ notTested }) => notTested !== undefined)
  if (left.length === 0) return []
  const { columns, show, paint } = style
  const lines = [...groupBy(left, ({ notTested }) => notTested!)].flatMap(([reason, group]) => [
    ...wrapTo(`${counted(group.length, 'page')} not tested: ${show(reason)}`, columns),
    ...(verbose
      ? group.flatMap(({ file }) => wrapTo(show(file), columns - 2).map((text) => `  ${paint('dim', text)}`))
      : []),
  ])
  return [...lines, '']
}

function totals(pages: readonly TestedPage[], { style, quiet }: TestTableOptions): string[] {
  const counts = countTests(pages)
  const { columns, paint, signs } = style
  const bad = counts.procedures.failed > 0
  const tone: Tone = bad ? 'red' : 'green'
  const sign = bad ? signs.error : signs.ok
  const lines = totalWords(counts).flatMap((words, index) =>
    wrapTo(index === 0 ? `${sign} ${words}` : words, columns - (index === 0 ? 0 : 2)).map((text) =>
      index === 0 ? paint(tone, text) : `  ${text}`,
    ),
  )
  const nothing = counts.notTested === counts.pages
  const advice = 'Ask for it in the front matter (test: true), or name --all: only local tools run then'
  return [...lines, ...(nothing && !quiet ? wrapTo(advice, columns - 2).map((text) => `  ${text}`) : [])]
}

/** The totals as sentences; the first is about procedures. */
export function totalWords({ procedures, steps, expectations, pages, notTested }: TestCounts): readonly string[] {
  const of = (parts: readonly (readonly [number, string])[]) =>
    parts.flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : [])).join(', ')
  const done = of([
    [procedures.passed, 'passed'],
    [procedures.failed, 'failed'],
    [procedures['stood-in'], 'gone through with stand-ins'],
    [procedures.skipped, 'for a person only'],
  ])
  const judged = of([
    [expectations.passed, 'met'],
    [expectations.failed, 'not met'],
    [expectations.unverified, 'for a person to judge'],
    [expectations['stood-in'], 'answered by stand-ins'],
  ])
  const walked = of([
    [steps.passed, 'passed'],
    [steps.failed, 'failed'],
    [steps['stood-in'], 'stood in for'],
    [steps.skipped, 'need a person'],
    [steps['not-reached'], 'not reached'],
  ])
  const all = procedures.passed + procedures.failed + procedures['stood-in'] + procedures.skipped
  return [
    `${counted(all, 'procedure')}${done === '' ? '' : `: ${done}`}`,
    ...(walked === '' ? [] : [`steps: ${walked}`]),
    ...(judged === '' ? [] : [`expectations: ${judged}`]),
    `${counted(pages, 'page')}${notTested > 0 ? `, ${notTested} of them not tested` : ''}`,
  ]
}
