import { trimTitle } from './trim-title.ts'

const CONDITION =
  /^(?:only )?(?:if|when|unless|in case|otherwise|else|alternatively|alternative\b|as an alternative|instead|or\b|as a last resort|failing that)\b[^.]{0,160}/i
/** "If needed" and "if running" say that a step may be left out, which its reader sees anyway. */
const EMPTY = /^if (?:needed|necessary|required|applicable|possible|available|running)\b/i

/**
 * The condition under which something is to be done, where a label, a sentence or a title opens with it:
 * "If ports still in use:", "When the queue stays full". Only a person can decide it.
 */
export function conditionOf(text: string): string | undefined {
  const plain = trimTitle(text.trimStart())
  if (!CONDITION.test(plain) || EMPTY.test(plain)) return undefined
  return plain
}
