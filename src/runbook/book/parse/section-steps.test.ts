import { expect, test } from 'vitest'
import type { Step } from '../page.ts'
import { readPage } from './read-page.ts'

const tick = '```'
/** Steps of a page with one procedure. */
const steps = (...lines: string[]): readonly Step[] =>
  readPage('docs/runbooks/a.md', ['# Shop', '', '## Restart the shop', '', ...lines].join('\n')).procedures[0]?.steps ??
  []
const conditions = (...lines: string[]) => steps(...lines).map((step) => step.condition)

test('a condition in front of a block stays with its commands', () =>
  expect(conditions('**If ports are still in use**:', `${tick}bash`, 'fuser -k 80/tcp', tick)).toEqual([
    'If ports are still in use',
  ]))

test('a condition of a list item', () =>
  expect(
    conditions(
      '1. Drain it:',
      '',
      `   ${tick}bash`,
      '   drain a',
      `   ${tick}`,
      '2. If it hangs, kill it:',
      '',
      `   ${tick}bash`,
      '   pkill -9 a',
      `   ${tick}`,
    )[1],
  ).toMatch(/^If it hangs/))

test('"Otherwise" below an item makes a step of its own', () => {
  const read = steps(
    '1. Drain it:',
    '',
    `   ${tick}bash`,
    '   drain a',
    `   ${tick}`,
    '',
    '   Otherwise, with data loss:',
    '',
    `   ${tick}bash`,
    '   kubectl delete pod a --force',
    `   ${tick}`,
  )
  expect(read.map((step) => [step.commands.map((command) => command.text), step.condition !== undefined])).toEqual([
    [['drain a'], false],
    [['kubectl delete pod a --force'], true],
  ])
})

test('a condition that is the first comment of a block', () =>
  expect(
    conditions(
      '**Check the alerts**:',
      '',
      `${tick}bash`,
      '# If Alertmanager can be reached',
      'curl -s http://am:9093/api',
      tick,
    ),
  ).toEqual(['If Alertmanager can be reached']))

test('letters of an acronym are no title', () =>
  expect(steps('1. **D**efine the problem', '2. **E**xamine the system').map(({ title }) => title)).toEqual([
    'Define the problem',
    'Examine the system',
  ]))

test('a condition between numbered comments', () =>
  expect(
    conditions(`${tick}bash`, '# 1. Stop', 'systemctl stop x', '# If still running, force it:', 'pkill -9 x', tick),
  ).toEqual([undefined, 'If still running, force it']))

test('what must not be run is not offered', () => {
  expect(steps('Do NOT run this in production:', '', `${tick}bash`, 'dropdb shop', tick)).toEqual([])
  const [step] = steps(
    '1. Never run `rm -rf /data`; run `systemctl restart shop`.',
    '2. Check `systemctl status shop`.',
  )
  expect(step?.commands.map((command) => command.text)).toEqual(['systemctl restart shop'])
})
