/** The JSON of `opsbook test`. */
import { z } from 'zod'
import { line, text } from './contract-parts.ts'

const failure = z.object({
  line,
  message: text,
  difference: z.array(text).describe('"- " expected and not seen, "+ " seen and not expected, "! " said on stderr.'),
})
const expectationStatus = z
  .enum(['passed', 'failed', 'unverified', 'stood-in'])
  .describe('unverified: a person has to judge; stood-in: a stand-in answered. Neither counts as passed.')

const testedStep = z.object({
  id: text,
  title: text,
  line,
  status: z.enum(['passed', 'failed', 'stood-in', 'skipped', 'not-reached']),
  reason: text.nullable(),
  hidden: z.boolean().describe('It stands in a comment of the page: only tests carry it out.'),
  expectations: z.array(z.object({ line, text, status: expectationStatus, reason: text })),
  failures: z.array(failure),
})

const testedProcedure = z.object({
  id: text.describe('Empty for a test document.'),
  title: text,
  line,
  mode: z.enum(['run', 'fake']),
  status: z.enum(['passed', 'failed', 'stood-in', 'skipped']),
  reason: text.nullable(),
  durationMs: z.number(),
  folder: text.nullable().describe('Where it was carried out, when the folder was kept.'),
  steps: z.array(testedStep),
  failures: z.array(failure),
  standIns: z.array(z.object({ program: text, times: z.int(), calls: z.array(z.array(text)) })),
})

const number = z.int().min(0)
export const testOutput = z.object({
  schema: z.literal('opsbook.test/v1'),
  passed: z.boolean().describe('Nothing failed. What was not tested or not verified is in the counts.'),
  counts: z.object({
    pages: number,
    notTested: number,
    procedures: z.object({ passed: number, failed: number, 'stood-in': number, skipped: number }),
    steps: z.object({ passed: number, failed: number, 'stood-in': number, skipped: number, 'not-reached': number }),
    expectations: z.object({ passed: number, failed: number, unverified: number, 'stood-in': number }),
  }),
  pages: z.array(
    z.object({ file: text, title: text, notTested: text.nullable(), procedures: z.array(testedProcedure) }),
  ),
})

export const recordOutput = z.object({
  schema: z.literal('opsbook.record/v1'),
  file: text,
  written: z.boolean(),
  changes: z.array(z.object({ line, endLine: line, before: z.array(text), after: z.array(text) })),
  kept: z.array(z.object({ line, reason: text })).describe('Output that was not taken over.'),
  diff: text,
})

export type TestOutput = z.infer<typeof testOutput>
export type RecordOutput = z.infer<typeof recordOutput>
