import { expect, test } from 'vitest'
import { afterAnswer, type Circuit, type ProviderAnswer, WORKING } from './circuit.ts'

const T0 = Date.UTC(2030, 0, 1)
const at = (seconds: number) => new Date(T0 + seconds * 1_000)
const failed: ProviderAnswer = { worked: false }

/** What happens with one answer a second: when it opens and recovers, and how long it stays closed each time. */
function story(answers: readonly ProviderAnswer[]) {
  let circuit: Circuit = WORKING
  return answers.map((answer, second) => {
    const after = afterAnswer(circuit, answer, at(second))
    circuit = after.circuit
    const pause = circuit.closedUntil ? (circuit.closedUntil.getTime() - at(second).getTime()) / 1_000 : 0
    return `${after.step} ${pause}`
  })
}

test('five failures in a row open it; a try that fails doubles the pause; a success closes the matter', () =>
  expect(
    story([failed, failed, failed, failed, failed, failed, failed, failed, failed, failed, { worked: true }, failed]),
  ).toEqual([
    ...['none 0', 'none 0', 'none 0', 'none 0', 'opened 10', 'none 20', 'none 40', 'none 80', 'none 120', 'none 120'],
    ...['recovered 0', 'none 0'],
  ]))
test('a success in between begins anew', () =>
  expect(story([failed, failed, failed, failed, { worked: true }, failed]).at(-1)).toBe('none 0'))
test('a provider that says when to come again is left alone until then, and no longer than a quarter of an hour', () => {
  expect(story([{ worked: false, retryAfterMs: 42_000 }])).toEqual(['none 42'])
  expect(story([failed, failed, failed, failed, { worked: false, retryAfterMs: 10 ** 9 }]).at(-1)).toBe('opened 900')
})
