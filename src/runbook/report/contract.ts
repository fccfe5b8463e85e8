/**
 * The JSON that the commands print, as schemas. From the first release on they only grow: a field is never renamed,
 * removed or given another type. The published copies in `docs/schema/` are generated from here.
 */
import { z } from 'zod'
import { column, counts, expectation, finding, line, pageKind, parameter, phase, risk, text } from './contract-parts.ts'
import { listOutput, pageOutput } from './page-contract.ts'
import { runOutput, runsOutput } from './run-contract.ts'
import { recordOutput, testOutput } from './test-contract.ts'

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

export const rulesOutput = z.object({
  schema: z.literal('opsbook.rules/v1'),
  rules: z.array(z.object({ id: text, name: text, summary: text, severity: text })),
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
  rules: rulesOutput,
  fmt: fmtOutput,
  config: configOutput,
  run: runOutput,
  runs: runsOutput,
  test: testOutput,
  record: recordOutput,
  error: errorOutput,
} as const

export type CheckOutput = z.infer<typeof checkOutput>
export type FindingOutput = z.infer<typeof finding>
export type SearchOutput = z.infer<typeof searchOutput>
export type BaselineOutput = z.infer<typeof baselineOutput>
export type ExplainOutput = z.infer<typeof explainOutput>
export type RuleOutput = z.infer<typeof ruleOutput>
export type RulesOutput = z.infer<typeof rulesOutput>
export type FmtOutput = z.infer<typeof fmtOutput>
export type ConfigOutput = z.infer<typeof configOutput>
export type ErrorOutput = z.infer<typeof errorOutput>
