/** The pieces that the JSON contracts are made of. */
import { z } from 'zod'

export const line = z.int().min(1)
export const column = z.int().min(1)
export const text = z.string()
export const seconds = z.number().nullable()
export const severity = z.enum(['error', 'warning', 'info'])
export const pageKind = z.enum([
  'runbook',
  'alert-runbook',
  'troubleshooting',
  'incident-policy',
  'service-overview',
  'index',
  'template',
  'drill',
  'postmortem',
  'reference',
  'redirect',
])
export const phase = z.enum([
  'prerequisite',
  'diagnosis',
  'action',
  'verification',
  'rollback',
  'escalation',
  'cleanup',
  'prevention',
])
export const effect = z.enum(['destructive', 'changing', 'unknown', 'read-only'])
export const trait = z.enum(['privileged', 'interactive', 'never-ending'])
export const risk = z.union([effect, trait])

export const fix = z.object({
  title: text,
  safe: z.boolean(),
  edits: z.array(z.object({ line, column, endLine: line, endColumn: column, text })),
})

export const finding = z.object({
  rule: text.describe('Stable code; its manual is docs/codes/CODE.md.'),
  severity,
  file: text.describe('Path from the working directory, with forward slashes.'),
  line,
  column,
  endLine: line,
  endColumn: column.describe('Exclusive.'),
  message: text,
  hint: text.nullable(),
  fix: fix.optional(),
  fingerprint: text.describe('The same for the same finding when lines above it move.'),
})

export const counts = z.object({ pages: z.int(), error: z.int(), warning: z.int(), info: z.int() })

export const parameter = z.object({ name: text, text, notation: text, line, column })
export const command = z.object({
  text: text.describe('Exactly the characters of the page, without prompt and indentation.'),
  line,
  endLine: line,
  language: text,
  risk,
  effect,
  traits: z.array(trait),
  reasons: z.array(text),
})
export const expectation = z.object({
  kind: text,
  text,
  line,
  decidable: z.boolean().describe('False where no program decides: for prose, and for a sample.'),
  sample: z.boolean().describe('What a recorded session printed; a difference is shown and fails nothing.'),
  form: text,
  values: z.array(text).optional(),
})
export const reference = z.object({ text, target: text, line })
