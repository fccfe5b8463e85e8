/** `opsbook.page/v1` and `opsbook.list/v1`: what a page means, for programs. Absent values are null, never missing. */
import type { Book } from '../book/book.ts'
import type { Page, Quantity } from '../book/page.ts'
import { findingJson } from './check-json.ts'
import { joinRoot, type ReportedFinding } from './check-report.ts'
import type { ListOutput, PageOutput } from './page-contract.ts'
import { parameterJson, procedureJson, stepJson } from './procedure-json.ts'

type PageFields = ListOutput['pages'][number]

/** One page with the findings about it. */
export function pageJson(page: Page, root: string, findings: readonly ReportedFinding[]): PageOutput {
  return { schema: 'opsbook.page/v1', ...pageFields(page, root), findings: findings.map(findingJson) }
}

/** Every page of a book. */
export function listJson(book: Book): ListOutput {
  const pages = book.repositories.flatMap(({ root, pages }) => pages.map((page) => pageFields(page, root)))
  const procedures = pages.flatMap((page) => page.procedures)
  return {
    schema: 'opsbook.list/v1',
    pages,
    counts: {
      pages: pages.length,
      procedures: procedures.length,
      steps: procedures.reduce((sum, procedure) => sum + procedure.steps.length, 0),
      symptoms: pages.reduce((sum, page) => sum + page.symptoms.length, 0),
    },
  }
}

function pageFields(page: Page, root: string): PageFields {
  const { frontMatter, lines, ...metadata } = page.metadata
  return {
    file: joinRoot(root, page.file),
    kind: page.kind,
    title: page.title,
    metadata: { ...metadata },
    procedures: page.procedures.map(procedureJson),
    ...numbers(page),
    ...people(page),
    hooks: page.hooks.map((hook) => ({ ...hook, steps: hook.steps.map(stepJson) })),
    decisions: page.decisions.map(({ title, line, source, nodes, edges }) => ({
      title,
      line,
      source,
      nodes: nodes.map(({ id, text, line, question }) => ({ id, text, line, question })),
      edges: edges.map(({ from, to, label }) => ({ from, to, label: label ?? null })),
    })),
    scripts: page.scripts.map(({ saveAs, line, endLine, language, prompts }) => ({
      saveAs: saveAs ?? null,
      line,
      endLine,
      language,
      prompts: prompts.map(({ text, line }) => ({ text, line })),
    })),
    parameters: page.parameters.map(parameterJson),
  }
}

/** The parts of a page that are figures. */
function numbers(
  page: Page,
): Pick<PageFields, 'severities' | 'thresholds' | 'slos' | 'objectives' | 'policies' | 'drills'> {
  return {
    severities: page.severities.map(({ section, line, style, levels }) => ({
      section,
      line,
      style,
      levels: levels.map((level) => ({
        name: level.name,
        rank: level.rank,
        alias: level.alias ?? null,
        responseSeconds: level.responseSeconds ?? null,
        resolutionSeconds: level.resolutionSeconds ?? null,
        updateSeconds: level.updateSeconds ?? null,
        conditions: [...level.conditions],
        line: level.line,
      })),
    })),
    thresholds: page.thresholds.map(({ metric, line, direction, section, target, warning, critical, alertIf }) => ({
      metric,
      line,
      direction,
      section,
      target: quantityJson(target),
      warning: quantityJson(warning),
      critical: quantityJson(critical),
      alertIf: quantityJson(alertIf),
    })),
    slos: page.slos.map(({ name, line, section, objective, windowText, windowSeconds, alert }) => ({
      name,
      line,
      section,
      objective: quantityOf(objective),
      window: windowText ?? null,
      windowSeconds: windowSeconds ?? null,
      alert: alert ?? null,
    })),
    objectives: page.objectives.map(({ name, line, section, rtoSeconds, rpoSeconds, backup }) => ({
      name,
      line,
      section,
      rtoSeconds: rtoSeconds ?? null,
      rpoSeconds: rpoSeconds ?? null,
      backup: backup ?? null,
    })),
    policies: page.policies.map(({ kind, text, line, section, value, seconds }) => ({
      kind,
      text,
      line,
      section,
      value: value ?? null,
      seconds: seconds ?? null,
    })),
    drills: page.drills.map(({ title, line, durationSeconds, phases, criteria, variations }) => ({
      title,
      line,
      durationSeconds: durationSeconds ?? null,
      phases: phases.map((phase) => ({ ...phase, endSeconds: phase.endSeconds ?? null })),
      criteria: [...criteria],
      variations: [...variations],
    })),
  }
}

/** The parts of a page that are about people and what they see. */
function people(page: Page): Pick<PageFields, 'symptoms' | 'contacts' | 'escalations' | 'checklists'> {
  return {
    symptoms: page.symptoms.map(({ symptom, cause, action, line, source, section, severity, codes }) => ({
      symptom,
      cause,
      action,
      line,
      source,
      section,
      severity: severity ?? null,
      codes: [...codes],
    })),
    contacts: page.contacts.map(({ role, contact, responsibility, line, kind }) => ({
      role,
      contact,
      responsibility,
      line,
      kind,
    })),
    escalations: page.escalations.map(({ severity, line, steps }) => ({
      severity,
      line,
      steps: steps.map(({ after, afterSeconds, to }) => ({ after, afterSeconds: afterSeconds ?? null, to })),
    })),
    checklists: page.checklists.map(({ title, line, role, items }) => ({
      title,
      line,
      role,
      items: items.map(({ text, checked, line }) => ({ text, checked, line })),
    })),
  }
}

const quantityJson = (quantity: Quantity | undefined) => (quantity ? quantityOf(quantity) : null)
const quantityOf = ({ operator, value, upper, unit, text }: Quantity) => ({
  operator: operator ?? null,
  value,
  upper: upper ?? null,
  unit,
  text,
})
