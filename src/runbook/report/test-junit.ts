/** JUnit XML of tests: a suite a procedure, a case a step. What was not proved is skipped, never passed. */
import type { TestedPage, TestedProcedure, TestedStep } from '../run/test/tested.ts'
import { xml, xmlText } from './xml-text.ts'

export function testJunit(pages: readonly TestedPage[]): string {
  const suites = pages.flatMap(({ file, title, notTested, procedures }) =>
    notTested === undefined
      ? procedures.map((each) => procedureCases(file, each))
      : [[leftOut(file, title, notTested)]],
  )
  const all = suites.flat()
  const names = pages.flatMap(({ file, notTested, procedures }) =>
    notTested === undefined ? procedures.map(({ title }) => `${file}: ${title}`) : [file],
  )
  const text = suites.map((cases, index) => suite(names[index]!, cases)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="opsbook test" ${figures(all)}>\n${text}</testsuites>\n`
}

interface Case {
  name: string
  file: string
  line: number
  result: 'passed' | 'failed' | 'skipped'
  message?: string
  details: string
}

const figures = (cases: readonly Case[]) => {
  const of = (result: Case['result']) => cases.filter((each) => each.result === result).length
  return `tests="${cases.length}" failures="${of('failed')}" errors="0" skipped="${of('skipped')}"`
}

const suite = (name: string, cases: readonly Case[]) =>
  `  <testsuite name="${xml(name)}" ${figures(cases)}>\n${cases.map(testCase).join('')}  </testsuite>\n`

function testCase({ name, file, line, result, message = '', details }: Case): string {
  const attributes = `classname="${xml(file)}" name="${xml(name)}" file="${xml(file)}" line="${line}"`
  if (result === 'passed') return `    <testcase ${attributes}/>\n`
  if (result === 'skipped') return `    <testcase ${attributes}><skipped message="${xml(message)}"/></testcase>\n`
  const failure = `<failure type="opsbook test" message="${xml(message)}">${xmlText(details)}</failure>`
  return `    <testcase ${attributes}>${failure}</testcase>\n`
}

const leftOut = (file: string, title: string, reason: string): Case => ({
  ...{ name: title || file, file, line: 1, result: 'skipped', message: `not tested: ${reason}`, details: '' },
})

function procedureCases(file: string, { steps, title, line, failures, status, reason }: TestedProcedure): Case[] {
  const cases = steps.map((step) => stepCase(file, step))
  if (status !== 'failed' || cases.some(({ result }) => result === 'failed')) return cases
  const [failure] = failures
  const message = failure?.message ?? reason ?? 'it failed'
  return [...cases, { name: title, file, line: failure?.line ?? line, result: 'failed', message, details: message }]
}

const PROVES_NOTHING = { 'stood-in': 'stood in for', skipped: 'skipped', 'not-reached': 'not reached' } as const

function stepCase(file: string, { title, line, status, reason, failures }: TestedStep): Case {
  const base = { name: `${title} (line ${line})`, file, line, details: '' }
  if (status === 'passed') return { ...base, result: 'passed' }
  if (status !== 'failed') {
    const words = PROVES_NOTHING[status]
    return { ...base, result: 'skipped', message: reason === undefined ? words : `${words}: ${reason}` }
  }
  const details = failures.flatMap((each) => [`${file}:${each.line}: ${each.message}`, ...each.difference]).join('\n')
  return { ...base, line: failures[0]?.line ?? line, result: 'failed', message: failures[0]?.message ?? '', details }
}
