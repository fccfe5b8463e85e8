import { alertKey } from '../../component/alert-key.ts'
import type { IntakeReading, IntakeRequest, Signal } from '../../component/intake.ts'
import { atOnce } from '../../component/intake-answers.ts'
import { type JsonRecord, labelsMember, listMember, member, textMember } from '../../component/json-value.ts'
import { cutText, oneLine } from '../../component/storable-text.ts'
import { type LabelSet, labelSet } from '../../kit/label-set.ts'
import { accepted, notProcessable } from './answers.ts'
import { PRIORITIES, severityOfPriority } from './priority.ts'

/** What Opsgenie keeps of each field; the rest is cut off. */
const LIMITS = { message: 130, description: 15_000, entity: 512, source: 100, user: 100, note: 25_000 } as const
const LISTS = { tags: { most: 20, longest: 50 }, actions: { most: 10, longest: 50 } } as const
const MOST_DETAILS = 8000

/** `POST /alerts`. */
export function readCreation(body: JsonRecord, request: IntakeRequest): IntakeReading {
  const errors: Record<string, string> = {}
  const message = oneLine(textMember(body, 'message') ?? '')
  if (message === '') errors.message = 'Message can not be empty.'
  const priority = textMember(body, 'priority') ?? 'P3'
  if (!PRIORITIES.includes(priority)) errors.priority = `Priority should be one of [${PRIORITIES.join(', ')}].`
  if (Object.keys(errors).length > 0) return atOnce(notProcessable(request, errors))

  const warnings: string[] = []
  const cut = (name: keyof typeof LIMITS, text = textMember(body, name)): string | undefined => {
    if (text === undefined) return undefined
    const short = cutText(text, LIMITS[name])
    if (short !== text) warnings.push(`"${name}" was cut to ${LIMITS[name]} characters`)
    return short
  }
  const alias = textMember(body, 'alias')
  const signal: Signal = {
    action: 'trigger',
    // Without an alias every request is an alert of its own.
    key: alias === undefined ? request.newId() : alertKey(alias),
    summary: cut('message', message)!,
    severity: severityOfPriority(priority),
    labels: labelSet([
      ...Object.entries(detailsOf(body, warnings)),
      ...(['entity', 'source'] as const).map((name) => [name, cut(name) ?? ''] as const),
      ['priority', priority],
    ]),
    annotations: labelSet([['description', cut('description') ?? '']]),
    startsAt: request.receivedAt,
    endIsTimeout: false,
    links: [],
    details: extrasOf(body, warnings),
    ...optional('by', cut('user')),
    ...optional('note', cut('note')),
  }
  return { kind: 'signals', signals: [signal], problems: [], warnings, answer: () => accepted(request) }
}

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Each in Name]?: string }

/** As many pairs as fit into the characters Opsgenie keeps. */
function detailsOf(body: JsonRecord, warnings: string[]): LabelSet {
  let left = MOST_DETAILS
  const pairs = Object.entries(labelsMember(body, 'details'))
  const kept = pairs.filter(([name, value]) => {
    left -= name.length + value.length
    return left >= 0
  })
  if (kept.length < pairs.length) warnings.push(`"details" were cut to ${MOST_DETAILS} characters`)
  return labelSet(kept)
}

/** Who should hear of it and what else came along: for people and for rules, as it was sent. */
function extrasOf(body: JsonRecord, warnings: string[]): Record<string, unknown> {
  const extras: Record<string, unknown> = {}
  for (const name of ['tags', 'actions'] as const) {
    const { most, longest } = LISTS[name]
    const texts = listMember(body, name).filter((each) => typeof each === 'string')
    if (texts.length > most) warnings.push(`"${name}" were cut to ${most}`)
    if (texts.length > 0) extras[name] = texts.slice(0, most).map((each) => cutText(each, longest))
  }
  for (const name of ['responders', 'visibleTo', 'teams'])
    if (listMember(body, name).length > 0) extras[name] = member(body, name)
  return extras
}
