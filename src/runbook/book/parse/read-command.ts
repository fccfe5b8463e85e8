import type { FenceItem } from '../fence-reading.ts'
import type { Command } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { foreignEffect } from '../shell/foreign-effect.ts'
import { findPlaceholders } from './placeholders.ts'

type CommandItem = Extract<FenceItem, { kind: 'command' }>

/** Languages whose text goes to a shell; every other language needs an executor of its own. */
export const SHELL = 'bash'

/**
 * Judges one command as the page has it: what it does to the world, and what must be filled in before it can run.
 * The text is kept to the character.
 */
export function readCommand(item: Pick<CommandItem, 'text' | 'line' | 'endLine' | 'column' | 'language'>): Command {
  const facts = item.language === SHELL ? commandFacts(item.text) : foreignFacts(item.language, item.text)
  return {
    text: item.text,
    line: item.line,
    endLine: item.endLine,
    column: item.column,
    language: item.language,
    risk: facts.risk,
    effect: facts.effect,
    traits: facts.traits,
    reasons: facts.reasons,
    parameters: findPlaceholders(item.text, { line: item.line, column: item.column }, item.language),
  }
}

/** Other languages have no traits: their executors decide about privileges and terminals. */
function foreignFacts(language: string, text: string): Pick<Command, 'risk' | 'effect' | 'traits' | 'reasons'> {
  const { effect, reasons } = foreignEffect(language, text)
  return { risk: effect, effect, traits: [], reasons }
}
