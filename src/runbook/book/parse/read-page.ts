import type { Document } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import type { Page, Parameter } from '../page.ts'
import { readChecklists } from './checklists.ts'
import { readContacts } from './contacts.ts'
import { readDecisions } from './decisions.ts'
import { readDrills } from './drills.ts'
import { readEscalations } from './escalations.ts'
import { readMetadata } from './metadata.ts'
import { pageKind } from './page-kind.ts'
import { findPlaceholders } from './placeholders.ts'
import { readPolicies } from './policies.ts'
import { readProcedures } from './procedures.ts'
import { readDocument } from './read-document.ts'
import { readFence } from './read-fence.ts'
import { readRecoveryObjectives } from './recovery-objectives.ts'
import { readScripts } from './scripts.ts'
import { readSeverities } from './severities.ts'
import { readSlos } from './slos.ts'
import { uniqueParameters } from './step-draft.ts'
import { stepParameters } from './step-parameters.ts'
import { readSymptoms } from './symptoms.ts'
import { readThresholds } from './thresholds.ts'
import { undefinedVariables } from './undefined-variables.ts'

/**
 * Reads one page: everything an operator, a rule or the runner may want to know of it. Pure and deterministic; never
 * throws, whatever the text; executes and contacts nothing.
 *
 * @param file path relative to the repository root; its name takes part in deciding the kind of page
 * @param text the decoded content
 */
export function readPage(file: string, text: string): Page {
  const document = readDocument(file, text)
  const readings = readFences(document)
  const { title, line } = pageTitle(document)
  const symptoms = readSymptoms(document)
  const found = readProcedures(document, readings, title)
  const kind = pageKind(document, { title, procedures: found.procedures, symptoms })
  const inert = kind === 'template' || kind === 'redirect'
  const variables = undefinedVariables(readings)
  const procedures = inert ? [] : found.procedures.map((procedure) => stepParameters(procedure, variables))
  return {
    file,
    document,
    kind,
    title,
    titleLine: line,
    metadata: readMetadata(document),
    readings,
    procedures,
    hooks: inert ? [] : found.hooks,
    symptoms,
    severities: readSeverities(document),
    thresholds: readThresholds(document),
    slos: readSlos(document),
    objectives: readRecoveryObjectives(document),
    contacts: readContacts(document),
    escalations: readEscalations(document),
    checklists: readChecklists(document),
    policies: readPolicies(document),
    decisions: readDecisions(document),
    scripts: readScripts(document),
    drills: readDrills(document),
    parameters: pageParameters(readings, procedures, variables),
    diagnostics: [],
  }
}

/** Every fence, with the label or sentence right above it: what the author says the block shows. */
function readFences(document: Document): FenceReading[] {
  const readings: FenceReading[] = []
  // Where only a guess says which lines a fence holds, nothing of it may be offered to a shell.
  const guessed = new Set(document.fenceRepairs.filter((repair) => repair.swallows).map((repair) => repair.opener))
  document.blocks.forEach((block, index) => {
    if (block.kind !== 'fence') return
    const before = document.blocks[index - 1]
    const label =
      before?.kind === 'paragraph' ? (before.labels.at(-1)?.name ?? before.inline.text.split('\n').at(-1)) : undefined
    const reading = readFence(block, label === undefined ? {} : { label })
    readings.push(guessed.has(block.line) ? { ...reading, kind: 'text' } : reading)
  })
  return readings
}

/** The first heading of level 1, else the title of the front matter, else the first heading, else the file's name. */
function pageTitle(document: Document): { title: string; line: number } {
  const top = document.headings.find((heading) => heading.level === 1)
  const declared = document.frontMatter?.data.title
  if (top && !top.text.includes('<%')) return { title: top.text, line: top.line }
  if (typeof declared === 'string' && declared !== '') return { title: declared, line: 1 }
  const first = document.headings[0]
  if (first) return { title: first.text, line: first.line }
  return { title: document.file.slice(document.file.lastIndexOf('/') + 1), line: 1 }
}

/** Placeholders of every command on the page, whether or not a procedure holds it, and its undefined variables. */
function pageParameters(
  readings: readonly FenceReading[],
  procedures: Page['procedures'],
  variables: readonly Parameter[],
): Parameter[] {
  const fromSteps = procedures.flatMap((procedure) =>
    [...procedure.steps, ...procedure.verification, ...procedure.rollback].flatMap((step) => step.parameters),
  )
  const fromFences = readings.flatMap((reading) =>
    reading.items.flatMap((item) =>
      item.kind === 'command'
        ? findPlaceholders(item.text, { line: item.line, column: item.column }, item.language)
        : [],
    ),
  )
  const all = uniqueParameters([...fromSteps, ...fromFences, ...variables])
  return all.sort((a, b) => a.line - b.line || a.column - b.column)
}
