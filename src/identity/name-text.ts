/** Names people give: of themselves, of teams, of tokens. */
import { z } from 'zod'

/** Controls, and marks that turn the direction of what follows: with those a name can look like another one. */
const MISLEADING = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u

export const isNameText = (text: string): boolean => !MISLEADING.test(text)

/** The same name without what misleads, for names somebody else chose. */
export const plainName = (text: string): string => text.replace(new RegExp(MISLEADING, 'gu'), ' ').trim()

export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isNameText, 'a name has no control characters and no marks that turn its direction')
