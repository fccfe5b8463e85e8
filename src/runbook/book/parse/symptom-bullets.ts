import type { List, ListItem, Section } from '../document.ts'
import type { Symptom } from '../page.ts'
import { codesOf, itemParts, itemTexts, keyOf, type LabelledPart } from './outline.ts'
import { symptomRole } from './symptom-words.ts'

type Draft = { symptom: string; line: number; causes: string[]; actions: string[]; codes: Set<string> }

/** Sections that explain how pages are built: their bullets describe symptoms in general. */
const ABOUT = /^(?:overview|introduction|about|how to use .*|using this guide|document structure|glossary|definitions)$/

/** Bullets such as `- **Issue**: …`, `- **Cause**: …`, `- **Fix**: …`: one record for each symptom among them. */
export function readSymptomBullets(list: List, section: Section): readonly Symptom[] {
  if (ABOUT.test(keyOf(section.title))) return []
  const drafts: Draft[] = []
  for (const item of list.items) {
    for (const part of itemParts(item)) {
      const role = symptomRole(part.key)
      if ((role === 'symptom' || role === 'issue') && part.value !== '') {
        drafts.push({ symptom: part.value, line: item.line, causes: [], actions: [], codes: new Set() })
      }
      const draft = drafts.at(-1)
      if (draft) take(draft, role, part, item)
    }
  }
  return drafts
    .filter(({ causes, actions }) => causes.length + actions.length > 0)
    .map(({ symptom, line, causes, actions, codes }) => ({
      symptom,
      cause: causes.join('\n'),
      action: actions.join('; '),
      line,
      source: 'bullets',
      section: section.title,
      repaired: false,
      codes: [...codes],
    }))
}

function take(draft: Draft, role: string | undefined, part: LabelledPart, item: ListItem): void {
  if (role === undefined) return
  const texts = [part.value, ...itemTexts(part.blocks)].filter((text) => text !== '')
  if (role === 'cause') draft.causes.push(...texts)
  if (role === 'remedy') draft.actions.push(...texts)
  for (const code of codesOf(item.blocks)) draft.codes.add(code)
}
