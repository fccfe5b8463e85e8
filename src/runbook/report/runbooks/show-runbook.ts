/** What the API says about pages of the book; texts of the page come out with everything visible that could hide. */
import type { z } from 'zod'
import { visibleLines } from '../../../kit/visible.ts'
import type { Page, Step } from '../../book/page.ts'
import { renderDocument } from '../../book/rendered/render-document.ts'
import { readDeclarations } from '../../plan/declared-parameter.ts'
import { alertLabel, isSecretName, parameterName } from '../../plan/parameter-name.ts'
import { procedureJson, stepJson } from '../procedure-json.ts'
import type { CheckedBook, CheckedPage } from './checked-book.ts'
import type { runbookPageShape, runbookShape } from './runbook-shape.ts'
import type { RunsOfPage, UsedRun } from './runs-of-pages.ts'
import { showFinding } from './show-finding.ts'

/** The list of findings has the others. */
const PROBLEMS_SHOWN = 300
const NO_RUNS: RunsOfPage = { total: 0, succeeded: 0, last: null }

export function showRunbook(
  { page, repository, counts, evidence, freshness, owner, service, risk, changedAt }: CheckedPage,
  runs: RunsOfPage = NO_RUNS,
): z.input<typeof runbookShape> {
  return {
    ...{ path: page.file, repository, kind: page.kind, findings: counts, freshness, verified: evidence, risk },
    title: visibleLines(page.title),
    owner: owner === null ? null : visibleLines(owner),
    service: service === null ? null : visibleLines(service),
    procedures: page.procedures.map(({ id, title, steps, verification }) => ({
      ...{ id, title: visibleLines(title), steps: steps.length + verification.length },
    })),
    reviewed: page.metadata.lastReviewed ?? page.metadata.lastUpdated ?? null,
    changedAt: changedAt?.toISOString() ?? null,
    runs: { ...runs, last: runs.last && { ...runs.last, at: runs.last.at.toISOString() } },
  }
}

/** A whole page: how it reads, what can be carried out on which line, what is wrong on which line, where it was used. */
export function showRunbookPage(
  book: CheckedBook,
  checked: CheckedPage,
  { runs, usedIn }: { runs: RunsOfPage | undefined; usedIn: readonly UsedRun[] },
): z.input<typeof runbookPageShape> {
  const { page, repository } = checked
  const pages = new Set(book.pages.filter((each) => each.repository === repository).map((each) => each.page.file))
  return {
    ...showRunbook(checked, runs),
    blocks: [...renderDocument(page.document, pages)],
    steps: page.procedures.map((procedure) => visibleDeep(procedureJson(procedure))),
    hooks: page.hooks.map((hook) => visibleDeep({ ...hook, steps: hook.steps.map(stepJson) })),
    decisions: page.decisions.map(({ title, line, source, nodes, edges }) =>
      visibleDeep({
        ...{ title, line, source, nodes: nodes.map((node) => ({ ...node })) },
        edges: edges.map(({ from, to, label }) => ({ from, to, label: label ?? null })),
      }),
    ),
    parameters: parametersOf(page),
    problems: checked.findings.slice(0, PROBLEMS_SHOWN).map((finding) => showFinding(book, finding)),
    usedIn: usedIn.map(({ at, ...used }) => ({ ...used, at: at.toISOString() })),
  }
}

/** What the steps of the page ask for, with what its front matter declares about it. */
function parametersOf(page: Page): z.input<typeof runbookPageShape>['parameters'] {
  const { parameters: declared } = readDeclarations(page.metadata.frontMatter)
  const found = new Map<string, { text: string; lines: number[]; label: string | undefined }>()
  for (const parameter of allSteps(page).flatMap(({ parameters }) => parameters)) {
    const name = parameterName(parameter)
    const known = found.get(name)
    if (!known) found.set(name, { text: parameter.text, lines: [parameter.line], label: alertLabel(parameter.name) })
    else if (!known.lines.includes(parameter.line)) known.lines.push(parameter.line)
  }
  for (const name of declared.keys()) if (!found.has(name)) found.set(name, { text: name, lines: [], label: undefined })
  return [...found].map(([name, { text, lines, label }]) => {
    const known = declared.get(name)
    return {
      ...{ name, lines, text: visibleLines(text), type: known?.type ?? 'string' },
      secret: known?.secret ?? isSecretName(name),
      options: known?.options ? known.options.map(visibleLines) : null,
      pattern: known?.pattern ?? null,
      default: known?.default ?? null,
      description: known?.description === undefined ? null : visibleLines(known.description),
      label: known?.alertLabel ?? label ?? null,
    }
  })
}

const allSteps = ({ procedures, hooks }: Page): readonly Step[] =>
  [...procedures.flatMap(({ steps, verification, rollback }) => [...steps, ...verification, ...rollback])]
    .concat(hooks.flatMap(({ steps }) => steps))
    .flatMap(withInner)

const withInner = (step: Step): readonly Step[] => [
  step,
  ...(step.alternatives ?? []).flatMap(({ steps }) => steps.flatMap(withInner)),
]

/** The same value with every text written out; names by which things are asked for stay as they are. */
function visibleDeep<Value>(value: Value, key = ''): Value {
  if (typeof value === 'string') return (key === 'id' ? value : visibleLines(value)) as Value
  if (Array.isArray(value)) return value.map((each) => visibleDeep(each)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, visibleDeep(each, name)])) as Value
}
