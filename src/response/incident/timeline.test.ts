import { expect, test } from 'vitest'
import { ana, ben, eventsOf, incidentOf, minute } from '../../../test/incident-of.ts'
import { exportMarkdown } from './export-markdown.ts'
import { SYSTEM } from './incident-event.ts'
import { timeline } from './timeline.ts'

const EVENTS = eventsOf(
  [1, { type: 'noted', text: 'password is hunter2' }],
  [3, { type: 'noted', text: 'disk is ful' }, ben],
  [4, { type: 'corrected', entry: 2, withdrawn: true, why: 'a secret' }],
  [5, { type: 'corrected', entry: 3, text: 'disk is full', why: 'typing' }, ben],
  [6, { type: 'corrected', entry: 3, happenedAt: minute(0), why: 'saw it before' }, ben],
)

test('entries stand in the order in which things happened, in the words that count now', () => {
  const shown = timeline(EVENTS).map(
    ({ seq, by, what, text }) => `${seq} ${by} ${what}${text === undefined ? '' : `: ${text}`}`,
  )
  expect(shown).toEqual([
    '1 Ana declared "Checkout is slow" as P1 - High because its sender says it is critical',
    '3 Ben noted: disk is full',
    '2 Ana noted',
    '4 Ana withdrew entry 2: a secret',
    '5 Ben corrected entry 3: typing',
    '6 Ben corrected entry 3: saw it before',
  ])
  expect(timeline(EVENTS).map(({ correctedBy, withdrawn }) => [correctedBy, withdrawn])[1]).toEqual([[5, 6], false])
})

test('withdrawn words are nowhere in what is shown', () => {
  expect(JSON.stringify(timeline(EVENTS))).not.toContain('hunter2')
  expect(exportMarkdown(incidentOf(), { events: EVENTS, now: minute(9) })).not.toContain('hunter2')
})

test('words written again after a withdrawal are seen again', () => {
  const again = eventsOf(
    [1, { type: 'noted', text: 'secret' }],
    [2, { type: 'corrected', entry: 2, withdrawn: true, why: 'oops' }],
    [3, { type: 'corrected', entry: 2, text: 'a token was shown', why: 'kept the point' }],
  )
  expect(timeline(again)[1]).toMatchObject({ text: 'a token was shown', withdrawn: false })
})

test('the exported page says what was promised and kept, and foreign text stays text', () => {
  const events = eventsOf(
    [2, { type: 'acknowledged' }, ben],
    [3, { type: 'role-taken', role: 'commander' }, ben],
    [4, { type: 'noted', text: '<script>alert(1)</script> | [x](http://evil.example)\nsecond' }, ana],
    [5, { type: 'clock-warned', clock: 'mitigation', mark: 50, dueAt: minute(60) }, SYSTEM],
    [30, { type: 'resolved' }, ben],
  )
  const page = exportMarkdown(incidentOf(...events.slice(1).map((each) => [0, each.data, each.actor] as const)), {
    events,
    now: minute(40),
  })
  expect(page).toContain('# Incident 7: Checkout is slow')
  expect(page).toMatch(/\| Acknowledged \| 2030-01-01 00:15:00 \| .* \| met \|/)
  expect(page).toContain('| commander | Ben |')
  expect(page).toMatch(/warned: 50 % of the time for mitigation is over/)
  expect(page).not.toMatch(/<script|\]\(http/)
  expect(page.split('\n').every((line) => !line.includes('second') || line.startsWith('|'))).toBe(true)
})

test('what was changed around it stands behind the timeline, as text', () => {
  const change = { id: 'c', happenedAt: minute(-5), summary: '| <b>v7</b>', source: 'ci', links: [] }
  const changes = { shown: [change, { ...change, happenedAt: minute(5), service: 'shop' }], earlier: 3 }
  const page = exportMarkdown(incidentOf(), { events: EVENTS, changes, now: minute(9) })
  const [timelinePart, around] = page.split('## Changes around it')
  expect(timelinePart).not.toContain('v7')
  expect(around).toContain('3 earlier ones are left out.')
  expect(around).toMatch(/\| before \| \S+ \| .*v7.* \| ci \|/)
  expect(around).toMatch(/\| during \| shop \|/)
  expect(around).not.toContain('<b>')
})
