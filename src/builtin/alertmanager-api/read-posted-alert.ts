import { keyOfLabels } from '../../component/alert-key.ts'
import { linksOfAnnotations, severityOfLabels, summaryOfLabels } from '../../component/alert-labels.ts'
import type { LabelSet, Signal } from '../../component/intake.ts'
import { isZeroTime, readTime } from '../../component/intake-time.ts'
import { isRecord, member } from '../../component/json-value.ts'
import { webLink } from '../../component/web-link.ts'
import { labelSet } from '../../kit/label-set.ts'
import type { AlertmanagerSettings } from './settings.ts'

/** What is wrong with one alert of a list, and in which of Alertmanager's three passes it is found. */
export interface MemberProblem {
  readonly index: number
  readonly pass: 'parse' | 'schema' | 'store'
  readonly message: string
  readonly code?: number
}

type Reading = { readonly signal: Signal } | { readonly problem: MemberProblem }

const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** One alert: the rules of `postableAlert` in Alertmanager's API v2, error texts as version 0.25 gives them. */
export function readPostedAlert(
  value: unknown,
  { index, settings, now }: { index: number; settings: AlertmanagerSettings; now: Date },
): Reading {
  const problem = (pass: MemberProblem['pass'], message: string, code?: number): Reading => ({
    problem: code === undefined ? { index, pass, message } : { index, pass, message, code },
  })
  if (!isRecord(value)) return problem('parse', `json: cannot unmarshal ${goKind(value)} into Go value of type struct`)
  const parsed = parseMembers(value)
  if (typeof parsed === 'string') return problem('parse', parsed)
  const { labels, annotations, generatorUrl } = parsed
  if (!labels) return problem('schema', `${index}.labels in body is required`, 602)
  if (generatorUrl !== undefined && !isUri(generatorUrl))
    return problem('schema', `${index}.generatorURL in body must be of type uri: "${generatorUrl}"`, 601)

  const times = intervalOf(parsed, settings, now)
  if (times.endsAt.getTime() < times.startsAt.getTime()) return problem('store', 'start time must be before end time')
  if (Object.keys(labels).length === 0) return problem('store', 'at least one label pair required')
  for (const [what, set] of [
    ['label set', labels],
    ['annotations', annotations],
  ] as const) {
    const bad = Object.keys(set).find((name) => (settings.classicNames ? !CLASSIC_NAME.test(name) : name === ''))
    if (bad !== undefined) return problem('store', `invalid ${what}: invalid name "${bad}"`)
  }
  return { signal: signalOf({ labels, annotations, times, generatorUrl: webLink(generatorUrl) }) }
}

interface Parsed {
  readonly labels?: LabelSet
  readonly annotations: LabelSet
  readonly generatorUrl?: string
  readonly startsAt?: Date
  readonly endsAt?: Date
}

/** The members with their types, or what does not parse. */
function parseMembers(value: Readonly<Record<string, unknown>>): Parsed | string {
  for (const name of ['labels', 'annotations']) {
    const set = member(value, name)
    if (set === undefined) continue
    if (!isRecord(set)) return mismatch(set, name, 'models.LabelSet')
    const bad = Object.values(set).find((each) => typeof each !== 'string' && each !== null)
    if (bad !== undefined) return mismatch(bad, name, 'string')
  }
  const link = member(value, 'generatorURL')
  if (link !== undefined && typeof link !== 'string') return mismatch(link, 'generatorURL', 'string')
  const times: { startsAt?: Date; endsAt?: Date } = {}
  for (const name of ['startsAt', 'endsAt'] as const) {
    const written = member(value, name)
    if (written === undefined || written === '') continue
    if (typeof written !== 'string') return mismatch(written, name, 'string')
    const time = readTime(written)
    if (!time) return `parsing time "${written.slice(0, 64)}" as "2006-01-02T15:04:05Z07:00": cannot parse it`
    // amtool writes the zero time where it means none.
    if (!isZeroTime(time)) times[name] = time
  }
  const labels = member(value, 'labels')
  return {
    annotations: textsOf(member(value, 'annotations')),
    ...times,
    ...(labels === undefined ? {} : { labels: textsOf(labels) }),
    ...(typeof link === 'string' && link !== '' ? { generatorUrl: link } : {}),
  }
}

const textsOf = (set: unknown): LabelSet =>
  labelSet(
    Object.entries(set ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== ''),
  )

const mismatch = (value: unknown, name: string, type: string) =>
  `json: cannot unmarshal ${goKind(value)} into Go struct field Alert.${name} of type ${type}`

const goKind = (value: unknown) =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value

/** An address with a scheme, or a path from the root. */
const isUri = (text: string) => text.startsWith('/') || /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s]*$/.test(text)

interface Times {
  readonly startsAt: Date
  readonly endsAt: Date
  readonly endIsTimeout: boolean
}

function intervalOf({ startsAt, endsAt }: Parsed, { resolveTimeoutMs }: AlertmanagerSettings, now: Date): Times {
  const endIsTimeout = endsAt === undefined
  return {
    startsAt: startsAt ?? endsAt ?? now,
    endsAt: endsAt ?? new Date(now.getTime() + resolveTimeoutMs),
    endIsTimeout,
  }
}

function signalOf({
  labels,
  annotations,
  times,
  generatorUrl,
}: {
  labels: LabelSet
  annotations: LabelSet
  times: Times
  generatorUrl: string | undefined
}): Signal {
  return {
    // An end that has passed resolves: what that means for the stored alert depends on its own times.
    action: 'trigger',
    key: keyOfLabels(labels),
    summary: summaryOfLabels(labels, annotations),
    severity: severityOfLabels(labels),
    labels,
    annotations,
    ...times,
    ...(generatorUrl === undefined ? {} : { generatorUrl }),
    links: linksOfAnnotations(annotations),
    details: {},
  }
}
