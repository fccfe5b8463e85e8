import type { IntakeAnswer, IntakeReading, IntakeRequest, IntegrationFacts, Signal } from '../../component/intake.ts'
import { atOnce, jsonAnswer } from '../../component/intake-answers.ts'
import { readJsonBody } from '../../component/intake-body.ts'
import { type MemberProblem, readPostedAlert } from './read-posted-alert.ts'
import { settingsOf } from './settings.ts'

const MAX_BYTES = 10 * 1024 * 1024

/**
 * `POST /alerts`: a list of alerts. Alertmanager checks the list in three passes and answers with the first that finds something: does it
 * parse (400 with a code), has each what it must have (422 with a code), may it be stored (400 with a text). We store what is good in a
 * list whatever the answer says of the rest; the sender is told of the same problem in the same words.
 */
export function readPostedAlerts(request: IntakeRequest, integration: IntegrationFacts): IntakeReading {
  if (request.body.byteLength > 0) {
    const mediaType = (request.headers['content-type'] ?? 'application/octet-stream')
      .split(';')[0]!
      .trim()
      .toLowerCase()
    if (mediaType !== 'application/json')
      return atOnce(failure(415, 415, `unsupported media type "${mediaType}", only [application/json] are allowed`))
  }
  const body = readJsonBody(request.body, MAX_BYTES)
  if (!body.ok) {
    if (body.why === 'empty') return atOnce(failure(422, 602, 'alerts in body is required'))
    if (body.why === 'too-large') return atOnce(failure(413, 413, body.message))
    return atOnce(failure(400, 400, unparsable(body.why === 'cut-short' ? 'unexpected EOF' : body.message)))
  }
  // A Go program reads `null` as an empty list.
  if (body.value === null) return accepted([], [])
  if (!Array.isArray(body.value)) {
    const kind = typeof body.value === 'boolean' ? 'bool' : typeof body.value
    return atOnce(
      failure(400, 400, unparsable(`json: cannot unmarshal ${kind} into Go value of type models.PostableAlerts`)),
    )
  }
  const settings = settingsOf(integration)
  const signals: Signal[] = []
  const problems: MemberProblem[] = []
  for (const [index, each] of body.value.entries()) {
    const read = readPostedAlert(each, { index, settings, now: request.receivedAt })
    if ('signal' in read) signals.push(read.signal)
    else problems.push(read.problem)
  }
  return accepted(signals, problems)
}

const unparsable = (why: string) => `parsing alerts body from "" failed, because ${why}`

const failure = (status: number, code: number, message: string): IntakeAnswer => jsonAnswer(status, { code, message })

function accepted(signals: readonly Signal[], problems: readonly MemberProblem[]): IntakeReading {
  const answer = answerTo(problems)
  if (signals.length === 0) return atOnce(answer)
  return {
    kind: 'signals',
    signals,
    problems: problems.map(({ index, message }) => `alert ${index}: ${message}`),
    warnings: [],
    answer: () => answer,
  }
}

function answerTo(problems: readonly MemberProblem[]): IntakeAnswer {
  const unparsed = problems.find(({ pass }) => pass === 'parse')
  if (unparsed) return failure(400, 400, unparsable(unparsed.message))
  const incomplete = problems.find(({ pass }) => pass === 'schema')
  if (incomplete) return failure(422, incomplete.code ?? 602, incomplete.message)
  if (problems.length > 0) return jsonAnswer(400, problems.map(({ message }) => message).join('; '))
  return { status: 200 }
}
