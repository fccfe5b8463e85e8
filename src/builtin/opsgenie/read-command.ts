import type { AlertCommand, AlertTarget, NamedParty } from '../../component/alert-command.ts'
import type { IntakeReading, IntakeRequest, Signal } from '../../component/intake.ts'
import { atOnce } from '../../component/intake-answers.ts'
import { readTime } from '../../component/intake-time.ts'
import { isRecord, type JsonRecord, labelsMember, listMember, member, textMember } from '../../component/json-value.ts'
import { cutText } from '../../component/storable-text.ts'
import { labelSet } from '../../kit/label-set.ts'
import { accepted, notProcessable } from './answers.ts'
import { isDetail } from './detail.ts'
import { PRIORITIES } from './priority.ts'
import { NO_SUCH_TARGET, targetOf } from './target.ts'

/** What a body must have for an action, if it has not. */
interface Missing {
  readonly field: string
  readonly why: string
}
type Making = AlertCommand | Missing
interface Verb {
  readonly method: 'POST' | 'PUT'
  readonly summary: string
  readonly make: (body: JsonRecord) => Making
}

const verb = (method: Verb['method'], summary: string, make: Verb['make']): Verb => ({ method, summary, make })
const missing = (field: string, why = 'can not be empty'): Missing => ({ field, why: `${field} ${why}.` })

/** The last word of the path → what it does. */
export const COMMAND_VERBS: Readonly<Record<string, Verb>> = {
  close: verb('POST', 'Closes an alert', () => ({ do: 'resolve' })),
  acknowledge: verb('POST', 'Acknowledges an alert', () => ({ do: 'acknowledge' })),
  unacknowledge: verb('POST', 'Takes an acknowledgement back', () => ({ do: 'unacknowledge' })),
  snooze: verb('POST', 'Snoozes an alert', (body) => {
    const until = readTime(textMember(body, 'endTime') ?? '')
    return until ? { do: 'snooze', until } : missing('endTime', 'is no date and time')
  }),
  escalate: verb('POST', 'Escalates an alert', (body) => toParty('escalate', body, 'escalation', 'escalation')),
  assign: verb('POST', 'Gives an alert to somebody', (body) => toParty('assign', body, 'owner', 'user')),
  responders: verb('POST', 'Calls somebody in', (body) => toParty('add-responder', body, 'responder', 'team')),
  teams: verb('POST', 'Calls a team in', (body) => toParty('add-responder', body, 'team', 'team')),
  notes: verb('POST', 'Adds a note', (body) => (textMember(body, 'note') ? { do: 'note' } : missing('note'))),
  tags: verb('POST', 'Adds tags', (body) => {
    const tags = textsOf(listMember(body, 'tags'))
    return tags.length > 0 ? { do: 'add-tags', tags } : missing('tags')
  }),
  details: verb('POST', 'Adds details', (body) => {
    const details = labelSet(Object.entries(labelsMember(body, 'details')).filter(([name]) => isDetail(name)))
    return Object.keys(details).length > 0 ? { do: 'add-details', details } : missing('details')
  }),
  message: verb('PUT', 'Changes the message', (body) => toText('set-message', body, 'message', 130)),
  description: verb('PUT', 'Changes the description', (body) => toText('set-description', body, 'description', 15_000)),
  priority: verb('PUT', 'Changes the priority', (body) => {
    const priority = textMember(body, 'priority') ?? ''
    return PRIORITIES.includes(priority)
      ? { do: 'set-priority', priority }
      : missing('priority', `should be one of [${PRIORITIES.join(', ')}]`)
  }),
}

/** An action on one alert; undefined for a path that is none. */
export function readCommand(body: JsonRecord, request: IntakeRequest): IntakeReading | undefined {
  const asked = commandOf(request.path.slice('/alerts/'.length), body, request)
  if (!asked) return undefined
  const { identifier, made } = asked
  if ('field' in made) return atOnce(notProcessable(request, { [made.field]: made.why }))
  const target = targetOf(identifier, request.query)
  if (!target) return atOnce(notProcessable(request, NO_SUCH_TARGET))
  const source = request.method === 'DELETE' ? Object.fromEntries(request.query) : body
  const by = textMember(source, 'user')
  const note = textMember(source, 'note')
  const said = {
    ...(by === undefined ? {} : { by: cutText(by, 100) }),
    ...(note === undefined ? {} : { note: cutText(note, 25_000) }),
  }
  const signal = signalOf(made, target, { ...said, startsAt: request.receivedAt })
  const answer = () => accepted(request)
  if (signal) return { kind: 'signals', signals: [signal], problems: [], warnings: [], answer }
  return { kind: 'command', target, command: made, ...said, answer }
}

/** What is said of a key is a signal like any other: it is kept, and understood, in the order in which it came. */
function signalOf(
  command: AlertCommand,
  target: AlertTarget,
  said: Pick<Signal, 'by' | 'note' | 'startsAt'>,
): Signal | undefined {
  if (target.by !== 'key' || (command.do !== 'acknowledge' && command.do !== 'resolve')) return undefined
  return {
    ...{
      action: command.do,
      key: target.value,
      summary: `${command.do} ${cutText(target.value, 100)}`,
      severity: 'warning',
    },
    ...{ labels: {}, annotations: {}, endIsTimeout: false, links: [], details: {} },
    ...said,
  }
}

function commandOf(
  rest: string,
  body: JsonRecord,
  { method, query }: IntakeRequest,
): { identifier: string; made: Making } | undefined {
  const custom = method === 'POST' ? /^(.+)\/actions\/([^/]+)$/s.exec(rest) : null
  if (custom) return { identifier: custom[1]!, made: { do: 'custom', action: cutText(custom[2]!, 50) } }
  const slash = rest.lastIndexOf('/')
  const [identifier, last] = slash > 0 ? [rest.slice(0, slash), rest.slice(slash + 1)] : [rest, '']
  if (method === 'DELETE') {
    const names = (name: string) => (query.get(name) ?? '').split(',').filter((each) => each !== '')
    if (last === 'tags') return { identifier, made: { do: 'remove-tags', tags: names('tags') } }
    if (last === 'details') return { identifier, made: { do: 'remove-details', names: names('keys').filter(isDetail) } }
    return rest === '' ? undefined : { identifier: rest, made: { do: 'delete' } }
  }
  const known = Object.hasOwn(COMMAND_VERBS, last) ? COMMAND_VERBS[last] : undefined
  return known?.method === method && identifier !== '' ? { identifier, made: known.make(body) } : undefined
}

const TYPES: readonly string[] = ['user', 'team', 'escalation', 'schedule']

function toParty(
  act: 'escalate' | 'assign' | 'add-responder',
  body: JsonRecord,
  field: string,
  usual: NamedParty['type'],
): Making {
  const party = member(body, field)
  if (!isRecord(party)) return missing(field)
  const name = textMember(party, 'username') ?? textMember(party, 'name') ?? textMember(party, 'id')
  if (name === undefined) return missing(field, 'should have an id, a name or a username')
  const said = textMember(party, 'type') ?? usual
  return {
    do: act,
    to: { type: TYPES.includes(said) ? (said as NamedParty['type']) : usual, name: cutText(name, 512) },
  }
}

function toText(act: 'set-message' | 'set-description', body: JsonRecord, field: string, most: number): Making {
  const text = textMember(body, field)
  return text === undefined ? missing(field) : { do: act, text: cutText(text, most) }
}

const textsOf = (values: readonly unknown[]): string[] =>
  values.filter((each) => typeof each === 'string' && each !== '').map((each) => cutText(each as string, 50))
