import { expect, test } from 'vitest'
import { stateAt } from './alert.ts'
import { type LatestAlert, mergeSignal } from './merge-signal.ts'
import type { Signal } from './signal.ts'

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 12, minutes))
const NOW = at(30)

/** `20..25` ends at minute 25; `20..~35` is only guessed to end then; `20..` stays open; `!` is acknowledged. */
function read(text: string) {
  const [, from, guess, to, acknowledged] = /^(\d+)\.\.(~?)(\d*)(!?)$/.exec(text)!
  return {
    startsAt: at(Number(from)),
    ...(to ? { endsAt: at(Number(to)) } : {}),
    endIsTimeout: guess !== '',
    ...(acknowledged ? { acknowledgedAt: at(Number(from)) } : {}),
  } satisfies LatestAlert
}
const signal = (action: Signal['action'], when: string): Signal => ({
  action,
  key: 'disk',
  summary: 'Disk is full',
  severity: 'error',
  labels: {},
  annotations: {},
  links: [],
  details: {},
  ...read(when),
})
const minute = (date: Date | undefined) => (date ? (date.getTime() - at(0).getTime()) / 60_000 : '')
function check(action: Signal['action'], when: string, latest: string | undefined, expected: string) {
  const merge = mergeSignal(signal(action, when), latest === undefined ? undefined : read(latest), NOW)
  const said =
    merge.do === 'ignore'
      ? `ignore: ${merge.why}`
      : merge.do === 'acknowledge'
        ? merge.do
        : merge.do === 'resolve'
          ? `resolve at ${minute(merge.endsAt)}`
          : [
              merge.do,
              `${minute(merge.startsAt)}..${merge.endIsTimeout ? '~' : ''}${minute(merge.endsAt)}`,
              ...(merge.do === 'update' && merge.reopens ? ['reopens'] : []),
              ...(merge.do === 'update' && merge.acknowledged === false ? ['unacknowledged'] : []),
            ].join(' ')
  expect(said).toBe(expected)
}

// From Alertmanager's API v2: intervals, merged where they overlap. The time is minute 30.
test.each([
  ['first of its key', '30..34', undefined, 'open 30..34'],
  ['first of its key, end guessed', '30..~35', undefined, 'open 30..~35'],
  ['announced for later', '40..50', undefined, 'open 40..50'],
  ['over when it arrives', '20..25', undefined, 'ignore: over before it was ever heard of'],
  ['over this very minute', '20..30', undefined, 'ignore: over before it was ever heard of'],
  ['said again', '20..34', '20..33', 'update 20..34'],
  ['said again, later start', '22..34', '20..33', 'update 20..34'],
  ['said again, earlier start', '18..34', '20..33', 'update 18..34'],
  ['a guess pushes a guess on', '20..~35', '20..~33', 'update 20..~35'],
  ['a guess does not shorten an end that was given', '20..~35', '20..50', 'update 20..50'],
  ['a guess outlasts an end that was given', '20..~35', '20..33', 'update 20..~35'],
  ['an end that was given shortens a guess', '20..34', '20..~50', 'update 20..34'],
  ['an end that was given does not shorten one', '20..34', '20..50', 'update 20..50'],
  ['an open end outlasts', '25..34', '20..', 'update 20..'],
  ['the sender says it is over', '20..29', '20..33', 'resolve at 29'],
  ['over, whatever was guessed', '20..29', '20..~50', 'resolve at 29'],
  ['over, heard of in full for the first time', '15..29', '20..33', 'resolve at 29'],
  ['over is said again', '20..29', '20..29', 'ignore: already resolved'],
  ['over, the later end counts', '20..29', '20..28', 'update 20..29'],
  ['over, an earlier end changes nothing', '20..27', '20..28', 'ignore: already resolved'],
  ['over, but before the open alert began', '1..5', '20..33', 'ignore: older than the open alert'],
  ['over, after another one', '20..25', '1..5', 'ignore: over before it was ever heard of'],
  ['fires again later: a new episode', '28..34', '10..20', 'open 28..34'],
  ['fires again where it ended: the same one', '20..34', '10..20', 'update 10..34 reopens'],
  ['the sender was silent too long', '10..34', '10..~28', 'update 10..34 reopens'],
  ['the one who has it still has it', '10..34', '10..~28!', 'update 10..34 reopens'],
  ['it was over, so nobody has it', '10..34', '10..28!', 'update 10..34 reopens unacknowledged'],
  ['announced for later while open', '40..50', '20..33', 'update 20..50'],
] as const)('interval, %s', (_, when, latest, expected) => check('trigger', when, latest, expected))

// From PagerDuty's Events v2 and Opsgenie's alerts: a key is open until it is resolved.
test.each([
  ['trigger', '30..', undefined, 'open 30..'],
  ['trigger', '30..', '20..', 'update 20..'],
  ['trigger', '30..', '20..!', 'update 20..'],
  ['trigger', '30..', '20..29', 'open 30..'],
  ['trigger', '25..', '20..29', 'open 25..'],
  ['acknowledge', '30..', '20..', 'acknowledge'],
  ['acknowledge', '30..', '20..!', 'ignore: already acknowledged'],
  ['acknowledge', '30..', '20..29', 'ignore: no open alert has this key'],
  ['acknowledge', '30..', undefined, 'ignore: no open alert has this key'],
  ['resolve', '30..', '20..', 'resolve at 30'],
  ['resolve', '30..', '20..!', 'resolve at 30'],
  ['resolve', '30..', '20..29', 'ignore: no open alert has this key'],
  ['resolve', '30..', undefined, 'ignore: no open alert has this key'],
  ['change', '30..', '20..', 'ignore: a change is no alert'],
  ['change', '30..', undefined, 'ignore: a change is no alert'],
] as const)('event, %s %s on %s', (action, when, latest, expected) => check(action, when, latest, expected))

test.each([
  ['with its end', '20..28', '20..', 'resolve at 28'],
  ['an end to come is now', '20..40', '20..', 'resolve at 30'],
  ['an end before the beginning is the beginning', '1..5', '20..', 'resolve at 20'],
  ['an alert of the future ends now', '30..', '40..', 'resolve at 30'],
] as const)('resolve, %s', (_, when, latest, expected) => check('resolve', when, latest, expected))

test('an alert is over from its end on', () => {
  const state = (text: string) => stateAt(read(text), NOW)
  expect([state('20..'), state('20..31'), state('20..30'), state('20..29!'), state('20..31!')]).toEqual([
    'open',
    'open',
    'resolved',
    'resolved',
    'acknowledged',
  ])
})
