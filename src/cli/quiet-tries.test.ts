import { expect, test } from 'vitest'
import { QuietTries } from './quiet-tries.ts'

/** What is on the screen after tries with these outputs; the last one ends the step. */
function screen(tries: readonly string[], stepMs = 2000): string[] {
  const seen: string[] = []
  const quiet = new QuietTries((lines) => seen.push(...lines))
  for (const [index, output] of tries.entries()) {
    quiet.write([output])
    if (index < tries.length - 1) quiet.failed({ first: 'not yet', later: `still not (${index + 1})` }, index * stepMs)
  }
  quiet.over()
  return seen
}

test('a check that holds at once is shown as it comes', () => expect(screen(['up in 3 ms'])).toEqual(['up in 3 ms']))
test('the same failure is shown once, the end always', () =>
  expect(screen(['down in 3 ms', 'down in 4 ms', 'down in 9 ms', 'up in 2 s'])).toEqual([
    'down in 3 ms',
    'not yet',
    'up in 2 s',
  ]))
test('another failure is shown', () =>
  expect(screen(['down', 'half up', 'half up', 'up'])).toEqual(['down', 'not yet', 'half up', 'still not (2)', 'up']))
test('every ten seconds it says that it still tries', () =>
  expect(screen(['down', 'down', 'down', 'down', 'up'], 6000)).toEqual(['down', 'not yet', 'still not (3)', 'up']))
test('a failure that stays is shown again at the end', () =>
  expect(screen(['down', 'down', 'down'])).toEqual(['down', 'not yet', 'down']))
