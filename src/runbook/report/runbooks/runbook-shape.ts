/** Pages of the book as the API shows them. */
import { z } from 'zod'
import type { RenderedBlock, RenderedInline } from '../../book/rendered/rendered.ts'
import { PARAMETER_TYPES } from '../../plan/declared-parameter.ts'
import { pageKind, risk, severity } from '../contract-parts.ts'
import { decisionShape, hookShape, procedureShape } from '../page-contract.ts'

const counts = z.object({ error: z.int(), warning: z.int(), info: z.int() })

/** How runs of something went. */
const runFacts = z.object({
  total: z.int().describe('Runs that have ended'),
  succeeded: z.int(),
  last: z
    .object({ run: z.string(), state: z.string(), result: z.string().nullable(), at: z.iso.datetime() })
    .nullable(),
})

export const runbookShape = z.object({
  path: z.string().describe('From the root of its repository; names the page everywhere'),
  ...{ repository: z.string(), title: z.string(), kind: pageKind },
  ...{ owner: z.string().nullable(), service: z.string().nullable() },
  procedures: z.array(z.object({ id: z.string(), title: z.string(), steps: z.int() })),
  risk: risk.nullable().describe('The worst that its steps do'),
  findings: counts,
  freshness: z.enum(['verified', 'stale', 'never']).describe('stale: tested, but changed, failed or too long ago'),
  verified: z.object({ date: z.string(), passed: z.int(), failed: z.int() }).nullable(),
  reviewed: z.string().nullable().describe('As the page says'),
  changedAt: z.iso.datetime().nullable(),
  runs: runFacts,
})

const inline: z.ZodType<RenderedInline> = z.lazy(() =>
  z.union([
    z.string(),
    z.object({ kind: z.literal('code'), text: z.string() }),
    z.object({ kind: z.enum(['emphasis', 'strong', 'deleted']), of: z.array(inline) }),
    z.object({ kind: z.literal('break') }),
    z.object({ kind: z.literal('link'), to: z.string(), of: z.array(inline) }),
    z.object({
      kind: z.literal('reference'),
      page: z.string().optional(),
      anchor: z.string().optional(),
      of: z.array(inline),
    }),
    z.object({ kind: z.literal('image'), to: z.string().optional(), text: z.string() }),
  ]),
)

const lines = { line: z.int(), endLine: z.int() }
const block: z.ZodType<RenderedBlock> = z.lazy(() =>
  z.union([
    z.object({ kind: z.literal('heading'), ...lines, level: z.int(), slug: z.string(), of: z.array(inline) }),
    z.object({ kind: z.literal('paragraph'), ...lines, of: z.array(inline) }),
    z.object({ kind: z.literal('code'), ...lines, language: z.string(), text: z.string() }),
    z.object({
      ...{ kind: z.literal('list'), ...lines, ordered: z.boolean(), start: z.number() },
      items: z.array(
        z.object({ ...lines, box: z.enum(['open', 'done', 'yes', 'no']).optional(), blocks: z.array(block) }),
      ),
    }),
    z.object({
      ...{ kind: z.literal('table'), ...lines, header: z.array(z.array(inline)) },
      rows: z.array(z.object({ line: z.int(), cells: z.array(z.array(inline)) })),
    }),
    z.object({ kind: z.literal('quote'), ...lines, blocks: z.array(block) }),
    z.object({ kind: z.literal('rule'), ...lines }),
  ]),
)

export const findingShape = z.object({
  fingerprint: z.string(),
  ...{ rule: z.string(), ruleName: z.string(), severity },
  ...{ page: z.string(), repository: z.string(), line: z.int(), endLine: z.int() },
  message: z.string(),
  hint: z.string().nullable(),
  source: z.array(z.object({ line: z.int(), text: z.string() })).describe('The line it is about and its neighbours'),
  fix: z.object({ title: z.string(), safe: z.boolean(), diff: z.string() }).nullable(),
  accepted: z.boolean().describe('The baseline file accepts it'),
})

const parameterShape = z.object({
  name: z.string().describe('As a wish for a run spells it'),
  ...{ text: z.string(), type: z.enum(PARAMETER_TYPES), secret: z.boolean() },
  options: z.array(z.string()).nullable(),
  pattern: z.string().nullable(),
  default: z.string().nullable(),
  description: z.string().nullable(),
  label: z.string().nullable().describe('Label of an alert that gives it'),
  lines: z.array(z.int()),
})

export const runbookPageShape = runbookShape.extend({
  blocks: z.array(block),
  steps: z.array(procedureShape).describe('Its procedures, with their lines on the page'),
  hooks: z.array(hookShape),
  decisions: z.array(decisionShape),
  parameters: z.array(parameterShape),
  problems: z.array(findingShape),
  usedIn: z.array(
    z.object({
      ...{ run: z.string(), procedure: z.string(), state: z.string(), result: z.string().nullable() },
      ...{ by: z.string(), at: z.iso.datetime(), incident: z.string().nullable() },
    }),
  ),
})

export const hitShape = z.object({
  kind: z.enum(['symptom', 'procedure', 'error', 'section', 'page']),
  ...{ title: z.string(), page: z.string(), anchor: z.string().nullable(), line: z.int(), snippet: z.string() },
  why: z.array(z.string()),
})

const claimShape = z.object({
  ...{ id: z.string(), claim: z.string(), passed: z.boolean(), summary: z.string() },
  broken: z.array(z.object({ page: z.string(), line: z.int(), text: z.string() })),
})

export const gateShape = z.object({
  passed: z.boolean(),
  claims: z.array(claimShape),
  ...{ counts, accepted: z.int(), pages: z.int(), checkedAt: z.iso.datetime() },
})
