/** `opsbook alert routes test`. */
import type { Command } from 'commander'
import { failureText, judgeRouteTests, type PlacedRouteTest, routeTestFindings } from '../app/route-tests.ts'
import { visible } from '../kit/visible.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import { junitText } from '../runbook/report/junit-text.ts'
import { counted } from '../runbook/report/style.ts'
import { data, property } from '../runbook/report/workflow-command.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { openRulebook } from './open-rulebook.ts'
import type { Terminal } from './terminal.ts'

export const alertRoutesTest: CommandDefinition = {
  text: {
    name: 'test',
    summary:
      'Checks the tests of routes in opsbook.yaml (alerting.tests): to whom each alert is told, how it is grouped, whether it is muted, how bad an incident it makes. Exit 3 when one fails.',
    formats: ['table', 'json', 'junit', 'github'],
    examples: [
      ['opsbook alert routes test', 'by the settings in force here'],
      ['opsbook alert routes test --format junit > routes.xml', 'for CI'],
    ],
  },
  shape: (command: Command) => command.argument('[path]', 'the folder whose settings are asked; default: this one'),
  run,
}

async function run(call: Call<object>): Promise<ExitCode> {
  const { args, flags, terminal } = call
  const { book, settings, file } = await openRulebook(call, args)
  const tests = judgeRouteTests(settings.config, book, settings.lines)
  const failed = tests.filter(({ passed }) => !passed)
  switch (flags.format) {
    case 'json':
      terminal.print(terminal.json(routeTestsJson(file, tests)))
      break
    case 'junit':
      terminal.print(junitText('opsbook alert routes test', [{ name: file, cases: tests.map(junitCase(file)) }]))
      break
    case 'github':
      for (const { rule, message, span } of routeTestFindings({ file }, tests)) {
        const place = `file=${property(file)},line=${span.line},title=${property(`opsbook alert routes test: ${rule}`)}`
        terminal.print(`::error ${place}::${data(visible(message))}\n`)
      }
      break
    default:
      printTable(call, file, tests)
  }
  if (tests.length === 0 && !flags.quiet) terminal.say(`there are no tests; they stand in ${file} as alerting.tests\n`)
  return failed.length > 0 ? EXIT.found : EXIT.success
}

const routeTestsJson = (file: string, tests: readonly PlacedRouteTest[]) => ({
  ...{ schema: 'opsbook.route-tests/v1', file, passed: tests.every(({ passed }) => passed) },
  tests: tests.map(({ name, line, passed, failures, fate }) => ({
    ...{ name, line, passed, failures },
    ...{ receivers: fate.receivers, muted: fate.muted, groupBy: fate.groupBy, incident: fate.incident },
  })),
})

const junitCase =
  (file: string) =>
  ({ name, line, passed, failures }: PlacedRouteTest) => ({
    ...{ name, file, line, details: failures.map(failureText).join('\n') },
    ...(passed
      ? { result: 'passed' as const }
      : { result: 'failed' as const, message: failures.map(failureText).join('; ') }),
  })

function printTable({ terminal, flags }: Call<object>, file: string, tests: readonly PlacedRouteTest[]): void {
  const { style, print, say, errorStyle } = terminal
  for (const test of tests) if (!test.passed || !flags.quiet) printTest(terminal, file, test)
  const failed = tests.filter(({ passed }) => !passed)
  if (flags.quiet || tests.length === 0) return
  const sign = failed.length > 0 ? style.paint('red', style.signs.error) : style.paint('green', style.signs.ok)
  print(`${sign} ${counted(tests.length, 'test')}${failed.length > 0 ? `, ${failed.length} failed` : ''}\n`)
  const [first] = failed
  if (first)
    say(
      `  ${errorStyle.paint('dim', 'next')}  mend the route or the test at ${errorStyle.show(`${file}:${first.line}`)}\n`,
    )
}

function printTest({ style, print }: Pick<Terminal, 'style' | 'print'>, file: string, test: PlacedRouteTest): void {
  const { name, line, passed, failures, fate } = test
  const { paint, signs, show, columns } = style
  const [head = '', ...more] = wrapTo(show(name), columns - 2)
  const sign = passed ? paint('green', signs.ok) : paint('red', signs.error)
  print(`${sign} ${head}\n${more.map((each) => `  ${each}\n`).join('')}`)
  if (passed) return
  const taken = fate.routing.tried.filter(({ outcome }) => outcome === 'handles').map(({ key }) => key)
  const lines = [`${file}:${line}`, ...failures.map(failureText), `taken by ${taken.join(' and ')}`]
  for (const text of lines) for (const each of wrapTo(show(text), columns - 4)) print(`    ${each}\n`)
}
