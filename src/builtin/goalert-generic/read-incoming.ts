import { createHash } from 'node:crypto'
import { alertKey } from '../../component/alert-key.ts'
import { severityOfLabels } from '../../component/alert-labels.ts'
import type { IntakeReading, IntakeRequest, IntegrationFacts, LabelSet, StoredSignal } from '../../component/intake.ts'
import { atOnce, jsonAnswer, textAnswer } from '../../component/intake-answers.ts'
import { readForm, readJsonBody } from '../../component/intake-body.ts'
import { isRecord, labelsMember, member } from '../../component/json-value.ts'
import { cutText, oneLine } from '../../component/storable-text.ts'
import { labelSet } from '../../kit/label-set.ts'

const LONGEST_SUMMARY = 1024
const LONGEST_DETAILS = 6144

/** The fields of one call. */
interface Incoming {
  readonly summary: string
  readonly details: string
  readonly action: string
  readonly dedup: string
  readonly meta: LabelSet
}

/** `POST /generic/incoming`: fields from the query, overruled by a form, overruled by JSON. */
export function readIncoming(request: IntakeRequest, integration: IntegrationFacts, maxBytes: number): IntakeReading {
  if (request.body.byteLength > maxBytes) return atOnce(textAnswer(413, 'http: request body too large\n'))
  const fields = fieldsOf(request, maxBytes)
  if (typeof fields === 'string') return atOnce(textAnswer(400, `${fields}\n`))
  const summary = cutText(oneLine(fields.summary), LONGEST_SUMMARY)
  const details = cutText(fields.details, LONGEST_DETAILS)
  const closes = fields.action === 'close'
  // What it is about is known by its key when it is closed.
  if (summary === '' && !(closes && fields.dedup !== ''))
    return atOnce(textAnswer(400, "invalid value for 'Summary': must not be empty\n"))
  const key = fields.dedup === '' ? keyOfText(summary, details) : alertKey(fields.dedup)
  return {
    kind: 'signals',
    signals: [
      {
        action: closes ? 'resolve' : 'trigger',
        key,
        summary: summary || `close ${cutText(fields.dedup, 100)}`,
        severity: severityOfLabels(fields.meta),
        labels: fields.meta,
        annotations: labelSet([['description', details]]),
        startsAt: request.receivedAt,
        endIsTimeout: false,
        links: [],
        details: {},
      },
    ],
    problems: [],
    warnings: [],
    answer: ([stored]) => (wantsJson(request) ? jsonAnswer(200, alertOf(stored, integration)) : { status: 204 }),
  }
}

const wantsJson = ({ headers }: IntakeRequest) => headers.accept === 'application/json'

const alertOf = (stored: StoredSignal | undefined, { id }: IntegrationFacts) => ({
  AlertID: stored?.alertNumber ?? stored?.alertId ?? 0,
  ServiceID: id,
  IsNew: stored?.outcome === 'opened',
})

/** Without a key of the sender, the same text is the same alert. */
const keyOfText = (summary: string, details: string) =>
  `auto:${createHash('sha256').update(`${summary}\0${details}`).digest('hex')}`

function fieldsOf(request: IntakeRequest, maxBytes: number): Incoming | string {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  const query = readForm(request.query.toString())
  if (type === 'application/json') return fromJson(request.body, fromForms([query]), maxBytes)
  if (type !== 'application/x-www-form-urlencoded') return fromForms([query])
  return fromForms([readForm(new TextDecoder().decode(request.body)), query])
}

function fromForms(forms: readonly ReadonlyMap<string, readonly string[]>[]): Incoming {
  const first = (name: string) => forms.map((form) => form.get(name)?.[0]).find((value) => value !== undefined) ?? ''
  const meta = forms
    .flatMap((form) => form.get('meta') ?? [])
    .flatMap((pair) => {
      const sign = pair.indexOf('=')
      return sign > 0 ? [[pair.slice(0, sign), pair.slice(sign + 1)] as const] : []
    })
  const [summary, details, action, dedup] = ['summary', 'details', 'action', 'dedup'].map(first) as Texts
  return { summary, details, action, dedup, meta: labelSet(meta) }
}

type Texts = [string, string, string, string]

function fromJson(body: Uint8Array, base: Incoming, maxBytes: number): Incoming | string {
  const read = readJsonBody(body, maxBytes)
  if (!read.ok) return read.message
  if (!isRecord(read.value)) return 'json: cannot unmarshal the body into an object'
  const overruled: Partial<Record<keyof Incoming, string>> = {}
  for (const name of ['summary', 'details', 'action', 'dedup'] as const) {
    const value = member(read.value, name)
    if (value === undefined) continue
    if (typeof value !== 'string') return `json: cannot unmarshal ${typeof value} into field ${name} of type string`
    overruled[name] = value
  }
  return {
    ...base,
    ...overruled,
    meta: labelSet([...Object.entries(base.meta), ...Object.entries(labelsMember(read.value, 'meta'))]),
  } as Incoming
}
