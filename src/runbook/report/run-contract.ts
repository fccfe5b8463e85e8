/** The JSON of runs: the summary `run` prints, the whole record `runs view` prints, and the list. */
import { z } from 'zod'
import { effect, line, text } from './contract-parts.ts'

const status = z.enum([
  'succeeded',
  'failed',
  'cancelled',
  'unknown',
  'rolled-back',
  'rejected',
  'waiting',
  'running',
  'interrupted',
  'damaged',
  'queued',
  'lost',
])
const state = z.enum(['succeeded', 'failed', 'cancelled', 'skipped', 'unknown'])
const verdict = z.enum(['met', 'not-met', 'unverified', 'sample'])
const part = { step: text, command: z.int(), target: text }
const head = z
  .object({ events: z.int(), hash: text.describe('SHA-256 of the last line of the journal.') })
  .describe('Kept elsewhere, it proves later that nothing was cut off: opsbook runs view RUN --anchor EVENTS:HASH')

const record = z
  .object({
    status: status.describe('interrupted: whoever carried it out is gone; damaged: its journal was changed.'),
    started_at: text.nullable(),
    ended_at: text.nullable().describe('When it ended or began to wait.'),
    version: text.nullable(),
    holder: z.object({ pid: z.int(), host: text }).nullable().describe('Who carries it out now.'),
    head,
    integrity: z.object({
      sound: z.boolean(),
      line: line.nullable(),
      reason: text.nullable(),
      files: z.array(text).describe('What is wrong with the files beside the journal.'),
      anchored: z.boolean(),
    }),
    page_sha256: text.nullable(),
    parameters: z.array(z.object({ name: text, secret: z.boolean(), value: text.nullable() })),
    attempts: z.array(
      z.object({
        ...part,
        attempt: z.int(),
        started_at: text,
        state: state.describe('How this try ended; unknown while it goes on.'),
        end: text.nullable(),
        exit_code: z.int().nullable(),
        duration_ms: z.number().nullable(),
        stdout_bytes: z.int(),
        stderr_bytes: z.int(),
      }),
    ),
    skipped: z.array(z.object({ ...part, reason: text, by: text })),
    captured: z.array(z.object({ name: text, step: text, target: text, value: text.nullable() })),
    decisions: z.array(
      z.object({
        at: text,
        by: text,
        question: text,
        answer: text,
        note: text.nullable(),
        step: text.nullable(),
        target: text.nullable(),
      }),
    ),
    approvals: z.array(
      z.object({
        at: text,
        by: text,
        verdict: z.enum(['approved', 'rejected']),
        plan_hash: text,
        steps: z.array(text).nullable(),
        expires_at: text.nullable(),
        note: text.nullable(),
      }),
    ),
    notes: z.array(z.object({ at: text, by: text, text, step: text.nullable() })),
  })
  .describe('The whole record; absent in the summary at the end of a run.')

export const runOutput = z.object({
  schema: z.literal('opsbook.run/v1'),
  run: text,
  result: status,
  reason: text.nullable(),
  needs: z.enum(['person', 'approval', 'resume']).nullable(),
  page: text,
  procedure: text.nullable(),
  title: text,
  commit: text,
  plan_hash: text,
  actor: text.nullable(),
  mode: text.nullable(),
  targets: z.array(text),
  duration_ms: z.number().nullable(),
  promised: text.nullable(),
  in_time: z.enum(['met', 'not-met', 'unverified']).nullable(),
  counts: z.object({
    done: z.int(),
    failed: z.int(),
    skipped: z.int(),
    unknown: z.int(),
    met: z.int(),
    missed: z.int(),
    unverified: z.int(),
  }),
  parts: z.array(z.object({ ...part, title: text, line: line.nullable(), state, attempts: z.int(), effect })),
  expectations: z.array(z.object({ ...part, line, kind: text, text, verdict, by: text, observed: text.nullable() })),
  record: record.optional(),
})

export const runsOutput = z.object({
  schema: z.literal('opsbook.runs/v1'),
  runs: z.array(
    z.object({
      run: text,
      result: status,
      reason: text.nullable().describe('Why it waits or how it ended; of a damaged one what is wrong.'),
      needs: z.enum(['person', 'approval', 'resume']).nullable(),
      page: text.nullable(),
      procedure: text.nullable(),
      actor: text.nullable(),
      started_at: text.nullable(),
      duration_ms: z.number().nullable(),
      line: line.nullable().describe('First line of a damaged journal that is wrong.'),
      head,
    }),
  ),
  left_out: z
    .int()
    .nullable()
    .describe(
      'Runs that fit and are older than those of --limit; null where a server has such and they were not counted.',
    ),
})

export type RunOutput = z.infer<typeof runOutput>
export type RunsOutput = z.infer<typeof runsOutput>
