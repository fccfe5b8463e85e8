/** What a page means, as JSON: `opsbook.page/v1` and `opsbook.list/v1`. */
import { z } from 'zod'
import {
  command,
  expectation,
  finding,
  line,
  pageKind,
  parameter,
  phase,
  reference,
  seconds,
  text,
} from './contract-parts.ts'

const step = z.object({
  id: text,
  title: text,
  line,
  endLine: line,
  phase,
  kind: z.enum(['command', 'manual', 'choice']),
  language: text,
  commands: z.array(command),
  expectations: z.array(expectation),
  parameters: z.array(parameter),
  timeBoundSeconds: seconds,
  condition: text.nullable(),
  caution: text.nullable(),
  group: text.nullable(),
  within: text.nullable().describe('The command that opened the session in which the commands are typed.'),
  notes: z.array(text),
  calls: z.array(reference),
  get alternatives() {
    return z.array(alternative)
  },
})

const alternative = z.object({
  title: text,
  by: z.enum(['option', 'or', 'platform']),
  platform: text.nullable(),
  line,
  get steps() {
    return z.array(step)
  },
})

export const procedureShape = z.object({
  id: text,
  title: text,
  line,
  endLine: line,
  path: z.array(text),
  when: text.nullable(),
  owner: text.nullable(),
  severity: text.nullable(),
  timeBoundSeconds: seconds.describe('Upper end of the bound the page states.'),
  alerts: z.array(text),
  symptoms: z.array(text),
  prerequisites: z.array(text),
  variants: z.array(text),
  phases: z.array(z.object({ title: text, line, timeBoundSeconds: seconds })),
  steps: z.array(step),
  verification: z.array(step),
  rollback: z.array(step),
  escalation: z.array(text),
  calls: z.array(reference),
})

export const hookShape = z.object({ title: text, text, line, appliesTo: text, steps: z.array(step) })

export const decisionShape = z.object({
  title: text,
  line,
  source: text,
  nodes: z.array(z.object({ id: text, text, line, question: z.boolean() })),
  edges: z.array(z.object({ from: text, to: text, label: text.nullable() })),
})

const quantity = z.object({
  operator: text.nullable(),
  value: z.number(),
  upper: z.number().nullable(),
  unit: text,
  text,
})

/** What a page means, without the findings about it. */
const pageFields = {
  file: text,
  kind: pageKind,
  title: text,
  metadata: z.record(text, z.unknown()),
  procedures: z.array(procedureShape),
  symptoms: z.array(
    z.object({
      symptom: text,
      cause: text,
      action: text,
      line,
      source: text,
      section: text,
      severity: text.nullable(),
      codes: z.array(text),
    }),
  ),
  severities: z.array(
    z.object({
      section: text,
      line,
      style: text,
      levels: z.array(
        z.object({
          name: text,
          rank: z.int(),
          alias: text.nullable(),
          responseSeconds: seconds,
          resolutionSeconds: seconds,
          updateSeconds: seconds,
          conditions: z.array(text),
          line,
        }),
      ),
    }),
  ),
  thresholds: z.array(
    z.object({
      metric: text,
      line,
      direction: text,
      section: text,
      target: quantity.nullable(),
      warning: quantity.nullable(),
      critical: quantity.nullable(),
      alertIf: quantity.nullable(),
    }),
  ),
  slos: z.array(
    z.object({
      name: text,
      line,
      section: text,
      objective: quantity,
      window: text.nullable(),
      windowSeconds: seconds,
      alert: text.nullable(),
    }),
  ),
  objectives: z.array(
    z.object({ name: text, line, section: text, rtoSeconds: seconds, rpoSeconds: seconds, backup: text.nullable() }),
  ),
  contacts: z.array(z.object({ role: text, contact: text, responsibility: text, line, kind: text })),
  escalations: z.array(
    z.object({ severity: text, line, steps: z.array(z.object({ after: text, afterSeconds: seconds, to: text })) }),
  ),
  checklists: z.array(
    z.object({ title: text, line, role: text, items: z.array(z.object({ text, checked: z.boolean(), line })) }),
  ),
  policies: z.array(z.object({ kind: text, text, line, section: text, value: z.number().nullable(), seconds })),
  hooks: z.array(hookShape),
  decisions: z.array(decisionShape),
  scripts: z.array(
    z.object({
      saveAs: text.nullable(),
      line,
      endLine: line,
      language: text,
      prompts: z.array(z.object({ text, line })),
    }),
  ),
  drills: z.array(
    z.object({
      title: text,
      line,
      durationSeconds: seconds,
      phases: z.array(z.object({ title: text, startSeconds: z.number(), endSeconds: seconds, line })),
      criteria: z.array(text),
      variations: z.array(text),
    }),
  ),
  parameters: z.array(parameter),
}

export const pageOutput = z.object({ schema: z.literal('opsbook.page/v1'), ...pageFields, findings: z.array(finding) })

export const listOutput = z.object({
  schema: z.literal('opsbook.list/v1'),
  pages: z.array(z.object(pageFields)),
  counts: z.object({ pages: z.int(), procedures: z.int(), steps: z.int(), symptoms: z.int() }),
})

export type PageOutput = z.infer<typeof pageOutput>
export type ListOutput = z.infer<typeof listOutput>
export type StepOutput = z.infer<typeof step>
export type ProcedureOutput = z.infer<typeof procedureShape>
