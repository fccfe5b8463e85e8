import { expect, test } from 'vitest'
import { nextMethod, type PageMessage } from './next-method.ts'

const methods = ['push', 'voice', 'mail'].map((id, rank) => ({ id, channel: id, rank }))
const message = (methodId: string, isPlanned: boolean, second = 0): PageMessage => ({
  ...{ id: `m-${methodId}-${second}`, methodId, isPlanned, dueAt: new Date(Date.UTC(2030, 0, 1, 0, 0, second)) },
})
test.each([
  [
    'what was planned first',
    [message('push', false), message('mail', true, 9), message('voice', true, 5)],
    'push',
    { do: 'pull', message: 'm-voice-5' },
  ],
  ['the best that was not tried', [message('push', false)], 'push', { do: 'add', method: methods[1] }],
  [
    'not the failing one again, though it was planned',
    [message('push', false), message('push', true, 3)],
    'push',
    { do: 'add', method: methods[1] },
  ],
  ['nothing, when all were tried', methods.map(({ id }) => message(id, false)), 'mail', { do: 'none' }],
] as const)('%s', (_, messages, failing, expected) => expect(nextMethod(messages, methods, failing)).toEqual(expected))
