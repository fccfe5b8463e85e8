import type { CallbackAnswer, CallbackReading, CallbackReport, CallbackResult } from './channel.ts'

/** Who cannot show that it is the provider learns nothing else. */
export const refusedCallback = (why: string, status = 401): CallbackReading => ({ kind: 'refused', status, why })

export const readCallback = (
  reports: readonly CallbackReport[],
  answer: (results: readonly CallbackResult[]) => CallbackAnswer,
): CallbackReading => ({ kind: 'read', reports, answer })

/** Something from the provider that changes nothing. */
export const nothingToDo = (answer: CallbackAnswer = { status: 200 }): CallbackReading =>
  readCallback([{ kind: 'none' }], () => answer)

/** What is told to whoever pressed or typed. */
export const toldResult = (results: readonly CallbackResult[]): CallbackResult =>
  results.find(({ ok }) => !ok) ?? results[0] ?? { ok: false, text: 'Nothing was done' }
