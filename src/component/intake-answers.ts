import type { IntakeAnswer, IntakeReading } from './intake.ts'

export const jsonAnswer = (status: number, json: unknown, headers?: IntakeAnswer['headers']): IntakeAnswer =>
  headers ? { status, json, headers } : { status, json }

export const textAnswer = (status: number, text: string, headers?: IntakeAnswer['headers']): IntakeAnswer =>
  headers ? { status, text, headers } : { status, text }

/** A reading that stores nothing. */
export const atOnce = (answer: IntakeAnswer): IntakeReading => ({ kind: 'answer', answer })

/** The header that says when to come again, in whole seconds. */
export const retryAfter = (seconds: number): { 'retry-after': string } => ({
  'retry-after': String(Math.max(1, Math.ceil(seconds))),
})
