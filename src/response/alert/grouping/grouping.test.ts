import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideNotification, type GroupMember, type Told } from './decide-notification.ts'
import { firstFlushAt, nextFlushAt } from './flush-times.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 12, minutes))
const NOW = at(60)

/** `a` fires, `a-` is resolved, `a~` fires and is silenced or snoozed, `a^40` fires and its snooze ended at minute 40. */
const members = (text: string): GroupMember[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({
      name: word[0]!,
      firing: !word.endsWith('-'),
      suppressed: word.endsWith('~'),
      ...(word[1] === '^' ? { wokeAt: at(Number(word.slice(2))) } : {}),
    }))
/** `ab|abc@30`: last told a and b firing, a, b and c are owed, at minute 30. */
function told(text: string): Told | undefined {
  const [, firing, owed, minute] = /^(\w*)\|(\w*)@(\d+)$/.exec(text) ?? []
  return minute === undefined ? undefined : { firing: new Set(firing), owed: new Set(owed), at: at(Number(minute)) }
}
const shown = (state: Told | undefined) =>
  state
    ? `${[...state.firing].join('')}|${[...state.owed].join('')}@${(state.at.getTime() - at(0).getTime()) / 60_000}`
    : ''

function check(holds: string, before: string, expected: string, how: { sendResolved?: boolean; muted?: boolean } = {}) {
  const decision = decideNotification({
    members: members(holds),
    told: told(before),
    sendResolved: how.sendResolved ?? true,
    repeatIntervalMs: 240 * 60_000,
    muted: how.muted ?? false,
    now: NOW,
  })
  const said =
    decision.do === 'nothing'
      ? 'nothing'
      : `${decision.reason}: +${decision.firing.join('')} -${decision.resolved.join('')}`
  expect(`${said}${decision.after ? ` => ${shown(decision.after)}` : ''}`).toBe(expected)
}

// The cases of Alertmanager's deduplication (needsUpdate), in its order.
test.each([
  ['never told, fires', 'a b', '', 'first notification: +ab - => ab|ab@60'],
  ['never told, already over', 'a-', '', 'nothing'],
  ['never told, silenced', 'a~', '', 'nothing'],
  ['never told, one of two silenced', 'a b~', '', 'first notification: +a - => a|a@60'],
  ['another one fires', 'a b', 'a|a@30', 'new alerts added: +ab - => ab|ab@60'],
  ['another fires, one is over', 'a- b', 'a|a@30', 'new alerts added: +b -a => b|b@60'],
  ['nothing new', 'a', 'a|a@30', 'nothing'],
  ['one of two is over', 'a b-', 'ab|ab@30', 'some alerts resolved: +a -b => a|a@60'],
  ['everything is over', 'a- b-', 'ab|ab@30', 'all alerts resolved: + -ab => |@60'],
  ['over and told so', 'a-', '|@30', 'nothing'],
  ['fired and ended between two flushes', 'a b-', 'a|a@30', 'nothing'],
  ['fires again after it was over', 'a', '|@30', 'new alerts added: +a - => a|a@60'],
] as const)('%s', (_, holds, before, expected) => check(holds, before, expected))

test.each([
  ['told, then put off', 'a~', 'a|a@30', 'nothing'],
  ['its time has come', 'a^40', 'a|a@30', 'new alerts added: +a - => a|a@60'],
  ['it comes back with everything that fires', 'a^40 b', 'ab|ab@30', 'new alerts added: +ab - => ab|ab@60'],
  ['told since', 'a^30', 'a|a@30', 'nothing'],
  ['never told, its time has come', 'a^40', '', 'first notification: +a - => a|a@60'],
  ['left out of what was told meanwhile', 'a^40 b', 'b|ab@50', 'new alerts added: +ab - => ab|ab@60'],
  ['over while it was put off', 'a-', 'a|a@30', 'all alerts resolved: + -a => |@60'],
  ['put off, another one is over', 'a~ b-', 'ab|ab@30', 'some alerts resolved: + -b => a|a@60'],
  ['the database’s clock is ahead', 'a^70', 'a|a@30', 'new alerts added: +a - => a|a@70'],
] as const)('a snooze: %s', (_, holds, before, expected) => check(holds, before, expected))

test('what comes back from a snooze waits while its route is silent', () => {
  check('a^40', 'a|a@30', 'nothing', { muted: true })
  check('a^40', 'a|a@30', 'new alerts added: +a - => a|a@60')
})

test('repeated when the interval has passed, not before', () => {
  const ask = (minutesAgo: number, text: string) =>
    decideNotification({
      members: members(text),
      told: { ...told('a|a@0')!, at: new Date(NOW.getTime() - minutesAgo * 60_000) },
      sendResolved: true,
      repeatIntervalMs: 240 * 60_000,
      muted: false,
      now: NOW,
    })
  expect(ask(240, 'a')).toEqual({ do: 'nothing' })
  expect(ask(241, 'a')).toMatchObject({ do: 'notify', reason: 'repeat interval elapsed', firing: ['a'], resolved: [] })
  expect(ask(241, 'a~')).toEqual({ do: 'nothing' })
})

test.each([
  ['over, nobody asked to hear that', 'a-', 'a|a@30', 'nothing => |@30'],
  ['one of two is over', 'a b-', 'ab|ab@30', 'nothing => a|a@30'],
  ['one is over, one is new', 'a- b', 'a|a@30', 'new alerts added: +b - => b|b@60'],
] as const)('without send_resolved, %s', (_, holds, before, expected) =>
  check(holds, before, expected, { sendResolved: false }),
)

// The promise beyond Alertmanager: told firing, told resolved.
test.each([
  ['silenced, then over', 'a-', 'a|a@30', 'all alerts resolved: + -a => |@60'],
  ['silenced while it fires', 'a~', 'a|a@30', 'nothing'],
  ['no longer silenced: it was known', 'a', 'a|a@30', 'nothing'],
  ['silenced beside one that is new', 'a~ b', 'a|a@30', 'new alerts added: +b - => b|ab@60'],
  ['then over', 'a- b', 'b|ab@30', 'some alerts resolved: +b -a => b|b@60'],
  ['then no longer silenced', 'a b', 'b|ab@30', 'new alerts added: +ab - => ab|ab@60'],
  ['one over, the other silenced', 'a- b~', 'ab|ab@30', 'some alerts resolved: + -a => b|b@60'],
  ['its route is gone', '', 'ab|ab@30', 'all alerts resolved: + -ab => |@60'],
  ['it went to another group', 'b', 'ab|ab@30', 'some alerts resolved: +b -a => b|b@60'],
] as const)('owed: %s', (_, holds, before, expected) => check(holds, before, expected))

test.each([
  ['what fires is not spoken of', 'a', '', 'nothing'],
  ['nor repeated', 'a', 'a|a@30', 'nothing'],
  ['what is over is', 'a- b', 'ab|ab@30', 'some alerts resolved: + -a => b|b@60'],
] as const)('muted: %s', (_, holds, before, expected) => check(holds, before, expected, { muted: true }))

test('whatever happens: told firing is told over once, and never twice', () => {
  const step = fc.record({
    holds: fc.array(fc.constantFrom('a', 'b', 'c', 'a-', 'b-', 'c-', 'a~', 'b~', 'c~', 'a^2', 'b^5'), { maxLength: 3 }),
    muted: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let state: Told | undefined
      const believed = new Set<string>()
      const last = { holds: [], muted: false }
      for (const [index, { holds, muted }] of [...steps, last].entries()) {
        const held = new Map(members(holds.join(' ')).map((member) => [member.name, member]))
        const decision = decideNotification({
          members: [...held.values()],
          told: state,
          sendResolved: true,
          repeatIntervalMs: 1e9,
          muted,
          now: at(index),
        })
        if (decision.do === 'notify') {
          if (decision.firing.length + decision.resolved.length === 0) return false
          for (const name of decision.resolved) if (!believed.delete(name)) return false
          for (const name of decision.firing) believed.add(name)
        }
        for (const name of believed) if (!held.get(name)?.firing) return false
        state = decision.after ?? state
      }
      return believed.size === 0
    }),
  )
})

test.each([
  ['a new group waits', 60, undefined, 60.5],
  ['a fresh alert joins', 60, 60.2, 60.2],
  ['an old alert brings it forward', 50, 60.2, 60],
  ['an old alert alone speaks at once', 50, undefined, 60],
] as const)('first flush: %s', (_, startsAt, planned, expected) =>
  expect(
    firstFlushAt(
      { groupWaitMs: 30_000 },
      at(startsAt),
      planned === undefined ? undefined : new Date(at(0).getTime() + planned * 60_000),
      NOW,
    ),
  ).toEqual(new Date(at(0).getTime() + expected * 60_000)),
)
test('next flush: an interval from now', () => expect(nextFlushAt({ groupIntervalMs: 300_000 }, NOW)).toEqual(at(65)))
