/** JUnit XML of anything that was tested. What was not proved is skipped, never passed. */
import { xml, xmlText } from './xml-text.ts'

export interface JunitCase {
  name: string
  file: string
  line: number
  result: 'passed' | 'failed' | 'skipped'
  message?: string
  details: string
}

export interface JunitSuite {
  name: string
  cases: readonly JunitCase[]
}

/** The whole file; `tester` is the command that found out. */
export function junitText(tester: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases)
  const text = suites.map((each) => suiteText(tester, each)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(tester)}" ${figures(all)}>\n${text}</testsuites>\n`
}

const figures = (cases: readonly JunitCase[]) => {
  const of = (result: JunitCase['result']) => cases.filter((each) => each.result === result).length
  return `tests="${cases.length}" failures="${of('failed')}" errors="0" skipped="${of('skipped')}"`
}

const suiteText = (tester: string, { name, cases }: JunitSuite) =>
  `  <testsuite name="${xml(name)}" ${figures(cases)}>\n${cases.map((each) => caseText(tester, each)).join('')}  </testsuite>\n`

function caseText(tester: string, { name, file, line, result, message = '', details }: JunitCase): string {
  const attributes = `classname="${xml(file)}" name="${xml(name)}" file="${xml(file)}" line="${line}"`
  if (result === 'passed') return `    <testcase ${attributes}/>\n`
  if (result === 'skipped') return `    <testcase ${attributes}><skipped message="${xml(message)}"/></testcase>\n`
  const failure = `<failure type="${xml(tester)}" message="${xml(message)}">${xmlText(details)}</failure>`
  return `    <testcase ${attributes}>${failure}</testcase>\n`
}
