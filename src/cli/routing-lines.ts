/** Who hears of an alert and why, or who would, on a terminal. */
import { labelsText } from '../response/alert/routing/group-key.ts'
import { wrapTo } from '../runbook/report/display-width.ts'
import type { Style, Tone } from '../runbook/report/style.ts'
import { agoWords, momentWords } from '../runbook/report/time-words.ts'
import type { ShownRouting } from './alert-client.ts'

/** What keeps an alert from being told now; nothing where nothing does. */
export function heldLines(routing: ShownRouting, now: Date, style: Style): string[] {
  const until = (iso: string) => `until ${momentWords(iso)} (${agoWords(iso, now)})`
  const muted = routing.groups.filter(({ mutedBy }) => mutedBy.length > 0)
  return [
    ...(routing.snoozedUntil === null ? [] : [`snoozed ${until(routing.snoozedUntil)}`]),
    ...routing.silencedBy.map(
      ({ id, createdBy, comment, endsAt }) => `silenced by ${createdBy} ${until(endsAt)}: ${comment} (${id})`,
    ),
    ...routing.inhibitedBy.map(
      ({ rule, labels }) => `inhibited by ${labelsText(labels)}, which fires (inhibit_rules.${rule})`,
    ),
    ...muted.map(({ receiver, mutedBy }) => `${receiver} is not told now: ${mutedBy.join(', ')}`),
  ].flatMap((text) => hanging(text, 2, style))
}

const TONES: Readonly<Record<ShownRouting['tried'][number]['outcome'], Tone>> = {
  handles: 'green',
  passes: 'plain',
  missed: 'dim',
  'not tried': 'dim',
}

/** The way through the tree, one line a route, and how each receiver is told. */
export function routeLines({ tried, groups, told }: ShownRouting, style: Style): string[] {
  const { signs, paint } = style
  const ways = groups.map(
    ({ receiver, groupKey, groupWait, groupInterval, repeatInterval, mutedBy }) =>
      `${told.includes(receiver) && mutedBy.length === 0 ? '' : 'not now: '}${receiver} ${signs.dot} ${groupKey} ${signs.dot} waits ${groupWait}, news every ${groupInterval}, repeated after ${repeatInterval}`,
  )
  return [
    ...tried.flatMap(({ route, path, outcome, why }) => {
      const sign = { handles: signs.ok, passes: signs.arrow, missed: signs.manual, 'not tried': signs.manual }[outcome]
      // The conditions of this route alone: those above it stand above it.
      const parent = tried.find((each) => String(each.path) === String(path.slice(0, -1)))
      const name = path.length === 0 ? 'the root' : route.slice((parent?.route.length ?? -1) + 1)
      // A single condition that does not hold says itself what it is.
      const itself = why !== null && outcome === 'missed' && why.startsWith(name.slice(1, -1))
      const said = itself ? why : `${name}  ${OUTCOMES[outcome]}${why === null ? '' : `: ${why}`}`
      return hanging(`${sign} ${said}`, 2 + 2 * path.length, style).map((line) => paint(TONES[outcome], line))
    }),
    ...ways.flatMap((text) => hanging(text, 2, style)),
  ]
}

const OUTCOMES = { handles: 'takes it', passes: 'fits', missed: 'does not fit', 'not tried': 'not tried' } as const

/** Deep trees do not push their text off a narrow terminal. */
function hanging(text: string, wanted: number, { show, columns }: Style): string[] {
  const by = Math.min(wanted, Math.floor(columns / 3))
  return wrapTo(show(text), columns - by - 2).map((line, at) => ' '.repeat(at === 0 ? by : by + 2) + line)
}
