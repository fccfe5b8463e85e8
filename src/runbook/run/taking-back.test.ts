/** Runs that are taken back: in which order, where, and how much of them. */

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fence, file, folder, operator, planOf, run } from '../../../test/trial-run.ts'

describe('taking back', () => {
  const body = [
    ...[fence('{undo=#un-a}', 'touch a'), fence('{undo=#un-b}', 'touch b'), fence('', 'ls gone')],
    ...[
      '### Rollback',
      fence('{#un-a}', 'echo a >> log'),
      fence('{#un-b}', 'echo b >> log'),
      fence('', 'echo rest >> log'),
    ],
  ].join('\n\n')
  test('undoes what was done in reverse order, then what the page says', async () => {
    const { result } = await run(planOf(body), {}, { rollsBack: true })
    expect(result).toBe('rolled-back')
    expect(file('log')).toBe('b\na\nrest\n')
  })
  test('undoes a step only where it was carried out', async () => {
    const gate = [fence('', 'cat gate'), fence('{undo=#un-open}', 'mv gate open')]
    const both = { targets: ['a', 'b'].map((name) => ({ name, kind: 'local' as const })) }
    const plan = planOf([...gate, '### Rollback', fence('{#un-open}', 'echo undone >> log')].join('\n\n'), both)
    writeFileSync(join(folder, 'gate'), '')
    const { result, of } = await run(plan, {}, { rollsBack: true, batches: [['a'], ['b']] })
    expect(result).toBe('rolled-back')
    const undone = of('step.started').filter(({ step }) => plan.rollback.some(({ id }) => id === step))
    expect(undone.map(({ target }) => target)).toEqual(['a'])
    expect(file('log')).toBe('undone\n')
  })
  test('does not undo what was never started', async () => {
    const steps = [fence('{undo=#un-a}', 'touch a'), fence('{undo=#un-b cwd=gone}', 'touch b')]
    const undoing = [fence('{#un-a}', 'echo a >> log'), fence('{#un-b}', 'echo b >> log')]
    const plan = planOf([...steps, '### Rollback', ...undoing].join('\n\n'))
    const { result, of } = await run(plan, {}, { rollsBack: true })
    expect(of('step.finished')[1]).toMatchObject({ result: 'failed', end: { kind: 'refused' } })
    expect([result, file('log')]).toEqual(['rolled-back', 'a\n'])
  })
  test('goes by hand where everything was done by hand', async () => {
    const plan = planOf('1. Drain the node.\n2. Call the provider.\n\n### Rollback\n\n1. Undrain the node.')
    const answers = ['yes', 'done', 'failed', 'roll-back', 'done']
    const { result, of } = await run(plan, { operator: operator(answers) }, { mode: 'interactive' })
    expect(answers).toEqual([])
    expect(of('step.started').at(-1)?.step).toBe(plan.rollback[0]?.id)
    expect(result).toBe('rolled-back')
  })
  test('without being told to, nothing is taken back', async () => {
    const { result } = await run(planOf(body))
    expect(result).toBe('failed')
    expect(readdirSync(folder)).not.toContain('log')
  })
})
