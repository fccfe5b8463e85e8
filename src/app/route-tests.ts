/** The tests of routes that a book's settings hold, judged by what else the settings and the book say. */
import { severityOfLabels } from '../component/alert-labels.ts'
import type { Diagnostic } from '../kit/diagnostic.ts'
import { compileAlerting } from '../response/alert/settings/compile-alerting.ts'
import {
  type AlertRulebook,
  type JudgedRouteTest,
  judgeRouteTest,
} from '../response/incident/route-test/judge-route-test.ts'
import { compileRules } from '../response/incident/settings/compile-rules.ts'
import { readSeverityPolicy } from '../response/incident/severity-policy.ts'
import type { Book } from '../runbook/book/book.ts'
import type { BookConfig } from './config.ts'
import { configProblem } from './config-problem.ts'

/** A test, judged, with the line of the settings that begins it. */
export interface PlacedRouteTest extends JudgedRouteTest {
  readonly line: number
}

/** What decides about alerts by these settings; undefined where they say nothing of alerting. */
export function alertRulebook({ alerting, incidents }: BookConfig, book: Book): AlertRulebook | undefined {
  if (!alerting) return undefined
  return {
    alerting: compileAlerting(alerting),
    rules: compileRules(incidents).rules,
    policy: readSeverityPolicy(book.repositories),
    severityOf: severityOfLabels,
  }
}

/** `lines` as `readConfig` gives them. */
export function judgeRouteTests(
  config: BookConfig,
  book: Book,
  lines: ReadonlyMap<string, number>,
): readonly PlacedRouteTest[] {
  const tests = config.alerting?.tests ?? []
  const rulebook = tests.length > 0 ? alertRulebook(config, book) : undefined
  if (!rulebook) return []
  return tests.map((test, index) => ({
    ...judgeRouteTest(test, rulebook),
    line: lines.get(`alerting.tests.${index}`) ?? 1,
  }))
}

/** `receivers: to be "db", is "everybody"`. */
export const failureText = ({ what, expected, actual }: JudgedRouteTest['failures'][number]): string =>
  `${what}: to be ${expected}, is ${actual}`

/** A finding for each test that fails, at the words its line begins with; `source` is the text of the settings. */
export function routeTestFindings(
  { file, source = '' }: { file: string; source?: string | undefined },
  tests: readonly PlacedRouteTest[],
): readonly Diagnostic[] {
  const lines = source.split(/\r?\n/)
  return tests
    .filter(({ passed }) => !passed)
    .map(({ name, failures, line }) => ({
      ...configProblem(
        'RB094',
        { file, span: { line, endLine: line, ...columnsOf(lines[line - 1] ?? '') } },
        { message: `Route test "${name}": ${failures.map(failureText).join('; ')}` },
      ),
      subject: name,
    }))
}

/** What of a line is written on it. */
function columnsOf(text: string): { column: number; endColumn: number } {
  const column = text.search(/\S/) + 1
  return column === 0 ? { column: 1, endColumn: 2 } : { column, endColumn: text.trimEnd().length + 1 }
}
