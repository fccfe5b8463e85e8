import type {
  IntakeAnswer,
  IntakeDialect,
  IntakeReading,
  IntakeRequest,
  IntegrationFacts,
  Signal,
  StoredSignal,
} from '../../component/intake.ts'
import { atOnce, jsonAnswer, retryAfter } from '../../component/intake-answers.ts'
import { readJsonBody } from '../../component/intake-body.ts'
import { headerKey } from '../../component/intake-credential.ts'
import { applyMapping } from './apply-mapping.ts'
import { readMapping } from './mapping.ts'

const MAX_BYTES = 5 * 1024 * 1024

/** JSON of any form, with a mapping that says where the parts of an alert are; without one, alerts in the form of our own. */
export const genericJson: IntakeDialect = {
  id: 'generic-json',
  title: 'JSON of any form',
  mount: { kind: 'path' },
  endpoints: (['POST', 'PUT'] as const).map((method) => ({
    method,
    path: '/',
    summary: 'One alert, or a list of them',
  })),
  maxBytes: MAX_BYTES,
  checkSettings: (settings) => {
    const read = readMapping(settings)
    return 'problems' in read ? read.problems : []
  },
  credential: headerKey,
  unknownKey: () =>
    failure(401, 'the key of the integration is missing or not valid', 'Send it as "Authorization: Bearer KEY"'),
  unavailable: (_request, seconds) => ({
    ...failure(503, 'the store takes nothing now', 'Send it again later'),
    headers: retryAfter(seconds),
  }),
  throttled: (_request, seconds) => ({
    ...failure(429, 'too many requests', 'Send it again later'),
    headers: retryAfter(seconds),
  }),
  read,
}

const failure = (status: number, message: string, hint: string): IntakeAnswer =>
  jsonAnswer(status, { code: `intake/${CODES[status] ?? 'invalid'}`, message, hint })

const CODES: Readonly<Record<number, string>> = {
  401: 'unknown-key',
  413: 'too-large',
  429: 'throttled',
  503: 'unavailable',
}

function read(request: IntakeRequest, integration: IntegrationFacts): IntakeReading {
  const body = readJsonBody(request.body, MAX_BYTES)
  if (!body.ok) {
    const status = body.why === 'too-large' ? 413 : 400
    return atOnce(failure(status, body.message, 'Send one JSON value, UTF-8, up to 5 MiB'))
  }
  const settings = readMapping(integration.settings)
  // Settings were checked when they were saved. If they are broken all the same, an alert in our own form must still get through.
  const usable = 'mapping' in settings ? settings : readMapping(undefined)
  if (!('mapping' in usable)) throw new Error('the mapping of our own form is not valid')
  const { mapped, leftOut } = applyMapping(usable.mapping, body.value, request.receivedAt)
  const signals = mapped.flatMap(({ signal }) => signal ?? [])
  const problems = mapped.flatMap(({ problem }, index) => (problem ? [`alert ${index}: ${problem}`] : []))
  const warnings = mapped.flatMap(({ warnings }, index) => warnings.map((each) => `alert ${index}: ${each}`))
  if ('problems' in settings) warnings.push(`the mapping cannot be used: ${settings.problems.join('; ')}`)
  if (leftOut > 0) problems.push(`${leftOut} more alerts than the 1000 that are taken at once`)
  if (signals.length === 0 && problems.length > 0)
    return atOnce({
      status: 400,
      json: {
        code: 'intake/invalid',
        message: problems.join('; '),
        hint: 'The mapping of the integration says where each part is found',
      },
    })
  if (signals.length === 0) return atOnce(answerTo([], [], [problems, warnings]))
  return {
    kind: 'signals',
    signals,
    problems,
    warnings,
    answer: (stored) => answerTo(signals, stored, [problems, warnings]),
  }
}

const answerTo = (
  signals: readonly Signal[],
  stored: readonly StoredSignal[],
  [problems, warnings]: readonly (readonly string[])[],
): IntakeAnswer =>
  jsonAnswer(200, {
    stored: stored.map(({ alertId, outcome }, index) => ({
      key: signals[index]?.key,
      outcome,
      alert: alertId ?? null,
    })),
    problems,
    warnings,
  })
