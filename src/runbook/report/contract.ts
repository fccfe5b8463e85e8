/**
 * The JSON that the commands print, as schemas. From the first release on they only grow: a field is never renamed,
 * removed or given another type. The published copies in `docs/schema/` are generated from here.
 */
import { z } from 'zod'

const line = z.int().min(1)
const column = z.int().min(1)
const text = z.string()
const seconds = z.number().nullable()
const severity = z.enum(['error', 'warning', 'info'])
const pageKind = z.enum([
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
const phase = z.enum([
  'prerequisite',
  'diagnosis',
  'action',
  'verification',
  'rollback',
  'escalation',
  'cleanup',
  'prevention',
])
const effect = z.enum(['destructive', 'changing', 'unknown', 'read-only'])
const trait = z.enum(['privileged', 'interactive', 'never-ending'])
const risk = z.union([effect, trait])

const fix = z.object({
  title: text,
  safe: z.boolean(),
  edits: z.array(z.object({ line, column, endLine: line, endColumn: column, text })),
})

const finding = z.object({
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

const counts = z.object({ pages: z.int(), error: z.int(), warning: z.int(), info: z.int() })

export const checkOutput = z.object({
  schema: z.literal('opsbook.check/v1'),
  pages: z.array(z.object({ file: text, kind: pageKind, title: text })),
  findings: z.array(finding),
  counts,
  scope: z
    .object({
      changedSince: text.nullable(),
      baselineFile: text.nullable(),
      accepted: z.int().describe('Findings left out because the baseline file accepts them.'),
      stale: z.int().describe('Entries of the baseline file that no longer occur.'),
      elsewhere: z.int().describe('Findings left out because their file did not change.'),
    })
    .optional()
    .describe('Present when findings were left out on purpose.'),
})

const parameter = z.object({ name: text, text, notation: text, line, column })
const command = z.object({
  text: text.describe('Exactly the characters of the page, without prompt and indentation.'),
  line,
  endLine: line,
  language: text,
  risk,
  effect,
  traits: z.array(trait),
  reasons: z.array(text),
})
const expectation = z.object({
  kind: text,
  text,
  line,
  decidable: z.boolean(),
  form: text,
  values: z.array(text).optional(),
})
const reference = z.object({ text, target: text, line })

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
  caution: text.nullable(),
  group: text.nullable(),
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

const procedure = z.object({
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
  procedures: z.array(procedure),
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
  hooks: z.array(z.object({ title: text, text, line, appliesTo: text, steps: z.array(step) })),
  decisions: z.array(
    z.object({
      title: text,
      line,
      source: text,
      nodes: z.array(z.object({ id: text, text, line, question: z.boolean() })),
      edges: z.array(z.object({ from: text, to: text, label: text.nullable() })),
    }),
  ),
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

export const searchOutput = z.object({
  schema: z.literal('opsbook.search/v1'),
  query: text,
  results: z.array(
    z.object({
      kind: z.enum(['symptom', 'procedure', 'error', 'section', 'page']),
      title: text,
      file: text,
      line,
      snippet: text,
      score: z.number(),
      why: z.array(text).describe('The words of the page that matched.'),
    }),
  ),
})

export const baselineOutput = z.object({
  schema: z.literal('opsbook.baseline/v1'),
  passed: z.boolean(),
  claims: z.array(
    z.object({
      id: text,
      claim: text,
      passed: z.boolean(),
      summary: text,
      measured: z.number().nullable(),
      required: z.number().nullable(),
      proof: z.array(z.object({ file: text, line, text })),
      broken: z.array(z.object({ file: text, line, text })),
    }),
  ),
})

export const explainOutput = z.object({
  schema: z.literal('opsbook.explain/v1'),
  file: text,
  line,
  pageKind,
  section: text.describe('Headings around the line, outermost first.'),
  block: text.describe('heading, paragraph, list, table, fence …, or none'),
  blockLine: line,
  blockEndLine: line,
  fence: z.object({ kind: text, language: text, tag: text, closed: z.boolean(), problem: text.nullable() }).nullable(),
  items: z.array(
    z.object({
      kind: text,
      line,
      endLine: line,
      text,
      language: text.nullable(),
      risk: risk.nullable(),
      reasons: z.array(text),
    }),
  ),
  step: z
    .object({
      id: text,
      title: text,
      procedure: text,
      phase,
      kind: text,
      expectations: z.array(expectation),
      parameters: z.array(parameter),
    })
    .nullable(),
  records: z.array(z.object({ what: text, text })).describe('What else was read from the line.'),
})

export const ruleOutput = z.object({
  schema: z.literal('opsbook.rule/v1'),
  id: text,
  name: text,
  summary: text,
  why: text,
  severity: text,
  examples: z.array(z.object({ title: text, bad: text, good: text })),
})

export const fmtOutput = z.object({
  schema: z.literal('opsbook.fmt/v1'),
  written: z.boolean(),
  files: z.array(z.object({ file: text, fixes: z.array(z.object({ rule: text, title: text, line })) })),
})

export const configOutput = z.object({
  schema: z.literal('opsbook.config/v1'),
  file: text.nullable(),
  looked: z.array(text),
  settings: z.array(z.object({ key: text, value: z.unknown(), source: text })),
})

export const errorOutput = z.object({
  schema: z.literal('opsbook.error/v1'),
  code: text,
  message: text,
  hint: text.nullable(),
  docs: text.nullable(),
  location: z.object({ file: text, line: line.nullable(), column: column.nullable() }).nullable(),
})

/** Name of the published schema file → schema. */
export const contracts = {
  check: checkOutput,
  page: pageOutput,
  list: listOutput,
  search: searchOutput,
  baseline: baselineOutput,
  explain: explainOutput,
  rule: ruleOutput,
  fmt: fmtOutput,
  config: configOutput,
  error: errorOutput,
} as const

export type CheckOutput = z.infer<typeof checkOutput>
export type FindingOutput = z.infer<typeof finding>
export type PageOutput = z.infer<typeof pageOutput>
export type ListOutput = z.infer<typeof listOutput>
export type StepOutput = z.infer<typeof step>
export type ProcedureOutput = z.infer<typeof procedure>
export type SearchOutput = z.infer<typeof searchOutput>
export type BaselineOutput = z.infer<typeof baselineOutput>
export type ExplainOutput = z.infer<typeof explainOutput>
export type RuleOutput = z.infer<typeof ruleOutput>
export type FmtOutput = z.infer<typeof fmtOutput>
export type ConfigOutput = z.infer<typeof configOutput>
export type ErrorOutput = z.infer<typeof errorOutput>
