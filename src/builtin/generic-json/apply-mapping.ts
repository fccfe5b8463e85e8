import { createHash } from 'node:crypto'
import { alertKey } from '../../component/alert-key.ts'
import type { Signal, SignalSeverity } from '../../component/intake.ts'
import { readTime } from '../../component/intake-time.ts'
import { isRecord, plainText } from '../../component/json-value.ts'
import { severityOfWord } from '../../component/severity-word.ts'
import { cutText, oneLine } from '../../component/storable-text.ts'
import { webLink } from '../../component/web-link.ts'
import { type LabelSet, labelSet } from '../../kit/label-set.ts'
import { evaluate, firstText, type Scope } from './language/evaluate.ts'
import type { Mapping } from './mapping.ts'

const MOST_ITEMS = 1000
const ACTIONS: Readonly<Record<Signal['action'], string>> = {
  trigger:
    'trigger triggered firing fire alerting alert open opened problem down failed failing error active true create created',
  resolve:
    'resolve resolved ok close closed recovery recovered up fixed inactive false good normal clear cleared success',
  acknowledge: 'acknowledge acknowledged ack acked',
  change: 'change changed deploy deployed deployment',
}
const MEANINGS = new Map(
  Object.entries(ACTIONS).flatMap(([action, words]) =>
    words.split(' ').map((word) => [word, action as Signal['action']] as const),
  ),
)

/** One member of a body as a signal, or why it is none; `warnings` is what had to be guessed. */
export interface Mapped {
  readonly signal?: Signal
  readonly problem?: string
  readonly warnings: readonly string[]
  /** Each field's value, for people. */
  readonly values: ReadonlyMap<string, unknown>
}

/** What a body becomes. A list without `items` is many alerts; anything else is one. */
export function applyMapping(
  mapping: Mapping,
  body: unknown,
  now: Date,
): { mapped: readonly Mapped[]; leftOut: number } {
  const items = mapping.items ? evaluate(mapping.items, { body, item: body }) : body
  const list = Array.isArray(items) ? items : items === undefined ? [] : [items]
  const mapped = list.slice(0, MOST_ITEMS).map((item) => mapOne(mapping, { body, item }, now))
  return { mapped, leftOut: list.length - mapped.length }
}

function mapOne({ fields }: Mapping, scope: Scope, now: Date): Mapped {
  const values = new Map([...fields].map(([name, expression]) => [name, evaluate(expression, scope)] as const))
  const text = (name: string) => firstText(values.get(name)) || undefined
  const warnings: string[] = []
  const labels = pairsOf('labels', values)
  const action = actionOf(text('action'), warnings)
  const said = cutText(oneLine(text('summary') ?? ''), 1024)
  const key = text('key')
  if (said === '' && (action === 'trigger' || action === 'change' || key === undefined))
    return { problem: 'it has no summary', warnings, values }
  const link = webLink(text('link'))
  if (link === undefined && text('link') !== undefined)
    warnings.push('its link is no http or https address and was left out')
  const endsAt = timeOf('endsAt', values, warnings)
  const [by, note] = [text('by'), text('note')]
  const details = values.get('details')
  const signal: Signal = {
    action,
    key: key === undefined ? keyOfContent(said, labels) : alertKey(key),
    summary: said || `${action} ${cutText(key ?? '', 100)}`,
    severity: severityOf(text('severity'), warnings),
    labels,
    annotations: pairsOf('annotations', values),
    startsAt: timeOf('startsAt', values, warnings) ?? now,
    ...(endsAt === undefined ? {} : { endsAt }),
    endIsTimeout: false,
    ...(link === undefined ? {} : { generatorUrl: link }),
    links: [],
    details: isRecord(details) ? details : details === undefined ? {} : { details },
    ...(by === undefined ? {} : { by: cutText(by, 200) }),
    ...(note === undefined ? {} : { note: cutText(note, 25_000) }),
  }
  return { signal, warnings, values }
}

/** Without a key, the same text about the same thing is the same alert. */
const keyOfContent = (summary: string, labels: LabelSet) =>
  `auto:${createHash('sha256')
    .update(JSON.stringify([summary, Object.entries(labels).sort(byName)]))
    .digest('hex')}`
const byName = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : a > b ? 1 : 0)

function actionOf(word: string | undefined, warnings: string[]): Signal['action'] {
  if (word === undefined) return 'trigger'
  const action = MEANINGS.get(word.trim().toLowerCase())
  if (!action) warnings.push(`its action "${cutText(word, 40)}" is not known; it was taken for a trigger`)
  return action ?? 'trigger'
}

function severityOf(word: string | undefined, warnings: string[]): SignalSeverity {
  if (word === undefined) return 'error'
  const severity = severityOfWord(word)
  if (!severity) warnings.push(`its severity "${cutText(word, 40)}" is not known; it was taken for an error`)
  return severity ?? 'error'
}

/** RFC 3339, or seconds or milliseconds since 1970. */
function timeOf(name: string, values: ReadonlyMap<string, unknown>, warnings: string[]): Date | undefined {
  const text = firstText(values.get(name))
  if (text === undefined || text === '') return undefined
  const number = /^\d{9,13}(?:\.\d+)?$/.test(text) ? Number(text) : undefined
  const time = number === undefined ? readTime(text) : new Date(number < 100_000_000_000 ? number * 1000 : number)
  if (!time) warnings.push(`its ${name} "${cutText(text, 40)}" is no time and was left out`)
  return time
}

/** `labels` whole, then `labels.*`, then each by its own name. */
function pairsOf(set: string, values: ReadonlyMap<string, unknown>): LabelSet {
  const pairs: (readonly [string, string])[] = []
  const spread = (value: unknown) => {
    if (!isRecord(value)) return
    for (const [name, each] of Object.entries(value)) {
      const text = plainText(each)
      if (name !== '' && text !== undefined) pairs.push([name, text])
    }
  }
  spread(values.get(set))
  spread(values.get(`${set}.*`))
  for (const [name, value] of values) {
    const text = name.startsWith(`${set}.`) ? firstText(value) : undefined
    if (text !== undefined && name !== `${set}.*`) pairs.push([name.slice(set.length + 1), text])
  }
  return labelSet(pairs)
}
