import type { Block, List, ListItem } from '../document.ts'
import type { Expectation, Phase } from '../page.ts'
import { conditionOf } from './condition.ts'
import { readExpectation } from './expectation.ts'
import { inlineCommands } from './inline-command.ts'
import { partOf, phaseOfTitle } from './phase-words.ts'
import { SHELL } from './read-command.ts'
import { findReferences } from './references.ts'
import { sessionOf } from './session-opener.ts'
import { draftStep, type StepDraft } from './step-draft.ts'
import { boundInTitle } from './time-bound.ts'
import { trimTitle } from './trim-title.ts'

/** Reads the blocks nested below a list item; given by the section reader to avoid a circle of imports. */
export type ReadBlocks = (blocks: readonly Block[], context: { phase: Phase; title: string }) => StepDraft[]

/** Each item of the list becomes a step: with its inline commands, the fences below it, or as something to do by hand. */
export function readListSteps(list: List, phase: Phase, readBlocks: ReadBlocks): StepDraft[] {
  return list.items.flatMap((item) => readItem(item, phase, readBlocks))
}

function readItem(item: ListItem, phase: Phase, readBlocks: ReadBlocks): StepDraft[] {
  const title = itemTitle(item)
  const step = draftStep(title, item.line, phaseFor(title, phase))
  step.endLine = item.endLine
  const bound = boundInTitle(item.inline.text, item.line)
  if (bound) step.timeBound = bound
  for (const call of findReferences(item.inline)) step.calls.push(call)
  const condition = conditionOf(item.inline.text.replace(/\s+/g, ' ').slice(0, 200))
  if (condition !== undefined) step.condition = condition
  const caution = /\b(?:DANGER|WARNING|CAUTION|DESTRUCTIVE|last resort|data loss)\b[^)]*/i.exec(item.inline.text)?.[0]
  if (caution) step.caution = caution
  takeInlineCommands(item, step)
  const opener = item.inline.codes.find((code) => opensSession(code.text))
  if (opener && !step.commands.some(({ text }) => text === opener.text)) {
    step.opens = { text: opener.text, line: opener.line }
  }
  const nested = readBlocks(item.blocks.slice(item.inline.text === '' ? 0 : 1), { phase: step.phase, title })
  return separate(step, nested)
}

/**
 * A choice below an item, or something to do only under a condition of its own, stays a step of its own: merged into the
 * item it would lose what makes it safe.
 */
function separate(step: StepDraft, nested: readonly StepDraft[]): StepDraft[] {
  const apart = nested.some(
    (inner, index) => inner.alternatives.length > 0 || (index > 0 && inner.condition !== undefined),
  )
  if (!apart) return [mergeNested(step, nested)]
  const group = step.title
  const own = step.commands.length > 0 || step.alternatives.length > 0 || step.calls.length > 0 ? [step] : []
  for (const inner of nested) {
    inner.group ??= group
    if (inner.title === '') inner.title = group
    if (step.condition !== undefined) inner.condition ??= step.condition
    if (step.caution !== undefined) inner.caution ??= step.caution
  }
  // Inline code that the blocks below spell out is a mention, not a second command.
  if (own.length > 0 && nested.some((inner) => inner.alternatives.length > 0)) {
    step.notes.push(...step.commands.map((command) => command.text))
    step.commands = []
    step.alternatives = []
  }
  return [...own, ...nested]
}

/** Commands below an item belong to the item's own step, so that a numbered list keeps its numbers. */
function mergeNested(step: StepDraft, nested: readonly StepDraft[]): StepDraft {
  for (const inner of nested) {
    step.endLine = Math.max(step.endLine, inner.endLine)
    step.expectations.push(...inner.expectations)
    step.calls.push(...inner.calls)
    if (inner.caution !== undefined) step.caution ??= inner.caution
    if (inner.condition !== undefined) step.condition ??= inner.condition
    if (inner.title !== '' && inner.title !== step.title) step.notes.push(inner.title)
    step.notes.push(...inner.notes)
    if (inner.alternatives.length > 0 && step.alternatives.length === 0 && step.commands.length === 0) {
      step.alternatives = inner.alternatives
    } else {
      step.commands.push(
        ...inner.commands,
        ...inner.alternatives.flatMap((each) => each.steps.flatMap((s) => s.commands)),
      )
    }
  }
  return step
}

function takeInlineCommands(item: ListItem, step: StepDraft): void {
  const found = inlineCommands(item.inline)
  if (!found.some((each) => each.alternative)) {
    step.commands.push(...found.map((each) => each.command))
    return
  }
  for (const { command } of found) {
    const inner = draftStep(command.text, command.line, step.phase)
    inner.commands.push(command)
    step.alternatives.push({ title: command.text, by: 'or', line: command.line, steps: [inner] })
  }
}

function phaseFor(title: string, phase: Phase): Phase {
  if (phase !== 'action' && phase !== 'diagnosis') return phase
  return phaseOfTitle(title) ?? phase
}

/** "Log in with `ssh web-1`": what opens a shell elsewhere need not be a command that can be judged. */
const opensSession = (text: string): boolean =>
  /\s/.test(text) && sessionOf({ text, language: SHELL })?.kind === 'shell'

/** The bold phrase an item starts with, else its first sentence. */
function itemTitle(item: ListItem): string {
  const text = item.inline.text.replace(/\s+/g, ' ').trim()
  const bold = item.inline.strong[0]
  // In "**D**efine the problem" only the letter of an acronym is bold.
  const cut = bold !== undefined && text.startsWith(bold) && /^\p{L}/u.test(text.slice(bold.length))
  if (bold && !cut && item.inline.raw.startsWith('**')) {
    const name = trimTitle(bold)
    if (partOf(name) === undefined || item.labels.length === 0) return name
  }
  const sentence = /^.{1,160}?(?:[.!?:](?=\s|$)|$)/.exec(text)?.[0] ?? text.slice(0, 160)
  return trimTitle(sentence)
}

/** An expectation written as prose behind a label or "Expected:". */
export const proseExpectation = (text: string, line: number): Expectation => readExpectation(text, line, 'prose')
