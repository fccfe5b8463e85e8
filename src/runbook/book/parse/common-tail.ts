import type { FenceItem } from '../fence-reading.ts'
import { readComment } from './comment-line.ts'
import { platformOf, platformOfSteps } from './platform-of.ts'
import type { AlternativeDraft } from './step-draft.ts'

const TAIL =
  /^(?:(?:then|finally|afterwards?|now|and),?\s+)?(?:(?:re-?)?(?:verify|check|confirm|validate|test|ensure|watch|monitor|exit|leave|close|log ?out)|verification|wait (?:for|until)|make sure)\b/i

/** Options further apart than this are not read together. */
const FAR = 300

/** Words that open what is to be done after a choice, whichever way was taken. */
export const opensTail = (title: string): boolean => TAIL.test(title)

/**
 * True for a comment behind the last of several options whose commands belong to none of them: `# Verify`, `# Check the
 * queue`. An option that brings checks of its own keeps them: those for its platform, or where an option before it has
 * a check too.
 */
export function isCommonTail(
  items: readonly FenceItem[],
  index: number,
  alternatives: readonly AlternativeDraft[],
): boolean {
  const item = items[index]!
  const last = alternatives.at(-1)
  if (item.kind !== 'comment' || !opensTail(item.text) || alternatives.length < 2) return false
  if (!last || last.steps.every((step) => step.commands.length === 0 && step.notes.length === 0)) return false
  const rest = items.slice(index + 1, index + FAR)
  const end = rest.findIndex((each) => each.kind === 'comment' && readComment(each.text).kind === 'step')
  const behind = end < 0 ? rest : rest.slice(0, end)
  if (behind.some((each) => each.kind === 'comment' && isOption(each.text))) return false
  const before = items
    .slice(Math.max(0, index - FAR), index)
    .flatMap((each) => (each.kind === 'comment' && each.line > alternatives[0]!.line ? [each] : []))
  const lastOption = before.findLastIndex(({ text }) => isOption(text))
  if (before.slice(0, Math.max(0, lastOption)).some(({ text }) => opensTail(text))) return false
  const platform = last.platform ?? platformOfSteps(last.steps)
  const commands = behind.flatMap((each) => (each.kind === 'command' ? [each] : []))
  return platform === undefined || !commands.some((command) => platformOf(command) === platform)
}

function isOption(text: string): boolean {
  const { kind } = readComment(text)
  return kind === 'option' || kind === 'platform' || kind === 'or'
}
