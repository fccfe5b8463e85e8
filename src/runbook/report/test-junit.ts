/** JUnit XML of tests: a suite a procedure, a case a step. What was not proved is skipped, never passed. */
import type { TestedPage, TestedProcedure, TestedStep } from '../run/test/tested.ts'
import { type JunitCase, junitText } from './junit-text.ts'

export const testJunit = (pages: readonly TestedPage[]): string =>
  junitText(
    'opsbook test',
    pages.flatMap(({ file, title, notTested, procedures }) =>
      notTested === undefined
        ? procedures.map((each) => ({ name: `${file}: ${each.title}`, cases: procedureCases(file, each) }))
        : [{ name: file, cases: [leftOut(file, title, notTested)] }],
    ),
  )

const leftOut = (file: string, title: string, reason: string): JunitCase => ({
  ...{ name: title || file, file, line: 1, result: 'skipped', message: `not tested: ${reason}`, details: '' },
})

function procedureCases(file: string, { steps, title, line, failures, status, reason }: TestedProcedure): JunitCase[] {
  const cases = steps.map((step) => stepCase(file, step))
  if (status !== 'failed' || cases.some(({ result }) => result === 'failed')) return cases
  const [failure] = failures
  const message = failure?.message ?? reason ?? 'it failed'
  return [...cases, { name: title, file, line: failure?.line ?? line, result: 'failed', message, details: message }]
}

const PROVES_NOTHING = { 'stood-in': 'stood in for', skipped: 'skipped', 'not-reached': 'not reached' } as const

function stepCase(file: string, { title, line, status, reason, failures }: TestedStep): JunitCase {
  const base = { name: `${title} (line ${line})`, file, line, details: '' }
  if (status === 'passed') return { ...base, result: 'passed' }
  if (status !== 'failed') {
    const words = PROVES_NOTHING[status]
    return { ...base, result: 'skipped', message: reason === undefined ? words : `${words}: ${reason}` }
  }
  const details = failures.flatMap((each) => [`${file}:${each.line}: ${each.message}`, ...each.difference]).join('\n')
  return { ...base, line: failures[0]?.line ?? line, result: 'failed', message: failures[0]?.message ?? '', details }
}
