import type { Block, Document, Fence, List, ListItem, Section } from '../document.ts'
import type { Checklist, ChecklistItem } from '../page.ts'
import { keyOf, outlineOf } from './outline.ts'

type Role = Checklist['role']
type Sign = NonNullable<ListItem['box']>
type Boxed = ChecklistItem & { sign: Sign }

/**
 * The checklists of a page: boxed list items, lists signed with ✅ or ❌, and boxes inside fences, whatever the fence
 * calls itself. Open boxes are a template for the next run; ticked ones are a claim; signs mean what their title says.
 */
export function readChecklists(document: Document): readonly Checklist[] {
  const outline = outlineOf(document)
  const lists = outline.lists.flatMap(({ list, section, before }) => {
    const items = boxesOf(list)
    return items.length > 0 ? [checklistOf(items, titleOf(section, before, list), section)] : []
  })
  const fences = outline.fences.flatMap(({ fence, section, before }) => {
    const items = boxesIn(fence)
    return items.length > 0 ? [checklistOf(items, titleOf(section, before), section)] : []
  })
  return [...lists, ...fences].sort((a, b) => a.line - b.line)
}

function checklistOf(items: readonly Boxed[], title: string, section: Section): Checklist {
  return {
    title,
    line: items[0]!.line,
    role: roleOf(items, `${title} ${section.title}`),
    items: items.map(({ text, checked, line }) => ({ text, checked, line })),
  }
}

function boxesOf(list: List): readonly Boxed[] {
  return list.items.flatMap((item) => {
    const own: readonly Boxed[] = item.box
      ? [
          {
            text: item.inline.text.replaceAll('\n', ' ').trim(),
            checked: item.box === 'done' || item.box === 'yes',
            line: item.line,
            sign: item.box,
          },
        ]
      : []
    const nested = item.blocks.flatMap((block) => (block.kind === 'list' ? boxesOf(block) : []))
    return [...own, ...nested]
  })
}

const BOX = /^\s*(?:[-*+]|\d{1,3}[.)])\s+\[([ xX])\]\s+(\S.*)$/

function boxesIn(fence: Fence): readonly Boxed[] {
  return fence.lines.flatMap(({ text, line }) => {
    const [, mark, words] = BOX.exec(text) ?? []
    if (!mark || !words) return []
    const checked = mark !== ' '
    return [{ text: words.trim(), checked, line, sign: checked ? ('done' as const) : ('open' as const) }]
  })
}

/** The label or the short line right before the list, else the heading. */
function titleOf(section: Section, before: Block | undefined, list?: List): string {
  if (before?.kind === 'paragraph') {
    const label = before.labels.at(-1)
    if (label && label.value === '') return label.name
    const text = before.inline.text.trim()
    if (text.length < 120 && text.endsWith(':')) return text.slice(0, -1)
  }
  // A list whose first item is not boxed itself may carry the title: `1. **Prepare**:` with boxes below it.
  const head = list?.items.length === 1 && !list.items[0]!.box ? list.items[0]!.labels[0]?.name : undefined
  return head ?? section.title
}

const REQUIREMENT = /prerequisite|criteria|requirement|required|depend|must|before you|root cause|condition/
const CLAIM = /status|progress|complet|done|result|summary|achiev|deliver|evidence|observation|verified|acceptance/
const SCOPE = /scope|support|feature|includ|exclud|capabilit|\bdo(?:n't|s)?\b|best practice|allowed|not for/

function roleOf(items: readonly Boxed[], title: string): Role {
  const signs = new Set(items.map(({ sign }) => sign))
  if (signs.has('done')) return 'claim'
  if (signs.has('open')) return 'template'
  const words = keyOf(title)
  if (REQUIREMENT.test(words)) return 'requirement'
  if (SCOPE.test(words) || signs.has('no')) return 'scope'
  return CLAIM.test(words) ? 'claim' : 'scope'
}
