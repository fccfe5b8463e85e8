import { expect, test } from 'vitest'
import { compileRotas } from '../settings/compile-rota.ts'
import { oncallSchema } from '../settings/oncall-schema.ts'
import { shiftsBetween } from '../shifts.ts'
import { uncovered } from './find-rota-problems.ts'
import { type ReachablePerson, serverProblems } from './server-problems.ts'

const NOW = Date.UTC(2026, 0, 5)
const DAY = 86_400_000
const rota = compileRotas(
  oncallSchema.parse({
    schedules: {
      it: {
        zone: 'UTC',
        layers: [{ name: 'turns', rotation: { every: 'day', from: '2026-01-01', people: ['ana', 'ben'] } }],
      },
    },
  }),
  new Map(),
).get('it')!

/** Codes with whom they are about. */
function found(logins: readonly string[], reach: readonly Partial<ReachablePerson>[] | undefined) {
  const spans = shiftsBetween(rota, [], { from: NOW, until: NOW + 14 * DAY })
  const problems = serverProblems({
    ...{ rota, spans, now: NOW, named: ['ana', 'ben'], gaps: uncovered(rota, spans) },
    people: new Map(logins.map((login) => [login, { id: `user_${login}`, login, name: login }])),
    reachable:
      reach &&
      new Map(
        reach.map((each, index) => [
          `user_${logins[index]}`,
          { userId: `user_${logins[index]}`, isReachable: true, lastProvenAt: new Date(NOW - DAY), ...each },
        ]),
      ),
  })
  return problems.map(({ code, login }) => `${code.replace('oncall/', '')} ${login ?? ''}`.trim())
}

test('nothing is wrong with people who can come in and were reached of late', () =>
  expect(found(['ana', 'ben'], [{}, {}])).toEqual([]))

test('a login of nobody, and a time in which nobody can be reached', () =>
  expect(found(['ana'], [{}])).toEqual(['unknown-login ben', 'nobody-reachable']))

test('people without a verified way, and those whom nothing reached for long or ever', () => {
  expect(found(['ana', 'ben'], [{ isReachable: false }, { lastProvenAt: undefined }])).toEqual([
    ...['nobody-reachable', 'unreachable-person ana', 'unproven-channel ben'],
  ])
  expect(found(['ana', 'ben'], [{ lastProvenAt: new Date(NOW - 31 * DAY) }, {}])).toEqual(['unproven-channel ana'])
})

test('where nobody can be asked how people are reached, nothing is said about it', () =>
  expect(found(['ana', 'ben'], undefined)).toEqual([]))
