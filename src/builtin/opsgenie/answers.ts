import type { IntakeAnswer, IntakeRequest } from '../../component/intake.ts'
import { jsonAnswer, retryAfter } from '../../component/intake-answers.ts'

const headersOf = (request: IntakeRequest) => ({
  'x-request-id': request.requestId,
  'x-response-time': '0',
  'x-ratelimit-state': 'OK',
})

/** Opsgenie reports how long its own back end took; here an answer is made when the work is done, so there is nothing to add up. */
const shell = (request: IntakeRequest) => ({ took: 0, requestId: request.requestId })

/** What is accepted is carried out by the time it is answered, but its clients expect to be told that it will be. */
export const accepted = (request: IntakeRequest, result = 'Request will be processed'): IntakeAnswer =>
  jsonAnswer(202, { result, ...shell(request) }, headersOf(request))

export const found = (request: IntakeRequest, data: unknown, more: object = {}): IntakeAnswer =>
  jsonAnswer(200, { data, ...more, ...shell(request) }, headersOf(request))

export const failed = (request: IntakeRequest, status: number, message: string): IntakeAnswer =>
  jsonAnswer(status, { message, ...shell(request) }, headersOf(request))

/** What is wrong with a body that could be read, by field. */
export const notProcessable = (request: IntakeRequest, errors: Readonly<Record<string, string>>): IntakeAnswer =>
  jsonAnswer(
    422,
    { message: 'Request body is not processable. Please check the errors.', errors, ...shell(request) },
    headersOf(request),
  )

export const throttled = (request: IntakeRequest, seconds: number): IntakeAnswer =>
  jsonAnswer(
    429,
    { message: 'You are making too many requests!', ...shell(request) },
    {
      ...headersOf(request),
      ...retryAfter(seconds),
      'x-ratelimit-state': 'THROTTLED',
      'x-ratelimit-reason': 'INTEGRATION',
      'x-ratelimit-period-in-sec': retryAfter(seconds)['retry-after'],
    },
  )
