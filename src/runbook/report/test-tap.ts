/** TAP version 13: a point a step. What was not proved is a point to be skipped. */

import { visible } from '../../kit/visible.ts'
import type { TestedPage, TestFailure } from '../run/test/tested.ts'

export function testTap(pages: readonly TestedPage[]): string {
  const points = pages.flatMap(pagePoints)
  const lines = points.flatMap(({ ok, name, skip, failures }, index) => [
    `${ok ? 'ok' : 'not ok'} ${index + 1} - ${plain(name)}${skip === undefined ? '' : ` # SKIP ${plain(skip)}`}`,
    ...(failures.length > 0 ? details(failures) : []),
  ])
  return `${['TAP version 13', `1..${points.length}`, ...lines].join('\n')}\n`
}

interface Point {
  ok: boolean
  name: string
  skip?: string
  failures: readonly TestFailure[]
}

function pagePoints({ file, notTested, procedures }: TestedPage): Point[] {
  if (notTested !== undefined) return [{ ok: true, name: file, skip: `not tested: ${notTested}`, failures: [] }]
  return procedures.flatMap(({ title, steps, failures, status }): Point[] => {
    const points = steps.map((step): Point => {
      const name = `${file}:${step.line} ${title}: ${step.title}`
      if (step.status === 'passed') return { ok: true, name, failures: [] }
      if (step.status === 'failed') return { ok: false, name, failures: step.failures }
      return { ok: true, name, skip: step.reason ?? step.status.replace('-', ' '), failures: [] }
    })
    const told = status !== 'failed' || points.some(({ ok }) => !ok)
    return told ? points : [...points, { ok: false, name: `${file} ${title}`, failures }]
  })
}

/** A hash sign would begin a directive. */
const plain = (text: string) => visible(text).replace(/[\n#]/g, ' ')

const details = (failures: readonly TestFailure[]): string[] => [
  '  ---',
  '  failures:',
  ...failures.flatMap(({ line, message, difference }) => [
    `    - line: ${line}`,
    `      message: ${JSON.stringify(visible(message))}`,
    ...(difference.length > 0 ? [`      difference: ${JSON.stringify(difference.map(visible))}`] : []),
  ]),
  '  ...',
]
