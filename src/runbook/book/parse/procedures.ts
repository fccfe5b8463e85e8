import type { Document, Fence, Section } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import type { Hook, Phase, Procedure, ProcedurePhase, Step } from '../page.ts'
import { platformNamed, readComment } from './comment-line.ts'
import { conditionOf } from './condition.ts'
import { joinSteps, stepTitle } from './join-steps.ts'
import { bareTitle, isPhase, phaseOfTitle } from './phase-words.ts'
import { placesOf } from './places.ts'
import { settlePointer } from './references.ts'
import { insideDecisionTree, sectionPart, sectionRole } from './section-role.ts'
import { type BlockContext, type BlocksReading, readBlocks } from './section-steps.ts'
import { markSessions, type Places } from './sessions.ts'
import { type AlternativeDraft, draftStep, finishSteps, type StepDraft } from './step-draft.ts'
import { boundInTitle } from './time-bound.ts'
import { trimTitle } from './trim-title.ts'

/** A part that gathers procedures of their own: "Recovery Procedures", "Common Issues". */
const GROUP = /\b(?:procedures|scenarios|issues|incidents|problems|operations|tasks|runbooks|playbooks)$/i
const QUESTIONS = /^(?:faqs?|frequently asked questions)$/
const HOOK =
  /\balways (?:run|verify|check|perform|do)\b[^.]{0,80}\b(?:after|before|following)\b|\b(?:after|before|following) (?:any|each|every|all|applying any)\b[^.]{0,80}\b(?:verify|check|run|perform|always)\b|\bafter (?:any|each|every) (?:recovery|procedure|fix|command|change|restart)/i
const PLATFORMS = /\b(docker(?: compose)?|kubernetes|k8s|systemd|helm|openshift|podman|windows|linux|macos)\b/gi

/** Everything that is carried out on a page. */
export interface PageProcedures {
  procedures: Procedure[]
  hooks: Hook[]
}

/**
 * Finds the procedures of a page: headings whose section holds something to do. Parts of a procedure (Symptoms,
 * Diagnosis, Rollback…), its numbered steps and its variants may have headings of their own; they belong to the
 * nearest heading above them that names the whole.
 */
export function readProcedures(
  document: Document,
  readings: readonly FenceReading[],
  pageTitle: string,
): PageProcedures {
  const byFence = new Map(readings.map((reading) => [reading.fence, reading]))
  const search = new ProcedureSearch(document, byFence, pageTitle)
  search.visit(document.root, [])
  const procedures = search.procedures.sort((a, b) => a.line - b.line)
  return { procedures: procedures.map((procedure, index) => settle(procedure, procedures, index)), hooks: search.hooks }
}

interface ProcedureDraft {
  section: Section
  steps: StepDraft[]
  phases: ProcedurePhase[]
  reading: BlocksReading
}

/** Symptoms and the like that a heading states once for all procedures below it. */
interface Inherited {
  symptoms: readonly string[]
  listsAreSteps: boolean
  /** What stands below text that explains is a procedure only where it holds commands. */
  onlyWithCommands?: boolean | undefined
}

class ProcedureSearch {
  readonly procedures: Procedure[] = []
  readonly hooks: Hook[] = []
  private readonly readings: ReadonlyMap<Fence, FenceReading>
  private readonly pageTitle: string
  private readonly places: Places

  constructor(document: Document, readings: ReadonlyMap<Fence, FenceReading>, pageTitle: string) {
    this.readings = readings
    this.pageTitle = pageTitle
    this.places = placesOf(document, readings)
  }

  /** Visits a section that may be a procedure, and below it every section that may be one of its own. */
  visit(
    section: Section,
    path: readonly string[],
    inherited: Inherited = { symptoms: [], listsAreSteps: false },
  ): void {
    if (section.heading && insideDecisionTree(section)) return
    const title = section.heading ? section.title : this.pageTitle
    const draft = this.collect(section, inherited)
    const hook = hookText(section)
    let named = false
    const below = section.heading ? [...path, title] : path
    const symptoms = [...inherited.symptoms, ...draft.reading.symptoms]
    for (const child of ownProcedureSections(section)) {
      const { inGroup: listsAreSteps, onlyWithCommands } = child
      const before = this.procedures.length
      this.visit(child.section, below, { symptoms, listsAreSteps, onlyWithCommands })
      // "Disable this alert" below "Meaning" does not make the rest of the page a mere frame.
      named ||= !onlyWithCommands && this.procedures.length > before
    }
    if (hook !== undefined)
      this.hooks.push(finishHook({ ...draft, steps: markSessions(draft.steps, this.places) }, hook, title))
    else if (!isProcedure(draft, named)) this.visitParts(section, below)
    else if (!inherited.onlyWithCommands || draft.steps.some(hasCommands))
      this.procedures.push(this.finish(draft, { title, path, symptoms }))
  }

  /** "Preparation", "Prerequisites": parts of something that is no procedure itself, with commands of their own. */
  private visitParts(section: Section, path: readonly string[]): void {
    for (const child of section.children) {
      const part = sectionPart(child)
      // Whom to call serves the procedures around it, even where it lists what to gather for the call.
      if (part === 'prevention' || part === 'escalation') continue
      if (sectionRole(child) !== 'part' || GROUP.test(child.title)) continue
      const draft: ProcedureDraft = {
        section: child,
        steps: [],
        phases: [],
        reading: readBlocks([], this.own('action')),
      }
      this.collectPart(child, draft)
      if (!draft.steps.some(hasCommands)) continue
      // Nothing stands before them that they could verify or take back.
      for (const step of draft.steps) delete step.declared
      this.procedures.push(this.finish(draft, { title: child.title, path, symptoms: [] }))
    }
  }

  private own(phase: Phase): BlockContext {
    return { phase, declared: true, readings: this.readings }
  }

  /** Gathers what belongs to the section itself: its blocks, its parts, its numbered pieces, its variants. */
  private collect(section: Section, inherited: Inherited): ProcedureDraft {
    const phase = phaseOfTitle(section.title) ?? 'action'
    const reading = readBlocks(section.blocks, {
      phase,
      declared: inherited.listsAreSteps,
      readings: this.readings,
    })
    const draft: ProcedureDraft = { section, steps: reading.steps, phases: [], reading }
    for (const child of section.children) this.collectChild(child, draft, phase)
    return draft
  }

  private collectChild(child: Section, draft: ProcedureDraft, phase: Phase): void {
    const role = sectionRole(child)
    if (role === 'part') this.collectPart(child, draft)
    else if (role === 'step' || role === 'phase') this.collectPiece(child, draft, phase)
    else if (role === 'variant') this.collectVariant(child, draft, phase)
  }

  private collectPart(section: Section, draft: ProcedureDraft): void {
    const part = sectionPart(section)
    if (part === 'symptom' || part === 'when') {
      this.collectTexts(section, part === 'symptom' ? draft.reading.symptoms : draft.reading.when)
      return
    }
    if (!isPhase(part)) return
    const own = this.readPiece(section, { phase: part })
    absorb(draft, own)
    if (part === 'prerequisite' || part === 'escalation') {
      const into = part === 'prerequisite' ? draft.reading.prerequisites : draft.reading.escalation
      if (into.length === 0) this.collectTexts(section, into)
    }
    if (GROUP.test(section.title)) return
    for (const child of section.children) {
      if (sectionRole(child) === 'variant') this.collectVariant(child, draft, part)
      else if (isPiece(child)) this.collectPiece(child, draft, part)
    }
  }

  /** A numbered step or phase, or a named stretch of a part, with everything below it. */
  private collectPiece(section: Section, draft: ProcedureDraft, around: Phase): void {
    const part = sectionPart(section)
    const phase = isPhase(part) ? part : (phaseOfTitle(section.title) ?? around)
    const single = sectionRole(section) === 'step' && !this.hasNumberedComments(section)
    const own = this.readPiece(section, { phase, single })
    const bound = section.heading ? boundInTitle(section.title, section.line) : undefined
    draft.phases.push({ title: section.title, line: section.line, ...(bound ? { timeBound: bound } : {}) })
    // A condition inside the piece must not spread over all of it, nor be lost; what stands beside a choice is no way.
    const parts =
      own.steps.some((step) => step.condition !== undefined) ||
      (own.steps.length > 1 && own.steps.some((step) => step.alternatives.length > 0))
    if (single && !parts) own.steps = [joinSteps(own.steps, section, phase)]
    if (single && own.steps[0]?.title === section.title) own.steps[0].title = stepTitle(section)
    const whole = conditionOf(section.title.replace(/^(?:step|check|phase)\s+\d+(?:\.\d+)*\s*[:.)-]?\s*/i, ''))
    if (whole !== undefined) for (const step of own.steps) step.condition ??= whole
    absorb(draft, own)
    for (const child of section.children) {
      if (sectionRole(child) === 'variant') this.collectVariant(child, draft, phase)
      else if (isPiece(child)) this.collectPiece(child, draft, phase)
    }
  }

  private collectVariant(section: Section, draft: ProcedureDraft, phase: Phase): void {
    const inner: ProcedureDraft = { section, steps: [], phases: [], reading: this.readPiece(section, { phase }) }
    inner.steps = inner.reading.steps
    for (const child of section.children) this.collectChild(child, inner, phase)
    const platform = platformNamed(section.title)
    const about = { title: section.title, line: section.line, steps: inner.steps }
    const alternative: AlternativeDraft =
      platform === undefined ? { ...about, by: 'option' } : { ...about, by: 'platform', platform }
    const last = draft.steps.at(-1)
    const sibling = last?.alternatives.at(-1)
    if (last && sibling && last.title === variantGroup(section)) last.alternatives.push(alternative)
    else {
      const choice = draftStep(variantGroup(section), section.line, phase)
      choice.alternatives.push(alternative)
      draft.steps.push(choice)
    }
    draft.steps.at(-1)!.endLine = section.endLine
  }

  private readPiece(section: Section, how: { phase: Phase; single?: boolean }): BlocksReading {
    return readBlocks(section.blocks, {
      phase: how.phase,
      declared: true,
      readings: this.readings,
      ...(how.single ? { single: true, title: section.title } : {}),
      ...(section.heading ? { group: section.title } : {}),
    })
  }

  /** Numbers inside a "Step 3" heading are steps of their own; without them the heading is one step. */
  private hasNumberedComments(section: Section): boolean {
    return section.blocks.some(
      (block) =>
        block.kind === 'fence' &&
        this.readings
          .get(block)
          ?.items.some((item) => item.kind === 'comment' && readComment(item.text).kind === 'step'),
    )
  }

  private collectTexts(section: Section, into: string[]): void {
    for (const block of section.blocks) {
      if (block.kind === 'paragraph') into.push(block.inline.text.trim())
      if (block.kind === 'list') into.push(...block.items.map((item) => item.inline.text.trim()))
    }
  }

  private finish(
    draft: ProcedureDraft,
    about: { title: string; path: readonly string[]; symptoms: readonly string[] },
  ): Procedure {
    const { section, reading, phases } = draft
    const id = section.slug || 'page'
    const { rest, verification, rollback } = setApart(markSessions(draft.steps, this.places))
    const bound = reading.timeBound ?? (section.heading ? boundInTitle(section.title, section.line) : undefined)
    const field = (name: string) => (reading.fields[name] ? { [name]: reading.fields[name] } : {})
    return {
      id,
      title: about.title,
      line: section.line,
      endLine: section.endLine,
      path: about.path,
      ...(reading.when.length > 0 ? { when: reading.when.filter(Boolean).join('\n') } : {}),
      ...field('owner'),
      ...field('severity'),
      alerts: alertNames(reading.fields.alert ?? reading.fields.alerts),
      symptoms: about.symptoms,
      prerequisites: reading.prerequisites,
      ...(bound ? { timeBound: bound } : {}),
      variants: variantsOf(about.title, draft.steps),
      phases,
      steps: finishSteps(rest, id),
      verification: finishSteps(verification, `${id}/verify`),
      rollback: finishSteps(rollback, `${id}/rollback`),
      escalation: reading.escalation,
      calls: reading.calls,
    }
  }
}

/**
 * What stands under "Verification" at the end, and under "Rollback" anywhere, is set apart; a check in the middle of
 * the work stays in its place.
 */
function setApart(steps: readonly StepDraft[]): Record<'rest' | 'verification' | 'rollback', StepDraft[]> {
  const rollback = steps.filter((step) => step.declared === 'rollback')
  const forward = steps.filter((step) => step.declared !== 'rollback')
  const lastWork = forward.findLastIndex((step) => step.declared === undefined || WORK.has(step.declared))
  const verification = forward.filter((step, index) => index > lastWork && step.declared === 'verification')
  return { rest: forward.filter((step) => !verification.includes(step)), verification, rollback }
}

const WORK: ReadonlySet<Phase> = new Set(['prerequisite', 'diagnosis', 'action'])

function absorb(draft: ProcedureDraft, own: BlocksReading): void {
  draft.steps.push(...own.steps)
  draft.reading.when.push(...own.when)
  draft.reading.symptoms.push(...own.symptoms)
  draft.reading.prerequisites.push(...own.prerequisites)
  draft.reading.escalation.push(...own.escalation)
  for (const call of own.calls) draft.reading.calls.push(call)
  for (const [name, value] of Object.entries(own.fields)) draft.reading.fields[name] ??= value
}

const variantGroup = (section: Section) => section.parent?.title ?? ''

/** What references to other things is left out, but "Note" as a heading is often followed by what is to be done. */
const isPiece = (section: Section): boolean =>
  sectionRole(section) !== 'reference' || /^notes?$/.test(bareTitle(section.title))

interface OwnSection {
  section: Section
  inGroup: boolean
  onlyWithCommands?: boolean | undefined
}

/** Sections below this one that may be procedures themselves, through parts that only gather or explain them. */
function ownProcedureSections(section: Section): OwnSection[] {
  return section.children.flatMap((child): OwnSection[] => {
    const role = sectionRole(child)
    if (role === 'named') return [{ section: child, inGroup: false }]
    if (bareTitle(child.title) === 'monitoring') return [{ section: child, inGroup: false, onlyWithCommands: true }]
    // "Meaning" with "Disable this alert" below it, "FAQ" with "How do I restore it?".
    if ((role === 'part' && sectionPart(child) === 'context') || QUESTIONS.test(bareTitle(child.title))) {
      return child.children
        .filter((each) => sectionRole(each) === 'named')
        .map((each) => ({ section: each, inGroup: false, onlyWithCommands: true }))
    }
    if (role === 'part' && GROUP.test(child.title)) {
      return child.children
        .filter((each) => sectionRole(each) !== 'reference' && sectionRole(each) !== 'variant')
        .map((each) => ({ section: each, inGroup: true }))
    }
    return []
  })
}

function isProcedure(draft: ProcedureDraft, hasNamedBelow: boolean): boolean {
  const { section, steps } = draft
  if (section.heading && sectionRole(section) === 'reference') return false
  const working = steps.filter((step) => step.phase !== 'escalation' && step.phase !== 'prevention')
  if (!section.heading || section.level === 1 || hasNamedBelow) {
    // A page or chapter is a procedure only by its own work, not by checks that serve the procedures below it.
    return (
      working.some((step) => hasCommands(step) && step.phase !== 'verification' && step.phase !== 'prerequisite') ||
      (!hasNamedBelow && working.length > 0)
    )
  }
  return working.length > 0
}

const hasCommands = (step: StepDraft): boolean =>
  step.commands.length > 0 || step.alternatives.some((each) => each.steps.some(hasCommands))

/** The sentence that makes a section a hook, from its first lines. */
function hookText(section: Section): string | undefined {
  if (!section.heading) return undefined
  for (const block of section.blocks.slice(0, 2)) {
    if (block.kind !== 'paragraph') continue
    const text = block.inline.text.trim()
    if (HOOK.test(text)) return text
  }
  return undefined
}

function finishHook(draft: ProcedureDraft, text: string, title: string): Hook {
  return {
    title,
    text: trimTitle(text),
    line: draft.section.line,
    appliesTo: /\b(?:any|every|each|all)\b/i.test(text) ? 'every-procedure' : 'section',
    steps: finishSteps(draft.steps, draft.section.slug),
  }
}

function variantsOf(title: string, steps: readonly StepDraft[]): string[] {
  const names = new Set<string>()
  for (const match of title.matchAll(PLATFORMS)) names.add(match[1]!.toLowerCase().replace('k8s', 'kubernetes'))
  for (const step of steps) for (const each of step.alternatives) if (each.platform) names.add(each.platform)
  return [...names]
}

const alertNames = (text: string | undefined): string[] =>
  text?.match(/[A-Za-z][\w:]{2,}/g)?.filter((name) => /[A-Z_]/.test(name)) ?? []

/** Turns "see below" in a procedure and in its steps into the procedure that is meant, now that all are known. */
function settle(procedure: Procedure, all: readonly Procedure[], index: number): Procedure {
  const settled = (step: Step): Step => ({
    ...step,
    calls: step.calls.map((call) => settlePointer(call, all, index)),
    ...(step.alternatives
      ? { alternatives: step.alternatives.map((each) => ({ ...each, steps: each.steps.map(settled) })) }
      : {}),
  })
  return {
    ...procedure,
    calls: procedure.calls.map((call) => settlePointer(call, all, index)),
    steps: procedure.steps.map(settled),
    verification: procedure.verification.map(settled),
    rollback: procedure.rollback.map(settled),
  }
}
